"""Who asks a city leader for a decision, as the latest accepted reports say."""

from django.db.models import Count, Exists, OuterRef, Subquery

from ..models import ProgressUpdate, Responsibility
from ..models.querysets import ProgressUpdateQuerySet, WorkItemQuerySet
from .accepted import in_turn, latest

State = ProgressUpdate.State


def asking_leaders() -> ProgressUpdateQuerySet:
    """The `latest` report of every unit on an item, where it asks for a city leader's decision, as a queryset.

    Supporting units ask for their part as well; who stands on the item no more asks for nothing.
    """
    on_item = Responsibility.objects.filter(item=OuterRef("item"), department=OuterRef("acting"))
    asking = latest(ProgressUpdate.objects.filter(state=State.ACCEPTED))
    return asking.filter(Exists(on_item), needs_decision=True)


def asking(items: WorkItemQuerySet) -> WorkItemQuerySet:
    """Those of the items, a queryset, that are open and of which a unit asks for a city leader's decision."""
    return items.open().filter(Exists(asking_leaders().filter(item=OuterRef("pk"))))


def with_asking(items: WorkItemQuerySet) -> WorkItemQuerySet:
    """Adds `asking_unit` (name or None) and `asking_words`: who asks a city leader for a decision, on what problem.

    Of several units, as many as `asking_count` (None for none), the one whose report is the latest; open and closed
    items alike.
    """
    asking = asking_leaders().filter(item=OuterRef("pk"))
    latest = in_turn(asking).reverse()
    told: WorkItemQuerySet = items.annotate(
        asking_unit=Subquery(latest.values("department__name")[:1]),
        asking_words=Subquery(latest.values("problems")[:1]),
        asking_count=Subquery(asking.order_by().values("item").annotate(number=Count("pk")).values("number")),
    )
    return told
