"""The supervision office makes layouts of its own (导出版式)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from departments import clock

from .. import access
from ..models import Layout
from ..pages.addresses import address
from ..pages.posting import post_or, run, take
from ..pages.returning import READ_OR_POST
from .asked import list_asked
from .editing import change_layout, copy_layout, delete_layout
from .forms import LayoutEditForm
from .page import OWN, layout_by, preview, spec_of, told_of
from .widths import widths_of


def _required(user):
    access.require(access.can_supervise(user), access.ONLY_OFFICE_KEEPS_LAYOUTS)


@require_http_methods(READ_OR_POST)
def layout_copy(request):
    """A copy of the layout that the form names; who only reads this address gets the page of all layouts."""
    _required(request.user)
    if request.method != "POST":
        return redirect("layout_choose")
    spec = layout_by(request.POST.get("layout", ""))
    if spec is None:
        raise Http404
    taken = run(
        request,
        lambda: copy_layout(spec, by=request.user, at=clock.now()),
        lambda layout: _("“%(layout)s” is a copy for you to change.") % {"layout": layout},
    )
    return redirect("layout_choose" if taken.is_refused else taken.result)


def _layout(request, pk):
    _required(request.user)
    return get_object_or_404(Layout.objects.select_related("changed_by"), pk=pk)


@require_http_methods(READ_OR_POST)
def layout_edit(request, pk):
    """Name, columns and all else of a layout of the office, with a look at what it gives."""
    layout, status = _layout(request, pk), 200
    told = widths_of(spec_of(layout))
    form = LayoutEditForm(request.POST if request.method == "POST" else None, layout=layout, automatic=told)
    if request.method == "POST":
        taken = take(form, lambda data: change_layout(layout, **data, by=request.user, at=clock.now()))
        if not taken.is_refused:
            messages.success(request, _("“%(layout)s” was saved.") % {"layout": taken.result})
            return redirect(taken.result)
        status = taken.status
    everything = list_asked("", user=request.user)
    everything.is_valid()
    context = {
        "layout": layout,
        "form": form,
        "preview": preview(spec_of(layout), everything.items(), told_of(everything, on=clock.today())),
        "use_url": address("layout_choose", layout=f"{OWN}{layout.pk}"),
    }
    return render(request, "layouts/edit.html", context, status=status)


@post_or(_layout)
def layout_delete(request, layout):
    done = _("“%(layout)s” was deleted.") % {"layout": layout}
    run(request, lambda: delete_layout(layout, by=request.user, at=clock.now()), done)
    return redirect("layout_choose")
