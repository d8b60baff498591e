"""The page of a plan: the grid, proposals filled in, what was typed, decisions, and the plan on other pages."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from items.models import PlannedCurve, WorkItem
from items.pages.addresses import item_part
from items.plans.page import ITEM, days_of, plan_sheet
from items.plans.planning import curve_keys
from items.rules.accepted import completion_of

from ..given import factories
from ..given.drawn_curves import in_force, proposed
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, MARCH, State, opened, put, update_of

ON = day("2011-03-28")


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    """Pages are read on the day."""
    monkeypatch.setattr("departments.clock.today", lambda: ON)


@pytest.fixture
def cast(cast):
    """The cast; civil affairs' item promises 30 stations and has three milestones, two of them with a day."""
    cast.target = factories.target(cast.led)
    for due_on in ("2011-03-20", "2011-07-15", None):
        factories.milestone(cast.led, due_on=due_on)
    return cast


@pytest.fixture
def page(client):
    """The plan's page as the person sees it."""

    def get(person, item):
        client.force_login(person)
        return parse(client.get(reverse("item_plan", args=[item.pk])))

    return get


@pytest.fixture
def send(client):
    """Sends the grid as somebody would who has just opened it; cells by name, e.g. {"item-2011-06-30": "40"}."""

    def post(person, item, cells=(), **data):
        client.force_login(person)
        known = {
            "version": WorkItem.objects.get(pk=item.pk).version,
            "seen": " ".join(map(str, curve_keys(item))),
            "starts_on": "2011-01-01",
            "reason": "按季度推进",
        }
        client.cookies["django_language"] = "en"
        return client.post(reverse("item_plan", args=[item.pk]), {**known, **dict(cells), **data})

    return post


def typed(response):
    """{name: value} of the grid's cells that are not empty."""
    inputs = parse(response).all("table", of="plan-grid")[0].all("input")
    return {one["name"]: one.get("value") for one in inputs if one.get("value")}


def cells(sheet, column=ITEM):
    """{day: Cell} of one column."""
    return {row.day.isoformat(): cell for row in sheet.rows for cell in row.cells if cell.column.key == str(column)}


@pytest.mark.parametrize(
    ("start", "end", "first", "count"),
    [
        ("2011-01-01", "2011-12-31", "2011-01-31", 12),
        ("2011-01-15", "2011-06-20", "2011-01-31", 6),
        ("2011-05-01", "2011-05-20", "2011-05-20", 1),
        ("2011-11-01", "2012-02-15", "2011-11-30", 4),
        ("2011-01-01", "2012-12-31", "2011-01-31", 24),
        ("2011-01-01", "2013-12-31", "2011-03-31", 12),
    ],
)
def test_a_plan_has_a_row_a_month_and_a_long_one_a_row_a_quarter(start, end, first, count):
    days = days_of(day(start), day(end))
    assert (days[0].isoformat(), days[-1].isoformat(), len(days)) == (first, end, count)


def test_days_that_a_curve_has_already_keep_their_rows():
    assert day("2011-06-20") in days_of(day("2011-01-01"), day("2011-12-31"), [day("2011-06-20")])


def test_without_a_curve_the_straight_line_is_planned(cast):
    sheet = plan_sheet(cast.led, on=ON)
    assert [column.label for column in sheet.columns] == ["新建站点", str(PlannedCurve(item=cast.led)).split(" · ")[1]]
    station = cells(sheet, cast.target.pk)
    assert (station["2011-06-30"].words, station["2011-06-30"].point) == ("14", None)
    assert station["2011-12-31"].words == "30"
    assert cells(sheet)["2011-12-31"].planned == 100


def test_a_target_of_zero_or_less_has_no_column(cast):
    factories.target(cast.led, label="事故", number=0)
    factories.target(cast.led, label="降幅", number=-5)
    assert len(plan_sheet(cast.led, on=ON).columns) == 2


