"""The ledger for the office to change in Excel: downloaded, uploaded, its changes read and taken in."""

from tempfile import TemporaryFile

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access
from ..errors import WorkflowError
from ..exports.preparing import prepare
from ..forms.upload_limit import is_too_large
from ..layouts.asked import list_asked
from ..layouts.page import told_of
from ..models import LedgerWorkbook
from ..pages.paging import WholeGroups, page_range
from ..pages.posting import run, take
from ..pages.returning import READ_OR_POST
from ..round_trips.waiting import discard
from .entering import accept, keep_ledger, plan_of
from .export import file_name, write_ledger
from .forms import LedgerUploadForm, ReasonForm
from .help import help_lines
from .making import ledger_to_change
from .page import items_to_change, waiting_for

# Items whose workbook is made while one waits for it.
MADE_AT_ONCE = 250
CELLS_SHOWN = 120
PROBLEMS_SHOWN = 200


@require_http_methods(READ_OR_POST)
def ledger_workbook_list(request):
    """What can be downloaded, by the filter of the address, and what waits; a POST has it made, or brings it back."""
    access.require(access.can_supervise(request.user))
    chosen = list_asked(request.GET, user=request.user)
    if request.method == "POST" and "make" in request.POST:
        return _prepare(request, chosen)
    form, status = LedgerUploadForm(), 200
    if request.method == "POST":
        form, status = LedgerUploadForm(request.POST, request.FILES), 422
        if is_too_large(request):
            messages.error(request, _("The file is larger than 20 MB, so it was not taken."))
            form, status = LedgerUploadForm(), 413
        elif form.is_valid():
            file = form.cleaned_data["file"]
            try:
                return redirect(keep_ledger(file.name, file.read(), by=request.user, at=clock.now()))
            except WorkflowError as error:
                form.add_error(None, str(error))
    count, refusal = 0, ""
    try:
        _items, count = items_to_change(chosen)
    except WorkflowError as error:
        refusal = str(error)
    context = {
        "form": form,
        "active": chosen.active() if chosen.is_valid() else [],
        "query": chosen.kept_query(),
        "count": count,
        "refusal": refusal,
        "is_long": count > MADE_AT_ONCE,
        "today": clock.today(),
        "waiting": waiting_for(request.user),
        "help": help_lines()[1:],
    }
    return render(request, "ledger_workbooks/list.html", context, status=status)


@require_safe
def ledger_workbook_file(request):
    """The items of the filtered list; of many, or of none, the page that says so."""
    access.require(access.can_supervise(request.user))
    chosen, today = list_asked(request.GET, user=request.user), clock.today()
    try:
        items, count = items_to_change(chosen)
    except WorkflowError:
        count = 0
    if not 0 < count <= MADE_AT_ONCE:
        return redirect(f"{reverse('ledger_workbook_list')}?{request.GET.urlencode()}")
    told, file = told_of(chosen, on=today), TemporaryFile()  # noqa: SIM115 - the response closes it
    write_ledger(items, told, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name(told))


def _prepare(request, chosen):
    def ask():
        items_to_change(chosen)
        told = told_of(chosen, on=clock.today())
        named = {"title": _("Ledger to change: %(list)s") % {"list": told.title or _("Tasks")}, "name": file_name(told)}
        wanted = {"query": chosen.kept_query()}
        return prepare(ledger_to_change, by=request.user, on=told.on, parameters=wanted, **named)

    taken = run(request, ask, _("The file is being made; you find it here once it is ready."))
    return redirect("ledger_workbook_list" if taken.is_refused else "export_list")


@require_http_methods(READ_OR_POST)
def ledger_workbook_checked(request, pk):
    """The changes of an uploaded ledger, cell by cell; a POST takes in what was accepted, or discards it."""
    workbook = get_object_or_404(LedgerWorkbook, pk=pk, by=request.user)
    access.require(access.can_supervise(request.user))
    form, status, ticked = ReasonForm(), 200, None
    if request.method == "POST":
        if "discard" in request.POST:
            discard(workbook, by=request.user)
            messages.success(request, _("“%(name)s” has been discarded.") % {"name": workbook.name})
            return redirect("ledger_workbook_list")
        form, ticked = ReasonForm(request.POST), request.POST.getlist("cell")
        told = {"boxes": None if "all" in request.POST else set(ticked), "seen": request.POST.get("seen", "")}

        def step(data):
            return accept(workbook, **told, reason=data["reason"], by=request.user, at=clock.now())

        taken = take(form, step)
        if not taken.is_refused:
            _tell(request, taken.result)
            return redirect(workbook if taken.result.waits else "ledger_workbook_list")
        status = taken.status
    plan = plan_of(workbook)
    pages = WholeGroups(plan.groups, CELLS_SHOWN, lambda one: len(one.cells))
    page = pages.get_page(request.GET.get("page"))
    context = {
        "workbook": workbook,
        "plan": plan,
        "problems": plan.problems[:PROBLEMS_SHOWN],
        "notices": plan.notices[:PROBLEMS_SHOWN],
        "form": form,
        "page": page,
        "page_range": page_range(page),
        "ticked": ticked,
    }
    return render(request, "ledger_workbooks/checked.html", context, status=status)


def _tell(request, taken):
    """What was written, what was not and why."""
    if taken.cells:
        sentence = ngettext(
            "%(cells)s cells have been taken in, on %(count)s item.",
            "%(cells)s cells have been taken in, on %(count)s items.",
            taken.items,
        )
        messages.success(request, sentence % {"cells": taken.cells, "count": taken.items})
    for item, labels, why in taken.left:
        words = {"item": item, "label": labels, "why": why}
        messages.warning(request, _("Not taken in, %(item)s, %(label)s: %(why)s") % words)
    if taken.waits:
        sentence = ngettext("%(count)s cell still waits below.", "%(count)s cells still wait below.", taken.waits)
        messages.info(request, sentence % {"count": taken.waits})
