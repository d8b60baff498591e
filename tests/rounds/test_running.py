"""Periods: their days by rules and calendar, who is asked, opening and closing however often and late it runs."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from departments import clock
from departments.models import CollectiveMember
from items.issue.issuing import follow_members, issue
from items.ledger.editing import confirm_lead, set_units
from items.models import HistoryEntry, ProgressUpdate, ReportingPeriod, Responsibility, WorkItem, WorkReport
from items.rounds import planning, running
from items.rounds.planning import plan, planned, set_rhythm, set_rules
from items.rounds.running import run_due

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, MARCH, State, opened, put, update_of
from ..given.refusals import everything, refused
from ..given.together import moment

DAYS = ("opens_on", "parts_due_on", "due_on", "closes_on")


def days(period, *names):
    return [getattr(period, name).isoformat() for name in names or DAYS]


def names(report):
    """[(name, "planned"/"open"/"closed")] of the report's periods, oldest first."""
    with translation.override("en"):
        return [
            (period.name, "closed" if period.is_closed else "open" if period.is_open else "planned")
            for period in report.periods.order_by("start_on", "rhythm")
        ]


def run(*dates):
    for date in dates:
        ran = run_due(moment(date))
    return ran


def asked(period):
    """{(item number, unit name)} of everybody who is asked in the period."""
    return set(period.updates.asked_for().values_list("item__number", "department__name"))


EVERYBODY = {
    (1, "市民政局"), (1, "市卫生局"), (2, "市卫生局"), (2, "市民政局"),
    (3, "东城区人民政府"), (3, "西城区人民政府"), (3, "市教育局"),
}  # fmt: skip


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
    plan(cast.report, on=day("2011-02-02"))
    assert names(cast.report) == [
        ("the first quarter of 2011", "planned"), ("2/2011", "open"), ("the second quarter of 2011", "planned"),
    ]  # fmt: skip


def test_planning_again_writes_nothing(cast):
    plan(cast.report, on=day("2011-02-01"))
    before = everything()
    plan(cast.report, on=day("2011-02-01"))
    assert everything() == before


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
    before = names(cast.report), everything()
    ran = run("2011-02-10")
    assert (ran.opened, ran.closed) == ([], [])
    run("2011-04-06")
    assert names(cast.report) == before[0]
    assert list(ProgressUpdate.objects.order_by("pk").values()) == [
        row for rows in before[1] for row in rows if "needs_decision" in row
    ]


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
    plan(cast.report, on=day(FEBRUARY))
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


# Rules changed in the middle


def test_changed_rules_move_what_is_planned_and_leave_what_is_open(cast):
    march = opened(cast.report)
    report = set_rules(cast.report, by=cast.supervisor, at=moment("2011-03-02"), version=1, due_day=20, late_days=5)
    march.refresh_from_db()
    assert days(march) == ["2011-03-01", "2011-03-22", "2011-03-25", "2011-04-04"]
    april = report.periods.get(start_on="2011-04-01")
    assert days(april) == ["2011-04-01", "2011-04-15", "2011-04-20", "2011-04-25"]
    entry = HistoryEntry.objects.get(action="rules_changed")
    assert (entry.before, entry.after) == ({"due_day": "25", "late_days": "10"}, {"due_day": "20", "late_days": "5"})


def test_the_same_rules_write_nothing(cast):
    before = everything()
    assert set_rules(cast.report, by=cast.supervisor, at=moment(MARCH), version=1, due_day=25).version == 1
    assert everything() == before


def test_rules_of_a_stale_page_are_refused(cast):
    set_rules(cast.report, by=cast.supervisor, at=moment(MARCH), version=1, due_day=20)
    with refused("Somebody else has changed the rules meanwhile"):
        set_rules(cast.report, by=cast.supervisor, at=moment(MARCH), version=1, due_day=10)


@pytest.mark.parametrize(
    "rules",
    [{"due_day": 0}, {"due_day": 32}, {"parts_days": 21}, {"late_days": 61}, {"rhythm": "week"}, {"sign_days": 0}],
)
def test_rules_that_cannot_be_are_refused(cast, rules):
    with refused("."):
        set_rules(cast.report, by=cast.supervisor, at=moment(MARCH), version=1, **rules)


