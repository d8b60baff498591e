"""The dashboard: what it lists and says, filters, the lights of a past day, plan and actual, and what it costs."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from departments import clock
from departments.models import Department
from items.dashboard.past import month_ends
from items.issue.issuing import issue
from items.lights.recording import record_lights
from items.lights.renewing import renew
from items.models import Colour, LightRecord, TargetValue, WorkItem
from items.rounds.running import close_period

from ..given import factories
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import FEBRUARY, MARCH, opened, put, update_of
from ..given.together import moment

TODAY = day("2011-05-10")
PAGE = "dashboard"


@pytest.fixture(autouse=True)
def english(settings):
    """Sentences are compared in the language of the code, on a fixed day."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"), clock.at(moment("2011-05-10")):
        yield


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def shown(cast, name=PAGE, **query):
    """The page as the leader gets it, as a tree."""
    return parse(signed_in(cast.leader).get(reverse(name), query))


def overview(cast, **query):
    return signed_in(cast.leader).get(reverse(PAGE), query).context["overview"]


def set_on(item, **fields):
    WorkItem.objects.filter(pk=item.pk).update(**fields)


# What it lists


def test_red_items_stand_with_their_reasons_the_longest_overdue_first(cast):
    set_on(cast.led, due_on=day("2011-05-01"))
    set_on(cast.supported, due_on=day("2011-04-01"))
    red = shown(cast).one("section", of="dash-red")
    assert [item.one("b").text for item in red.all(of="dash-item")] == ["2", "1"]
    assert [reason.text for reason in red.all(of="dash-why")] == [
        "Overdue by 39 days: the deadline was 2011-04-01. No completion was reported.",
        "Overdue by 9 days: the deadline was 2011-05-01. No completion was reported.",
    ]
    assert red.one("a", of="number").text == "2"


def test_a_long_list_is_cut_with_a_link_to_all(cast):
    for number in range(10, 35):
        factories.item(cast.report, number, due_on=day("2011-05-01"), issued_on=day("2011-02-01"))
    red = shown(cast).one("section", of="dash-red")
    assert len(red.all(of="dash-item")) == 20
    assert red.one(of="dash-more").text == "All 25"
    assert red.one(of="dash-more").links() == [red.one("a", of="number")["href"]]


def test_who_asks_for_a_decision_is_named_with_the_problem(cast):
    update = update_of(opened(cast.report), cast.led, cast.civil_affairs)
    put(update, "accepted", by=cast.liaison, office=cast.supervisor, needs_decision=True, problems="用地未批")
    asking = shown(cast).one("section", of="dash-asking")
    assert asking.one(of="dash-why").text == "用地未批"
    assert "asked by 市民政局" in asking.text
    set_on(cast.led, status="cancelled")
    assert overview(cast).asking.count == 0


def test_due_soon_is_from_today_to_the_thirtieth_day(cast):
    for number, due_on in enumerate(["2011-05-09", "2011-05-10", "2011-06-09", "2011-06-10"], start=10):
        factories.item(cast.report, number, due_on=day(due_on))
    assert [row.item.number for row in overview(cast).soon.rows] == [11, 12]


def test_reports_missing_and_reports_still_to_come_are_told_apart(cast):
    february, march = opened(cast.report, FEBRUARY), opened(cast.report, MARCH)
    assert march.is_open and february.is_open
    found = overview(cast)
    assert found.unreported.count == 3
    labels = {one.label: one.count for one in found.attention}
    assert labels["Reports of 3/2011 still to come (due 03-25)"] == march.updates.asked_for().count() == 7
    close_period(february, at=moment("2011-04-20"))
    assert "Reports of 2/2011 still to come (due 02-25)" not in {one.label for one in overview(cast).attention}


def test_no_number_of_a_period_where_its_page_has_no_such_list(cast):
    opened(cast.report)
    set_on(cast.led, leaders="张副市长")
    assert not any("to come" in one.label for one in overview(cast, leader="张副市长").attention)
    of_unit = overview(cast, department=cast.health.pk).attention
    # February and March are both open.
    assert [one.count for one in of_unit if "to come" in one.label] == [2, 2]


def test_items_that_do_not_count_are_left_out_of_the_shares(cast):
    set_on(cast.led, status="cancelled")
    set_on(cast.supported, status="completed", completed_on=TODAY)
    found = {one.label: (one.count, one.percent and str(one.percent)) for one in overview(cast).schedule}
    assert found["Completed"] == (1, "50.0")
    assert found["Not counted"] == (1, None)
    assert [one.count for one in overview(cast).lights] == [0, 0, 0, 1, 1, 0]


