"""Who asks a city leader for a decision, as the latest accepted reports say.

That is worked out where an item is lit (`keep`) and kept beside it (`AskingNow`): whatever it rests on makes, where it
changes, the light of the item stale, too (`models/stale.py`). Who asks reads what is kept and has the rest worked out.
"""

import datetime
from collections.abc import Collection

from django.db.models import Count, Exists, OuterRef, Subquery

from ..models import AskingNow, ProgressUpdate, Responsibility, StaleLight
from ..models.querysets import IF_MERGED, ProgressUpdateQuerySet, WorkItemQuerySet
from .accepted import in_turn, latest

State = ProgressUpdate.State


def asking_leaders() -> ProgressUpdateQuerySet:
    """The latest report of every unit on an item, where it asks for a city leader's decision, as a queryset.

    Supporting units ask for their part as well; who stands on the item no more asks for nothing. One query at once for
    whether anything has changed since it was kept, then one more for the mergers.
    """
    changed = StaleLight.objects.order_by()
    if not changed.exists():
        return ProgressUpdate.objects.filter(asking_now__isnull=False)
    kept = AskingNow.objects.order_by().filter(~Exists(changed.filter(item=OuterRef("item")))).values("update")
    worked_out = worked_out_for(ProgressUpdate.objects.filter(item__in=changed.values("item"))).order_by()
    return ProgressUpdate.objects.filter(pk__in=kept.union(worked_out.values("pk"), all=True))


def worked_out_for(updates: ProgressUpdateQuerySet) -> ProgressUpdateQuerySet:
    """What `asking_leaders` gives of all the updates on some items, worked out from reports, duties and mergers."""
    on_item = Responsibility.objects.filter(item=OuterRef("item"), department=OuterRef("acting"))
    asking = latest(updates.filter(state=State.ACCEPTED))
    return asking.filter(Exists(on_item), needs_decision=True)


def asked_then(items: Collection[int], until: datetime.datetime) -> ProgressUpdateQuerySet:
    """What `asking_leaders` gave at the moment of some items (keys): by the reports accepted by then, of who stands
    on the items today.
    """
    return worked_out_for(ProgressUpdate.objects.filter(item__in=items, reviewed_at__lte=until))


def differing(items: Collection[int]) -> set[int]:
    """The keys of those of the items (keys) of which something else is kept than would be worked out; two queries."""
    kept = AskingNow.objects.filter(item__in=items).values_list("item", "update")
    right = worked_out_for(ProgressUpdate.objects.filter(item__in=items)).order_by().values_list("item", "pk")
    return {item for item, _update in set(kept) ^ set(right)}


def keep(items: Collection[int]) -> None:
    """Work out anew what units ask on the items (keys), and keep it; four queries at most.

    The caller holds a transaction in which nobody else does so.
    """
    if differs := differing(items):
        AskingNow.objects.filter(item__in=differs).delete()
        asking = worked_out_for(ProgressUpdate.objects.filter(item__in=differs)).order_by()
        AskingNow.objects.bulk_create(
            AskingNow(update_id=pk, item_id=item) for pk, item in asking.values_list("pk", "item")
        )


def asking(items: WorkItemQuerySet) -> WorkItemQuerySet:
    """Those of the items, a queryset, that are open and of which a unit asks for a city leader's decision."""
    return items.open().filter(pk__in=asking_leaders().order_by().values("item"))


def with_asking(items: WorkItemQuerySet) -> WorkItemQuerySet:
    """Adds `asking_unit` (name or None) and `asking_words`: who asks a city leader for a decision, on what problem.
    `asking_merged` is the key of that unit if it was merged since (`accepted.signed_name`).

    Of several units, as many as `asking_count` (None for none), the one whose report is the latest; open and closed
    items alike.
    """
    asking = asking_leaders().filter(item=OuterRef("pk"))
    latest = in_turn(asking).reverse()
    told: WorkItemQuerySet = items.annotate(
        asking_unit=Subquery(latest.values("department__name")[:1]),
        asking_merged=Subquery(latest.annotate(merged=IF_MERGED).values("merged")[:1]),
        asking_words=Subquery(latest.values("problems")[:1]),
        asking_count=Subquery(asking.order_by().values("item").annotate(number=Count("pk")).values("number")),
    )
    return told
