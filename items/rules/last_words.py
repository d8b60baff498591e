"""What a unit has said of an item before a report of its own (上期): to go on from, and what stands meanwhile.

"Last time" is the last word that was handed in on the same duty (`accepted.with_earlier`), target by target; what
stands is the last word that was accepted, as `accepted.Account` counts it.
"""

import datetime
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from departments.models import Department
from departments.models.department import Acting

from ..models import Milestone, MilestoneReached, ProgressUpdate, TargetValue, WorkItem
from ..models.querysets import ProgressUpdateQuerySet
from .accepted import in_turn

State = ProgressUpdate.State
Merged = Mapping[int, Acting]


class LastValue(NamedTuple):
    """The value of a target as the unit named it last, in a report of the `period` (its name)."""

    value: Decimal
    period: str


class DayReached(NamedTuple):
    """The day on which a milestone was reached, as the unit `unit` (its name) said in an accepted report."""

    reached_on: datetime.date
    unit: str


def last_values(update: ProgressUpdate, states: Collection[str] = ProgressUpdate.HANDED_IN) -> dict[int, LastValue]:
    """{target key: LastValue} of what the unit said on the same duty before the update's period; two queries.

    In reports that are in one of the `states`.
    """
    before = _on_same_duty(update, Department.objects.acting()).filter(state__in=states)
    before = before.filter(period__end_on__lt=update.period.end_on)
    rows = TargetValue.objects.filter(update__in=before, target__isnull=False).select_related("update__period")
    rows = rows.order_by("update__period__end_on", "update__handed_in_at", "update")
    return {row.target_id: LastValue(row.value, row.update.period.name) for row in rows if row.target_id is not None}


def standing_values(update: ProgressUpdate) -> dict[int, Decimal]:
    """{target key: value} that the unit's other accepted reports leave standing beside the update; two queries."""
    units = _same_unit(update.department_id, Department.objects.acting())
    accepted = ProgressUpdate.objects.steering().filter(
        item=update.item_id, department__in=units, state=State.ACCEPTED, period__end_on__lte=update.period.end_on
    )
    rows = in_turn(accepted.exclude(pk=update.pk)).filter(values__target__isnull=False)
    return dict(rows.values_list("values__target", "values__value"))


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
