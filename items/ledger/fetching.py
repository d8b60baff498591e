"""One item by its key, with what its pages show of it."""

from django.shortcuts import get_object_or_404

from ..models import WorkItem
from ..pages.posting import post_or


def fetch_item(pk):
    """The item with its report, chapters and where it was carried over; 404 without one."""
    items = WorkItem.objects.select_related("report", "chapter__parent__parent", "carried_to__report")
    return get_object_or_404(items.with_milestones(), pk=pk)


def item_asked(_request, pk):
    """The same, as `post_or` asks for it."""
    return fetch_item(pk)


# A view that changes an item by POST is given `(request, item)`; who only reads its address gets the item's page.
acts_on_item = post_or(item_asked)
