"""The office adds an item by hand: it is a full item everywhere, with its source and its number within the report."""

import pytest
from django.urls import reverse

from items.ledger.adding import add_item, next_number
from items.models import ProgressUpdate, Responsibility, WorkItem
from items.report.page import living_report
from items.rules.published import said

from ..given import factories
from ..given.factories import day, moment
from ..given.html import parse
from ..given.opened_rounds import opened
from ..given.refusals import refused
from .listed import exported, found

LEAD, SUPPORT, RESPONSIBLE = Responsibility.Role.LEAD, Responsibility.Role.SUPPORT, Responsibility.Role.RESPONSIBLE
ENTERED = {
    "origin": "meeting",
    "reference": "市政府第12次常务会议纪要",
    "text": "完成市长热线平台改造",
    "number": 4,
    "clause": 1,
    "chapter": None,
    "leaders": "李四",
    "group": "重点项目",
    "due_on": day("2011-12-31"),
    "due_text": "年底前",
}
AT = moment("2011-03-10 10:00")


def add(cast, *, by=None, report=None, roles=None, **changes):
    roles = roles or {cast.civil_affairs: LEAD, cast.districts: SUPPORT}
    return add_item(report or cast.report, by=by or cast.supervisor, at=AT, roles=roles, **{**ENTERED, **changes})


def test_an_item_is_added_with_its_source_units_and_deadline(cast):
    item = add(cast)
    assert (item.display_number, item.position, item.status) == ("4", 4, "not_started")
    assert (item.get_origin_display(), item.reference) == ("会议议定", "市政府第12次常务会议纪要")
    assert (item.due_on, item.due_text, item.leaders, item.group) == (
        day("2011-12-31"),
        "年底前",
        "李四",
        "重点项目",
    )
    assert item.is_by_hand and not item.is_in_source and item.published == {} and said(item)["text"] == item.text
    entry = item.history.get()
    assert (entry.action, entry.by, entry.report) == ("item_added", cast.supervisor, cast.report)
    assert entry.after["origin"] == "meeting" and entry.after["units"] == "lead:市民政局\nsupport:各区人民政府"


def test_on_an_issued_report_its_units_have_it_at_once_and_collectives_answer_through_members(cast):
    item = add(cast)
    assert item.issued_on == day("2011-03-10")
    rows = {row.department.name: (row.role, row.issued_on) for row in item.responsibilities.all()}
    assert rows == {
        "市民政局": ("lead", day("2011-03-10")),
        "各区人民政府": ("support", day("2011-03-10")),
        "东城区人民政府": ("support", day("2011-03-10")),
        "西城区人民政府": ("support", day("2011-03-10")),
    }


def test_the_page_names_four_sources_and_adds_from_any(client, cast):
    client.force_login(cast.supervisor)
    address = reverse("item_add", args=[cast.report.pk])
    page = parse(client.get(address)).one("main")
    origins = {one["value"]: one.text for one in page.one("select", name="origin").all("option") if one["value"]}
    assert list(origins.values()) == ["会议议定", "领导批示", "上级交办", "建议提案"]
    management = {one["name"]: one["value"] for one in page.all("input", type="hidden") if "_FORMS" in one["name"]}
    prefix = next(iter(management)).partition("-")[0]
    for number, (origin, word) in enumerate(origins.items(), start=40):
        row = {f"{prefix}-0-department": cast.health.pk, f"{prefix}-0-role": "lead"}
        sent = {"origin": origin, "reference": "第12号", "text": f"{word}之事", "number": number, **management, **row}
        answer = client.post(address, sent)
        assert answer.status_code == 302, parse(answer).one("main").text
        item = WorkItem.objects.get(number=number)
        shown = parse(client.get(item.get_absolute_url())).one("main").text
        assert item.origin == origin and word in shown and "第12号" in shown


def test_an_open_period_asks_for_it(cast):
    period = opened(cast.report)
    item = add(cast)
    asked = ProgressUpdate.objects.filter(period=period, item=item).values_list("department__name", flat=True)
    assert sorted(asked) == ["东城区人民政府", "市民政局", "西城区人民政府"]


def test_on_a_report_not_issued_it_waits_with_the_others(cast):
    report = factories.report()
    item = add(cast, report=report, number=1)
    assert item.issued_on is None
    assert [row.issued_on for row in item.responsibilities.all()] == [None, None]


def test_it_stands_in_the_list_the_search_and_the_workbook(client, cast):
    add(cast)
    client.force_login(cast.observer)
    assert found(client, q="市长热线") == found(client, q="第12次常务会议") == found(client, origin="meeting") == [4]
    assert exported(client, {"origin": "meeting"}) == ["4"]
    assert found(client, origin="report") == [1, 2, 3]


def test_the_original_report_counts_it_and_shows_its_text_as_it_was(cast):
    before = living_report(cast.report, on=AT.date())
    add(cast)
    after = living_report(cast.report, on=AT.date())
    assert after.total == before.total + 1
    assert [span.text for line in after.lines for span in line.spans] == [
        span.text for line in before.lines for span in line.spans
    ]


def test_the_next_number_is_offered(cast):
    assert next_number(cast.report) == 4
    assert next_number(factories.report()) == 1


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator", "newcomer"])
def test_only_the_office_adds_items(cast, who):
    with refused("Only the supervision office"):
        add(cast, by=getattr(cast, who))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": 3}, "already has an item with this number"),
        ({"text": " "}, "An item needs a text"),
        ({"origin": "report"}, "Say where the item comes from"),
        ({"due_on": day("2009-12-31")}, "year of the deadline"),
        ({"reference": "长" * 201}, "at most 200 characters"),
    ],
)
def test_what_does_not_fit_is_refused(cast, changes, sentence):
    with refused(sentence):
        add(cast, **changes)


def test_roles_that_do_not_go_together_are_refused(cast):
    with refused("every other unit is supporting"):
        add(cast, roles={cast.civil_affairs: LEAD, cast.health: RESPONSIBLE})
    with refused("at least one responsible unit"):
        add_item(cast.report, by=cast.supervisor, at=AT, roles={}, **ENTERED)


def test_two_at_once_with_one_number_end_in_one(cast):
    add(cast)
    with refused("already has an item with this number"):
        add(cast)
    assert WorkItem.objects.filter(report=cast.report, number=4).count() == 1
