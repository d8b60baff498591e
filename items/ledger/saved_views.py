"""Saved views of the list: kept, called otherwise, shared, deleted."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access
from ..models import SavedView, WorkItem
from ..pages.posting import post_or, run, take
from ..pages.returning import READ_OR_POST
from .filters import ItemFilter
from .forms import ViewForm
from .page import view_links
from .view_keeping import change_view, delete_view, keep_view


@require_safe
def view_list(request):
    """The person's own views, and those that the office shares."""
    links = view_links(request.user, on=clock.today())
    context = {
        "own": [link.view for link in links if link.is_own],
        "shared": [link.view for link in links if not link.is_own],
        "most": SavedView.MOST,
    }
    return render(request, "ledger/views.html", context)


@require_http_methods(READ_OR_POST)
def view_add(request):
    """A name for the filter in the address; a wrong one goes back to the list, which says why."""
    chosen = _filter(request.GET, request.user)
    if not chosen.is_valid():
        return redirect(f"{reverse('item_list')}?{request.GET.urlencode()}")
    query = chosen.kept_query()

    def step(data):
        return keep_view(**data, query=query, by=request.user, at=clock.now())

    return _save(request, _form(request), step, chosen)


@require_http_methods(READ_OR_POST)
def view_edit(request, pk):
    """Another name of an own view; whether everybody has it."""
    view = _own(request, pk)
    chosen = _filter(QueryDict(view.query), request.user)
    form = _form(request, {"name": view.name, "is_shared": view.is_shared}, shares=view.is_shared)
    return _save(request, form, lambda data: change_view(view, **data, by=request.user), chosen, view)


def _own(request, pk):
    """The view; 403 for one that is only read, 404 for what the person does not know of."""
    view = access.readable_views(request.user, on=clock.today()).filter(pk=pk).first()
    if view is None:
        raise Http404
    access.require(access.can_change_view(request.user, view), access.ONLY_OWNER_CHANGES_VIEW)
    return view


@post_or(_own, page=lambda _view: "view_list")
def view_delete(request, view):
    """Delete an own view; who only reads this address gets the list of views."""
    run(request, lambda: delete_view(view, by=request.user), _("“%(view)s” was deleted.") % {"view": view})
    return redirect("view_list")


def _filter(query, user):
    return ItemFilter(query, queryset=WorkItem.objects.all(), user=user)


def _form(request, initial=None, shares=False):
    """`shares`: whether it is shared now, so that this can be taken back even by who has left the office."""
    may_share = shares or access.can_supervise(request.user)
    return ViewForm(request.POST if request.method == "POST" else None, initial=initial, may_share=may_share)


def _save(request, form, step, chosen, view=None):
    status = 200
    if request.method == "POST":
        taken = take(form, step)
        if not taken.is_refused:
            messages.success(request, _("Saved as “%(view)s”.") % {"view": taken.result})
            return redirect(taken.result)
        status = taken.status
    context = {
        "form": form,
        "view": view,
        "active": chosen.active(),
        "errors": chosen.form.errors,
        "list_url": (view or SavedView(query=chosen.kept_query())).get_absolute_url(),
    }
    return render(request, "ledger/view.html", context, status=status)
