"""What an accepted progress update does to its item: completion, status, a note in the item's story."""

from django.db.models import F
from django.utils.text import Truncator

from .. import figures, history
from ..models import HistoryEntry, ProgressNote, ProgressUpdate, Responsibility, Target, TargetValue, WorkItem
from ..models.progress import NOTE_LIMIT

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


def completion_of(item):
    """The item's completion from the latest accepted update of each unit that steers it; None before the first.

    Units named side by side count alike, one that has never reported as 0. For a collective the members' shares of
    each target are added up; without targets its members count alike.
    """
    latest = latest_accepted(item)
    if not latest:
        return None
    shares = []
    roles = (Responsibility.Role.LEAD, Responsibility.Role.RESPONSIBLE)
    rows = list(item.responsibilities.filter(role__in=roles).select_related("department"))
    for row in rows:
        if row.via_id is None and not row.department.is_collective:
            shares.append(_completion(latest.get(row.department_id)))
        elif row.via_id is None:
            members = [member.department_id for member in rows if member.via_id == row.department_id]
            if members:
                shares.append(_of_collective(item, [latest.get(member) for member in members]))
    return figures.mean(shares)


def latest_accepted(item):
    """{department pk: its accepted update of the latest period} of units in a steering role."""
    updates = ProgressUpdate.objects.steering().filter(item=item, state=ProgressUpdate.State.ACCEPTED)
    return {update.department_id: update for update in updates.order_by("period__end_on", "reviewed_at")}


def _completion(update):
    return (update.completion if update else None) or 0


def _of_collective(item, updates):
    known = [update for update in updates if update]
    targets = [target for target in Target.objects.filter(item=item) if not target.per]
    sums = {}
    for value in TargetValue.objects.filter(update__in=known, target__in=targets):
        sums[value.target_id] = sums.get(value.target_id, 0) + value.value
    counted = figures.completion_by([(target, sums[target.pk]) for target in targets if target.pk in sums])
    return figures.mean([_completion(update) for update in updates]) if counted is None else counted
