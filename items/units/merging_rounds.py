"""What a merger of units does to the rounds: open periods and open requests follow the successor (domain.md §1)."""

from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q
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


class Told(NamedTuple):
    """A report of which a merger is asked about: on the item, in the period, by the unit that wrote it."""

    item: WorkItem
    period: ReportingPeriod
    unit: Department
    update: ProgressUpdate


class Outcome(NamedTuple):
    """What becomes of the reports of two merging units on an item in a period, None each for none.

    `kept` goes on as the successor's; `beside` stays what it is, under the name of the closed unit; `left` is no longer
    asked for and kept aside, or goes where nothing was written.
    """

    kept: ProgressUpdate | None
    beside: ProgressUpdate | None = None
    left: ProgressUpdate | None = None


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
        for update, outcome in _outcomes(rows, source, into):
            _move(update, outcome, into, by=by, reason=reason)
        # Roles and collectives as they are now; nobody is asked twice, for the rows stand already.
        expect(period, items, new=False)
    _move_kept(source, into)
    _move_requests(source, into)


def _move_kept(source, into):
    """What is kept for a period whose opening was taken back is given back to the successor, unless it has its own."""
    kept = ProgressUpdate.objects.filter(period__opened_at__isnull=True, state=State.DROPPED)
    kept.filter(via=source).update(via=into)
    own = ProgressUpdate.objects.filter(department=into, period=OuterRef("period"), item=OuterRef("item"))
    moving = list(kept.filter(~Exists(own), department=source).values_list("pk", flat=True))
    ProgressUpdate.objects.filter(pk__in=moving).update(department=into, version=F("version") + 1)


def outcomes(source, into=None):
    """(how many reports of open periods become those of `into`, [Told] that stay beside them, [Told] kept aside)."""
    rows = ProgressUpdate.objects.filter(period__in=ReportingPeriod.objects.open()).for_list()
    moving, beside, aside = 0, [], []
    rows = rows.order_by("period__due_on", "item__report", "item__position", "pk")
    for update, outcome in _outcomes(rows, source, into):
        moving += outcome.kept is update
        if outcome.beside:
            beside.append(_told(outcome.beside, source, into))
        if outcome.left and outcome.left.state not in (State.EXPECTED, State.DROPPED):
            aside.append(_told(outcome.left, source, into))
    return moving, beside, aside


def _told(update, source, into):
    return Told(update.item, update.period, source if update.department_id == source.pk else into, update)


def _outcomes(rows, source, into):
    """[(update of `source` among the rows, its Outcome)] for all that are still asked for."""
    theirs = rows.filter(department=into) if into else ()
    others = {(update.period_id, update.item_id): update for update in theirs}
    own = rows.filter(department=source).exclude(state=State.DROPPED)
    return [(update, _outcome(update, others.get((update.period_id, update.item_id)))) for update in own]


def _outcome(update, other):
    """What becomes of the update and of `other`, the successor's on the same item in the same period, if any."""
    if update.is_contribution and update.is_handed_in:
        # What it says is its unit's part of the whole, and counts beside what the successor says.
        return Outcome(other, beside=update)
    if other is None:
        return Outcome(update)
    if other.is_part and other.is_handed_in and not update.is_contribution:
        # The same the other way round: the successor goes on as the lead, beside what it had handed in as a part.
        return Outcome(update, beside=other)
    if update.is_contribution and update.state != State.EXPECTED:
        # A part never takes the place of what the successor has said: its form offers the words (`page.set_aside`).
        return Outcome(other, left=update)
    kept, left = sorted([other, update], key=_rank, reverse=True)
    if left is update and left.state == State.ACCEPTED:
        return Outcome(kept, beside=left)  # it was settled under the name of its unit
    return Outcome(kept, left=left)


def _move(update, outcome, into, *, by, reason):
    source, (kept, beside, left) = update.department, outcome
    is_aside = left is not None and left.state not in (State.EXPECTED, State.DROPPED)
    sentence = _sentence(kept, beside, source) if is_aside or (beside and beside is not update) else ""
    if left and left.state == State.EXPECTED:
        left.delete()
        left = None
    if kept is update:
        replaced = beside or left
        if replaced:  # they change places, and a period has one update a unit and item: one steps aside in between
            ProgressUpdate.objects.filter(pk=replaced.pk).update(department=NOWHERE)
        _assign(kept, into)
        if replaced:
            _assign(replaced, source)
    if left:
        ProgressUpdate.objects.filter(pk=left.pk).update(state=State.DROPPED, version=F("version") + 1)
    if sentence:
        history.record(
            HistoryEntry.Action.DEPARTMENT_MERGED,
            by=by,
            item=update.item,
            department=into,
            after={"period": update.period.key},
            reason=f"{reason} {sentence}".strip(),
        )


def _sentence(kept, beside, source):
    """What the history says of a report that gives way."""
    if beside:
        return _("What the successor had handed in as its part stays as it is, under the name of %(unit)s.") % {
            "unit": source
        }
    if kept.state == State.EXPECTED:
        return _("What was written and not handed in is kept aside; the successor can take it over.")
    return _("Both units had written: one report goes on, the other one is kept aside.")


def _rank(update):
    """What the lead or a responsible unit has written comes before a part, then the one that has come further."""
    is_written = update.state not in (State.EXPECTED, State.DROPPED)
    return is_written and not update.is_part, FURTHEST_LAST.index(update.state)


def _assign(update, unit):
    ProgressUpdate.objects.filter(pk=update.pk).update(department=unit, version=F("version") + 1)


def _move_requests(source, into):
    theirs = Objection.objects.filter(department=into, state=Objection.State.OPEN).values("item")
    # With an objection of its own, the successor has both before it: `present_unit` finds the other one's unit.
    Objection.objects.filter(department=source, state=Objection.State.OPEN).exclude(item__in=theirs).update(
        department=into
    )
    # What waits for the head of the closed unit stays under its name: `present_unit` finds who signs it now.
    Extension.objects.filter(department=source, state=Extension.State.ASKED).update(department=into)
    Closing.objects.filter(department=source, state__in=Closing.UNSETTLED).update(department=into)
