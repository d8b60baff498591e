"""What the page of a person's workbooks shows: what can be downloaded, what waits."""

from dataclasses import dataclass

from django.db.models import Count

from departments.models import Department

from .. import access
from ..models import ProgressUpdate, ReportingPeriod, UnitWorkbook


@dataclass(frozen=True)
class WorkbookOffer:
    """A workbook that the person may download: `count` reports of the unit wait in the period."""

    period: ReportingPeriod
    unit: Department
    count: int


def offers_for(user):
    """[WorkbookOffer] of the person's units in open periods in which they still have to report; the first due first."""
    units = {unit.pk: unit for unit in access.own_departments(user)}
    rows = ProgressUpdate.objects.of_units(units).in_open_periods().writable()
    counts = list(rows.order_by().values_list("period", "department").annotate(count=Count("pk")))
    periods = ReportingPeriod.objects.select_related("report").in_bulk({period for period, _unit, _count in counts})
    found = [WorkbookOffer(periods[period], units[unit], count) for period, unit, count in counts]
    order = list(units)
    return sorted(found, key=lambda one: (one.period.due_on, one.period.pk, order.index(one.unit.pk)))


def waiting_for(user):
    """The workbooks that wait for the person, without their bytes."""
    return UnitWorkbook.objects.filter(by=user).defer("upload")
