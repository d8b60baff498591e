"""The targets of a report rolled up: values against year and plan, missing members, conflicts; the page, the file."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from items.lights.renewing import renew
from items.models import PlannedCurve, WorkItem
from items.pages import counting
from items.targets.rollup import State
from items.units.merging import merge

from ..given import factories
from ..given.drawn_curves import in_force
from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import MARCH, opened, update_of
from ..given.together import moment
from .said import ON, found, in_march, line_of, say, voices


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    """Pages are read on the day."""
    monkeypatch.setattr("departments.clock.today", lambda: ON)


@pytest.fixture
def cast(cast):
    return in_march(cast)


def test_a_value_is_compared_with_the_year_and_with_the_straight_line(cast):
    say(cast, cast.led, cast.civil_affairs, cast.stations, 6)
    line = line_of(cast.stations)
    assert (line.progress.value, line.progress.percent) == (6, Decimal(20))
    assert line.measured_on == day("2011-03-25")
    assert round(line.planned, 3) == round(Decimal(30) * 84 / 365, 3)
    assert line.percent_of_plan == (Decimal(600) / line.planned).quantize(Decimal("0.1"))
    assert line.planned_words == "6个"


def test_what_is_planned_whole_is_told_with_the_share_by_which_it_is_judged(cast, view):
    """3 of 4 markets by a day on which 3.46 are planned: the row says 3, and the 86.6 % that 75 % fall short of."""
    in_force(cast.led, {"2011-03-25": Decimal("25.96"), "2011-12-31": 30}, target=cast.stations, by=cast.supervisor)
    say(cast, cast.led, cast.civil_affairs, cast.stations, 25)
    line = line_of(cast.stations)
    assert (line.planned_words, line.percent_planned, line.state) == ("25个", Decimal("86.5"), State.NEARLY)
    row = parse(view()).all("table", of="target-rows")[0].all("tr")[1].text
    assert "86.5%" in row
    assert "25个" in row


def test_a_plan_that_was_just_missed_is_never_a_hundred_percent(cast):
    in_force(cast.led, {"2011-03-25": Decimal("25.01"), "2011-12-31": 30}, target=cast.stations, by=cast.supervisor)
    say(cast, cast.led, cast.civil_affairs, cast.stations, 25)
    line = line_of(cast.stations)
    assert (line.state, line.percent_of_plan) == (State.NEARLY, Decimal("99.9"))


def test_a_value_is_compared_with_its_own_curve(cast):
    in_force(cast.led, {"2011-03-25": 12, "2011-12-31": 30}, target=cast.stations, by=cast.supervisor)
    say(cast, cast.led, cast.civil_affairs, cast.stations, 6)
    line = line_of(cast.stations)
    assert (line.planned, line.percent_of_plan, line.state) == (12, Decimal(50), State.BEHIND)


@pytest.mark.parametrize(
    ("number", "value", "fields", "state"),
    [
        (30, None, {}, State.NONE),
        (30, 30, {}, State.REACHED),
        (30, 31, {}, State.REACHED),
        (100, 13, {}, State.BEHIND),  # 23.01 are planned: ten points below begin at 13.01
        (100, 14, {}, State.NEARLY),
        (100, 23, {}, State.NEARLY),
        (100, 24, {}, State.ON_PLAN),
        (30, 29, {"comparator": "<="}, State.ON_PLAN),
        (30, 31, {"comparator": "<="}, State.BEHIND),
        (0, 5, {}, State.UNMEASURED),
        (-5, -3, {}, State.REACHED),
    ],
)
def test_every_target_stands_in_one_state(cast, number, value, fields, state):
    target = factories.target(cast.led, label="其他", number=number, **fields)
    if value is not None:
        say(cast, cast.led, cast.civil_affairs, target, value)
    assert line_of(target).state == state


@pytest.mark.parametrize(
    ("value", "fields", "state"),
    [
        (30, {}, State.AGAIN),
        (24, {}, State.AGAIN),
        (29, {"comparator": "<="}, State.AGAIN),
        (31, {"comparator": "<="}, State.BEHIND),
        (1, {}, State.BEHIND),
    ],
)
def test_worked_on_again_it_is_neither_reached_nor_on_plan_until_it_is_reported_again(cast, view, value, fields, state):
    target = factories.target(cast.led, label="其他", number=30, **fields)
    say(cast, cast.led, cast.civil_affairs, target, value)
    assert line_of(target).state != State.AGAIN
    WorkItem.objects.filter(pk=cast.led.pk).update(reopened_at=moment("2011-03-20"))
    assert line_of(target).state == state
    assert labels(view(state=State.AGAIN)) == (["其他"] if state == State.AGAIN else [])
    counted = {figure.label: figure.count for figure in found().figures()}
    assert counted.get(State.AGAIN.label, 0) == (state == State.AGAIN)


@pytest.mark.parametrize(("value", "state"), [("10", State.BEHIND), ("10.01", State.NEARLY), ("9.99", State.BEHIND)])
def test_behind_begins_exactly_at_the_gap_of_a_yellow_light(cast, value, state):
    target = factories.target(cast.led, label="其他", number=100)
    in_force(cast.led, {"2011-03-25": 20, "2011-12-31": 100}, target=target, by=cast.supervisor)
    say(cast, cast.led, cast.civil_affairs, target, value)
    line = line_of(target)
    assert (line.planned, line.light.rules.yellow_gap) == (20, 10)
    assert line.state == state


def test_a_limit_has_no_percent_of_the_plan(cast):
    limit = factories.target(cast.led, label="亏损", comparator="<=")
    say(cast, cast.led, cast.civil_affairs, limit, 3)
    assert line_of(limit).percent_of_plan is None


def test_members_are_added_up_and_the_missing_ones_named(cast):
    say(cast, cast.open_lead, cast.east, cast.places, 30)
    line = line_of(cast.places)
    assert (line.progress.value, line.progress.missing) == (30, ("西城区人民政府",))
    assert [(voice.unit, voice.words, voice.period) for voice in line.voices] == [
        ("东城区人民政府", "30个", cast.period.name)
    ]
    say(cast, cast.open_lead, cast.west, cast.places, 25)
    line = line_of(cast.places)
    assert (line.progress.value, line.progress.missing, len(line.voices)) == (55, (), 2)


def test_what_a_unit_said_last_is_its_voice(cast):
    say(cast, cast.led, cast.civil_affairs, cast.stations, 6)
    april = opened(cast.report, "2011-04-01")
    say(cast, cast.led, cast.civil_affairs, cast.stations, 9, period=april)
    assert [voice.words for voice in voices(cast.stations)] == ["9个"]


def test_who_steered_the_item_goes_on_speaking_until_who_steers_it_now_has_said_something(cast):
    say(cast, cast.led, cast.civil_affairs, cast.stations, 6)
    cast.led.responsibilities.filter(department=cast.civil_affairs).update(role="support")
    assert [(voice.unit, voice.value) for voice in voices(cast.stations)] == [("市民政局", 6)]


def test_both_voices_of_merged_members_make_up_the_sum_the_gone_one_by_both_names(cast):
    cast.open_lead.responsibilities.filter(department=cast.education).delete()
    for unit, value in [(cast.east, 10), (cast.west, 20)]:
        say(cast, cast.open_lead, unit, cast.places, value)
    merge(cast.east, into=cast.west, by=cast.administrator, on=ON)
    line = line_of(cast.places)
    told = {(voice.unit, voice.value) for voice in line.voices}
    assert line.progress.value == 30
    assert told == {("西城区人民政府（原东城区人民政府）", 10), ("西城区人民政府", 20)}


def test_a_merged_unit_speaks_through_its_successor(cast):
    say(cast, cast.led, cast.civil_affairs, cast.stations, 6)
    merge(cast.civil_affairs, into=cast.health, by=cast.administrator, on=ON)
    merge(cast.health, into=cast.education, by=cast.administrator, on=ON)
    assert [voice.unit for voice in voices(cast.stations)] == ["市教育局"]


def test_units_of_one_item_that_say_different_things_are_a_conflict(cast):
    cast.led.responsibilities.filter(department=cast.health).update(role="lead")
    both = update_of(cast.period, cast.led, cast.health)
    both.__class__.objects.filter(pk=both.pk).update(role="lead")
    say(cast, cast.led, cast.civil_affairs, cast.stations, 6)
    say(cast, cast.led, cast.health, cast.stations, 8)
    conflict = found().conflicts[0]
    assert (conflict.label, conflict.numbers, conflict.items) == ("新建站点", "1", (cast.led,))
    assert [(voice.unit, voice.words) for voice in conflict.voices] == [("市卫生局", "8个"), ("市民政局", "6个")]


@pytest.mark.parametrize(("own", "conflicts"), [(60, 1), (55, 0)])
def test_a_unit_and_the_sum_of_all_members_of_a_collective_conflict(cast, own, conflicts):
    say(cast, cast.open_lead, cast.education, cast.places, own)
    say(cast, cast.open_lead, cast.east, cast.places, 30)
    assert found().conflicts == ()  # a sum with gaps is no second opinion
    say(cast, cast.open_lead, cast.west, cast.places, 25)
    rolled = found()
    assert len(rolled.conflicts) == conflicts
    for conflict in rolled.conflicts:
        assert [voice.value for voice in conflict.voices] == [60, 55]
        assert conflict.voices[1].unit.startswith("各区人民政府")


def test_a_unit_and_the_members_that_speak_of_different_periods_do_not_conflict(cast):
    say(cast, cast.open_lead, cast.east, cast.places, 30)
    say(cast, cast.open_lead, cast.west, cast.places, 25)
    april = opened(cast.report, "2011-04-01")
    say(cast, cast.open_lead, cast.education, cast.places, 60, period=april)
    assert found().conflicts == ()


@pytest.mark.parametrize(
    ("fields", "value", "conflicts"),
    [
        ({}, 8, 1),
        ({}, 6, 0),
        ({"unit": "人"}, 8, 0),
        ({"label": "改建站点"}, 8, 0),
        ({}, None, 0),
    ],
)
def test_related_items_conflict_over_the_same_label_and_unit(cast, fields, value, conflicts):
    cast.led.related.add(cast.supported)
    other = factories.target(cast.supported, **fields)
    say(cast, cast.led, cast.civil_affairs, cast.stations, 6)
    if value is not None:
        say(cast, cast.supported, cast.health, other, value)
    rolled = found()
    assert len(rolled.conflicts) == conflicts
    for conflict in rolled.conflicts:
        assert conflict.numbers == "1、2"
        assert [(voice.unit, voice.words) for voice in conflict.voices] == [("市卫生局", "8个"), ("市民政局", "6个")]


def test_a_conflict_shows_from_either_side_of_a_filter(cast):
    cast.led.related.add(cast.supported)
    say(cast, cast.led, cast.civil_affairs, cast.stations, 6)
    say(cast, cast.supported, cast.health, factories.target(cast.supported), 8)
    for item in (cast.led, cast.supported):
        rolled = found(WorkItem.objects.filter(pk=item.pk))
        assert ([line.item for line in rolled.lines], len(rolled.conflicts)) == ([item], 1)


def test_a_sum_with_gaps_is_no_second_opinion(cast):
    cast.led.related.add(cast.open_lead)
    same = factories.target(cast.open_lead)
    say(cast, cast.led, cast.civil_affairs, cast.stations, 6)
    say(cast, cast.open_lead, cast.east, same, 2)
    assert found().conflicts == ()
    say(cast, cast.open_lead, cast.west, same, 2)
    assert len(found().conflicts) == 1


@pytest.fixture
def view(client, cast):
    """The page of the targets as the supervision office sees it with these parameters."""

    def get(**asked):
        client.force_login(cast.supervisor)
        return client.get(reverse("target_list"), asked)

    return get


def labels(response):
    rows = parse(response).all("table", of="target-rows")
    return (
        [row.all("th", scope="row")[0].text for row in rows[0].all("tr") if row.all("th", scope="row")] if rows else []
    )


def test_every_number_over_the_list_counts_the_list_behind_it(cast, client, view):
    say(cast, cast.led, cast.civil_affairs, cast.stations, 30)
    figures = parse(view()).all("a", of="figure")
    assert len(figures) == 6
    for figure in figures:
        shown = labels(client.get(figure["href"]))
        assert len(shown) == int(figure.all("b")[0].text)
    assert [int(figure.all("b")[0].text) for figure in figures] == [2, 1, 0, 0, 0, 1]


def test_the_filters_leave_their_items_targets(cast, view):
    assert labels(view()) == ["新建站点", "新增学位"]
    assert labels(view(department=cast.east.pk)) == ["新增学位"]
    assert labels(view(state="none", department=cast.health.pk)) == ["新建站点"]
    assert labels(view(q="幼儿园")) == []
    WorkItem.objects.filter(pk=cast.led.pk).update(group="十件实事")
    assert labels(view(group="十件实事")) == ["新建站点"]


@pytest.mark.parametrize("asked", [{"q": "新建"}, {"state": "none"}, {"q": "幼儿园", "state": "behind"}, {}])
def test_a_filter_leaves_the_number_of_all_targets(cast, view, asked):
    response = view(**asked)
    assert response.context["total"] == 2
    count = response.context["page"].paginator.count
    assert counting.spell_found("target", count, 2) in parse(response).text


def test_without_a_report_asked_for_the_one_under_way_is_shown(cast, view):
    newest = factories.report(year=2012, issued_on=day("2012-01-10"))
    factories.target(factories.item(newest, 1), label="明年")
    assert labels(view()) == ["新建站点", "新增学位"]
    assert labels(view(report=newest.pk)) == ["明年"]


@pytest.mark.parametrize("asked", [{"state": "x"}, {"report": "x"}, {"department": "7" * 30}, {"group": "无"}])
def test_a_wrong_filter_says_so_and_shows_nothing(cast, view, asked):
    response = view(**asked)
    assert labels(response) == []
    assert parse(response).all(of="notice-error")


def workbook(client, **asked):
    response = client.get(reverse("target_export"), asked)
    return load_workbook(BytesIO(b"".join(response.streaming_content)))


def test_the_file_says_what_the_page_says(cast, client):
    client.force_login(cast.supervisor)
    cast.led.related.add(cast.supported)
    in_force(cast.led, {"2011-03-25": 12, "2011-12-31": 30}, target=cast.stations, by=cast.supervisor)
    say(cast, cast.led, cast.civil_affairs, cast.stations, 6)
    say(cast, cast.supported, cast.health, factories.target(cast.supported, number=8), 8)
    say(cast, cast.open_lead, cast.east, cast.places, 30)
    book = workbook(client)
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=5)]
    assert rows[0] == [
        *("1", "加强养老服务", "新建站点", "30个", 6, "个", 0.2, "12个", 0.4, 0.5, State.BEHIND.label, None),
        f"市民政局 6个 {cast.period.name} 2011-03-10",
    ]
    assert [row[10] for row in rows] == [State.BEHIND.label, State.REACHED.label, State.ON_PLAN.label]
    assert rows[2][11] == "西城区人民政府"
    conflicts = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows(min_row=4)]
    assert [row[:4] for row in conflicts] == [
        ["1、2", "新建站点", "8个", "市卫生局"],
        ["1、2", "新建站点", "6个", "市民政局"],
    ]


def test_the_file_holds_the_targets_of_the_filter_and_says_so(cast, client):
    client.force_login(cast.supervisor)
    book = workbook(client, state="reached")
    assert len(book.worksheets) == 1
    texts = [row[0].value for row in book.worksheets[0].iter_rows()]
    assert str(State.REACHED.label) in texts[2]
    assert len(texts) == 5  # title, two lines, head, and the sentence that there is none
    wrong = client.get(reverse("target_export"), {"state": "x"})
    assert (wrong.status_code, wrong["Location"]) == (302, f"{reverse('target_list')}?state=x")


def test_the_page_makes_as_many_queries_for_many_targets_as_for_two(cast, client):
    client.force_login(cast.supervisor)

    def queries(name):
        while renew(moment(f"{ON} 09:00")):  # what it counts anew has to be lit once more
            pass
        with CaptureQueriesContext(connection) as caught:
            response = client.get(reverse(name))
            b"".join(response.streaming_content) if response.streaming else response.content
        return len(caught)

    say(cast, cast.led, cast.civil_affairs, cast.stations, 6)
    cast.led.related.add(cast.supported)
    say(cast, cast.supported, cast.health, factories.target(cast.supported), 8)
    few = [queries("target_list"), queries("target_export")]
    for number in range(20, 60):
        item = factories.item(cast.report, number, leads=[cast.civil_affairs], issued_on=day("2011-02-01"))
        item.related.add(cast.led)
        for _one in range(3):
            factories.target(item, label=f"指标{number}")
        PlannedCurve.objects.create(
            item=item,
            starts_on=day("2011-01-01"),
            points=[["2011-06-30", "40"]],
            state="proposed",
            by=cast.liaison,
            at=moment(MARCH),
        )
    assert [queries("target_list"), queries("target_export")] == few
    assert few[0] <= 28