def test_what_was_reported_stands_beside_the_plan_in_the_month_of_its_period(cast):
    for start, value, completion in [(FEBRUARY, 2, 6), (MARCH, 4, 13)]:
        period = opened(cast.report, start)
        update = update_of(period, cast.led, cast.civil_affairs)
        people = {"by": cast.liaison, "office": cast.supervisor}
        update = put(update, State.ACCEPTED, completion=completion, **people)
        update.values.create(target=cast.target, label="新建站点", unit="个", value=value)
    sheet = plan_sheet(cast.led, on=ON)
    reported = {when: cell.reported for when, cell in cells(sheet, cast.target.pk).items()}
    assert [reported[when] for when in ("2011-01-31", "2011-02-28", "2011-03-31", "2011-04-30")] == [None, 2, 4, None]
    assert cells(sheet)["2011-03-31"].reported == Decimal("13.3")  # 4 of 30
    assert [row.day.isoformat() for row in sheet.rows if row.is_now] == ["2011-03-31"]
    assert cells(sheet, cast.target.pk)["2011-02-28"].is_short


def test_the_reported_percent_is_the_completion_of_the_item(cast):
    """Units side by side and a collective whose members add up, as the acceptance itself computes it."""
    places = factories.target(cast.open_lead, label="新增学位", number=100)
    period = opened(cast.report)
    for unit, completion, value in [(cast.east, 30, 30), (cast.west, 10, 10), (cast.education, 80, None)]:
        update = update_of(period, cast.open_lead, unit)
        update = put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor, completion=completion)
        if value:
            update.values.create(target=places, label="新增学位", unit="个", value=value)
    found = cells(plan_sheet(cast.open_lead, on=ON))["2011-03-31"].reported
    assert found == completion_of(cast.open_lead) == Decimal(60)


def test_the_office_puts_a_plan_in_force(cast, send):
    response = send(cast.supervisor, cast.led, {f"{cast.target.pk}-2011-06-30": "１０", "item-2011-06-30": "40.5"})
    assert response.status_code == 302
    assert {(row.target, row.state, row.points[0][1]) for row in PlannedCurve.objects.all()} == {
        (cast.target, "approved", "10"),
        (None, "approved", "40.5"),
    }


def test_a_unit_proposes_and_the_office_finds_it_on_the_workbench_and_approves(cast, send, client):
    assert send(cast.liaison, cast.led, {"item-2011-06-30": "40"}).status_code == 302
    client.force_login(cast.supervisor)
    bench = parse(client.get(reverse("workbench")))
    lines = [link for link in bench.all("a") if (link.get("href") or "") == item_part(cast.led, "plan")]
    assert lines
    seen = " ".join(map(str, curve_keys(cast.led)))
    address = reverse("item_plan_decide", args=[cast.led.pk])
    assert client.post(address, {"seen": seen, "decision": "approve", "lowering": "按汛期调整"}).status_code == 302
    assert PlannedCurve.objects.get().state == "approved"
    again = client.post(address, {"seen": seen, "decision": "refuse", "answer": "请补充依据"})
    assert again.status_code == 422
    assert PlannedCurve.objects.get().state == "approved"


def test_words_of_a_refusal_that_came_too_late_are_not_lost(cast, client):
    curve = proposed(cast.led, by=cast.liaison)
    client.force_login(cast.supervisor)
    response = client.post(
        reverse("item_plan_decide", args=[cast.led.pk]),
        {"seen": curve.pk + 7, "decision": "refuse", "answer": "请补充依据"},
    )
    assert response.status_code == 409
    assert "请补充依据" in parse(response).all("textarea", name="answer")[0].text


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"item-2011-03-31": "50", "item-2011-06-30": "40"}, "Less than before"),
        ({"item-2011-06-30": "101"}, "From 0 to 100 percent"),
        ({"item-2011-06-30": "四成"}, "is not a number"),
        ({"item-2011-01-31": "5", "starts_on": "2011-03-01"}, "before the planned start"),
        ({"starts_on": "x"}, ""),
        ({"reason": " "}, ""),
    ],
)
def test_what_is_wrong_is_said_at_its_cell_and_all_that_was_typed_stays(cast, send, cells, sentence):
    response = send(cast.supervisor, cast.led, {"item-2011-09-30": "70", **cells})
    assert response.status_code == 422
    assert sentence in parse(response).text
    wanted = {name: value for name, value in {"item-2011-09-30": "70", **cells}.items() if name.startswith("item-")}
    assert typed(response) == wanted
    assert not PlannedCurve.objects.exists()


