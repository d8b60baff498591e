"""Opening and closing periods, however often, late or out of order it runs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from items.models import HistoryEntry, ProgressUpdate, ReportingPeriod
from items.rounds import running
from items.rounds.planning import plan_periods, set_rhythm, set_rules

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, MARCH, opened
from ..given.refusals import everything, refused
from ..given.together import moment
from .what_is_asked import EVERYBODY, add_period, asked, names, run

# Missed, doubled and disordered runs


def test_running_again_changes_nothing(cast):
    run(FEBRUARY, MARCH, "2011-04-10")
    before = everything()
    ran = run("2011-04-10")
    assert (ran.opened, ran.closed, ran.followed) == ([], [], [])
    assert everything() == before


def test_after_days_without_a_run_it_catches_up(cast):
    run(FEBRUARY)
    ran = run("2011-04-02")
    assert names(cast.report) == [("2/2011", "closed"), ("3/2011", "open"), ("4/2011", "open"), ("5/2011", "planned")]
    assert [period.start_on for period in ran.opened] == [day(MARCH), day("2011-04-01")]
    assert asked(cast.report.periods.get(start_on=MARCH)) == EVERYBODY


def test_a_period_that_was_missed_from_beginning_to_end_is_never_asked_for(cast):
    run(FEBRUARY)
    run("2011-06-15")
    assert names(cast.report) == [("2/2011", "closed"), ("6/2011", "open"), ("7/2011", "planned")]
    february = cast.report.periods.get(start_on=FEBRUARY)
    assert february.closed_at == moment("2011-06-15")


@pytest.mark.parametrize(("date", "state"), [("2011-04-04 23:59:59", "open"), ("2011-04-05 00:00:00", "closed")])
def test_the_last_day_of_a_period_still_counts(cast, date, state):
    run(MARCH, date)
    assert dict(names(cast.report))["3/2011"] == state


@pytest.mark.parametrize(("date", "state"), [("2011-02-28 23:59:59", "planned"), ("2011-03-01 00:00:00", "open")])
def test_a_period_opens_as_its_first_day_begins_here(cast, date, state):
    run(FEBRUARY, date)
    assert dict(names(cast.report))["3/2011"] == state


def test_a_clock_that_jumps_back_undoes_nothing(cast):
    run(FEBRUARY, MARCH, "2011-04-06")
    before = names(cast.report), list(ProgressUpdate.objects.order_by("pk").values())
    ran = run("2011-02-10")
    assert (ran.opened, ran.closed) == ([], [])
    run("2011-04-06")
    assert names(cast.report) == before[0]
    assert list(ProgressUpdate.objects.order_by("pk").values()) == before[1]


def test_opening_and_closing_happen_once_and_are_told(cast):
    march = opened(cast.report)
    assert not running.open_period(march, at=moment("2011-03-02"))
    run("2011-04-05")
    march.refresh_from_db()
    assert not running.close_period(march, at=moment("2011-04-06"))
    entries = HistoryEntry.objects.filter(report=cast.report, after__period=march.key).order_by("pk")
    assert [(entry.action, entry.by) for entry in entries] == [("period_opened", None), ("period_closed", None)]
    assert entries[1].after["digest"] == march.frozen_sheet.digest


def test_a_period_that_never_opened_is_not_closed(cast):
    plan_periods(cast.report, on=day(FEBRUARY))
    assert not running.close_period(cast.report.periods.last(), at=moment("2012-01-01"))


def test_the_office_closes_early_but_not_before_the_due_day_has_passed(cast):
    march = opened(cast.report)
    with refused("cannot be closed before its due day has passed"):
        running.close_period(march, by=cast.supervisor, at=moment("2011-03-25 23:59:59"))
    assert running.close_period(march, by=cast.supervisor, at=moment("2011-03-26"))


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator", "newcomer"])
def test_only_the_office_runs_the_rounds(cast, who):
    march, by = opened(cast.report), getattr(cast, who)
    steps = [
        lambda: set_rules(cast.report, by=by, at=moment(MARCH), version=1, due_day=20),
        lambda: set_rhythm([cast.led], "quarter", by=by, at=moment(MARCH)),
        lambda: running.open_period(march, by=by, at=moment(MARCH)),
        lambda: running.close_period(march, by=by, at=moment("2011-04-05")),
        lambda: add_period(cast, by=by),
    ]
    for step in steps:
        with refused("Only the supervision office runs the rounds"):
            step()


# Costs


def test_a_run_with_nothing_to_do_takes_the_same_queries_for_many_items(cast):
    def queries():
        run(MARCH)
        with CaptureQueriesContext(connection) as counted:
            run("2011-03-02")
        return len(counted)

    few = queries()
    for number in range(10, 60):
        item = factories.item(cast.report, number, leads=[cast.education], issued_on=day("2011-02-01"))
        item.responsibilities.update(issued_on=day("2011-02-01"))
    assert queries() == few
    assert ReportingPeriod.objects.open().count() == 2
