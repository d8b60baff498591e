"""A figure that a report leaves blank: what stands by accepted reports goes on counting, everywhere alike."""

from decimal import Decimal

import pytest

from items.lights.facts import lights_of
from items.lights.recording import record_lights
from items.models import ProgressUpdate, WorkItem
from items.rounds.sheet import read
from items.rules.accepted import completion_of
from items.rules.last_words import days_reached, last_values, standing_days, standing_values
from items.updates import counted, reporting

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment

ON = day("2011-03-28")


@pytest.fixture
def march(cast):
    opened(cast.report, FEBRUARY)
    return opened(cast.report)


@pytest.fixture
def february(march):
    return march.report.periods.get(start_on=FEBRUARY)


@pytest.fixture
def targets(cast):
    return [factories.target(cast.led, label, number=100) for label in ("新增就业", "培训人数", "补贴人数")]


def accept(cast, period, values, *, unit=None, item=None, days=None, **more):
    """The unit's report with {target: value} and {milestone: day}, accepted."""
    update = update_of(period, item or cast.led, unit or cast.civil_affairs)
    update = put(update, State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    for target, value in values.items():
        update.values.create(target=target, label=target.label, unit=target.unit, value=Decimal(value))
    for milestone, on in (days or {}).items():
        update.milestones.create(milestone=milestone, title=milestone.title, reached_on=on)
    judged = counted.computed_completion(update, None)
    ProgressUpdate.objects.filter(pk=update.pk).update(completion=judged)
    return reporting.accept(update, by=cast.supervisor, at=moment("2011-03-20"), version=update.version, **more)


def lit(item):
    [found] = WorkItem.objects.filter(pk=item.pk).for_lights()
    return lights_of([found], on=ON)[item.pk]


def test_a_value_left_blank_stands_as_it_was_accepted_last(cast, february, march, targets):
    accept(cast, february, dict(zip(targets, (60, 70, 80), strict=True)))
    accept(cast, march, dict(zip(targets, (75, 85), strict=False)))
    assert completion_of(cast.led) == 80  # (75 + 85 + 80) / 3, not (75 + 85 + 0) / 3
    light = lit(cast.led)
    assert (WorkItem.objects.get(pk=cast.led.pk).completion, light.completion) == (80, 80)
    assert [one.value for one in light.facts.targets] == [75, 85, 80]
    [item] = [item for item in read(march).items if item.pk == cast.led.pk]
    assert [row.completion for row in item.rows if row.unit == "市民政局"] == [item.completion] == ["80"]


def test_a_target_on_which_the_unit_never_said_anything_counts_as_nothing(cast, february, march, targets):
    accept(cast, february, {targets[0]: 60})
    accept(cast, march, {targets[1]: 90})
    assert completion_of(cast.led) == 50


def test_what_was_handed_in_and_is_not_accepted_does_not_stand(cast, february, march, targets):
    before = accept(cast, february, {targets[0]: 60})
    ProgressUpdate.objects.filter(pk=before.pk).update(state=State.AWAITING_REVIEW, reviewed_at=None)
    now = update_of(march, cast.led, cast.civil_affairs)
    assert {pk: one.value for pk, one in last_values(now).items()} == {targets[0].pk: 60}
    assert standing_values(now) == {}
    assert last_values(now, (State.ACCEPTED,)) == {}


def test_each_unit_goes_on_from_its_own_words(cast, february, march):
    units = (cast.education, cast.health)
    item = factories.item(cast.report, 4, "修缮校舍", responsible=units, issued_on=day("2011-02-01"))
    item.responsibilities.update(issued_on=day("2011-02-01"))
    for period, at in ((february, "2011-02-20"), (march, "2011-03-02")):
        opened(cast.report, period.start_on.isoformat(), at=at)
    first, second = factories.target(item, "校舍", number=100), factories.target(item, "操场", number=100)
    accept(cast, february, {first: 40, second: 20}, unit=cast.education, item=item)
    accept(cast, march, {first: 60}, unit=cast.health, item=item)
    assert completion_of(item) == 30  # (40 + 20) / 2 and (60 + 0) / 2


def test_an_older_report_that_is_accepted_late_fills_only_what_newer_ones_left_blank(cast, february, march, targets):
    accept(cast, march, {targets[0]: 90})
    accept(cast, february, dict(zip(targets, (30, 60, 60), strict=True)))
    assert completion_of(cast.led) == 70


def test_the_clockwork_sets_right_what_was_counted_otherwise(cast, march, targets):
    accept(cast, march, dict(zip(targets, (60, 60, 60), strict=True)))
    WorkItem.objects.filter(pk=cast.led.pk).update(completion=Decimal("57.9"))
    record_lights(moment("2011-03-28"))
    assert WorkItem.objects.get(pk=cast.led.pk).completion == 60


def test_what_was_dated_stays_dated(cast, february, march):
    milestone = factories.milestone(cast.led)
    accept(cast, february, {}, days={milestone: day("2011-02-20")})
    now = update_of(march, cast.led, cast.civil_affairs)
    assert standing_days(now) == {milestone.pk: day("2011-02-20")}
    accept(cast, march, {})
    assert days_reached(cast.led)[milestone.pk] == (day("2011-02-20"), "市民政局")


def test_a_later_report_dates_it_anew(cast, february, march):
    milestone = factories.milestone(cast.led)
    accept(cast, february, {}, days={milestone: day("2011-02-20")})
    accept(cast, march, {}, days={milestone: day("2011-02-25")})
    assert days_reached(cast.led)[milestone.pk].reached_on == day("2011-02-25")
