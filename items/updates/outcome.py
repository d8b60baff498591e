"""What an accepted progress update does to its item: completion, status, a note in the item's story; its undoing."""

from django.db.models import F
from django.utils.text import Truncator

from .. import history
from ..models import HistoryEntry, ProgressNote, ProgressUpdate, WorkItem
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
    if moved_on(update, at=at):
        _tell_status(update.item, Status.NOT_STARTED, Status.IN_PROGRESS, by=by, at=at)


def moved_on(update, *, at):
    """Give the item its completion with the accepted `update`, and the status of work that has begun.

    Returns whether it had not begun before.
    """
    completion = completion_of(update.item)
    WorkItem.objects.filter(pk=update.item_id).update(completion=completion, updated_at=at)
    begun = not update.no_change or completion
    return bool(begun) and _set_status(update.item, Status.NOT_STARTED, Status.IN_PROGRESS)


def _set_status(item, before, after):
    """From one status to the other, if the item still has the first; whether it had."""
    rows = WorkItem.objects.filter(pk=item.pk, status=before)
    return bool(rows.update(status=after, version=F("version") + 1))


def _tell_status(item, before, after, *, by, at):
    history.record(
        HistoryEntry.Action.STATUS_CHANGED,
        by=by,
        item=item,
        before={"status": before.value},
        after={"status": after.value},
        at=at,
    )


def take_off_item(update, *, accepted_at, by, at):
    """Undo `record_on_item` for an `update` that is not accepted any more; inside the transaction of that step.

    The item goes back to not started only if this acceptance, of the moment `accepted_at`, had started it and nothing
    else that was accepted says that work goes on.
    """
    ProgressNote.objects.filter(update=update).delete()
    completion = completion_of(update.item)
    WorkItem.objects.filter(pk=update.item_id).update(completion=completion, updated_at=at)
    others = ProgressUpdate.objects.steering().filter(item=update.item_id, state=ProgressUpdate.State.ACCEPTED)
    goes_on = completion or others.filter(no_change=False).exists()
    was_started = not goes_on and _was_started(update.item, accepted_at)
    if was_started and _set_status(update.item, Status.IN_PROGRESS, Status.NOT_STARTED):
        _tell_status(update.item, Status.IN_PROGRESS, Status.NOT_STARTED, by=by, at=at)


def _was_started(item, at):
    """Whether the last change of the item's status is its start at the moment."""
    last = HistoryEntry.objects.filter(item=item, action=HistoryEntry.Action.STATUS_CHANGED).first()
    return last is not None and last.at == at and last.before.get("status") == Status.NOT_STARTED
