"""The lists of instructions, extensions and objections, as pages and workbooks; closings have theirs in their room."""

from functools import partial

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments import clock

from ..models import WorkReport
from ..pages.paging import page_range, paged
from ..sheets.files import as_file, back_to_list
from . import listing
from .export import write_lines
from .filters import RequestFilter


def list_view(kind):
    """The page of the list of a `listing.Kind`."""

    @require_safe
    def view(request):
        today, rows = clock.today(), listing.rows_of(kind, request.user)
        chosen = _filter(request, kind, today)
        page = paged(request, listing.with_answers(kind, chosen.rows(rows)))
        page.object_list = listing.lines_of(kind, page.object_list, today)
        asked = {name: value for name, value in request.GET.items() if name not in ("state", "late", "page")}
        context = {
            "kind": kind,
            "filter": chosen,
            "active": chosen.active(),
            "errors": chosen.complaints(),
            "figures": listing.figures(kind, chosen.all_rows(rows), today, asked),
            "page": page,
            "page_range": page_range(page),
            "reports": WorkReport.objects.live().count(),
        }
        return render(request, "requests/list.html", context)

    return view


def export_view(kind):
    """The same list as a file; a wrong filter goes back to the page, which says why."""

    @require_safe
    def view(request):
        today = clock.today()
        chosen = _filter(request, kind, today)
        if not chosen.is_valid():
            return back_to_list(request)
        rows = listing.with_answers(kind, chosen.rows(listing.rows_of(kind, request.user)))
        filters = [(str(label), str(value or _("yes"))) for _name, label, value in chosen.active()]
        write = partial(write_lines, kind, listing.lines_of(kind, rows, today), filters=filters, on=today)
        return as_file(request, f"{kind.title}_{today.isoformat()}", write)

    return view


def _filter(request, kind, on):
    return RequestFilter(request.GET, listed=kind, user=request.user, on=on)


instruction_list, instruction_export = list_view(listing.INSTRUCTIONS), export_view(listing.INSTRUCTIONS)
extension_list, extension_export = list_view(listing.EXTENSIONS), export_view(listing.EXTENSIONS)
objection_list, objection_export = list_view(listing.OBJECTIONS), export_view(listing.OBJECTIONS)
