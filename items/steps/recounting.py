"""Keeping an item's stored completion equal to what accepted reports make it."""

from ..models import ProgressUpdate, WorkItem
from ..rules.accepted import Items, completions


def recount(items: Items) -> None:
    """Bring the completion of the items in line with what is reported, after their units or targets have changed.

    `items` is a list or a queryset. Call inside the transaction of the step that changes them. Items on which nothing
    was accepted stay as they are.
    """
    if isinstance(items, list) and not items:
        return
    accepted = ProgressUpdate.objects.steering().filter(state=ProgressUpdate.State.ACCEPTED, item__in=items)
    reported = list(WorkItem.objects.filter(pk__in=accepted.values("item")).only("completion").order_by("pk"))
    counted = completions(reported)
    changed = [item for item in reported if item.completion != counted[item.pk]]
    for item in changed:
        item.completion = counted[item.pk]
    WorkItem.objects.bulk_update(changed, ["completion"], batch_size=500)
