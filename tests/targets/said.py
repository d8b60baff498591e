"""What units have said of targets by the end of March, and how it is rolled up."""

from decimal import Decimal

from items.models import WorkItem
from items.targets.rollup import rollup, voices_of, with_voices

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import State, opened, put, update_of

ON = day("2011-03-28")  # three days after the reports of March were due


def in_march(cast):
    """The cast with its period of March open; civil affairs' item promises 30 stations, the districts' 100 places."""
    cast.period = opened(cast.report)
    cast.stations = factories.target(cast.led)
    cast.places = factories.target(cast.open_lead, label="新增学位", number=100)
    return cast


def say(cast, item, unit, target, value, *, period=None):
    """The unit's accepted report with a value."""
    update = update_of(period or cast.period, item, unit)
    update = put(update, State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    update.values.create(target=target, label=target.label, unit=target.unit, value=Decimal(value))
    return update


def found(items=None):
    return rollup(WorkItem.objects.in_order() if items is None else items, on=ON)


def voices(target):
    """All voices about a target, also those that do not make up its value."""
    return voices_of([line for line in found().lines if line.progress.target == target.pk])[target.pk]


def line_of(target):
    return next(line for line in with_voices(found().lines) if line.progress.target == target.pk)
