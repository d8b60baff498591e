"""The list of items that a file is asked for, by the parameters of its address."""

from django.http import QueryDict

from ..ledger.filters import ItemFilter
from ..models import WorkItem


def list_asked(query, *, user, on=None):
    """The `ItemFilter` of the parameters, a text or what a request has of them, as the person may read the items."""
    data = QueryDict(query) if isinstance(query, str) else query
    return ItemFilter(data, queryset=WorkItem.objects.all(), user=user, on=on)
