"""The roll-call (报送总览), one unit's reports over the year, and what came in after closing."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments import clock
from departments.models import Department

from .. import access
from ..forms.keys import key_of
from ..models import ProgressUpdate, ReportingPeriod, WorkReport
from ..pages.reports import among, how_all_ended, report_asked
from ..rules.accepted import present_unit
from ..sheets.files import as_file, back_to_list
from ..sheets.names import safe_name
from .export import write_roll_call
from .forms import PeriodFilter, RollCallFilter
from .outline import bare, with_words
from .page import by_unit, filtered, readable
from .roll_call import matrix, shown_periods


def roll_call(request):
    """(filter, report, matrix or None) of the report that is asked for (`pages.reports.report_asked`)."""
    report = report_asked(request)
    chosen = RollCallFilter(request.GET, rhythms=shown_periods(report) if report else [])
    if report is None or not chosen.is_valid():
        return chosen, report, None
    asked = chosen.cleaned_data
    found = matrix(report, rhythm=asked["rhythm"], kind=asked["kind"], words=asked["q"], silent=asked["silent"])
    return chosen, report, found


@require_safe
def round_list(request):
    """Units × periods of a report."""
    chosen, report, found = roll_call(request)
    chosen.initial["report"] = report
    context = {
        "filter": chosen,
        "report": report,
        "all_ended": report is None and how_all_ended(),
        "reports": WorkReport.objects.live().count(),
        "matrix": found,
        "today": clock.today(),
        "may_run": access.can_supervise(request.user),
    }
    return render(request, "rounds/list.html", context)


@require_safe
def round_export(request):
    """The roll-call as on the screen; a wrong filter goes back to the page, which says why."""
    chosen, report, found = roll_call(request)
    if found is None:
        return back_to_list(request)
    today = clock.today()
    filters = [(str(label), str(value or _("yes"))) for _name, label, value in chosen.active()]
    name = _("%(title)s_roll-call") % {"title": safe_name(report.title)}
    write = partial(write_roll_call, found, filters=filters, on=today)
    return as_file(request, f"{name}_{today.isoformat()}", write)


@require_safe
def round_unit(request, pk):
    """One unit's reports on a report's items, period by period; closed periods as they were frozen."""
    unit = get_object_or_404(Department, pk=pk)
    reports = WorkReport.objects.standing().filter(periods__updates__department=unit).distinct()
    asked = key_of(request.GET.get("report"))
    report = among(reports, clock.today()) if asked is None else reports.filter(pk=asked).first()
    chosen = PeriodFilter(request.GET, units=[(pk, unit.name)])
    groups = []
    if report and chosen.is_valid():
        opened = report.periods.filter(opened_at__isnull=False).select_related("frozen_sheet", "report")
        sheets = [(period, _sheet_of_unit(period, pk)) for period in opened.order_by("-due_on", "rhythm", "pk")]
        led = access.led_items(request.user, {item.pk for _period, sheet in sheets for item in sheet.items})
        for period, whole in sheets:
            sheet = readable(whole, request.user, led)
            shown = filtered(sheet, **{**chosen.chosen(), "unit": pk})
            groups += [(period, group) for group in by_unit(shown, sheet)]
    context = {
        "unit": unit,
        "acting": present_unit(unit),
        "today": clock.today(),
        "report": report,
        "reports": reports,
        "filter": chosen,
        "groups": groups,
        "count": sum(len(group.entries) for _period, group in groups),
    }
    return render(request, "rounds/unit.html", context)


def _sheet_of_unit(period, unit):
    """The period's sheet with those items alone on which the unit (its key) was asked."""
    items = bare(period).items
    return with_words(period, {item.pk for item in items if any(row.department == unit for row in item.rows)})


@require_safe
def period_made_up(request, pk):
    """What came in after the period was closed (补报): it counts for the items, not for the frozen figures."""
    period = get_object_or_404(ReportingPeriod.objects.select_related("report"), pk=pk)
    updates = ProgressUpdate.objects.none()
    if period.is_closed:
        updates = period.updates.made_up()
    unit, department = key_of(request.GET.get("unit")), None
    if unit is not None:
        department = get_object_or_404(Department, pk=unit)
        updates = updates.filter(department=department)
    updates = updates.for_list()
    context = {
        "period": period,
        "unit": department,
        "updates": updates.order_by("department__position", "department", "item__position"),
    }
    return render(request, "rounds/made_up.html", context)
