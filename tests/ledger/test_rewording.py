"""The office words an item anew; the published wording stays beside it."""

import pytest

from items.ledger.rewording import reword
from items.models import WorkItem
from items.steps.errors import StaleItem

from ..given import factories
from ..given.refusals import everything, refused

NOT_THE_OFFICE = ["liaison", "head", "leader", "observer", "administrator", "newcomer"]


def words(item, **changes):
    """What the item says now, with the changes, as `reword` takes it."""
    now = {
        "text": item.text,
        "number": item.number,
        "clause": item.clause,
        "chapter": item.chapter,
        "leaders": item.leaders,
        "group": item.group,
    }
    return {**now, **changes}


def do(cast, item=None, *, by=None, version=None, reason="", **changes):
    item = WorkItem.objects.get(pk=(item or cast.led).pk)
    return reword(
        item, by=by or cast.supervisor, version=version or item.version, reason=reason, **words(item, **changes)
    )


def test_the_published_wording_stays_beside_the_new_one(cast):
    item = do(cast, text=" 加强居家养老服务 ", reason="市政府常务会议调整")
    assert (item.text, item.published) == ("加强居家养老服务", {"text": "加强养老服务"})
    entry = item.history.get()
    assert (entry.action, entry.reason) == ("item_edited", "市政府常务会议调整")
    assert (entry.before, entry.after) == ({"text": "加强养老服务"}, {"text": "加强居家养老服务"})


def test_a_second_wording_keeps_what_was_published_first(cast):
    do(cast, text="甲")
    assert do(cast, text="乙").published == {"text": "加强养老服务"}


def test_back_to_the_published_wording_nothing_stands_beside_it(cast):
    do(cast, text="甲", leaders="李副市长")
    assert do(cast, text="加强养老服务").published == {"leaders": ""}


def test_number_chapter_leaders_and_groups_are_changed_and_kept_as_published(cast):
    first, second = factories.chapter(cast.report, "一、民生"), factories.chapter(cast.report, "二、保障")
    WorkItem.objects.filter(pk=cast.led.pk).update(chapter=first, group="十件实事", leaders="张三")
    item = do(cast, number=9, chapter=second, leaders="李四， 王五", group="十件实事;重点项目、重点项目")
    assert (item.display_number, item.chapter, item.leaders, item.group) == (
        "9",
        second,
        "李四、王五",
        "十件实事、重点项目",
    )
    assert item.published == {"number": "1", "chapter": "一、民生", "leaders": "张三", "group": "十件实事"}
    entry = item.history.get()
    assert entry.before["chapter"] == "一、民生" and entry.after["chapter"] == "二、保障"


def test_an_item_stands_in_several_lists(cast):
    do(cast, group="十件实事、重点项目")
    do(cast, cast.supported, group="重点项目")
    listed = WorkItem.objects.of_group
    assert set(listed("重点项目")) == {cast.led, cast.supported}
    assert list(listed("十件实事")) == [cast.led]
    assert WorkItem.objects.group_names() == ["十件实事", "重点项目"]


@pytest.mark.parametrize("typed", ["居家养老", "加强养老服务", "李副市长"])
def test_it_is_found_by_the_published_words_and_by_the_new_ones(cast, typed):
    do(cast, text="发展居家养老", leaders="李副市长")
    assert list(WorkItem.objects.matching(typed)) == [cast.led]


@pytest.mark.parametrize("who", NOT_THE_OFFICE)
def test_only_the_office_words_an_item_anew(cast, who):
    with refused("Only the supervision office"):
        do(cast, by=getattr(cast, who), text="甲")


def test_a_stale_copy_is_refused(cast):
    do(cast, text="甲")
    with refused("has changed this item", StaleItem):
        do(cast, version=1, text="乙")


def test_the_same_words_again_write_nothing(cast):
    do(cast, text="甲")
    before = everything()
    do(cast, text="甲")
    assert everything() == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "  "}, "An item needs a text"),
        ({"number": 2}, "already has an item with this number"),
        ({"number": 0}, "greater than or equal to 1"),
        ({"leaders": "长" * 201}, "at most 200 characters"),
    ],
)
def test_what_does_not_fit_is_refused(cast, changes, sentence):
    with refused(sentence):
        do(cast, **changes)


def test_a_chapter_of_another_report_is_refused(cast):
    elsewhere = factories.chapter(factories.report(), "三、其他")
    with refused("chapter of another report"):
        do(cast, chapter=elsewhere)


def test_units_targets_and_reports_stay(cast):
    target = factories.target(cast.led)
    before = list(cast.led.responsibilities.values())
    item = do(cast, text="甲", number=9)
    assert list(item.responsibilities.values()) == before and item.targets.get() == target