def test_nothing_has_no_share(cast):
    WorkItem.objects.update(status="cancelled")
    assert {one.percent for one in overview(cast).lights} == {None}


def test_a_group_shows_every_figure_against_its_target(cast):
    set_on(cast.led, group="十件实事")
    target = factories.target(cast.led)
    update = update_of(opened(cast.report), cast.led, cast.civil_affairs)
    put(update, "accepted", by=cast.liaison, office=cast.supervisor)
    TargetValue.objects.create(update=update, target=target, value=12)
    measure = shown(cast).one("section", of="dash-group").one(of="dash-measure")
    assert measure.text == "新建站点 12个 / 30个 40% 23% planned"
    assert measure.links() == [f"{reverse('dashboard_curve')}?report={cast.report.pk}&of=target-{target.pk}"]


def test_units_stand_by_kind_in_their_order_and_members_in_the_line_of_their_collective(cast):
    Department.objects.filter(pk=cast.health.pk).update(kind="government", position=2)
    Department.objects.filter(pk=cast.civil_affairs.pk).update(kind="government", position=3)
    set_on(cast.supported, due_on=day("2011-05-01"))
    units = [(str(kind), [line.label for line in lines]) for kind, lines in overview(cast).by_unit]
    assert units == [
        ("Government department", ["市卫生局", "市民政局"]),
        ("County, city or district government", ["各区人民政府"]),
        ("Other", ["市教育局"]),
    ]
    only = overview(cast, department=cast.east.pk).by_unit
    assert [(line.label, line.total.count) for _kind, lines in only for line in lines] == [("东城区人民政府", 1)]


def test_an_item_of_two_leaders_counts_for_both(cast):
    set_on(cast.led, leaders="张副市长、李副市长")
    set_on(cast.supported, leaders="李副市长")
    assert [(line.label, line.total.count) for line in overview(cast).by_leader] == [("张副市长", 1), ("李副市长", 2)]


def test_words_of_the_lights_are_those_of_the_report(cast):
    cast.report.light_rules.create(
        effective_on=day("2011-02-01"), at=moment("2011-02-01"), looks={"red": {"word": "红灯", "colour": "#6a3d8f"}}
    )
    assert shown(cast).one("h2", id="list-red").one(of="light").text == "■ 红灯"


# Filters


@pytest.mark.parametrize("name", [PAGE, "dashboard_lights", "dashboard_curve"])
@pytest.mark.parametrize("query", [{"report": "x"}, {"report": "99999999"}])
def test_a_wrong_filter_is_said_and_shows_no_figure(cast, name, query):
    page = shown(cast, name, **query)
    assert "There is no such choice" in page.one(of="notice-error").text
    assert not page.all(of="number") and not page.all(of="chart")


@pytest.mark.parametrize("query", [{"department": "7777"}, {"chapter": "x"}, {"leader": "无此人"}])
def test_a_choice_of_another_report_is_refused(cast, query):
    assert not shown(cast, **query).all(of="dash-counts")
    for name in ("chart_trend", "chart_heat"):
        assert signed_in(cast.leader).get(reverse(name), query).status_code == 404


def test_the_newest_issued_report_is_shown_unless_another_is_asked_for(cast):
    later = factories.report(year=2012)
    assert overview(cast).scope.report.pk == cast.report.pk
    assert overview(cast, report=later.pk).total.count == 0
    assert "No item fits" in shown(cast, report=later.pk).one("main").text


@pytest.mark.parametrize("name", [PAGE, "dashboard_lights", "dashboard_curve"])
def test_without_a_report_the_page_says_so(client, db, name):
    client.force_login(factories.person("somebody", role="observer"))
    page = parse(client.get(reverse(name)))
    assert page.one(of="empty").text.startswith("No report has been imported yet. The supervision office uploads")


def test_without_a_report_there_is_no_chart(client, db):
    client.force_login(factories.person("somebody", role="observer"))
    for name in ("chart_trend", "chart_heat", "chart_curve"):
        assert client.get(reverse(name)).status_code == 404


# The past


def test_the_past_keeps_its_lights_and_reasons_whatever_came_later(cast):
    set_on(cast.led, due_on=day("2011-03-15"))
    record_lights(moment("2011-03-31"))
    set_on(cast.led, due_on=day("2011-12-31"), text="改了文字")
    record_lights(moment("2011-04-02"))
    page = shown(cast, "dashboard_lights", on="2011-03-31", light="red")
    assert page.one(of="count").text == "1 work item"
    assert page.one(of="dash-why").text.startswith("Overdue by 16 days: the deadline was 2011-03-15.")
    months = {month.label: month.colours for month in overview(cast).past.months}
    assert list(months) == ["M3", "M4", "today"]
    assert [colours[cast.led.pk] for colours in months.values()] == ["red", "waiting", "waiting"]


