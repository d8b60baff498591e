"""A corrected file does not take back what the office has worded itself, nor what it has added by hand."""

from items.imports.comparing import compare
from items.ledger.rewording import reword
from items.models import WorkItem

from ..given import factories
from .corrected import CHANGED, FIRST_TEXT, HEAD, ROAD, correct, item, kinds, plan

MOVED = FIRST_TEXT.replace("6月底", "9月底")


def word(row, cast, **changes):
    now = {name: getattr(row, name) for name in ("text", "number", "clause", "chapter", "leaders", "group")}
    return reword(row, by=cast.supervisor, version=row.version, **{**now, **changes})


def test_the_offices_wording_stays_while_the_document_says_the_same(cast, report):
    road = word(item(report, 1), cast, text="修好农村公路", leaders="张三", group="十件实事", chapter=None)
    found = correct(report, MOVED, cast)
    assert kinds(found)[0] == ("changed", "1", {"deadline"})
    road.refresh_from_db()
    assert (road.text, road.leaders, road.group, road.chapter) == ("修好农村公路", "张三", "十件实事", None)
    assert road.published == {"text": ROAD, "leaders": "", "group": "", "chapter": "一、民生"}


def test_the_same_file_again_changes_nothing_of_a_reworded_item(cast, report):
    road = word(item(report, 1), cast, text="修好农村公路", number=99)
    assert {kind for kind, _number, _what in kinds(correct(report, FIRST_TEXT, cast))} == {"same"}
    road.refresh_from_db()
    assert (road.text, road.display_number, road.version) == ("修好农村公路", "99", 2)
    assert kinds(compare(report, plan(FIRST_TEXT, report)))[0][:2] == ("same", "99")


def test_what_the_document_now_says_otherwise_is_shown_and_taken_over(cast, report):
    word(item(report, 1), cast, text="修好农村公路", leaders="张三")
    change = compare(report, plan(CHANGED, report)).changes[0]
    texts = [(one.before, one.after) for one in change.differences if one.name == "text"]
    assert texts == [("修好农村公路", "修建道路40公里")]
    assert change.overruled == ("text",)
    correct(report, CHANGED, cast)
    road = item(report, 1)
    assert (road.text, road.leaders, road.published) == ("修建道路40公里", "张三", {"leaders": ""})


def test_a_reworded_item_is_recognised_by_its_published_wording(cast, report):
    word(item(report, 1), cast, text="完全不同的另一件事情", number=50)
    found = correct(report, MOVED, cast)
    assert [kind for kind, _number, _what in kinds(found)] == ["changed", "same", "same"]


def test_targets_and_deadline_that_the_office_set_stay_beside_a_reworded_text(cast, report):
    road = word(item(report, 1), cast, text="修好农村公路")
    road.targets.update(number=35, basis="manual")
    WorkItem.objects.filter(pk=road.pk).update(due_on="2012-08-01")
    assert kinds(correct(report, FIRST_TEXT, cast))[0] == ("same", "1", set())
    assert item(report, 1).targets.get().number == 35


def test_numbers_that_the_office_exchanged_stay(cast, report):
    road, school = item(report, 1), item(report, 2)
    word(road, cast, number=90)
    word(school, cast, number=1)
    word(item(report, 90), cast, number=2)
    correct(report, MOVED, cast)
    assert (item(report, 2).pk, item(report, 1).pk) == (road.pk, school.pk)


def test_a_number_that_the_document_needs_itself_goes_back_to_it(cast, report):
    road = word(item(report, 1), cast, number=4)
    found = correct(report, FIRST_TEXT + "\n4、新建体育馆(责任单位:市教育局)。", cast)
    assert kinds(found)[0] == ("changed", "1", {"number"})
    road.refresh_from_db()
    assert (road.display_number, road.published) == ("1", {})
    assert item(report, 4).text == "新建体育馆"


def test_a_chapter_that_is_gone_gives_way_to_that_of_the_document(cast, report):
    care = item(report, 3)
    word(item(report, 1), cast, chapter=care.chapter)
    found = correct(report, FIRST_TEXT.replace("二、保障\n", ""), cast)
    assert "chapter" in kinds(found)[0][2]
    assert item(report, 1).chapter.literal == "一、民生"


def by_hand(report, number, text="完成市长热线改造"):
    return factories.item(report, number, text, origin="meeting", reference="第12次常务会议")


def test_an_item_added_by_hand_is_neither_missing_nor_paired(cast, report):
    factories_item = by_hand(report, 9)
    found = correct(report, FIRST_TEXT, cast)
    assert found.counts == {"new": 0, "changed": 0, "missing": 0, "same": 3}
    factories_item.refresh_from_db()
    assert (factories_item.display_number, factories_item.version) == ("9", 1)


def test_an_item_added_by_hand_makes_room_for_a_number_of_the_document_and_the_history_says_so(cast, report):
    added = by_hand(report, 4)
    correct(report, FIRST_TEXT + "\n4、新建体育馆(责任单位:市教育局)。", cast)
    added.refresh_from_db()
    assert (added.display_number, added.version, item(report, 4).text) == ("5", 2, "新建体育馆")
    entry = added.history.get()
    assert (entry.before, entry.after) == ({"number": "4"}, {"number": "5"})


def test_chapters_of_items_by_hand_stay(cast, report):
    added = by_hand(report, 9)
    WorkItem.objects.filter(pk=added.pk).update(chapter=item(report, 1).chapter)
    correct(report, HEAD + FIRST_TEXT.removeprefix(HEAD) + "\n", cast)
    added.refresh_from_db()
    assert added.chapter.literal == "一、民生"
