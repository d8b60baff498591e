"""Entries of the history as far as their reader may read them."""

from dataclasses import dataclass

from .. import access
from ..models import HistoryEntry, ProgressUpdate
from ..models.figure_lines import AWAITS, COMPLETION, COUNTED, OF_REPORT
from ..models.reach import REACH, reach_of_return

ReturnedBy = ProgressUpdate.ReturnedBy

# What these entries say belongs to a progress update, whose words not everybody reads (`access.can_read_update`).
OF_UPDATES = {
    HistoryEntry.Action.UPDATE_SENT,
    HistoryEntry.Action.UPDATE_SIGNED,
    HistoryEntry.Action.UPDATE_RETURNED,
    HistoryEntry.Action.ACCEPTANCE_UNDONE,
    HistoryEntry.Action.REQUEST_RETURNED,
    HistoryEntry.Action.FILE_ATTACHED,
    HistoryEntry.Action.FILE_REMOVED,
}
# Why somebody is away is their unit's to know.
NOT_FOR_ALL = OF_UPDATES | {HistoryEntry.Action.POST_DELEGATED}


# What of them goes no further: also what an acceptance that was taken back had made of its item.
HIDDEN = ("file", "sent_anyway", *OF_REPORT, COUNTED, COMPLETION)


def _reach(entry):
    """How far what the entry says of a report goes: as its words in the state in which the step left it."""
    awaits = entry.after.get(AWAITS)
    return REACH[awaits] if awaits else reach_of_return(entry.after.get("returned_by", ""))


def _is_before_lead(entry):
    """Whether it is about a part that lies before the item's lead, or that a lead gave back: they get nothing else."""
    return (entry.after.get(AWAITS), entry.after.get("returned_by")) in (
        (ProgressUpdate.State.AWAITING_MERGE, None),
        (None, ReturnedBy.LEAD),
    )


@dataclass(frozen=True)
class Read:
    """An entry with as much of its `reason`, `before` and `after` as its reader may read."""

    entry: HistoryEntry
    reason: str
    before: dict
    after: dict


def for_reader(entries, user):
    """[Read] of the entries, without the reasons, names of files and figures of a report that only others read.

    Why an update came back from a lead or from the office, and what it says when it leaves its unit, is read by whom
    it had been handed to; so are the figures of an acceptance that was taken back.
    """
    entries, shown = list(entries), []
    led = access.led_items(user, [entry.item_id for entry in entries if _is_before_lead(entry)])
    undone, units = _taken_back(entries), None
    for entry in entries:
        leads = entry.item_id in led and _is_before_lead(entry)
        is_open = entry.by_id == user.pk or (entry.action not in NOT_FOR_ALL and entry.pk not in undone)
        reach = reach_of_return(ReturnedBy.OFFICE) if entry.pk in undone else _reach(entry)
        is_read = is_open or access.reads(user, reach, entry.department_id, leads=leads)
        if not is_read and units is None:
            units = access.own_units_ever(user)  # what was merged into a unit of the person is the unit's own
        if is_read or entry.department_id in units:
            shown.append(Read(entry, entry.reason, entry.before, entry.after))
        else:
            shown.append(Read(entry, "", *_without(HIDDEN, entry)))
    return shown


def _taken_back(entries):
    """The keys of the acceptances among the entries that were taken back; at most one query, none without figures."""
    accepted = [one for one in entries if one.action == HistoryEntry.Action.UPDATE_ACCEPTED and COUNTED in one.after]
    if not accepted:
        return set()
    rows = HistoryEntry.objects.filter(
        action=HistoryEntry.Action.ACCEPTANCE_UNDONE, item__in={one.item_id for one in accepted}
    )
    last = {}
    for *report, pk in rows.order_by("pk").values_list("item", "department", "after__period", "pk"):
        last[tuple(report)] = pk
    reports = {one.pk: (one.item_id, one.department_id, one.after["period"]) for one in accepted}
    return {pk for pk, report in reports.items() if pk < last.get(report, 0)}


def _without(names, entry):
    """(before, after) of the entry without what is kept under the names."""
    return ({name: one[name] for name in one if name not in names} for one in (entry.before, entry.after))