def test_a_month_has_its_column_once_its_last_day_is_over():
    assert month_ends(2011, day("2011-02-28")) == [day("2011-01-31")]
    assert month_ends(2011, day("2011-03-01")) == [day("2011-01-31"), day("2011-02-28")]


def test_a_light_that_would_have_turned_unrecorded_keeps_its_reason(cast):
    set_on(cast.led, due_on=day("2011-03-20"))
    record_lights(moment("2011-03-20"))
    lit = signed_in(cast.leader).get(reverse("dashboard_lights"), {"on": "2011-03-31", "light": "yellow"})
    assert [one.light.colour for one in lit.context["page"]] == ["yellow"]
    assert lit.context["page"][0].light.reason.startswith("The deadline is today")


def test_a_cell_of_the_matrix_is_the_worst_light_and_how_many_have_it(cast):
    factories.item(cast.report, 7, leads=[cast.civil_affairs], due_on=day("2011-03-01"), issued_on=day("2011-02-01"))
    set_on(cast.led, due_on=day("2011-03-01"))
    record_lights(moment("2011-04-30"))
    found = {line.unit: line.marks for line in overview(cast).past.heat_lines}
    april, today = found["市民政局"]
    assert (april.colour, april.count, today.colour, today.count) == (Colour.RED, 2, Colour.RED, 2)
    assert found["市教育局"][0].tally == {"waiting": 1}


def test_a_day_to_come_is_refused(cast):
    page = shown(cast, "dashboard_lights", on="2011-05-11")
    assert "This day has not come yet." in page.one(of="notice-error").text


def test_a_day_without_records_says_so(cast):
    page = shown(cast, "dashboard_lights", on="2011-02-01")
    assert "No lights were recorded on 2011-02-01" in page.one(of="notice-warning").text
    assert not page.all(of="count")


# Charts


def test_charts_have_the_figures_of_their_tables(cast):
    record_lights(moment("2011-04-30"))
    client = signed_in(cast.leader)
    trend = client.get(reverse("chart_trend")).json()
    assert (trend["kind"], trend["categories"], trend["date"]) == ("stacked", ["M4", "today"], "2011-05-10")
    values = {series["key"]: (series["shape"], series["values"]) for series in trend["series"]}
    assert values["waiting"] == ("□", [3, 3]) and values["red"] == ("■", [0, 0])
    page = parse(client.get(reverse(PAGE)))
    table = page.one("figure", id="chart-trend").one("tbody")
    assert [row.all("td")[3].text for row in table.all("tr")] == ["3", "3"]
    heat = client.get(reverse("chart_heat")).json()
    assert len(heat["cells"]) == 2 * len(heat["rows"]) == 8
    assert heat["cells"][0]["text"] == "□ 1" and heat["cells"][0]["hint"] == "□ Awaiting report 1"


def test_plan_and_actual_month_by_month(cast):
    target = factories.target(cast.led)
    set_on(cast.led, due_on=day("2011-06-30"))
    for start, value in ((FEBRUARY, 5), (MARCH, 9)):
        update = update_of(opened(cast.report, start), cast.led, cast.civil_affairs)
        put(update, "accepted", by=cast.liaison, office=cast.supervisor)
        TargetValue.objects.create(update=update, target=target, value=value)
    client = signed_in(cast.leader)
    chart = client.get(reverse("chart_curve"), {"of": f"target-{target.pk}"}).json()
    planned, reached = chart["series"]
    assert chart["categories"] == ["M1", "M2", "M3", "M4", "M5", "M6"]
    assert (planned["values"][0], planned["values"][-1]) == (5.14, 30)
    assert reached["values"] == [None, 5, 9, 9, None, None]
    assert chart["target"] == {"name": "target", "value": 30}
    page = parse(client.get(reverse("dashboard_curve"), {"of": f"target-{target.pk}"}))
    cells = [row.all("td")[1].text for row in page.one("figure").one("tbody").all("tr")]
    assert cells == ["—", "5", "9", "9", "—", "—"]


