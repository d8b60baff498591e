"""The facts behind the lights, as real rounds leave them: who has reported, figures, merged units."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from items.ledger.editing import set_units
from items.lights.facts import lights_of, progress_by
from items.models import ProgressUpdate, TargetValue, WorkItem
from items.rounds.running import close_period, run_due
from items.rules import figures
from items.rules.accepted import completion_of
from items.units.merging import merge
from items.updates import reporting

from ..given import factories
from ..given.factories import day
from ..given.lit_items import curve, facts_of, light_of, tell
from ..given.opened_rounds import FEBRUARY, State, opened, put
from ..given.together import moment

APRIL_1 = day("2011-04-01")


@pytest.fixture
def march(cast):
    opened(cast.report, FEBRUARY)
    return opened(cast.report)


@pytest.fixture
def february(march):
    return march.report.periods.get(start_on=FEBRUARY)


def figure(item):
    """(value, names of the missing, differing words) of the item's only target."""
    [one] = facts_of(item).targets
    return one.value, one.missing, one.told


def last_lines(item):
    return facts_of(item).periods[-1].lines


# The item itself


def test_the_plan_runs_over_the_year_and_to_the_deadline(cast):
    facts = facts_of(cast.led)
    assert (facts.status, facts.issued_on) == ("not_started", day("2011-02-01"))
    assert (facts.starts_on, facts.ends_on, facts.due_on) == (day("2011-01-01"), day("2011-12-31"), None)
    assert (facts.completion, facts.is_measured, facts.points, facts.periods) == (None, False, (), ())
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-10-31"), original_due_on=day("2011-06-30"))
    facts = facts_of(cast.led)
    assert (facts.ends_on, facts.due_on, facts.original_due_on) == (
        day("2011-10-31"),
        day("2011-10-31"),
        day("2011-06-30"),
    )


