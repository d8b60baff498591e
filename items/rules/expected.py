"""Who has to report in a period (应报单位): the one place for it, asked when a period runs and when it is foreseen."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from ..models import ReportingPeriod, Responsibility, WorkItem

Items = Iterable[WorkItem] | QuerySet[WorkItem]


def expected_in(period: ReportingPeriod) -> Q:
    """Condition on responsibilities: they report in the period, as rhythms, items and units are now.

    Single units and members of collectives that were handed an open, issued item reported on in the period's rhythm.
    Expects `period.report` at hand.
    """
    rhythm = Q(item__rhythm=period.rhythm)
    if period.rhythm == period.report.rhythm:
        rhythm |= Q(item__rhythm="")
    return rhythm & Q(
        item__report=period.report_id,
        item__status__in=WorkItem.OPEN_STATUSES,
        item__issued_on__isnull=False,
        issued_on__isnull=False,
        department__is_collective=False,
    )


def reporting(period: ReportingPeriod, items: Items | None = None) -> QuerySet[Responsibility]:
    """The responsibilities that have to report in the period, on the `items` alone if given; a queryset."""
    rows = Responsibility.objects.filter(expected_in(period))
    return rows if items is None else rows.filter(item__in=items)
