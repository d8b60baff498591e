"""Second looks as pages show them."""

import datetime

from django.db.models import QuerySet

from ..models import SecondLook, WorkItem
from ..models.querysets import live


def due_looks(on: datetime.date) -> QuerySet[SecondLook]:
    """Those whose day has come and whose result nobody has written down, of closed items of reports under way."""
    closed = {"item__status": WorkItem.Status.COMPLETED, "result": ""}
    return SecondLook.objects.filter(live("item__report"), due_on__lte=on, **closed).order_by("due_on", "pk")


def looks_of(item: WorkItem) -> list[SecondLook]:
    """All looks at an item, the latest first; no query for what has never ended."""
    if item.is_open and item.reopened_at is None:
        return []
    looks = list(SecondLook.objects.filter(item=item).select_related("by", "done_by"))
    return [look for look in looks if look.result or item.status == WorkItem.Status.COMPLETED]
