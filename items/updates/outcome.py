"""What an accepted progress update does to its item: completion, status, a note in the item's story; its undoing."""

from typing import NamedTuple

from django.db.models import F
from django.utils.text import Truncator

from .. import history
from ..models import HistoryEntry, ProgressNote, ProgressUpdate, WorkItem
from ..models.progress import NOTE_LIMIT
from ..rules.accepted import counted_on
from . import recorded

Status = WorkItem.Status


class Moved(NamedTuple):
    """What became of an item: whether work on it has begun thereby, and its figures as the history keeps them."""

    has_begun: bool
    figures: recorded.Kept


NOT_MOVED = Moved(False, recorded.NOTHING)


def record_on_item(update, moved, *, by, at):
    """Tell what the accepted `update` of a lead or responsible unit has `moved`; inside the transaction of that."""
    if not update.no_change:
        ProgressNote.objects.create(
            item=update.item,
            department=update.department,
            by=update.sent_by,
            text=Truncator(update.text).chars(NOTE_LIMIT),
            at=at,
            update=update,
        )
    if moved.has_begun:
        _tell_status(update.item, Status.NOT_STARTED, Status.IN_PROGRESS, by=by, at=at)


def moved_on(update, *, at):
    """Give the item its completion with the accepted `update`, and the status of work that has begun.

    Returns `Moved`, begun if it had not before.
    """
    item = update.item
    account, targets = counted_on(item)
    was, now = values_of(account.without(update.pk), targets), values_of(account, targets)
    completion = account.completion(targets)
    figures = _counted_anew(item, completion, was, now, at=at)
    begun = not update.no_change or completion
    return Moved(bool(begun) and _set_status(item, Status.NOT_STARTED, Status.IN_PROGRESS), figures)


def values_of(account, targets):
    """[(target, what it has come to by the item's `Account`, None for nothing)]."""
    amounts = account.amounts(targets)
    return [(target, amounts[target.pk].value) for target in targets]


def _counted_anew(item, completion, was, now, *, at):
    """Give the item its completion; what that and the figures were and are, as the history keeps it."""
    WorkItem.objects.filter(pk=item.pk).update(completion=completion, updated_at=at)
    values = [(target, then, value) for (target, then), (_same, value) in zip(was, now, strict=True)]
    return recorded.by_item((item.completion, completion), values)


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


def moved_back(update, was, *, at):
    """Undo `moved_on` for an `update` that is not accepted any more; `was` are the item's `values_of` with it.

    Returns (the item's completion, its figures as the history keeps them).
    """
    account, targets = counted_on(update.item)
    completion = account.completion(targets)
    return completion, _counted_anew(update.item, completion, was, values_of(account, targets), at=at)


def take_off_item(update, completion, *, accepted_at, by, at):
    """Undo `record_on_item` once the item has `moved_back` to its `completion`; inside the transaction of that step.

    The item goes back to not started only if this acceptance, of the moment `accepted_at`, had started it and nothing
    else that was accepted says that work goes on.
    """
    ProgressNote.objects.filter(update=update).delete()
    others = ProgressUpdate.objects.steering().filter(item=update.item_id, state=ProgressUpdate.State.ACCEPTED)
    goes_on = completion or others.filter(no_change=False).exists()
    was_started = not goes_on and _was_started(update.item, accepted_at)
    if was_started and _set_status(update.item, Status.IN_PROGRESS, Status.NOT_STARTED):
        _tell_status(update.item, Status.IN_PROGRESS, Status.NOT_STARTED, by=by, at=at)


def _was_started(item, at):
    """Whether the last change of the item's status is its start at the moment."""
    last = HistoryEntry.objects.filter(item=item, action=HistoryEntry.Action.STATUS_CHANGED).first()
    return last is not None and last.at == at and last.before.get("status") == Status.NOT_STARTED
