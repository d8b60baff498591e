"""A member or a supporting unit that comes to speak for the item itself: what it said before counts as what it was."""

from decimal import Decimal

import pytest

from departments import clock
from items.ledger.editing import set_units
from items.lights.facts import lights_of
from items.models import ProgressUpdate, WorkItem
from items.rules.accepted import account, completion_of
from items.updates import reporting

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment

ON = day("2011-03-28")


@pytest.fixture
def joint(cast):
    """A target of 100 to which the districts contribute; in February the east said 10, the west 20."""
    cast.open_lead.responsibilities.filter(department=cast.education).delete()
    target = factories.target(cast.open_lead, number=100)
    february = opened(cast.report, FEBRUARY)
    for unit, value in ((cast.east, 10), (cast.west, 20)):
        accept(say(cast, february, unit, target, value), cast)
    return target


def say(cast, period, unit, target, value):
    update = put(update_of(period, target.item, unit), State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    update.values.create(target=target, label=target.label, unit=target.unit, value=Decimal(value))
    return update


def accept(update, cast):
    update = ProgressUpdate.objects.get(pk=update.pk)
    return reporting.accept(update, by=cast.supervisor, at=moment("2011-03-20"), version=update.version)


def named_itself(cast, role="responsible", others=True):
    """The east stands on the item in its own name from now on, the districts, too, if `others`."""
    item = WorkItem.objects.get(pk=cast.open_lead.pk)
    beside = {cast.districts: "support" if role == "lead" else "responsible"} if others else {}
    roles = {**beside, cast.east: role}
    with clock.at(moment("2011-03-12")):
        set_units(item, roles=roles, by=cast.supervisor, version=item.version, reason="职能划转")


def told(target):
    """(value, completion) as each place tells them, each once; and whether the value is a sum."""
    item = WorkItem.objects.get(pk=target.item_id)
    amount = account(item).amounts([target])[target.pk]
    facts = lights_of(WorkItem.objects.filter(pk=item.pk).for_lights(), on=ON)[item.pk].facts
    assert amount.value == facts.targets[0].value
    assert completion_of(item) == facts.completion == item.completion
    return amount.value, item.completion, amount.is_sum


@pytest.mark.parametrize("role", ["responsible", "lead"])
def test_an_accepted_share_stays_a_share(cast, joint, role):
    assert told(joint) == (30, 30, True)
    named_itself(cast, role)
    assert told(joint) == (30, 30, True)


@pytest.mark.parametrize("role", ["responsible", "lead"])
def test_a_share_that_waits_is_accepted_as_a_share(cast, joint, role):
    march = opened(cast.report)
    waits = say(cast, march, cast.east, joint, 12)
    named_itself(cast, role)
    waits.refresh_from_db()
    assert (waits.via, waits.state) == (cast.districts, State.AWAITING_REVIEW)
    accept(waits, cast)
    assert told(joint) == (32, 32, True)


def test_alone_on_the_item_it_is_told_as_the_share_that_it_was(cast, joint):
    named_itself(cast, others=False)
    amount = account(WorkItem.objects.get(pk=joint.item_id)).amounts([joint])[joint.pk]
    assert (amount.value, amount.is_sum) == (30, True)  # all as it stood: nobody has spoken for the whole yet


def test_its_own_first_figure_is_that_of_the_whole(cast, joint):
    opened(cast.report)
    named_itself(cast)
    april = opened(cast.report, "2011-04-01")
    accept(say(cast, april, cast.east, joint, 45), cast)
    assert told(joint)[0] == 45
    assert account(joint.item).speakers_by(day("2011-02-28"))[cast.east.pk].via == cast.districts.pk


def test_a_former_lead_stands_until_the_member_speaks_for_the_whole(cast, joint):
    """Of a unit and a collective side by side the unit's figure is the whole's; a share does not take its place."""
    item = WorkItem.objects.get(pk=cast.open_lead.pk)
    with clock.at(moment("2011-03-01")):
        roles = {cast.districts: "responsible", cast.education: "responsible"}
        set_units(item, roles=roles, by=cast.supervisor, version=item.version, reason="职能划转")
    accept(say(cast, opened(cast.report), cast.education, joint, 60), cast)
    named_itself(cast)
    assert told(joint)[0] == 60


def test_a_part_that_waits_is_no_figure_of_the_item(cast):
    target = factories.target(cast.led, number=100)
    part = say(cast, opened(cast.report), cast.health, target, 40)
    item = WorkItem.objects.get(pk=cast.led.pk)
    with clock.at(moment("2011-03-12")):
        set_units(item, roles={cast.health: "responsible"}, by=cast.supervisor, version=1, reason="职能划转")
    accept(part, cast)
    part.refresh_from_db()
    assert (part.role, account(cast.led).amounts([target])[target.pk].value) == ("support", None)
    assert WorkItem.objects.get(pk=cast.led.pk).completion is None
