"""Workbooks of units: downloaded, uploaded, their differences read and taken in."""

from tempfile import TemporaryFile

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access, read_only
from ..errors import WorkflowError
from ..exports.preparing import prepare
from ..forms.keys import key_of
from ..forms.upload_limit import is_too_large
from ..models import ReportingPeriod, UnitWorkbook
from ..pages.addresses import address
from ..pages.paging import WholeGroups, page_range
from ..pages.posting import post_or, run, status_of
from ..pages.returning import READ_OR_POST
from ..round_trips.waiting import discard
from ..sheets.names import safe_name
from .archive import all_workbooks, unit_workbook
from .contents import contents_of, to_report
from .entering import accept, keep_workbook, plan_of
from .export import file_name, write_workbook
from .forms import WorkbookUploadForm
from .help import help_lines
from .page import offers_for, waiting_for

# Reports whose workbook is made while one waits for it.
MADE_AT_ONCE = 150
CELLS_SHOWN = 120
PROBLEMS_SHOWN = 200


def _require_unit(request):
    units = access.own_departments(request.user)
    access.require(units, _("Units report: you hold no post as liaison or head of one."))
    return units


@require_http_methods(READ_OR_POST)
def workbook_list(request):
    """What can be downloaded and what waits; a POST brings a filled workbook."""
    _require_unit(request)
    form, status = WorkbookUploadForm(), 200
    if request.method == "POST":
        form, status = WorkbookUploadForm(request.POST, request.FILES), 422
        if is_too_large(request):
            messages.error(request, _("The file is larger than 20 MB, so it was not taken."))
            form, status = WorkbookUploadForm(), 413
        elif form.is_valid():
            file = form.cleaned_data["file"]
            try:
                return redirect(keep_workbook(file.name, file.read(), by=request.user, at=clock.now()))
            except WorkflowError as error:
                form.add_error(None, str(error))
    context = {
        "form": form,
        "offers": offers_for(request.user),
        "waiting": waiting_for(request.user),
        "help": help_lines()[1:],
    }
    return render(request, "workbooks/list.html", context, status=status)


def _open_period(pk, periods=None):
    periods = ReportingPeriod.objects.open().live() if periods is None else periods
    return get_object_or_404(periods.select_related("report"), pk=pk)


@require_safe
def workbook_unit(request, pk):
    """The workbook of one of the person's units (`?unit=`, by default the first that has something to report)."""
    units, period = _require_unit(request), _open_period(pk)
    asked = key_of(request.GET.get("unit"))
    units = [unit for unit in units if asked in (None, unit.pk)]
    access.require(units, _("Units report: you hold no post as liaison or head of one."))
    counts = {unit: to_report(period, unit).count() for unit in units}
    unit = next((unit for unit, count in counts.items() if count), None)
    if unit is None:
        messages.info(request, _("Your unit has reported everything in this period."))
        return redirect("workbook_list")
    today = clock.today()
    if counts[unit] > MADE_AT_ONCE:
        asked = {"period": period.pk, "unit": unit.pk}
        return _prepare(request, unit_workbook, unit.name, period, file_name(period, unit), asked)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_workbook(contents_of(period, unit, request.user), on=today, file=file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name(period, unit))


@post_or(lambda _request, pk: _open_period(pk, ReportingPeriod.objects.open()))
def workbook_all(request, period):
    """Have the workbooks of all units made, in one zip file."""
    access.require(access.can_supervise(request.user))
    words = {"report": safe_name(str(period.report)), "period": safe_name(period.name)}
    name = _("Unit workbooks_%(report)s_%(period)s.zip") % words
    return _prepare(request, all_workbooks, period.report, period, name, {"period": period.pk})


def _prepare(request, task, whose, period, name, parameters):
    title = _("Unit workbooks: %(whose)s, %(period)s") % {"whose": whose, "period": period.name}
    asked = {"by": request.user, "title": title, "name": name, "on": clock.today(), "parameters": parameters}
    done = _("The file is being made; you find it here once it is ready.")

    def ask():
        read_only.require_change(period.report)
        return prepare(task, **asked)

    taken = run(request, ask, done)
    return redirect(period if taken.is_refused and access.can_supervise(request.user) else "export_list")


@require_http_methods(READ_OR_POST)
def workbook_checked(request, pk):
    """The differences of an uploaded workbook, cell by cell; a POST takes in what was accepted, or discards it."""
    workbook = get_object_or_404(UnitWorkbook, pk=pk, by=request.user)
    _require_unit(request)
    status = 200
    if request.method == "POST":
        if "discard" in request.POST:
            discard(workbook, by=request.user)
            messages.success(request, _("“%(name)s” has been discarded.") % {"name": workbook.name})
            return redirect("workbook_list")
        boxes = None if "all" in request.POST else set(request.POST.getlist("cell"))
        seen = request.POST.get("seen", "")
        try:
            taken = accept(workbook, boxes=boxes, seen=seen, by=request.user, at=clock.now())
        except WorkflowError as error:
            messages.error(request, str(error))
            status = status_of(error)
        else:
            _tell(request, taken)
            return redirect(workbook if taken.waits else address("own_updates"))
    plan = plan_of(workbook, by=request.user)
    pages = WholeGroups(plan.groups, CELLS_SHOWN, lambda report: len(report.cells))
    page = pages.get_page(request.GET.get("page"))
    context = {
        "workbook": workbook,
        "plan": plan,
        "problems": plan.problems[:PROBLEMS_SHOWN],
        "notices": plan.notices[:PROBLEMS_SHOWN],
        "page": page,
        "page_range": page_range(page),
        "ticked": request.POST.getlist("cell") if request.method == "POST" else None,
    }
    return render(request, "workbooks/checked.html", context, status=status)


def _tell(request, taken):
    """What was written, what was not and why."""
    if taken.cells:
        sentence = ngettext(
            "%(cells)s cells have been written into the draft of %(count)s report. Read and send it.",
            "%(cells)s cells have been written into the drafts of %(count)s reports. Read and send them.",
            taken.reports,
        )
        words = {"cells": taken.cells, "count": taken.reports}
        if taken.sent:
            sentence = ngettext(
                "%(count)s report has been taken in, %(sent)s of them sent as “no change”. Send the drafts next.",
                "%(count)s reports have been taken in, %(sent)s of them sent as “no change”. Send the drafts next.",
                taken.reports,
            )
            words["sent"] = taken.sent
        messages.success(request, sentence % words)
    for update, label, why in taken.left:
        words = {"item": update.item, "label": label, "why": why}
        told = _("Not taken in, %(item)s, %(label)s: %(why)s") if label else _("Not taken in, %(item)s: %(why)s")
        messages.warning(request, told % words)