def test_an_item_without_targets_is_drawn_in_percent(cast):
    set_on(cast.supported, completion=40)
    record_lights(moment("2011-04-15"))
    chart = signed_in(cast.leader).get(reverse("chart_curve"), {"of": f"item-{cast.supported.pk}"}).json()
    assert chart["unit"] == "%" and len(chart["categories"]) == 12
    assert chart["series"][1]["values"][2:5] == [None, 40, None]


def test_a_limit_has_no_plan_to_grow_along(cast):
    target = factories.target(cast.led, "能耗下降", 4, comparator="<=", unit="%")
    chart = signed_in(cast.leader).get(reverse("chart_curve"), {"of": f"target-{target.pk}"}).json()
    assert set(chart["series"][0]["values"]) == {None}


def test_an_unknown_curve_is_refused(cast):
    client = signed_in(cast.leader)
    assert client.get(reverse("chart_curve"), {"of": "item-x"}).status_code == 404
    assert "There is no such choice" in parse(client.get(reverse("dashboard_curve"), {"of": "target-0"})).text


# Cost


def full_report(size):
    """An issued report of so many items with targets, two rounds, an open one among them, and records of two months."""
    report = factories.report(title=f"{size}项任务分解")
    unit, other = factories.department(), factories.department()
    chapter = factories.chapter(report)
    for number in range(1, size + 1):
        fields = {"chapter": chapter, "group": "十件实事", "leaders": "张副市长", "due_on": day("2011-05-01")}
        factories.target(factories.item(report, number, leads=[unit], supports=[other], **fields))
    issue(report, by=None, on=day("2011-02-01"))
    for start in (FEBRUARY, MARCH):
        opened(report, start)
    for at in ("2011-03-31", "2011-04-30"):
        record_lights(moment(at), report)
        WorkItem.objects.filter(report=report).update(completion=30)
    return report


@pytest.mark.parametrize("username", ["leader", "liaison", "supervisor"])
def test_the_dashboard_makes_as_many_queries_whatever_the_number_of_items(cast, username):
    counts = {}
    for size in (31, 310):
        report = full_report(size)
        client = signed_in(getattr(cast, username))
        renew(clock.now())
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(reverse(PAGE), {"report": report.pk})
        assert answer.context["overview"].red.count == size
        assert len(answer.context["overview"].past.months) == 3
        counts[size] = len(captured)
    assert counts[31] == counts[310] <= 21


def test_charts_and_past_lights_cost_the_same_for_many_items(cast):
    counts = {}
    client = signed_in(cast.leader)
    for size in (60, 120):  # a list that fits onto one page is read at once
        report = full_report(size)
        for name in ("chart_trend", "chart_heat", "chart_curve", "dashboard_lights", "dashboard_curve"):
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(reverse(name), {"report": report.pk, "on": "2011-03-31"})
            assert answer.status_code == 200
            counts.setdefault(name, set()).add(len(captured))
    assert {name: len(found) for name, found in counts.items()} == dict.fromkeys(counts, 1)
    assert LightRecord.objects.count() > 100


def test_links_on_the_heat_keep_the_filters(cast):
    record_lights(moment("2011-04-30"))
    set_on(cast.led, leaders="张副市长")
    heat = json.loads(signed_in(cast.leader).get(reverse("chart_heat"), {"leader": "张副市长"}).content)
    assert heat["rows"] == ["市民政局"]
    assert all("leader=%E5%BC%A0" in cell["url"] for cell in heat["cells"])


def test_several_units_that_ask_are_counted_beside_the_one_whose_words_stand_there(cast):
    period = opened(cast.report)
    for unit, by in ((cast.civil_affairs, cast.liaison), (cast.health, cast.health_liaison)):
        fields = {"needs_decision": True, "problems": f"请协调：{unit}"}
        put(update_of(period, cast.led, unit), "accepted", by=by, office=cast.supervisor, **fields)
    asking = shown(cast).one("section", of="dash-asking")
    assert asking.one(of="dash-why").text == "请协调：市卫生局"
    assert "asked by 市卫生局, 2 units in all" in asking.text
    assert len(asking.all(of="dash-item")) == 1


def test_nothing_missing_is_said_of_those_who_answer_for_the_items(cast):
    """Contributions may be missing all the same: the list knows items whose lead or responsible unit is silent."""
    period = opened(cast.report)
    steering = period.updates.exclude(role="support")
    for update in steering:
        put(update, "awaiting_review", by=cast.liaison, office=cast.supervisor)
    assert period.updates.count() > steering.count()
    said = shown(cast).one("section", of="dash-unreported").text
    assert "Every lead and responsible unit has reported in the last due period." in said
