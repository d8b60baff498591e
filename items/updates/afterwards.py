"""How an item will be lit once a report is accepted as it stands (报送后): told while it is written."""

import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from ..lights.facts import lights_of
from ..lights.light import Light
from ..lights.present import present_lights
from ..models import ProgressUpdate, WorkItem
from ..rules.accepted import who_steers
from .counted import computed_completion
from .outcome import moved_on

State = ProgressUpdate.State


class Afterwards(NamedTuple):
    """The light of an item now, and as it will be."""

    now: Light
    then: Light


def light_afterwards(update: ProgressUpdate, *, by, at: datetime.datetime) -> Afterwards | None:
    """`Afterwards` of the update's item; None for a supporting unit's part, which does not move it.

    The report is put where accepting it would put it and the item is lit by the one rule for it; then everything is
    taken back. So this holds the database as long as a step does, and answers a POST.
    """
    if update.is_part:
        return None
    on, rows = timezone.localdate(at), WorkItem.objects.filter(pk=update.item_id)
    now = present_lights(rows.for_lights(), on=on)[update.item_id]
    with transaction.atomic():
        ProgressUpdate.objects.filter(pk=update.pk).update(
            state=State.ACCEPTED,
            completion=computed_completion(update, update.completion),
            sent_at=at,
            handed_in_at=update.handed_in_at or at,
            steered_by=who_steers(update.item),
            reviewed_by=by,
            reviewed_at=at,
        )
        moved_on(update, at=at)
        then = lights_of(list(rows.for_lights()), on=on)[update.item_id]
        transaction.set_rollback(True)
    return Afterwards(now, then)