def test_a_deadline_before_the_year_of_the_report_is_a_plan_of_one_day(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2010-12-31"))
    assert (facts_of(cast.led).starts_on, facts_of(cast.led).ends_on) == (day("2010-12-31"),) * 2


@pytest.mark.parametrize("add", [factories.target, factories.milestone])
def test_targets_and_milestones_stand_behind_a_completion(cast, add):
    add(cast.led)
    assert facts_of(cast.led).is_measured and not facts_of(cast.supported).is_measured


# Who has reported


@pytest.mark.parametrize("state", State.values)
def test_what_has_left_the_unit_is_reported(cast, march, state):
    tell(cast, march, cast.led, cast.civil_affairs, state=state, handed_in_at=moment("2011-03-24"))
    if state == State.DROPPED:
        march.updates.filter(item=cast.led, role="lead").update(state=state)
        assert [due.period[:16] for due in facts_of(cast.led).periods] == ["month 2011-02-01"]
        return
    [line] = last_lines(cast.led)
    is_in = state in ProgressUpdate.HANDED_IN
    assert (line.unit, line.handed_in_on) == ("市民政局", day("2011-03-24") if is_in else None)
    assert line.is_waiting == (state in (State.AWAITING_REVIEW, State.AWAITING_MERGE))
    assert not line.is_late


def test_late_by_the_day_of_the_first_hand_in(cast, march):
    tell(cast, march, cast.led, cast.civil_affairs, handed_in_at=moment("2011-03-25 23:59:59"))
    tell(cast, march, cast.supported, cast.health, handed_in_at=moment("2011-03-26 00:00:00"))
    assert not last_lines(cast.led)[0].is_late
    assert last_lines(cast.supported)[0].is_late


def test_returned_it_is_missing_and_sent_again_it_keeps_its_first_day(cast, february, march):
    tell(cast, february, cast.led, cast.civil_affairs, text="已选址")
    update = tell(cast, march, cast.led, cast.civil_affairs, state=State.RETURNED)
    assert light_of(cast.led, APRIL_1).rule == "missing"
    reporting.send(update, by=cast.head, at=moment("2011-04-02"), version=update.version)
    [line] = last_lines(cast.led)
    assert (line.handed_in_on, line.is_late, line.is_waiting) == (day("2011-03-10"), False, True)
    assert facts_of(cast.led).last_report == ("市民政局", day("2011-04-02"))


def test_made_up_after_closing_it_is_in_and_late(cast, february, march):
    close_period(february, at=moment("2011-03-08"))
    tell(cast, february, cast.led, cast.civil_affairs, handed_in_at=moment("2011-03-20"))
    [before, last] = facts_of(cast.led).periods
    assert before.lines[0].is_late and last.lines[0].is_silent
    assert light_of(cast.led, APRIL_1).rule == "missing"  # not silent in two periods running


def test_two_silent_periods_are_red_and_one_report_clears_it(cast, february, march):
    assert (light_of(cast.led, day("2011-03-25")).rule, light_of(cast.led, day("2011-03-26")).rule) == (
        "missing",
        "missed",
    )
    tell(cast, march, cast.led, cast.civil_affairs, state=State.AWAITING_REVIEW)
    assert light_of(cast.led, day("2011-03-26")).rule == "normal"


def test_a_supporting_unit_is_not_asked_for_the_item(cast, march):
    assert [line.unit for line in last_lines(cast.led)] == ["市民政局"]
    tell(cast, march, cast.led, cast.health, state=State.AWAITING_MERGE)
    assert [line.unit for line in last_lines(cast.led)] == ["市民政局"]
    assert facts_of(cast.led).last_report == ()


def test_members_report_for_their_collective_beside_other_units(cast, march):
    tell(cast, march, cast.open_lead, cast.east, state=State.AWAITING_REVIEW)
    education, districts = last_lines(cast.open_lead)
    assert (education.unit, education.is_silent, education.members) == ("市教育局", True, 0)
    assert (districts.unit, districts.members, districts.missing) == ("各区人民政府", 2, ("西城区人民政府",))
    assert not districts.is_silent and districts.is_waiting
    tell(cast, march, cast.open_lead, cast.west)
    tell(cast, march, cast.open_lead, cast.education)
    assert not light_of(cast.open_lead, APRIL_1).is_unreported


def test_only_the_last_periods_are_kept_but_the_last_report_however_old(cast):
    months = [opened(cast.report, f"2011-{month:02}-01") for month in range(2, 10)]
    tell(cast, months[0], cast.led, cast.civil_affairs, sent_at=moment("2011-02-20"), handed_in_at=moment("2011-02-21"))
    facts = facts_of(cast.led)
    assert [due.due_on.month for due in facts.periods] == [5, 6, 7, 8, 9]
    assert facts.last_report == ("市民政局", day("2011-02-21"))  # written the day before the head let it go


def test_what_was_settled_long_ago_keeps_its_figures(cast):
    target = factories.target(cast.led)
    first = opened(cast.report, FEBRUARY)
    tell(cast, first, cast.led, cast.civil_affairs, {target: 30})
    WorkItem.objects.filter(pk=cast.led.pk).update(status="completed", completed_on=day("2011-02-28"))
    for month in range(3, 10):
        opened(cast.report, f"2011-{month:02}-01")
    assert facts_of(cast.led).periods == ()
    assert figure(cast.led)[0] == 30


# Figures


def test_the_latest_accepted_word_counts(cast, february, march):
    target = factories.target(cast.led, number=30)
    tell(cast, february, cast.led, cast.civil_affairs, {target: 6})
    assert figure(cast.led) == (6, (), ())
    assert facts_of(cast.led).targets[0].percent == 20
    update = tell(cast, march, cast.led, cast.civil_affairs, {target: 9}, state=State.AWAITING_REVIEW)
    assert figure(cast.led) == (6, (), ())
    put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    assert figure(cast.led) == (9, (), ())


def test_a_report_without_a_figure_leaves_the_earlier_one_standing(cast, february, march):
    target = factories.target(cast.led)
    tell(cast, february, cast.led, cast.civil_affairs, {target: 6})
    tell(cast, march, cast.led, cast.civil_affairs)
    assert figure(cast.led)[0] == 6


def test_what_a_supporting_unit_counts_is_its_part(cast, march):
    target = factories.target(cast.led)
    tell(cast, march, cast.led, cast.health, {target: 12})
    assert figure(cast.led)[0] is None


def test_units_side_by_side_that_name_different_values_are_both_told(cast, february, march):
    target = factories.target(cast.supported)
    cast.supported.responsibilities.update(role="responsible")
    run_due(moment("2011-03-02"))
    tell(cast, march, cast.supported, cast.health, {target: 9}, reviewed_at=moment("2011-03-12"))
    assert figure(cast.supported)[2] == ()
    tell(cast, march, cast.supported, cast.civil_affairs, {target: 8}, reviewed_at=moment("2011-03-11"))
    assert figure(cast.supported) == (9, (), (("市民政局", 8), ("市卫生局", 9)))
    TargetValue.objects.update(value=9)
    assert figure(cast.supported) == (9, (), ())


def test_of_several_units_the_one_that_spoke_last_counts(cast, february, march):
    target = factories.target(cast.supported)
    cast.supported.responsibilities.update(role="responsible")
    run_due(moment("2011-03-02"))
    tell(cast, march, cast.supported, cast.civil_affairs, {target: 7}, reviewed_at=moment("2011-03-11"))
    tell(cast, march, cast.supported, cast.health, {target: 9}, reviewed_at=moment("2011-03-12"))
    april = opened(cast.report, "2011-04-01")
    tell(cast, april, cast.supported, cast.civil_affairs, {target: 10})
    assert figure(cast.supported) == (10, (), (("市卫生局", 9), ("市民政局", 10)))


def test_a_former_leads_figure_no_longer_counts_beside_the_new_ones(cast, february, march):
    target = factories.target(cast.led)
    tell(cast, february, cast.led, cast.civil_affairs, {target: 6})
    set_units(
        cast.led,
        roles={cast.health: "lead", cast.civil_affairs: "support"},
        by=cast.supervisor,
        version=1,
        reason="职能划转",
    )
    run_due(moment("2011-03-02"))
    assert figure(cast.led) == (6, (), ())
    tell(cast, march, cast.led, cast.health, {target: 4})
    assert figure(cast.led) == (4, (), ())


def test_what_a_unit_counted_while_it_supported_does_not_count_once_it_leads(cast, february, march):
    target = factories.target(cast.led)
    tell(cast, february, cast.led, cast.health, {target: 12})
    set_units(
        cast.led,
        roles={cast.health: "lead", cast.civil_affairs: "support"},
        by=cast.supervisor,
        version=1,
        reason="职能划转",
    )
    run_due(moment("2011-03-02"))
    assert figure(cast.led) == (None, (), ())
    assert completion_of(WorkItem.objects.get(pk=cast.led.pk)) is None


@pytest.fixture
def shared(cast):
    """A target of the districts alone."""
    cast.open_lead.responsibilities.filter(department=cast.education).delete()
    return factories.target(cast.open_lead, number=30)


def test_members_shares_are_added_up_and_the_missing_named(cast, shared, february, march):
    assert figure(cast.open_lead) == (None, (), ())
    tell(cast, february, cast.open_lead, cast.east, {shared: 6})
    assert figure(cast.open_lead) == (6, ("西城区人民政府",), ())
    tell(cast, march, cast.open_lead, cast.west, {shared: 9})
    assert figure(cast.open_lead) == (15, (), ())


def test_a_member_that_has_left_is_neither_counted_nor_missing_as_in_the_completion(cast, shared, february, march):
    tell(cast, february, cast.open_lead, cast.east, {shared: 6})
    tell(cast, february, cast.open_lead, cast.west, {shared: 9})
    cast.districts.member_rows.filter(member=cast.west).update(valid_to=day("2011-03-02"))
    run_due(moment("2011-03-03"))
    value, missing, _told = figure(cast.open_lead)
    assert (value, missing) == (6, ())
    assert figures.completion_by([(shared, value)]) == completion_of(cast.open_lead)


def test_what_is_for_each_place_is_not_added_up(cast, shared, march):
    shared.per = "每个乡镇"
    shared.save()
    tell(cast, march, cast.open_lead, cast.east, {shared: 6})
    assert figure(cast.open_lead) == (None, (), ())


def test_figures_by_days_are_those_of_the_periods_that_had_ended(cast, shared, february, march):
    tell(cast, february, cast.open_lead, cast.east, {shared: 6})
    tell(cast, march, cast.open_lead, cast.east, {shared: 12})
    days = [day("2011-02-27"), day("2011-02-28"), day("2011-03-30"), day("2011-03-31")]
    with CaptureQueriesContext(connection) as queries:
        told = progress_by(cast.open_lead, days)
    assert [by[shared.pk].value for by in told] == [None, 6, 6, 12]
    assert [by[shared.pk].percent for by in told] == [None, 20, 20, 40]
    assert len(queries) == 4


# Merged units


def merged_twice(cast, unit):
    """The unit goes into another, and that one into a third; returns the third."""
    first, second = factories.department("市社会事务局"), factories.department("市民生事务局")
    merge(unit, into=first, by=cast.administrator, on=day("2011-03-10"))
    merge(first, into=second, by=cast.administrator, on=day("2011-03-12"))
    return second


def test_a_merged_units_figure_is_its_successors_until_that_one_speaks(cast, february, march):
    target = factories.target(cast.led)
    tell(cast, february, cast.led, cast.civil_affairs, {target: 6})
    close_period(february, at=moment("2011-03-08"))
    into = merged_twice(cast, cast.civil_affairs)
    assert figure(cast.led) == (6, (), ())
    assert facts_of(cast.led).last_report[0] == "市民政局"  # who it was then
    tell(cast, march, cast.led, into, {target: 9})
    assert figure(cast.led) == (9, (), ())


def test_members_that_are_merged_are_counted_once(cast, shared, february, march):
    tell(cast, february, cast.open_lead, cast.east, {shared: 6})
    tell(cast, february, cast.open_lead, cast.west, {shared: 9})
    close_period(february, at=moment("2011-03-08"))
    merge(cast.west, into=cast.east, by=cast.administrator, on=day("2011-03-10"))
    assert figure(cast.open_lead) == (15, (), ())  # what both had said, in the name of the one that goes on
    assert facts_of(cast.open_lead).periods[0].lines[0].members == 1
    tell(cast, march, cast.open_lead, cast.east, {shared: 16})
    assert figure(cast.open_lead) == (16, (), ())


def test_a_merged_member_was_not_missing_where_either_had_reported(cast, shared, february, march):
    tell(cast, february, cast.open_lead, cast.east)
    close_period(february, at=moment("2011-03-08"))
    merge(cast.west, into=cast.east, by=cast.administrator, on=day("2011-03-10"))
    before, _last = facts_of(cast.open_lead).periods
    assert before.lines[0].missing == ()


def test_the_silence_of_a_merged_unit_passes_on_to_its_successor(cast, february, march):
    close_period(february, at=moment("2011-03-08"))
    into = merged_twice(cast, cast.civil_affairs)
    assert (light_of(cast.led, APRIL_1).rule, light_of(cast.led, APRIL_1).silent) == ("missed", (into.name,))


def test_a_merged_collective_stays_one_line(cast, february, march):
    whole = factories.collective("各县市区人民政府", [])
    tell(cast, february, cast.open_lead, cast.east)
    close_period(february, at=moment("2011-03-08"))
    merge(cast.districts, into=whole, by=cast.administrator, on=day("2011-03-10"))
    lines = [[line.unit for line in due.lines] for due in facts_of(cast.open_lead).periods]
    assert lines == [["市教育局", "各县市区人民政府"]] * 2


# Numbers of queries


def test_as_many_queries_for_three_hundred_items_as_for_three(cast, february, march):
    def queries():
        items = list(WorkItem.objects.for_lights())
        with CaptureQueriesContext(connection) as counted:
            lit = lights_of(items, on=APRIL_1)
        return len(counted), len(lit)

    few = queries()
    for number in range(10, 307):
        item = factories.item(cast.report, number, leads=[cast.education])
        target = factories.target(item)
        curve(cast, item, [["2011-12-31", "30"]], target)
        update = ProgressUpdate.objects.create(period=march, item=item, department=cast.education, role="lead")
        tell(cast, march, item, cast.education, {target: 3}, version=update.version)
    assert few == (8, 3)
    assert queries() == (8, 300)


def test_of_no_items_there_are_no_lights(db):
    assert lights_of([], on=APRIL_1) == {}
