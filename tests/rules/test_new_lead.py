"""Another lead on an item: the figure that was accepted last stands until another one is accepted, whoever leads."""

from decimal import Decimal

import pytest

from departments import clock
from items.ledger.editing import confirm_lead, set_units
from items.lights.facts import lights_of
from items.lights.records import read, write
from items.models import Colour, ProgressUpdate, WorkItem
from items.rounds.running import close_period
from items.rules.accepted import account, completion_of
from items.targets.rollup import rollup, with_voices
from items.updates import reporting

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment

ON = day("2011-03-28")
LATER = "2011-03-12"


@pytest.fixture
def february(cast):
    return opened(cast.report, FEBRUARY)


@pytest.fixture
def target(cast):
    return factories.target(cast.led, "日间照料中心", number=200)


def accept(cast, period, unit, value=None, target=None):
    """The unit's report on the item, accepted: a value of the target, else a completion, else without a figure."""
    update = put(update_of(period, cast.led, unit), State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    if target:
        update.values.create(target=target, label=target.label, unit=target.unit, value=Decimal(value))
        value = Decimal(value) / target.number * 100
    ProgressUpdate.objects.filter(pk=update.pk).update(completion=value)
    return reporting.accept(update, by=cast.supervisor, at=moment("2011-03-20"), version=update.version)


def lead(cast, *units, supports=()):
    """These units lead the item from the day on."""
    item = WorkItem.objects.get(pk=cast.led.pk)
    roles = {**dict.fromkeys(units, "lead"), **dict.fromkeys(supports, "support")}
    with clock.at(moment(LATER)):
        return set_units(item, roles=roles, by=cast.supervisor, version=item.version, reason="职能划转")


def light(cast):
    return lights_of(WorkItem.objects.filter(pk=cast.led.pk).for_lights(), on=ON)[cast.led.pk]


def test_what_was_accepted_stands_when_another_unit_leads(cast, february, target):
    accept(cast, february, cast.civil_affairs, 118, target)
    before = light(cast)
    lead(cast, cast.education, supports=[cast.civil_affairs])
    after = light(cast)
    assert (after.completion, after.colour, after.facts.targets[0].value) == (59, before.colour, 118)
    assert WorkItem.objects.get(pk=cast.led.pk).completion == completion_of(cast.led) == 59
    [line] = with_voices(rollup(WorkItem.objects.filter(pk=cast.led.pk), on=ON).lines)
    assert (line.progress.value, [voice.value for voice in line.voices]) == (118, [118])


def test_the_light_says_whose_word_stands(cast, february, target):
    accept(cast, february, cast.civil_affairs, 118, target)
    assert light(cast).facts.former == ()
    lead(cast, cast.education)
    told = light(cast)
    assert "含原责任单位市民政局所报。" in told.reason
    assert read(write(told.facts)) == told.facts


def test_a_lead_among_the_supporting_units_is_confirmed(cast, february, target):
    accept(cast, february, cast.civil_affairs, 118, target)
    with clock.at(moment(LATER)):
        item = WorkItem.objects.get(pk=cast.led.pk)
        confirm_lead(item, leads=[cast.health], by=cast.supervisor, version=item.version, reason="职能划转")
    assert light(cast).completion == 59


def test_the_accepted_figure_of_the_new_lead_takes_its_place(cast, february, target):
    accept(cast, february, cast.civil_affairs, 118, target)
    lead(cast, cast.education)
    march = opened(cast.report)
    accept(cast, march, cast.education)
    assert light(cast).completion == 59  # a report without a figure leaves it standing
    accept(cast, opened(cast.report, "2011-04-01"), cast.education, 20, target)
    assert (light(cast).completion, light(cast).facts.former) == (10, ())


def test_a_past_day_keeps_what_was_said_by_then(cast, february, target):
    accept(cast, february, cast.civil_affairs, 118, target)
    lead(cast, cast.education)
    march = opened(cast.report)
    accept(cast, march, cast.education)
    accept(cast, opened(cast.report, "2011-04-01"), cast.education, 20, target)
    told = account(cast.led)
    days = ["2011-02-28", "2011-03-31", "2011-04-30"]
    assert [told.completion([target], day(one)) for one in days] == [59, 59, 10]


def test_the_office_keeps_its_own_percentage(cast, february):
    update = put(
        update_of(february, cast.led, cast.civil_affairs), State.AWAITING_REVIEW, by=cast.liaison, office=None,
        completion=80,
    )  # fmt: skip
    at, words = moment("2011-03-20"), {"note": "现场核查", "completion": Decimal(30)}
    reporting.accept(update, by=cast.supervisor, at=at, version=update.version, **words)
    lead(cast, cast.education)
    assert (light(cast).completion, [one.verified for one in light(cast).facts.corrections]) == (30, [30])


def test_leads_side_by_side_stand_as_they_stood(cast, february, target):
    lead(cast, cast.civil_affairs, cast.education)
    march = opened(cast.report)
    accept(cast, march, cast.civil_affairs, 100, target)
    accept(cast, march, cast.education, 50, target)
    before = completion_of(cast.led)
    lead(cast, cast.health)
    assert (before, completion_of(cast.led)) == (Decimal("37.5"), Decimal("37.5"))


def test_the_unit_that_came_in_the_same_period_counts_as_nothing_yet(cast, february, target):
    accept(cast, february, cast.civil_affairs, 118, target)
    march = opened(cast.report)
    accept(cast, march, cast.civil_affairs, 120, target)
    lead(cast, cast.education)
    assert update_of(march, cast.led, cast.education).state == State.EXPECTED
    assert completion_of(cast.led) == 60


def test_an_earlier_lead_whose_word_was_replaced_does_not_come_back(cast, february, target):
    accept(cast, february, cast.civil_affairs, 118, target)
    lead(cast, cast.education)
    accept(cast, opened(cast.report), cast.education, 20, target)
    lead(cast, cast.health)
    assert completion_of(cast.led) == 10


def test_a_lead_that_comes_back_begins_anew(cast, february, target):
    accept(cast, february, cast.civil_affairs, 118, target)
    lead(cast, cast.education)
    accept(cast, opened(cast.report), cast.education, 140, target)
    lead(cast, cast.civil_affairs)
    assert (light(cast).completion, light(cast).facts.former) == (70, ("市教育局",))
    accept(cast, opened(cast.report, "2011-04-01"), cast.civil_affairs, 150, target)
    assert (light(cast).completion, light(cast).facts.former) == (75, ())


def test_what_counted_for_a_silent_unit_beside_it_stands_too(cast, february, target):
    lead(cast, cast.civil_affairs, cast.education)
    accept(cast, opened(cast.report), cast.civil_affairs, 100, target)
    before = completion_of(cast.led)
    lead(cast, cast.health)
    # Education had written nothing, so that its row of the open period went.
    assert not ProgressUpdate.objects.filter(item=cast.led, department=cast.education).exists()
    assert (before, completion_of(cast.led), WorkItem.objects.get(pk=cast.led.pk).completion) == (25, 25, 25)


def test_what_the_former_lead_says_for_its_part_is_no_word_of_the_lead(cast, february, target):
    accept(cast, february, cast.civil_affairs, 118, target)
    lead(cast, cast.education, supports=[cast.civil_affairs])
    accept(cast, opened(cast.report), cast.civil_affairs, 5, target)
    assert (light(cast).completion, light(cast).facts.targets[0].value) == (59, 118)


def test_what_the_former_lead_had_handed_in_is_accepted_as_what_it_was(cast, february, target):
    late = put(update_of(february, cast.led, cast.civil_affairs), State.AWAITING_REVIEW, by=cast.liaison, office=None)
    late.values.create(target=target, label=target.label, unit=target.unit, value=Decimal(118))
    close_period(february, at=moment("2011-03-09"))
    lead(cast, cast.education)
    reporting.accept(late, by=cast.supervisor, at=moment("2011-03-20"), version=late.version)
    assert (light(cast).completion, light(cast).facts.targets[0].value) == (59, 118)


@pytest.mark.usefixtures("february")
def test_without_any_report_the_item_waits(cast):
    lead(cast, cast.education)
    assert (light(cast).colour, light(cast).completion) in [(Colour.WAITING, None), (Colour.YELLOW, None)]