def test_after_a_collision_what_was_typed_stays_beside_the_present_plan_and_can_be_saved(cast, send):
    in_force(cast.led, {"2011-06-30": 50}, by=cast.supervisor)
    response = send(cast.supervisor, cast.led, {"item-2011-06-30": "40"}, seen="")
    assert response.status_code == 409
    assert typed(response) == {"item-2011-06-30": "40"}
    assert "in force: 50" in parse(response).text
    form = parse(response).all("form", id="plan-form")[0]
    hidden = {
        one["name"]: one["value"] for one in form.all("input", type="hidden") if one["name"] in ("seen", "version")
    }
    assert send(cast.supervisor, cast.led, {"item-2011-06-30": "40"}, **hidden).status_code == 302
    assert PlannedCurve.objects.get(state="approved").points == [["2011-06-30", "40"]]


def test_numbers_for_days_that_the_plan_has_no_longer_are_not_lost(cast, send):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-12-31"))
    response = send(cast.supervisor, cast.led, {"item-2011-11-20": "90", "item-2011-02-31": "5"}, reason="")
    assert typed(response) == {"item-2011-11-20": "90"}


def test_the_straight_line_fills_what_was_left_empty(cast, send):
    pk = cast.target.pk
    response = send(cast.supervisor, cast.led, {f"{pk}-2011-06-30": "20", "item-2011-03-31": "x"}, fill="straight")
    assert response.status_code == 200
    found = typed(response)
    assert (found[f"{pk}-2011-06-30"], found[f"{pk}-2011-12-31"], found["item-2011-03-31"]) == ("20", "30", "x")
    values = [Decimal(value) for name, value in found.items() if name.startswith(f"{pk}-")]
    assert len(values) == 12 and values == sorted(values)
    assert not PlannedCurve.objects.exists()


def test_a_filled_plan_can_be_saved_as_it_is(cast, send):
    filled = send(cast.supervisor, cast.led, fill="straight")
    assert send(cast.supervisor, cast.led, typed(filled)).status_code == 302
    assert len(PlannedCurve.objects.get(target=cast.target).points) == 12


def test_milestones_fill_the_percent_of_the_item(cast, send):
    found = typed(send(cast.supervisor, cast.led, {"item-2011-12-31": "95"}, fill="milestones"))
    assert found == {"item-2011-03-31": "33", "item-2011-07-31": "67", "item-2011-12-31": "95"}


def test_a_plan_short_of_the_target_is_warned_about_and_not_refused(cast, send, page):
    assert send(cast.supervisor, cast.led, {f"{cast.target.pk}-2011-12-31": "25"}).status_code == 302
    assert [one.text for one in page(cast.supervisor, cast.led).all(of="notice-warning")] != []
    assert send(cast.supervisor, cast.led, {f"{cast.target.pk}-2011-12-31": "30"}).status_code == 302
    assert page(cast.supervisor, cast.led).all(of="notice-warning") == []


def test_a_limit_is_warned_about_when_the_plan_goes_beyond_it(cast):
    limit = factories.target(cast.led, label="亏损", number=10, comparator="<=")
    in_force(cast.led, {"2011-12-31": 8}, target=limit, by=cast.supervisor)
    assert plan_sheet(cast.led, on=ON).short_of_target == []
    in_force(cast.led, {"2011-12-31": 11}, target=limit, by=cast.supervisor)
    assert [column.label for column in plan_sheet(cast.led, on=ON).short_of_target] == ["亏损"]


@pytest.mark.parametrize(
    ("who", "writes"),
    [("supervisor", True), ("liaison", True), ("head", True), ("health_liaison", False), ("leader", False)],
)
def test_the_grid_can_be_typed_in_by_who_may(cast, page, who, writes):
    grid = page(getattr(cast, who), cast.led).all("table", of="plan-grid")[0]
    assert bool(grid.all("input")) == writes


