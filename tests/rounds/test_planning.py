"""Which periods are planned, and their days by rules and calendar."""

import itertools

import pytest

from items.models import Responsibility, WorkItem, WorkReport
from items.rounds.planning import plan_periods, planned, set_rhythm

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import MARCH, opened
from ..given.refusals import everything
from ..given.together import moment
from .what_is_asked import EVERYBODY, asked, days, names, run

# The office may have entered days off for any year.
pytestmark = pytest.mark.django_db

# The days of a period


@pytest.mark.parametrize(
    ("rhythm", "date", "span"),
    [
        ("month", "2011-02-10", ["2011-02-01", "2011-02-28"]),
        ("month", "2012-02-29", ["2012-02-01", "2012-02-29"]),
        ("month", "2011-12-31", ["2011-12-01", "2011-12-31"]),
        ("quarter", "2011-01-01", ["2011-01-01", "2011-03-31"]),
        ("quarter", "2011-12-31", ["2011-10-01", "2011-12-31"]),
        ("half_year", "2011-06-30", ["2011-01-01", "2011-06-30"]),
        ("half_year", "2011-07-01", ["2011-07-01", "2011-12-31"]),
    ],
)
def test_a_period_spans_its_calendar_months(rhythm, date, span):
    assert days(planned(WorkReport(), rhythm, day(date)), "start_on", "end_on") == span


@pytest.mark.parametrize(
    ("rhythm", "date", "rules", "expected"),
    [
        ("month", "2011-03-10", {}, ["2011-03-01", "2011-03-22", "2011-03-25", "2011-04-04"]),
        ("month", "2011-06-10", {}, ["2011-06-01", "2011-06-21", "2011-06-24", "2011-07-04"]),  # the 25th is a Saturday
        ("month", "2011-04-10", {"due_day": 31}, ["2011-04-01", "2011-04-26", "2011-04-29", "2011-05-09"]),
        ("month", "2011-02-10", {"due_day": 31}, ["2011-02-01", "2011-02-25", "2011-02-28", "2011-03-10"]),
        ("month", "2012-02-10", {"due_day": 31}, ["2012-02-01", "2012-02-24", "2012-02-29", "2012-03-10"]),
        # National Day: the 5th is a holiday, so what is due then is due before it
        ("month", "2011-10-10", {"due_day": 5}, ["2011-09-27", "2011-09-27", "2011-09-30", "2011-10-10"]),
        ("month", "2011-10-10", {"due_day": 9}, ["2011-09-30", "2011-09-30", "2011-10-09", "2011-10-19"]),
        # Spring Festival from 2 to 8 February; Sunday 30 January is worked
        ("month", "2011-02-10", {"due_day": 7}, ["2011-01-28", "2011-01-28", "2011-02-01", "2011-02-11"]),
        ("month", "2011-01-10", {"due_day": 30}, ["2011-01-01", "2011-01-27", "2011-01-30", "2011-02-09"]),
        ("quarter", "2011-02-10", {}, ["2011-03-01", "2011-03-22", "2011-03-25", "2011-04-04"]),
        ("half_year", "2011-02-10", {"late_days": 0}, ["2011-06-01", "2011-06-21", "2011-06-24", "2011-06-24"]),
        ("month", "2011-03-10", {"parts_days": 0}, ["2011-03-01", "2011-03-25", "2011-03-25", "2011-04-04"]),
        ("month", "2011-03-10", {"parts_days": 20, "due_day": 1},
         ["2011-02-09", "2011-02-09", "2011-03-01", "2011-03-11"]),
    ],
)  # fmt: skip
def test_a_period_is_due_on_its_day_or_the_workday_before(rhythm, date, rules, expected):
    assert days(planned(WorkReport(**rules), rhythm, day(date))) == expected


def test_every_planned_period_can_be_saved(cast):
    """Whatever the rules: the days of a period are in order."""
    cast.report.periods.all().delete()
    for due_day, parts_days, late_days in itertools.product([1, 7, 25, 31], [0, 3, 20], [0, 10, 60]):
        report = WorkReport(pk=cast.report.pk, due_day=due_day, parts_days=parts_days, late_days=late_days)
        for rhythm, month in itertools.product(["month", "quarter", "half_year"], range(1, 13)):
            planned(report, rhythm, day(f"2011-{month:02}-15")).full_clean()


# Planning


@pytest.mark.parametrize(("issued", "first"), [("2011-03-20", MARCH), ("2011-03-21", "2011-04-01")])
def test_what_reaches_the_units_less_than_five_days_before_is_not_asked_for(cast, issued, first):
    WorkReport.objects.update(issued_on=day(issued), rounds_from=day(issued))
    Responsibility.objects.update(issued_on=day(issued))
    WorkItem.objects.update(issued_on=day(issued))
    run(issued)
    assert cast.report.periods.order_by("start_on").first().start_on == day(first)
    assert asked(opened(cast.report, first)) == EVERYBODY


def test_the_present_period_and_the_next_are_planned(cast):
    run("2011-02-01")
    assert names(cast.report) == [("2/2011", "open"), ("3/2011", "planned")]
    run("2011-03-01")
    assert names(cast.report) == [("2/2011", "open"), ("3/2011", "open"), ("4/2011", "planned")]


def test_a_report_that_was_not_issued_has_no_periods(db):
    draft = factories.report()
    factories.item(draft, 1, leads=[factories.department()])
    run("2011-03-01")
    assert not draft.periods.exists()


def test_each_rhythm_in_use_has_its_periods(cast):
    set_rhythm([cast.led], "quarter", by=cast.supervisor, at=moment("2011-02-01"))
    set_rhythm([cast.supported], "own", by=cast.supervisor, at=moment("2011-02-01"))
    run("2011-03-01")
    quarter = cast.report.periods.get(rhythm="quarter", start_on=day("2011-01-01"))
    assert asked(quarter) == {(1, "市民政局"), (1, "市卫生局")}
    assert asked(cast.report.periods.get(rhythm="month", start_on=day(MARCH))) == {
        (number, unit) for number, unit in EVERYBODY if number == 3
    }


def test_a_rhythm_nobody_uses_any_more_is_not_planned(cast):
    run("2011-02-01")
    WorkItem.objects.update(rhythm="quarter")
    plan_periods(cast.report, on=day("2011-02-02"))
    assert names(cast.report) == [
        ("the first quarter of 2011", "planned"), ("2/2011", "open"), ("the second quarter of 2011", "planned"),
    ]  # fmt: skip


def test_planning_again_writes_nothing(cast):
    plan_periods(cast.report, on=day("2011-02-01"))
    before = everything()
    plan_periods(cast.report, on=day("2011-02-01"))
    assert everything() == before
