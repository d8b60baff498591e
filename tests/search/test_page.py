"""The page of what a search finds: of every kind what one may read, the best first, marked, counted up to a bound."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.models import DepartmentAlias
from items import access
from items.closing.moving import write_note
from items.models import Attachment, WorkItem
from items.search import page as searching
from items.search.page import sections_of

from ..access.everybody import PEOPLE, with_health_head
from ..given import factories
from ..given.html import parse
from ..given.opened_rounds import State, opened, put, update_of
from ..given.together import moment
from ..ledger.listed import add_items

pytestmark = pytest.mark.each_database

SECRET = "内部口径"


@pytest.fixture
def reader(client, cast):
    client.force_login(cast.observer)
    return client


@pytest.fixture
def march(cast):
    return opened(cast.report)


def kinds(query, user):
    """{kind: number found} of what the person finds."""
    return {str(section.label): section.count for section in sections_of(query, user)}


def hits(query, user, kind="工作事项"):
    return next((section.hits for section in sections_of(query, user) if section.label == kind), [])


def texts(hits):
    """What each hit says, with what was looked for in 【】."""
    return ["".join(f"【{part.text}】" if part.is_hit else part.text for part in hit.said) for hit in hits]


def test_every_kind_is_found(cast, march):
    chapter = factories.chapter(cast.report, "(九)城镇就业")
    item = factories.item(cast.report, 50, "促进城镇就业", chapter=chapter)
    factories.target(item, "城镇就业人数", 100)
    factories.department("城镇就业服务中心")
    update = update_of(march, cast.led, cast.civil_affairs)
    put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor, text="帮助城镇就业30人")
    fields = {"kind": "pdf", "size": 1, "digest": "0", "stored_as": "0", "by": cast.liaison, "at": moment("2011-03-10")}
    Attachment.objects.create(item=cast.led, update=update, name="城镇就业名单.pdf", **fields)
    found = kinds("城镇 就业", cast.supervisor)
    assert found == {"工作事项": 1, "责任单位": 1, "章节": 1, "量化目标": 1, "进展报送": 1, "佐证材料": 1}


@pytest.mark.parametrize("state", State)
def test_the_words_of_a_report_are_found_and_counted_for_those_alone_who_may_read_it(cast, march, state):
    cast, part = with_health_head(cast), update_of(march, cast.supported, cast.civil_affairs)
    put(part, state, by=cast.liaison, office=cast.supervisor, text="", problems=SECRET, next_steps="")
    part.refresh_from_db()
    fields = {"kind": "pdf", "size": 1, "digest": "0", "stored_as": "0", "by": cast.liaison, "at": moment("2011-03-10")}
    file = Attachment.objects.create(item=cast.supported, update=part, name=f"{SECRET}.pdf", **fields)
    for name in PEOPLE:
        user = getattr(cast, name)
        found = kinds(SECRET, user)
        assert found.get("进展报送", 0) == access.can_read_update(user, part), name
        assert found.get("佐证材料", 0) == access.can_read_attachment(user, file), name


@pytest.mark.parametrize("state", ["unsigned", "asked"])
def test_the_file_of_a_closing_is_found_by_those_who_may_read_it(cast, state):
    closing = cast.led.closings.create(
        department=cast.civil_affairs, by=cast.liaison, at=moment("2011-03-10"), result="完成", state=state
    )
    fields = {"kind": "pdf", "size": 1, "digest": "0", "stored_as": "0", "by": cast.liaison, "at": moment("2011-03-10")}
    file = Attachment.objects.create(item=cast.led, closing=closing, name=f"{SECRET}.pdf", **fields)
    cast = with_health_head(cast)
    for name in PEOPLE:
        user = getattr(cast, name)
        assert kinds(SECRET, user).get("佐证材料", 0) == access.can_read_attachment(user, file), name
    Attachment.objects.filter(pk=file.pk).update(removed_at=moment("2011-03-11"))
    assert kinds(SECRET, cast.supervisor) == {}


def test_nothing_of_a_withdrawn_report_is_found(cast):
    second = factories.report(year=2012, withdrawn_at=moment("2012-02-01"))
    item = factories.item(second, 1, "修缮水库", chapter=factories.chapter(second, "(一)修缮水库"))
    factories.target(item, "修缮水库", 2)
    assert kinds("修缮水库", cast.supervisor) == {}


def test_the_best_stands_first(cast):
    last = factories.item(cast.report, 51, "完善水利设施，修缮水库")
    factories.item(cast.report, 52, "落实第53项所列工程")
    noted = factories.item(cast.report, 54, "加强管护")
    write_note(noted, text="已开始修缮水库", by=cast.supervisor)
    first = factories.item(cast.report, 55, "修缮水库大坝")
    assert [hit.url for hit in hits("修缮水库", cast.observer)] == [
        item.get_absolute_url() for item in (first, last, noted)
    ]


def test_units_that_are_meant_stand_before_their_items(cast):
    assert list(kinds("wsj", cast.observer)) == ["责任单位", "工作事项"]
    factories.item(cast.report, 51, "新建卫生局大楼")
    assert list(kinds("卫生局", cast.observer)) == ["工作事项", "责任单位"]


def test_what_was_looked_for_is_marked_however_written(cast):
    item = factories.item(cast.report, 51, "城镇新增就业１０ 万人，" + "其余" * 100)
    [hit] = [one for one in hits("就業10万人", cast.observer) if one.url == item.get_absolute_url()]
    [said] = texts([hit])
    assert said.startswith("城镇新增【就业１０ 万人】，") and said.endswith("…") and len(said) < 130


def test_what_was_found_beside_the_text_is_said(cast):
    chapter = factories.chapter(cast.report, "(九)民生水利")
    item = factories.item(cast.report, 51, "修缮大坝", remark="经费另行下达", chapter=chapter, leads=[cast.education])
    factories.target(item, "新建堰塘", 3)
    write_note(item, text="桩基已完成", by=cast.supervisor)

    def place(query):
        [hit] = [one for one in hits(query, cast.observer) if one.url == item.get_absolute_url()]
        where, found = hit.found_in
        return where, next(part.text for part in found if part.is_hit)

    assert place("经费") == ("备注", "经费")
    assert place("民生水利") == ("章节", "民生水利")
    assert place("堰塘") == ("目标值", "堰塘")
    assert place("桩基") == ("进展情况", "桩基")
    assert place("jiaoyu") == ("责任单位", "教育")


def test_a_unit_found_by_another_name_says_by_which(cast):
    DepartmentAlias.objects.create(department=cast.health, name="卫健委")
    [hit] = hits("wjw", cast.observer, "责任单位")
    assert hit.found_in[0] == "又称" and hit.found_in[1][0] == ("卫健委", True)


def test_an_item_found_by_another_name_of_its_unit_says_which_unit(cast):
    DepartmentAlias.objects.create(department=cast.health, name="卫健委")
    found = {hit.url: hit.found_in for hit in hits("wjw", cast.observer)}
    assert found[cast.led.get_absolute_url()][1] == [("市卫生局", False)]


def test_one_item_is_gone_to_however_much_of_it_was_found(reader, cast, march):
    item = factories.item(cast.report, 51, "修缮水库")
    for number in range(12):
        factories.target(item, f"修缮水库{number}", 1)
    assert reader.get(reverse("search"), {"q": "修缮水库"})["Location"] == item.get_absolute_url()
    factories.target(cast.led, "修缮水库", 1)
    assert reader.get(reverse("search"), {"q": "修缮水库"}).status_code == 200


def test_nobody_counts_on_beyond_the_bound(reader, cast, monkeypatch):
    add_items(cast.report, 12, [cast.health], first=100)
    monkeypatch.setattr(searching, "COUNTED", 10)
    WorkItem.objects.update(text="修缮水库")
    page = parse(reader.get(reverse("search"), {"q": "修缮"}))
    head = page.one("h2", id="kind-1").text
    assert "10+" in head
    assert reverse("item_list") + "?q=%E4%BF%AE%E7%BC%AE" in page.one("main").links()


def test_marks_hold_no_markup(reader, cast):
    factories.item(cast.report, 51, "<i>&修缮、水库<大坝")
    factories.item(cast.report, 52, "修缮水库")
    for address in (reverse("search"), reverse("item_list")):
        page = reader.get(address, {"q": "修缮水库"}).content.decode()
        assert "&lt;i&gt;&amp;<mark>修缮、水库</mark>&lt;大坝" in page


def test_the_number_of_queries_does_not_grow(client, cast, march):
    client.force_login(cast.liaison)
    for index, update in enumerate(march.updates.all()):
        fields = {"kind": "pdf", "size": 1, "digest": "0", "by": cast.liaison, "at": moment("2011-03-10")}
        Attachment.objects.create(item=update.item, update=update, name="养老.pdf", stored_as=str(index), **fields)
        put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor, text="养老")
    factories.target(cast.open_lead, "养老", 1)

    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("search"), {"q": "养老"}).status_code == 200
        return len(caught)

    asked()
    few = asked()
    for item in add_items(cast.report, 40, [cast.health], first=100):
        factories.target(item, "养老", 1)
    assert asked() == few
