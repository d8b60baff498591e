"""The item list (任务台账), one item, and what people do on it."""

from tempfile import TemporaryFile

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access
from ..division import mark_reached, unit_lines
from ..exports.ledger import ledger_name, write_ledger
from ..filters import ItemFilter
from ..forms.fields import VersionedForm
from ..item_page.forms import ItemForm, LeadForm, ProgressForm, UnitFormSet
from ..light_counts import with_lights
from ..models import WorkItem, WorkReport
from ..pages.returning import READ_OR_POST
from ..workflow import StaleItem, WorkflowError
from ..workflow.editing import confirm_lead, edit_item, set_units
from ..workflow.progress import update_progress
from .item_page import fetch_item, save, show_item

PAGE_SIZE = 50


@require_safe
def item_list(request):
    """The filtered list; htmx gets only the part below the filter."""
    chosen = ItemFilter(request.GET, queryset=WorkItem.objects.all(), user=request.user)
    items = chosen.items()
    pages = Paginator(items.for_list(), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    page.object_list = with_lights(mark_reached(page.object_list, asked_departments(chosen)), on=clock.today())
    context = {
        "filter": chosen,
        "active": chosen.active(),
        "errors": [(chosen.form.fields[name].label, errors) for name, errors in chosen.form.errors.items()],
        "page": page,
        "page_range": pages.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "page_missing": page_missing(request.GET.get("page"), page),
        **WorkItem.objects.aggregate(total=Count("pk"), reports=Count("report", distinct=True)),
        "today": clock.today(),
    }
    part = request.htmx and not request.htmx.history_restore_request
    response = render(request, "items/_list.html" if part else "items/list.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def asked_departments(chosen):
    """The units the list is about: the one chosen, the reader's own, or none."""
    if not chosen.is_valid():
        return []
    asked = chosen.form.cleaned_data
    return [asked["department"]] if asked["department"] else chosen.own_departments if asked["mine"] else []


def page_missing(asked, page):
    """The page number the person asked for, if there is no such page."""
    return asked if asked and asked != str(page.number) else ""


@require_safe
def item_export(request):
    """The Excel ledger of exactly the filtered list; a wrong filter goes back to the list, which says why."""
    chosen = ItemFilter(request.GET, queryset=WorkItem.objects.all(), user=request.user)
    if not chosen.is_valid():
        return redirect(f"{request.path.removesuffix('export.xlsx')}?{request.GET.urlencode()}")
    today = clock.today()
    report = chosen.form.cleaned_data["report"]
    if report is None and WorkReport.objects.count() == 1:
        report = WorkReport.objects.get()
    title = report.title if report else ""
    filters = [(str(label), str(value or _("yes"))) for _name, label, value in chosen.active()]
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_ledger(chosen.items(), title=title, filters=filters, on=today, file=file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=ledger_name(title, today))


@require_safe
def item_detail(request, pk):
    return show_item(request, fetch_item(pk))


@require_http_methods(READ_OR_POST)
def item_progress(request, pk):
    """Save a step, a note, or both; who only reads this address, after signing in or from the bar, gets the item."""
    item = fetch_item(pk)
    if request.method != "POST":
        return redirect(item)
    access.require(
        access.can_write_note(request.user, item),
        _("Your unit is not named on this item, so you can read it but not report on it."),
    )
    form = ProgressForm(request.POST, item=item, user=request.user)
    return save(
        request,
        item,
        form,
        "progress_form",
        lambda data: update_progress(
            item,
            by=request.user,
            version=data["version"],
            on=clock.today(),
            status=data.get("status", ""),
            text=data["text"],
            completed_on=data.get("completed_on"),
        ),
    )


@require_http_methods(READ_OR_POST)
def item_lead(request, pk):
    """Confirm who leads; who only reads this address gets the item."""
    item = fetch_item(pk)
    if request.method != "POST":
        return redirect(item)
    access.require(access.can_supervise(request.user))
    form = LeadForm(request.POST, item=item)
    return save(
        request,
        item,
        form,
        "lead_form",
        lambda data: confirm_lead(item, leads=data["leads"], by=request.user, version=data["version"]),
    )


@require_http_methods(READ_OR_POST)
def item_edit(request, pk):
    """Deadline and remark."""
    item = fetch_item(pk)
    access.require(access.can_supervise(request.user))
    form = ItemForm(request.POST or None, item=item)
    status, present = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = {name: form.cleaned_data[name] for name in ItemForm.item_fields}
            try:
                edit_item(item, by=request.user, version=form.cleaned_data["version"], **values)
            except StaleItem as error:
                status, present = 409, error.item
                form.add_error(None, str(error))
                form.show_present(present)
            except WorkflowError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Saved."))
                return redirect(item)
    context = {"item": item, "form": form, "present": present}
    return render(request, "items/edit.html", context, status=status)


@require_http_methods(READ_OR_POST)
def item_units(request, pk):
    """Who takes part, in which role."""
    item = fetch_item(pk)
    access.require(access.can_supervise(request.user))
    initial = [
        {"department": row.department_id, "role": row.role}
        for row in item.responsibilities.direct().order_by("position")
    ]
    versioned = VersionedForm(request.POST or None, initial={"version": item.version})
    # What was sent stands for itself: a row that happens to equal the present one would count as left empty.
    rows = UnitFormSet(request.POST) if request.POST else UnitFormSet(initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if rows.is_valid() and versioned.is_valid():
            try:
                set_units(item, roles=rows.roles(), by=request.user, version=versioned.cleaned_data["version"])
            except StaleItem as error:
                status = 409
                versioned.add_error(None, str(error))
                versioned.show_version(error.item.version)
            except WorkflowError as error:
                versioned.add_error(None, str(error))
            else:
                messages.success(request, _("Saved."))
                return redirect(item)
    context = {
        "item": item,
        "rows": rows,
        "versioned": versioned,
        "lines": unit_lines(item) if status == 409 else [],
    }
    return render(request, "items/units.html", context, status=status)
