"""What an accepted progress update does to its item: completion, status, a note in the item's story."""

from django.db.models import F
from django.utils.text import Truncator

from .. import history
from ..models import HistoryEntry, ProgressNote, ProgressUpdate, Responsibility, Target, TargetValue, WorkItem
from ..models.progress import NOTE_LIMIT
from ..rules import figures
from .asking import present_unit

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
    """The item's completion from the accepted updates of the units that steer it; None while nobody named any.

    What a unit said last counts: an update that names no figure leaves the earlier one standing. Units named side by
    side count alike, one that has never named any as 0. For a collective the members' shares of each target are added
    up; without targets its members count alike.
    """
    told = accepted_updates(item)
    judged = {unit: update.completion for unit, update in told if update.completion is not None}
    roles = (Responsibility.Role.LEAD, Responsibility.Role.RESPONSIBLE)
    rows = list(item.responsibilities.filter(role__in=roles).select_related("department"))
    shares = []
    for row in rows:
        if row.via_id is None and not row.department.is_collective:
            shares.append(judged.get(row.department_id))
        elif row.via_id is None:
            members = [member.department_id for member in rows if member.via_id == row.department_id]
            if members:
                shares.append(_of_collective(item, members, told, judged))
    return figures.mean_of_units(shares)


def accepted_updates(item):
    """[(unit, update)] of units in a steering role, oldest period first; `unit` is a department's key.

    What a unit said before it was merged into another is told for that one.
    """
    updates = ProgressUpdate.objects.steering().filter(item=item, state=ProgressUpdate.State.ACCEPTED)
    updates = sorted(
        updates.select_related("period", "department"),
        key=lambda update: (update.period.end_on, update.department.successor_id is None, update.reviewed_at),
    )
    return [(present_unit(update.department).pk, update) for update in updates]


def _of_collective(item, members, told, judged):
    values = {}
    for value in TargetValue.objects.filter(update__in=[update for unit, update in told if unit in members]):
        values.setdefault(value.update_id, []).append(value)
    last = {}
    for unit, update in told:
        last |= {(unit, value.target_id): value.value for value in values.get(update.pk, [])}
    sums = {}
    for (_unit, target), value in last.items():
        sums[target] = sums.get(target, 0) + value
    targets = [target for target in Target.objects.filter(item=item) if not target.per]
    counted = None
    if any(target.pk in sums for target in targets):
        counted = figures.completion_by([(target, sums.get(target.pk)) for target in targets])
    return figures.mean_of_units([judged.get(member) for member in members]) if counted is None else counted
