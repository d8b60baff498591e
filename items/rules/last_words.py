"""What a unit has said of an item before a report of its own (上期): to go on from, and what stands meanwhile.

"Last time" is the last word that was handed in on the same duty (`accepted.with_earlier`), target by target; what
stands is the last word that was accepted, as `accepted.Account` counts it. Of a share, which is added up with others,
it is what the unit and those merged into it come to (`said.in_a_sum`).
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from departments.models import Department

from ..models import Milestone, MilestoneReached, ProgressUpdate, Target, TargetValue, WorkItem
from ..models.querysets import ProgressUpdateQuerySet
from . import figures
from .accepted import in_turn
from .said import GONE_FIRST, Merged, WordOrigin, in_a_sum, origin_of

State = ProgressUpdate.State


class LastValue(NamedTuple):
    """The value of a target as the unit named it last, in a report of the `period` (its name).

    `merged` [(name, value)] is what units that were merged into this one add to it, where it is a sum.
    """

    value: Decimal
    period: str
    merged: tuple[tuple[str, Decimal], ...] = ()


class DayReached(NamedTuple):
    """The day on which a milestone was reached, as the unit `unit` (its name) said in an accepted report."""

    reached_on: datetime.date
    unit: str


def last_values(update: ProgressUpdate, states: Collection[str] = ProgressUpdate.HANDED_IN) -> dict[int, LastValue]:
    """{target key: LastValue} of what the unit said on the same duty before the update's period; two queries.

    In reports that are in one of the `states`.
    """
    merged = Department.objects.acting()
    before = _on_same_duty(update, merged).filter(state__in=states, period__end_on__lt=update.period.end_on)
    rows = TargetValue.objects.filter(update__in=before, target__isnull=False)
    rows = rows.select_related("target", "update__period", "update__department")
    return _last_of(
        rows.order_by("update__period__end_on", GONE_FIRST, "update__handed_in_at", "update"), update, merged
    )


def standing_values(update: ProgressUpdate) -> dict[int, Decimal]:
    """{target key: value} that the unit's other accepted reports leave standing beside the update; two queries."""
    merged = Department.objects.acting()
    units = _same_unit(update.department_id, merged)
    accepted = ProgressUpdate.objects.steering().filter(
        item=update.item_id, department__in=units, state=State.ACCEPTED, period__end_on__lte=update.period.end_on
    )
    rows = TargetValue.objects.filter(update__in=accepted.exclude(pk=update.pk), target__isnull=False)
    rows = rows.select_related("target", "update__period", "update__department")
    rows = rows.order_by("update__period__end_on", GONE_FIRST, "update__reviewed_at", "update")
    return {target: last.value for target, last in _last_of(rows, update, merged).items()}


def _last_of(rows: Iterable[TargetValue], update: ProgressUpdate, merged: Merged) -> dict[int, LastValue]:
    """{target key: LastValue} of the rows, in turn, as they count for the update's unit."""
    told: dict[Target, list[tuple[WordOrigin, TargetValue]]] = defaultdict(list)
    for row in rows:
        if row.target is not None:
            one = row.update
            moments = (one.handed_in_at, one.sent_at)
            origin = origin_of(merged, one.department_id, one.department.name, one.period.end_on, *moments)
            told[row.target].append((origin, row))
    found = {}
    for target, words in told.items():
        is_added_up = update.is_contribution and not target.per
        summed = in_a_sum(words) if is_added_up else words[-1:]
        value = sum((row.value for _origin, row in summed), figures.NONE)
        merged_in = tuple((origin.before, row.value) for origin, row in summed if origin.before and is_added_up)
        found[target.pk] = LastValue(value, summed[-1][1].update.period.name, merged_in)
    return found


def standing_days(update: ProgressUpdate) -> dict[int, datetime.date]:
    """{milestone key: day} that the unit's accepted reports on the same duty leave dated; two queries."""
    before = _on_same_duty(update, Department.objects.acting()).filter(
        state=State.ACCEPTED, period__end_on__lte=update.period.end_on
    )
    rows = in_turn(before.exclude(pk=update.pk)).values_list("milestones__milestone", "milestones__reached_on")
    return {milestone: day for milestone, day in rows if milestone is not None and day is not None}


def days_reached(item: WorkItem) -> dict[int, DayReached]:
    """{milestone key: DayReached} by the accepted reports of those who steer the item, the latest counts; one query."""
    rows = MilestoneReached.objects.filter(
        update__in=ProgressUpdate.objects.steering().filter(item=item, state=State.ACCEPTED),
        milestone__isnull=False,
        reached_on__isnull=False,
    )
    rows = rows.order_by("update__period__end_on", "update__reviewed_at", "update")
    found = rows.values_list("milestone", "reached_on", "update__department__name")
    return {
        milestone: DayReached(day, unit) for milestone, day, unit in found if milestone is not None and day is not None
    }


def milestone_days(item: WorkItem) -> list[tuple[Milestone, DayReached | None]]:
    """The item's milestones with the day on which each was reached, if it was; two queries, one without milestones."""
    milestones = list(item.milestones.all())
    reached = days_reached(item) if milestones else {}
    return [(one, reached.get(one.pk)) for one in milestones]


def _on_same_duty(update: ProgressUpdate, merged: Merged) -> ProgressUpdateQuerySet:
    """Updates on the item of the unit or those merged into it: its own, its shares in the collective, or its parts."""
    of_part = Q(role=ProgressUpdate.Role.SUPPORT)
    through = Q(via=None) if update.via_id is None else Q(via__in=_same_unit(update.via_id, merged))
    rows: ProgressUpdateQuerySet = ProgressUpdate.objects.filter(
        of_part if update.is_part else ~of_part,
        through,
        item=update.item_id,
        department__in=_same_unit(update.department_id, merged),
    )
    return rows


def _same_unit(unit: int, merged: Merged) -> set[int]:
    """Keys of all units that are today the one that the unit is."""
    acting = merged[unit].pk if unit in merged else unit
    return {acting} | {pk for pk, one in merged.items() if one.pk == acting}
