"""The list of items as an Excel file: a layout is chosen and looked at, the file made at once or in the background."""

from functools import partial

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access
from ..exports.preparing import prepare
from ..pages.posting import run
from ..pages.returning import READ_OR_POST
from ..sheets.files import ENCODING, as_file, back_to_list, form_in, form_of
from .asked import list_asked
from .export import file_name, heading_of, write_layout
from .making import layout_file
from .page import laid_out, layout_by, layouts, preview, told_of

# About two seconds' work.
MOST_AT_ONCE = 1000


@require_safe
def item_export(request):
    """Exactly the filtered list as a file; of many items, or of a layout that is gone, the page that offers it.

    A wrong filter goes back to the list, which says why.
    """
    chosen = list_asked(request.GET, user=request.user)
    if not chosen.is_valid():
        return back_to_list(request)
    spec, form = layout_by(request.GET.get("layout", "")), form_of(request)
    if spec is None or chosen.items().count() > MOST_AT_ONCE:
        return redirect(f"{reverse('layout_choose')}?{request.GET.urlencode()}")
    spec, told = laid_out(spec, chosen), told_of(chosen, on=clock.today())
    return as_file(request, file_name(spec, told, form), partial(write_layout, spec, chosen.items(), told))


@require_http_methods(READ_OR_POST)
def layout_choose(request):
    """Which layout, with a look at it; by POST the file is made in the background."""
    chosen = list_asked(request.GET, user=request.user)
    if not chosen.is_valid():
        return redirect(f"{reverse('item_list')}?{request.GET.urlencode()}")
    key = request.GET.get("layout", "")
    spec = layout_by(key)
    if spec is None:
        raise Http404
    spec, told, query = laid_out(spec, chosen), told_of(chosen, on=clock.today()), chosen.kept_query()
    if request.method == "POST":
        encoding = request.POST.get(ENCODING, "")
        form = form_in(encoding)
        wanted = {"query": query, "layout": spec.key, "encoding": encoding}
        named = {"title": heading_of(spec, told), "name": file_name(spec, told, form), "on": told.on}
        done = _("The file is being made; it will be ready on this page.")
        run(request, lambda: prepare(layout_file, by=request.user, parameters=wanted, **named), done)
        return redirect("export_list")
    count = chosen.items().count()
    context = {
        "spec": spec,
        "layouts": layouts(),
        "active": chosen.active(),
        "query": query,
        "count": count,
        "is_long": count > MOST_AT_ONCE,
        "preview": preview(spec, chosen.items(), told),
        "data_date": told.data_date,
        "may_edit": access.can_supervise(request.user),
    }
    return render(request, "layouts/choose.html", context)
