"""What an accepted progress update does to its item: completion, status, a note in the item's story."""

from django.db.models import F
from django.utils.text import Truncator

from .. import history
from ..models import HistoryEntry, ProgressNote, WorkItem
from ..models.progress import NOTE_LIMIT
from ..rules.accepted import completion_of

Status = WorkItem.Status


def record_on_item(update, *, by, at):
    """Let the accepted `update` of a lead or responsible unit take effect; inside the transaction of accepting it."""
    if not update.no_change:
        ProgressNote.objects.create(
            item=update.item,
            department=update.department,
            by=update.sent_by,
            text=Truncator(update.text).chars(NOTE_LIMIT),
            at=at,
            update=update,
        )
    completion = completion_of(update.item)
    WorkItem.objects.filter(pk=update.item_id).update(completion=completion, updated_at=at)
    begun = not update.no_change or completion
    if begun:
        _start(update.item, by=by, at=at)


def _start(item, *, by, at):
    rows = WorkItem.objects.filter(pk=item.pk, status=Status.NOT_STARTED)
    if rows.update(status=Status.IN_PROGRESS, version=F("version") + 1):
        history.record(
            HistoryEntry.Action.STATUS_CHANGED,
            by=by,
            item=item,
            before={"status": Status.NOT_STARTED.value},
            after={"status": Status.IN_PROGRESS.value},
            at=at,
        )
