"""An item that civil affairs leads and the districts support, with a target of 30 that may be broken down to them."""

from decimal import Decimal

from items.models import Responsibility, TargetShare, WorkItem
from items.targets.sharing import set_shares

from . import factories
from .factories import day
from .opened_rounds import State, put, update_of
from .together import moment

AT = moment("2011-03-18 10:00")


def with_districts(cast):
    """The target; the districts stand on `cast.led` as a collective, with a row for each member."""
    rows = [(cast.districts, None), (cast.east, cast.districts), (cast.west, cast.districts)]
    for unit, via in rows:
        Responsibility.objects.create(
            item=cast.led, department=unit, via=via, role="support", basis="star",
            position=9, literal=unit.name, issued_on=day("2011-02-01"),
        )  # fmt: skip
    return factories.target(cast.led, number=30)


def break_down(cast, target, numbers, *, by=None, reason="", version=None):
    """The step: `numbers` {unit: number} are the shares of the target."""
    shares = {target.pk: {unit.pk: number and Decimal(number) for unit, number in numbers.items()}}
    version = WorkItem.objects.get(pk=target.item_id).version if version is None else version
    told = {"shares": shares, "reasons": {target.pk: reason}}
    return set_shares(target.item, by=by or cast.supervisor, at=AT, version=version, **told)


def standing(target):
    """{unit's name: number} of the rows that stand."""
    rows = TargetShare.objects.filter(target=target)
    return {name: int(number) for name, number in rows.values_list("department__name", "number")}


def hand_in(cast, period, unit, target, value, state=State.AWAITING_MERGE):
    """What the unit says of the target in its report of the period."""
    part = put(update_of(period, target.item, unit), state, by=cast.east_liaison, office=cast.supervisor)
    part.values.create(target=target, label=target.label, unit=target.unit, value=value)
    return part
