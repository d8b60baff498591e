"""Taking an acceptance back while the period is open: the report waits again, and what it did to its item goes."""

from django.db import transaction
from django.utils.translation import gettext as _

from .. import access, history
from ..models import HistoryEntry, ProgressUpdate, Responsibility
from ..models.supervision import REASON_LIMIT
from ..rules.accepted import counted_on
from ..steps.asking import require_words, within
from ..steps.errors import StaleUpdate, WorkflowError
from .announcing import tell_undone
from .counted import computed_completion
from .drafting import hold_item, locked
from .outcome import moved_back, take_off_item, values_of
from .recorded import NOTHING

State = ProgressUpdate.State


def undo_acceptance(update, *, by, at, version, reason):
    """The office takes an acceptance back with a reason; returns the update, which waits for review again.

    A part that a lead took up waits for the lead again. Completion and status of the item are then as if the report
    had not been accepted. Once the period has closed, what was accepted stays.
    """
    if not access.can_review(by):
        raise WorkflowError(access.ONLY_OFFICE_UNDOES)
    reason = require_words(reason, _("Say why the acceptance is taken back, so that the unit knows."))
    within(reason, REASON_LIMIT)
    with transaction.atomic():
        hold_item(update)
        current = locked(update)
        _check(current, version)
        was_reviewed_at = current.reviewed_at
        was = [] if current.is_part else values_of(*counted_on(current.item))
        _put_back(current)
        completion, figures = (None, NOTHING) if current.is_part else moved_back(current, was, at=at)
        history.record(
            HistoryEntry.Action.ACCEPTANCE_UNDONE,
            by=by,
            item=current.item,
            department=current.department,
            before=figures.before,
            after={
                **figures.after,
                "period": current.period.key,
                "returned_by": ProgressUpdate.ReturnedBy.OFFICE.value,
            },
            reason=reason,
            at=at,
        )
        if not current.is_part:
            take_off_item(current, completion, accepted_at=was_reviewed_at, by=by, at=at)
        tell_undone(current, reason, by=by, at=at)
    return current


def can_be_undone(update):
    """Whether the update is accepted, in a period that has not closed, on an item that has not been closed."""
    return update.state == State.ACCEPTED and update.period.is_open and update.item.status in update.item.OPEN_STATUSES


def _check(update, version):
    if update.state != State.ACCEPTED:
        raise StaleUpdate(
            _("This update is not accepted any more: %(state)s.") % {"state": update.get_state_display()}, update
        )
    if not update.period.is_open:
        raise WorkflowError(_("The period has closed, so what was accepted in it stays."))
    if not can_be_undone(update):
        raise WorkflowError(_("The item has been closed; reopen it first."))
    if update.version != version:
        raise StaleUpdate(_("Somebody else was faster; look at the update as it is now."), update)


def _put_back(update):
    read = ProgressUpdate.objects.filter(pk=update.pk, version=update.version, state=State.ACCEPTED)
    update.state = State.AWAITING_MERGE if _goes_to_lead(update) else State.AWAITING_REVIEW
    update.reviewed_by, update.reviewed_at, update.review_note = None, None, ""
    # Without the percentage that the office had set in its place; and a lead may take a part up anew.
    update.completion, update.verified = computed_completion(update, update.completion), None
    update.taken_up_in = None
    update.version += 1
    fields = ("state", "reviewed_by", "reviewed_at", "review_note", "completion", "verified", "taken_up_in", "version")
    if read.update(**{name: getattr(update, name) for name in fields}) != 1:
        raise StaleUpdate(_("Somebody else was faster; look at the update as it is now."), update)


def _goes_to_lead(update):
    leads = update.item.responsibilities.filter(role=Responsibility.Role.LEAD).exclude(department=update.department_id)
    return update.is_part and update.period.report.with_merging and leads.exists()
