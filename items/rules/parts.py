"""What supporting units contribute to a lead's report (配合单位材料): which parts lie before it, which it has taken up.

A lead ticks in its draft the parts that it takes up (`ProgressUpdate.taken_up_in`); with its report they are settled.
The others stay what they are: reported, not taken up.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from ..models import ProgressUpdate
from ..models.querysets import ProgressUpdateQuerySet

State = ProgressUpdate.State
Role = ProgressUpdate.Role


def merges(update: ProgressUpdate) -> bool:
    """Whether the update takes up parts of others: a lead's, where the report's rules have leads merge."""
    return update.role == Role.LEAD and update.period.report.with_merging


def of_lead(update: ProgressUpdate) -> ProgressUpdateQuerySet:
    """The parts of others on the item in the period of a lead's update that are still asked for."""
    rows = ProgressUpdate.objects.asked_for().parts().filter(period=update.period_id, item=update.item_id)
    return rows.exclude(department=update.department_id)


def offered(update: ProgressUpdate) -> ProgressUpdateQuerySet:
    """The parts that a lead's update may take up or has taken up: handed in, and in no other lead's report."""
    if not merges(update):
        return ProgressUpdate.objects.none()
    free = Q(taken_up_in=update.pk) | Q(taken_up_in__isnull=True)
    return of_lead(update).filter(free, state__in=ProgressUpdate.HANDED_IN)


def waiting(update: ProgressUpdate) -> ProgressUpdateQuerySet:
    """The parts before a lead's update that nobody has taken up yet, in the order of their units."""
    rows = offered(update).filter(state=State.AWAITING_MERGE, taken_up_in__isnull=True)
    return rows.order_by("department__position", "department")


def with_waiting_parts(updates: ProgressUpdateQuerySet) -> ProgressUpdateQuerySet:
    """Adds `waiting_parts`: the number of `waiting` parts before each, 0 where nothing is merged."""
    lies_before = ProgressUpdate.objects.parts().filter(
        period=OuterRef("period"), item=OuterRef("item"), state=State.AWAITING_MERGE, taken_up_in__isnull=True
    )
    others = lies_before.exclude(department=OuterRef("department")).order_by()
    number = Subquery(others.values("period").annotate(number=Count("pk")).values("number"))
    of_lead = When(role=Role.LEAD, period__report__with_merging=True, then=Coalesce(number, 0))
    rows: Any = updates  # mypy does not let a declared attribute be added
    told: ProgressUpdateQuerySet = rows.annotate(waiting_parts=Case(of_lead, default=0, output_field=IntegerField()))
    return told


def progress_of(leads: Iterable[ProgressUpdate]) -> dict[int, tuple[int, int]]:
    """{key of a lead's update: (parts of others handed in, parts asked for)} of those that take up parts; one query.

    Expects `period.report` at hand.
    """
    merging = [one for one in leads if merges(one)]
    asked = ProgressUpdate.objects.asked_for().parts().order_by()
    asked = asked.filter(item__in={one.item_id for one in merging}, period__in={one.period_id for one in merging})
    rows = asked.values_list("item", "period", "department", "state") if merging else ()
    told = {one.pk: [0, 0] for one in merging}
    for item, period, department, state in rows:
        for one in merging:
            if (one.item_id, one.period_id) == (item, period) and one.department_id != department:
                told[one.pk][0] += state in ProgressUpdate.HANDED_IN
                told[one.pk][1] += 1
    return {pk: (done, asked) for pk, (done, asked) in told.items()}