def test_a_rule_that_does_not_exist_is_a_fault(cast):
    with pytest.raises(TypeError):
        set_rules(cast.report, by=cast.supervisor, at=moment(MARCH), version=1, title="新")


def test_another_rhythm_asks_no_longer_in_the_open_month_and_asks_in_the_quarter(cast):
    march = opened(cast.report)
    begun = put(update_of(march, cast.led, cast.civil_affairs), State.DRAFT, by=cast.liaison, office=cast.supervisor)
    sent = put(update_of(march, cast.led, cast.health), State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    set_rules(cast.report, by=cast.supervisor, at=moment("2011-03-02"), version=1, rhythm="quarter")
    begun.refresh_from_db()
    assert (begun.state, begun.text) == (State.DROPPED, "已完成2所")
    assert list(march.updates.asked_for()) == [sent]
    run("2011-03-02")
    assert asked(cast.report.periods.get(rhythm="quarter", start_on="2011-01-01")) == EVERYBODY


def test_the_rhythm_of_items_changes_for_them_alone(cast):
    march = opened(cast.report)
    at = moment("2011-03-02")
    assert set_rhythm([cast.led, cast.supported], "quarter", by=cast.supervisor, at=at) == 2
    assert asked(march) == {(number, unit) for number, unit in EVERYBODY if number == 3}
    assert set_rhythm([cast.led, cast.supported], "quarter", by=cast.supervisor, at=at) == 0
    assert set_rhythm([cast.led, cast.open_lead], "", by=cast.supervisor, at=at) == 1
    assert {number for number, _unit in asked(march)} == {1, 3}
    cast.led.refresh_from_db()
    assert (cast.led.rhythm, cast.led.version) == ("", 3)
    entries = cast.led.history.filter(action="rules_changed").order_by("pk")
    assert [entry.after for entry in entries] == [{"rhythm": "quarter"}, {"rhythm": ""}]


def test_a_rhythm_that_does_not_exist_is_refused(cast):
    with refused("This rhythm does not exist"):
        set_rhythm([cast.led], "week", by=cast.supervisor, at=moment(MARCH))


def add_period(cast, *, by=None, **dates):
    values = {
        "start_on": "2011-03-01", "end_on": "2011-05-10", "opens_on": "2011-05-01", "due_on": "2011-05-15",
        "closes_on": "2011-05-20", **dates,
    }  # fmt: skip
    dates = {name: day(value) for name, value in values.items()}
    return planning.add_period(cast.report, by=by or cast.supervisor, at=moment(MARCH), **dates)


def test_own_dates_stay_as_entered_and_ask_who_reports_on_them(cast):
    set_rhythm([cast.led], "own", by=cast.supervisor, at=moment(MARCH))
    period = add_period(cast)  # the 15th of May is a Sunday, and stays
    assert days(period) == ["2011-05-01", "2011-05-12", "2011-05-15", "2011-05-20"]
    run("2011-04-30", "2011-05-01")
    assert asked(period) == {(1, "市民政局"), (1, "市卫生局")}
    assert period.name == "2011-03-01 – 2011-05-10"


def test_own_dates_with_little_time_leave_parts_no_less_than_the_whole(cast):
    assert days(add_period(cast, opens_on="2011-05-14")) == ["2011-05-14", "2011-05-14", "2011-05-15", "2011-05-20"]


@pytest.mark.parametrize(
    "dates",
    [{"opens_on": "2011-05-16"}, {"closes_on": "2011-05-14"}, {"end_on": "2011-02-28"}, {"due_on": "2011-05-21"}],
)
def test_own_dates_out_of_order_are_refused(cast, dates):
    with refused("opens before it is due"):
        add_period(cast, **dates)


def test_own_dates_are_entered_once(cast):
    add_period(cast)
    with refused("already has a reporting period that starts on this day"):
        add_period(cast)


# Items and units that change in the middle of a period


@pytest.mark.parametrize("status", ["completed", "cancelled", "carried_over"])
def test_a_closed_item_is_asked_for_no_more_and_its_drafts_are_kept(cast, status):
    march = opened(cast.report)
    begun = put(update_of(march, cast.led, cast.civil_affairs), State.DRAFT, by=cast.liaison, office=cast.supervisor)
    completed_on = day("2011-03-05") if status == "completed" else None
    WorkItem.objects.filter(pk=cast.led.pk).update(status=status, completed_on=completed_on)
    run("2011-03-06")
    begun.refresh_from_db()
    assert (begun.state, begun.text) == (State.DROPPED, "已完成2所")
    assert asked(march) == {(number, unit) for number, unit in EVERYBODY if number != 1}
    assert not ProgressUpdate.objects.filter(item=cast.led, department=cast.health).exists()


@pytest.mark.parametrize("state", [State.AWAITING_SIGN_OFF, State.AWAITING_REVIEW, State.ACCEPTED])
def test_what_was_sent_on_a_closed_item_stays(cast, state):
    march = opened(cast.report)
    sent = put(update_of(march, cast.led, cast.civil_affairs), state, by=cast.liaison, office=cast.supervisor)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    run("2011-03-06")
    after = ProgressUpdate.objects.get(pk=sent.pk)
    assert (after.state, after.version) == (state, sent.version)


@pytest.mark.parametrize(("state", "again"), [(State.DRAFT, State.DRAFT), (State.RETURNED, State.RETURNED)])
def test_a_reopened_item_finds_its_drafts_again(cast, state, again):
    march = opened(cast.report)
    begun = put(update_of(march, cast.led, cast.civil_affairs), state, by=cast.liaison, office=cast.supervisor)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    run("2011-03-06")
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress")
    run("2011-03-07")
    begun.refresh_from_db()
    assert (begun.state, begun.text) == (again, "已完成2所")
    assert asked(march) == EVERYBODY


def test_an_item_reopened_after_the_due_day_is_not_late_from_the_start(cast):
    march = opened(cast.report)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    run("2011-03-24")
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress")
    run("2011-03-26", "2011-04-05")
    assert {number for number, _unit in asked(march)} == {2, 3}


@pytest.mark.parametrize(("date", "is_asked"), [("2011-03-20", True), ("2011-03-21", False), ("2011-03-28", False)])
def test_a_unit_that_comes_to_an_item_late_is_asked_from_the_next_period_on(cast, date, is_asked):
    march = opened(cast.report)
    with clock.at(moment(date)):
        set_units(cast.led, roles={cast.education: "lead", cast.health: "support"}, by=cast.supervisor, version=1)
    run(date)
    assert ((1, "市教育局") in asked(march)) == is_asked
    assert (1, "市民政局") not in asked(march)
    assert (1, "市教育局") in asked(opened(cast.report, "2011-04-01"))


def test_a_new_role_is_that_of_the_open_update(cast):
    march = opened(cast.report)
    part = put(update_of(march, cast.led, cast.health), State.AWAITING_MERGE, by=cast.health_liaison, office=None)
    report = put(update_of(march, cast.led, cast.civil_affairs), State.AWAITING_REVIEW, by=cast.liaison, office=None)
    with clock.at(moment("2011-03-10")):
        confirm_lead(cast.led, leads=[cast.health], by=cast.supervisor, version=1)
    part.refresh_from_db()
    report.refresh_from_db()
    assert (part.role, part.state) == ("lead", State.AWAITING_REVIEW)  # nobody is left to merge it
    assert (report.role, report.state) == ("support", State.AWAITING_REVIEW)


def test_what_was_accepted_keeps_its_role(cast):
    march = opened(cast.report)
    done = put(update_of(march, cast.led, cast.civil_affairs), State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    with clock.at(moment("2011-03-10")):
        confirm_lead(cast.led, leads=[cast.health], by=cast.supervisor, version=1)
    after = ProgressUpdate.objects.get(pk=done.pk)
    assert (after.role, after.version) == ("lead", done.version)


def test_a_member_named_itself_keeps_its_draft(cast):
    march = opened(cast.report)
    begun = put(update_of(march, cast.open_lead, cast.east), State.DRAFT, by=cast.east_liaison, office=None)
    with clock.at(moment("2011-03-24")):
        roles = {cast.districts: "responsible", cast.east: "responsible", cast.education: "responsible"}
        set_units(cast.open_lead, roles=roles, by=cast.supervisor, version=1)
    begun.refresh_from_db()
    assert (begun.state, begun.via, begun.text) == (State.DRAFT, None, "已完成2所")
    assert asked(march) == EVERYBODY


def test_a_selection_is_asked_for_from_its_own_issue_on(cast):
    extra = [factories.item(cast.report, number, leads=[cast.education]) for number in (4, 5)]
    march = opened(cast.report)
    assert asked(march) == EVERYBODY
    issue(cast.report, by=cast.supervisor, on=day("2011-03-15"), items=[extra[0]])
    run("2011-03-15")
    assert asked(march) == EVERYBODY | {(4, "市教育局")}
    issue(cast.report, by=cast.supervisor, on=day("2011-03-22"), items=[extra[1]])
    run("2011-03-22")
    assert (5, "市教育局") not in asked(march)
    assert (5, "市教育局") in asked(opened(cast.report, "2011-04-01"))


# Collectives whose members change


def leave(cast, member, on):
    CollectiveMember.objects.filter(collective=cast.districts, member=member).update(valid_to=day(on))


def join(cast, on):
    south = factories.department("南城区人民政府")
    CollectiveMember.objects.create(collective=cast.districts, member=south, valid_from=day(on))
    return south


def test_members_who_leave_and_join_in_mid_period(cast):
    march = opened(cast.report)
    begun = put(update_of(march, cast.open_lead, cast.east), State.DRAFT, by=cast.east_liaison, office=None)
    leave(cast, cast.east, "2011-03-09")
    join(cast, "2011-03-10")
    run("2011-03-09")
    assert asked(march) == EVERYBODY
    ran = run("2011-03-10")
    assert ran.followed == [cast.open_lead]
    begun.refresh_from_db()
    assert begun.state == State.DROPPED
    assert asked(march) == EVERYBODY - {(3, "东城区人民政府")} | {(3, "南城区人民政府")}
    row = cast.open_lead.responsibilities.get(department__name="南城区人民政府")
    assert (row.role, row.via, row.issued_on) == ("responsible", cast.districts, day("2011-03-10"))
    entry = cast.open_lead.history.get(action="units_changed")
    assert "东城区人民政府" in entry.before["units"] and "南城区人民政府" in entry.after["units"]


def test_a_member_that_joins_shortly_before_the_due_day_is_asked_next_time(cast):
    march = opened(cast.report)
    join(cast, "2011-03-23")
    run("2011-03-23", "2011-04-05")
    assert asked(march) == EVERYBODY
    assert (3, "南城区人民政府") in asked(opened(cast.report, "2011-04-01", at="2011-04-05"))


def test_what_a_member_reported_stays_when_it_leaves(cast):
    march = opened(cast.report)
    sent = put(update_of(march, cast.open_lead, cast.east), State.AWAITING_REVIEW, by=cast.east_liaison, office=None)
    leave(cast, cast.east, "2011-03-09")
    run("2011-03-10")
    assert ProgressUpdate.objects.get(pk=sent.pk).state == State.AWAITING_REVIEW


def test_following_members_again_writes_nothing(cast):
    leave(cast, cast.east, "2011-03-09")
    assert follow_members(on=day("2011-03-10")) == [cast.open_lead]
    before = everything()
    assert follow_members(on=day("2011-03-10")) == []
    assert everything() == before


def test_a_member_that_has_signed_survives_a_clock_that_jumps_back(cast):
    south = join(cast, "2011-03-10")
    run("2011-03-10")
    row = cast.open_lead.responsibilities.get(department=south)
    Responsibility.objects.filter(pk=row.pk).update(signed_for_at=moment("2011-03-11"), signed_for_by=cast.east_liaison)
    run("2011-03-05")
    assert cast.open_lead.responsibilities.get(department=south).signed_for_by == cast.east_liaison


def test_a_late_closing_does_not_forget_who_was_silent(cast):
    march = opened(cast.report)
    leave(cast, cast.east, "2011-04-06")
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    run("2011-04-08")
    march.refresh_from_db()
    assert march.is_closed and asked(march) == EVERYBODY


def test_members_of_closed_items_stay_as_they_were(cast):
    WorkItem.objects.filter(pk=cast.open_lead.pk).update(status="cancelled")
    leave(cast, cast.east, "2011-03-09")
    assert follow_members(on=day("2011-03-10")) == []


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