def test_a_closed_item_shows_its_plan_and_no_form(cast, page):
    in_force(cast.led, {"2011-06-30": 50}, by=cast.supervisor)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    shown = page(cast.supervisor, cast.led)
    assert shown.all("form", id="plan-form") == []
    assert "50" in shown.all("table", of="plan-grid")[0].text


def test_earlier_plans_and_refused_ones_stay_on_the_page(cast, page):
    in_force(cast.led, {"2011-06-30": 50}, by=cast.supervisor)
    in_force(cast.led, {"2011-06-30": 60}, by=cast.supervisor)
    asks = page(cast.observer, cast.led).all("ul", of="asks")[0]
    assert "50%" in asks.text and "60%" not in asks.text


def test_the_item_shows_its_curve_and_leads_to_the_plan(cast, client):
    in_force(cast.led, {"2011-06-30": 10}, target=cast.target, by=cast.supervisor)
    proposed(cast.led, by=cast.liaison)
    client.force_login(cast.observer)
    section = parse(client.get(cast.led.get_absolute_url())).all(id="plan")[0]
    assert "2011-06-30 10个" in section.text
    assert section.all("a", href=reverse("item_plan", args=[cast.led.pk]))
    assert section.all(of="notice-warning")


def test_the_page_makes_as_many_queries_for_many_curves_as_for_one(cast, client):
    client.force_login(cast.supervisor)
    period = opened(cast.report)
    update = put(
        update_of(period, cast.led, cast.civil_affairs), State.ACCEPTED, by=cast.liaison, office=cast.supervisor
    )

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("item_plan", args=[cast.led.pk])).status_code == 200
        return len(caught)

    in_force(cast.led, {"2011-06-30": 10}, target=cast.target, by=cast.supervisor)
    few = queries()
    for number in range(8):
        target = factories.target(cast.led, label=f"指标{number}")
        update.values.create(target=target, label=target.label, unit="个", value=number)
        in_force(cast.led, {"2011-06-30": 10}, target=target, by=cast.supervisor)
        in_force(cast.led, {"2011-06-30": 12}, target=target, by=cast.supervisor)
    assert queries() == few <= 30


def test_figures_stand_as_they_were_planned_and_reported(page, cast):
    """Only what lies on the line between two points is shortened: 86,500 is 8.65万 as everywhere else."""
    target = factories.target(cast.open_lead, "新增就业", 100000, unit="人")
    points = {"2011-03-31": 86500, "2011-12-31": 100000}
    in_force(cast.open_lead, points, target=target, by=cast.supervisor)
    column = next(one for one in plan_sheet(cast.open_lead, on=ON).columns if one.target == target)
    row = next(row for row in plan_sheet(cast.open_lead, on=ON).rows if row.day == day("2011-03-31"))
    cell = next(cell for cell in row.cells if cell.column.target == target)
    assert cell.words == "8.65万"
    assert replace(cell, reported=Decimal("86500")).reported_words == "8.65万"
    assert replace(cell, proposed=Decimal("86500")).proposed_words == "8.65万"
    assert replace(column, target=None, unit="%", final=Decimal(100)).spell(Decimal("75.5")) == "75.5"


def test_a_point_between_two_things_is_shown_whole_and_kept_as_it_is(cast, send, client, page):
    points = {"2011-06-30": Decimal("8635.0975"), "2011-12-31": Decimal(9000)}
    curve = in_force(cast.led, points, target=cast.target, by=cast.supervisor)
    assert [value for _day, value in curve.spelt] == ["8635个", "9000个"]
    client.force_login(cast.supervisor)
    shown = typed(client.get(reverse("item_plan", args=[cast.led.pk])))
    name = f"{cast.target.pk}-2011-06-30"
    assert shown[name] == "8635" and "8635.0975" not in page(cast.supervisor, cast.led).text
    assert send(cast.supervisor, cast.led, shown | {f"{cast.target.pk}-2011-12-31": "9500"}).status_code == 302
    kept = PlannedCurve.objects.get(target=cast.target, state="approved")
    assert kept.points == [["2011-06-30", "8635.0975"], ["2011-12-31", "9500"]]
