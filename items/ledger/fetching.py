"""One item by its key, with what its pages show of it."""

from functools import wraps

from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from .. import read_only
from ..models import WorkItem
from ..pages.posting import post_or
from ..pages.returning import READ_OR_POST


def fetch_item(pk):
    """The item with its report and chapters; 404 without one."""
    items = WorkItem.objects.select_related("report", "chapter__parent__parent")
    return get_object_or_404(items.with_milestones(), pk=pk)


def item_asked(_request, pk):
    """The same, as `post_or` asks for it."""
    return fetch_item(pk)


def edits_item(view):
    """A decorator for a page with a form that changes an item: it is given `(request, item)`.

    Where the report can only be read there is no form to show: the item's page says why.
    """

    @require_http_methods(READ_OR_POST)
    @wraps(view)
    def wrapper(request, pk):
        item = fetch_item(pk)
        if request.method != "POST" and not read_only.can_change(item.report):
            return redirect(item)
        return view(request, item)

    return wrapper


# A view that changes an item by POST is given `(request, item)`; who only reads its address gets the item's page.
acts_on_item = post_or(item_asked)
