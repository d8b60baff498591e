"""What a merger of units does to the rounds: open periods and open requests follow the successor (domain.md §1)."""

from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.models import Department

from .. import history
from ..models import Closing, Extension, HistoryEntry, Objection, ProgressUpdate, ReportingPeriod, WorkItem
from ..rounds.expecting import expect

State = ProgressUpdate.State

# How far an update has come on its way.
FURTHEST_LAST = [
    State.DROPPED,
    State.EXPECTED,
    State.DRAFT,
    State.RETURNED,
    State.AWAITING_SIGN_OFF,
    State.AWAITING_MERGE,
    State.AWAITING_REVIEW,
    State.ACCEPTED,
]


class Aside(NamedTuple):
    """A report that is kept aside: of the unit, on the item, in the period."""

    item: WorkItem
    period: ReportingPeriod
    unit: Department
    update: ProgressUpdate


# No unit has this key.
NOWHERE = -1


def move_rounds(source, into, *, by, reason):
    """Let updates of open periods and open requests of `source` be those of `into`; closed periods keep their unit.

    Call within the merger, after the responsibilities have moved.
    """
    touched = Q(department=source) | Q(via=source)
    periods = ReportingPeriod.objects.open().filter(pk__in=ProgressUpdate.objects.filter(touched).values("period"))
    for period in periods.select_for_update(no_key=True, of=("self",)).order_by("pk"):
        items = list(WorkItem.objects.filter(pk__in=period.updates.filter(touched).values("item")))
        period.updates.filter(via=source).update(via=into)
        rows = period.updates.select_for_update(of=("self",)).select_related("item__report", "department")
        others = {update.item_id: update for update in rows.filter(department=into)}
        for update in rows.filter(department=source):
            _move(update, others.get(update.item_id), into, by=by, reason=reason)
        # Roles and collectives as they are now; nobody is asked twice, for the rows stand already.
        expect(period, items, new=False)
    _move_requests(source, into)


def _move(update, other, into, *, by, reason):
    if update.state == State.DROPPED:
        return
    if update.is_contribution and update.is_handed_in:
        return  # what it says is its unit's part of the whole, and counts beside what the successor says
    if other is None:
        _assign(update, into)
        return
    kept, left = _of_two(update, other)
    if kept is None:
        return
    if left.state == State.EXPECTED:
        left.delete()
        _assign(kept, into)
    else:
        _set_aside(left, kept, into, source=update.department)
        if left.state != State.DROPPED:
            sentence = _("Both units had written; the update that had come less far is kept aside.")
            if kept.state == State.EXPECTED:
                sentence = _("What was written and not handed in is kept aside; the successor can take it over.")
            history.record(
                HistoryEntry.Action.DEPARTMENT_MERGED,
                by=by,
                item=update.item,
                department=into,
                after={"period": update.period.key},
                reason=f"{reason} {sentence}".strip(),
            )


def _of_two(update, other):
    """Of the reports of both units on an item (the one that goes on, the one that does not); (None, None): both do."""
    if update.is_contribution and update.is_handed_in:
        return None, None
    kept, left = sorted([other, update], key=_rank, reverse=True)
    if update.is_contribution and update.state != State.EXPECTED:
        # A part never takes the place of what the successor has said: its form offers the words (`page.set_aside`).
        kept, left = other, update
    if left is update and left.state == State.ACCEPTED:
        return None, None  # it was settled under the name of its unit
    return kept, left


def set_aside(source, into):
    """The reports of open periods, written by either unit, that a merger of `source` into `into` keeps aside."""
    rows = ProgressUpdate.objects.filter(period__in=ReportingPeriod.objects.open())
    theirs = {(update.period_id, update.item_id): update for update in rows.filter(department=into)}
    found = []
    own = rows.filter(department=source).exclude(state=State.DROPPED)
    for update in own.for_list().order_by("period__due_on", "item__report", "item__position", "pk"):
        other = theirs.get((update.period_id, update.item_id))
        left = _of_two(update, other)[1] if other else None
        if left and left.state not in (State.EXPECTED, State.DROPPED):
            found.append(Aside(update.item, update.period, source if left is update else into, left))
    return found


def _set_aside(left, kept, into, *, source):
    """`kept` goes on as the successor's, `left` stays with the closed unit and is no longer asked for."""
    if left.department_id == into.pk:
        # They change places, and a period has one update a unit and item: one steps aside in between.
        ProgressUpdate.objects.filter(pk=left.pk).update(department=NOWHERE)
        _assign(kept, into)
    ProgressUpdate.objects.filter(pk=left.pk).update(department=source, state=State.DROPPED, version=left.version + 1)


def _rank(update):
    """What the lead or a responsible unit has written comes before a part, then the one that has come further."""
    is_written = update.state not in (State.EXPECTED, State.DROPPED)
    return is_written and not update.is_part, FURTHEST_LAST.index(update.state)


def _assign(update, unit):
    ProgressUpdate.objects.filter(pk=update.pk).update(department=unit, version=update.version + 1)


def _move_requests(source, into):
    theirs = Objection.objects.filter(department=into, state=Objection.State.OPEN).values("item")
    # With an objection of its own, the successor has both before it: `present_unit` finds the other one's unit.
    Objection.objects.filter(department=source, state=Objection.State.OPEN).exclude(item__in=theirs).update(
        department=into
    )
    # What waits for the head of the closed unit stays under its name: `present_unit` finds who signs it now.
    Extension.objects.filter(department=source, state=Extension.State.ASKED).update(department=into)
    Closing.objects.filter(department=source, state__in=Closing.OPEN_STATES).update(department=into)
