"""The ledger (任务台账): the list of items, and the same as an Excel file."""

from functools import partial

from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments import clock

from .. import access
from ..lights.present import present_lights
from ..models import SavedView, WorkItem, WorkReport
from ..pages.paging import ROWS_A_PAGE, page_range, paged
from ..pages.reports import how_all_ended
from ..read_only import can_change
from ..sheets.files import as_file, back_to_list
from .export import ledger_name, write_ledger
from .filters import ItemFilter
from .forms import LayoutForm
from .page import first_view, layout_of, view_links
from .rows import item_rows


@require_safe
def item_list(request):
    """The filtered list; htmx gets only the part below the filter. The bare address opens the person's own view."""
    today, layout = clock.today(), layout_of(request.user)
    if not request.GET and not request.htmx and (view := first_view(layout, on=today)):
        return redirect(view)
    chosen = ItemFilter(request.GET, queryset=WorkItem.objects.all(), user=request.user)
    page = _page(request, chosen, layout)
    items = list(page.object_list)
    lit = present_lights(items, on=today) if items else {}
    known, kept_query = counts(chosen), chosen.kept_query()
    links = view_links(request.user, on=today, present=None if chosen.form.errors else kept_query)
    nothing_yet = not known["total"] and not WorkReport.objects.live().exists()
    context = {
        "filter": chosen,
        "active": chosen.active(),
        "errors": [(chosen.form.fields[name].label, errors) for name, errors in chosen.form.errors.items()],
        "looked_for": chosen.words,
        "page": page,
        "rows": item_rows(items, lit, asked_departments(chosen)),
        "layout": layout,
        "query_of_all": SavedView.ALL if layout.opens_with_id else "",
        "page_range": page_range(page),
        "page_missing": page_missing(request.GET.get("page"), page),
        **known,
        "nothing_yet": nothing_yet,
        "all_ended": nothing_yet and how_all_ended(),
        "today": today,
        "kept_query": kept_query,
        "view_links": links,
        "keeps_this": any(link.is_own and link.is_present for link in links),
        "add_to": _report_to_change(items) if access.can_supervise(request.user) else None,
    }
    part = request.htmx and not request.htmx.history_restore_request
    if not part:
        context["layout_form"] = LayoutForm(layout=layout, links=links)
    response = render(request, "ledger/_list.html" if part else "ledger/list.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _page(request, chosen, layout):
    """The page asked for; what the person has left out is not read."""
    hidden = layout.hides
    read = {"notes": "note" not in hidden, "units": not {"lead", "units"} <= hidden.keys()}
    size = None if layout.rows_a_page == ROWS_A_PAGE else layout.rows_a_page
    shown = {"show": lambda items: items.for_list(**read), "dear": bool(chosen.words)}
    return paged(request, chosen.items(), size=size, **shown)


def _report_to_change(items):
    """The report of the first item that can be changed."""
    return next((item.report for item in items if can_change(item.report)), None)


def counts(chosen):
    """How many items and reports there are to choose from."""
    items = WorkItem.objects.standing() if chosen.reaches_archived else WorkItem.objects.live()
    return items.aggregate(total=Count("pk"), reports=Count("report", distinct=True))


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
    """The ledger of exactly the filtered list; a wrong filter goes back to the list, which says why."""
    chosen = ItemFilter(request.GET, queryset=WorkItem.objects.all(), user=request.user)
    if not chosen.is_valid():
        return back_to_list(request)
    today = clock.today()
    report = chosen.form.cleaned_data["report"]
    if report is None and WorkReport.objects.live().count() == 1:
        report = WorkReport.objects.live().get()
    title = report.title if report else ""
    filters = [(str(label), str(value or _("yes"))) for _name, label, value in chosen.active()]
    write = partial(write_ledger, chosen.items(), title=title, filters=filters, on=today)
    return as_file(request, ledger_name(title, today).removesuffix(".xlsx"), write)
