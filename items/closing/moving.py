"""Status steps and progress notes of an item.

Who may move what: a lead or responsible unit starts an item, asks for closure and withdraws the
request; closing, sending back, cancelling, carrying over and reopening are the supervision
office's (domain.md §0 fact 5, §2).
"""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments import clock

from .. import access, history
from ..ledger.editing import require_fitting_year
from ..models import HistoryEntry, ProgressNote, WorkItem
from ..models.progress import NOTE_LIMIT
from ..requests.signing import first_state
from ..rounds.expecting import expect_items
from ..steps.asking import asking_unit
from ..steps.changing import as_text, change, fresh, validate
from ..steps.errors import WorkflowError
from .ending import end_requests
from .requests import follow, has_consent, spell_ending, write_unsigned
from .short import ASKING, ENDING, require_reason, short_of

Status = WorkItem.Status

# The same words by the same person within this time are one note.
SAME_CLICK = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class StatusStep:
    """A permitted change of status: what the button says, who may take it, which words it needs.

    `unit_label` is what a unit calls the step where the office says it differently. With `renews` the office may set a
    new deadline along with it, and has to where `reopens` meets one that has passed.
    """

    label: str
    unit_label: str = ""
    by_unit: bool = False
    by_office: bool = True
    needs: str = ""
    renews: bool = False
    reopens: bool = False

    def label_for(self, user):
        return self.label if access.can_supervise(user) else self.unit_label or self.label


RESULT, REASON = "result", "reason"
ONLY_WHEN_RENEWED = gettext_lazy(
    "A new deadline counts only when the supervision office reopens the item or sends it back: choose that step, or "
    "leave the date empty."
)

_start = StatusStep(gettext_lazy("Start work"), by_unit=True)
_ask = StatusStep(gettext_lazy("Ask for closure"), by_unit=True, needs=RESULT)
_back = StatusStep(
    gettext_lazy("Send back"), gettext_lazy("Withdraw the request"), by_unit=True, needs=REASON, renews=True
)
_undo = StatusStep(gettext_lazy("Back to not started"), needs=REASON)
_close = StatusStep(gettext_lazy("Close as completed"))
_cancel = StatusStep(gettext_lazy("Cancel the item"), needs=REASON)
_carry = StatusStep(gettext_lazy("Carry over to next year"), needs=REASON)
_reopen = StatusStep(gettext_lazy("Reopen"), needs=REASON, renews=True, reopens=True)

STEPS = {
    (Status.NOT_STARTED, Status.IN_PROGRESS): _start,
    (Status.NOT_STARTED, Status.CANCELLED): _cancel,
    (Status.NOT_STARTED, Status.CARRIED_OVER): _carry,
    (Status.IN_PROGRESS, Status.NOT_STARTED): _undo,
    (Status.IN_PROGRESS, Status.AWAITING_CLOSURE): _ask,
    (Status.IN_PROGRESS, Status.COMPLETED): _close,
    (Status.IN_PROGRESS, Status.CANCELLED): _cancel,
    (Status.IN_PROGRESS, Status.CARRIED_OVER): _carry,
    (Status.AWAITING_CLOSURE, Status.IN_PROGRESS): _back,
    (Status.AWAITING_CLOSURE, Status.COMPLETED): _close,
    (Status.AWAITING_CLOSURE, Status.CANCELLED): _cancel,
    (Status.AWAITING_CLOSURE, Status.CARRIED_OVER): _carry,
    (Status.COMPLETED, Status.IN_PROGRESS): _reopen,
    (Status.CANCELLED, Status.IN_PROGRESS): _reopen,
    (Status.CARRIED_OVER, Status.IN_PROGRESS): _reopen,
}

# Where the unit counts its work as done: what the office takes out of these is worked on again (重新办理).
UNIT_DONE = (Status.AWAITING_CLOSURE, Status.COMPLETED)


def steps_for(user, item):
    """{status: StatusStep} that the person may take from the item's present status."""
    office, unit = access.can_supervise(user), access.can_steer(user, item)
    steps = {
        to: step
        for (origin, to), step in STEPS.items()
        if origin == item.status and ((office and step.by_office) or (unit and step.by_unit))
    }
    if Status.COMPLETED in steps and not has_consent(item):
        del steps[Status.COMPLETED]
    return steps


def move_status(
    item,
    *,
    by,
    version,
    on,
    status="",
    text="",
    completed_on=None,
    due_on=None,
    at=None,
    values=None,
    into=None,
    anyway="",
):
    """Move the status, write a note, or both, all or nothing; returns the item as it is then.

    `status` "" leaves the status alone; `text` is the note and, for steps that need one, the reason.
    `completed_on` counts when closing and defaults to `on`; it may not lie in the future. `due_on` is the new deadline
    of an item that the office reopens or sends back, needed when it is reopened after its deadline. `at` is the
    moment, now by default. The request to close follows the status (`closing.requests`), with `values`
    {Target: Decimal} when it is asked for; `into` is the item of a later report that an item carried over goes on as.
    Open periods ask for reports on a reopened item at once.
    What the item is short of when it ends stays with it (`closing.short`); `anyway` is why it is closed, or closing
    asked for, all the same: LeftShort is raised without.
    Where the unit's head signs first, asking for closure leaves the item as it is, and an unsigned request behind.
    """
    text, at = text.strip(), at or clock.now()
    if not status and not text and not completed_on:
        raise WorkflowError(_("Nothing to save: choose a step or write a sentence."))
    with transaction.atomic():
        origin = None
        if status:
            current = fresh(item, version)
            origin, step = current.status, _permitted(current, status, by=by, text=text)
            short = short_of(current) if status in (*ASKING, *ENDING) else {}
            anyway = require_reason(short, status, anyway)
            lacking = {"short": short, "anyway": anyway}
            if status == Status.AWAITING_CLOSURE and _waits_for_head(current, by=by, on=on):
                unit = asking_unit(by, current)
                write_unsigned(current, unit, by=by, at=at, result=text, values=values, **lacking)
                return current
            deadline = _new_deadline(current, step, due_on, by=by, on=on)
            closing_day = _closing_day(current, completed_on or on, on) if status == Status.COMPLETED else None
            is_anew = origin in UNIT_DONE and status == Status.IN_PROGRESS and access.can_supervise(by)
            anew = {"reopened_at": at} if is_anew else {}
            item = change(
                current,
                version=version,
                action=HistoryEntry.Action.STATUS_CHANGED,
                by=by,
                reason=text if step.needs else "",
                beside={"ended_short": short if status in ENDING else {}, **anew},
                told=short if status in ENDING else {},
                status=status,
                completed_on=closing_day,
                ended_anyway=anyway if status in ENDING else "",
                carried_to=into,
                **deadline,
            )
        if due_on and not status:
            raise WorkflowError(ONLY_WHEN_RENEWED)
        if completed_on and status != Status.COMPLETED:
            raise WorkflowError(
                _("The completion date counts only when the item is closed: choose that step, or leave the date empty.")
            )
        if text:
            write_note(item, text=text, by=by)
        if status:
            renewed = deadline.get("due_on")
            follow(item, origin, by=by, at=at, text=text, values=values, new_due_on=renewed, **lacking)
            if status in ENDING:
                end_requests([item.pk], by=by, at=at, reason=spell_ending(item))
            if step.reopens:
                # Asked now: whoever counts or looks before the next run of the clockwork finds its reports, too.
                expect_items([item], at=at)
    item.refresh_from_db()
    return item


def _waits_for_head(item, *, by, on):
    """Whether closure is asked for only once the unit's head has signed."""
    unit = asking_unit(by, item)
    return first_state(item, unit, by=by, on=on, otherwise="") != ""


def _permitted(item, status, *, by, text):
    """The step from the item's status to `status`, if it exists, is open to the person and has the words it needs."""
    step = STEPS.get((item.status, status))
    if step is None:
        names = dict(Status.choices)
        raise WorkflowError(
            _("An item cannot go from “%(from)s” to “%(to)s”.")
            % {"from": item.get_status_display(), "to": names.get(status, status)}
        )
    if status not in steps_for(by, item):
        if status == Status.COMPLETED and access.can_supervise(by):
            raise WorkflowError(
                _(
                    "Items of this report are closed only after a leader has approved: let closure be asked for, then "
                    "put the request before a leader."
                )
            )
        raise WorkflowError(
            _("“%(step)s” is not open to your posts; ask the lead unit or the supervision office.")
            % {"step": step.label_for(by)}
        )
    if step.needs and not text:
        sentences = {
            RESULT: _("“%(step)s” needs the result in words: write it as a progress note."),
            REASON: _("“%(step)s” needs a reason: write it as a progress note."),
        }
        raise WorkflowError(sentences[step.needs] % {"step": step.label_for(by)})
    return step


def _new_deadline(item, step, due_on, *, by, on):
    """The fields of a new deadline; the first one stays on record, as with an extension."""
    renews = step.renews and access.can_supervise(by)
    if due_on is None:
        if step.reopens and item.due_on is not None and item.due_on < on:
            raise WorkflowError(
                _("The deadline (%(day)s) has passed: set a new one, so that the item is not overdue at once.")
                % {"day": item.due_on.isoformat()}
            )
        return {}
    if not renews:
        raise WorkflowError(ONLY_WHEN_RENEWED)
    if due_on < on:
        raise WorkflowError(_("The new deadline lies in the past; choose today or a later day."))
    require_fitting_year(item, due_on)
    return {"due_on": due_on, "original_due_on": item.original_due_on or item.due_on}


def _closing_day(item, day, on):
    if day > on:
        raise WorkflowError(_("The completion date lies in the future; choose today or an earlier day."))
    if day.year < item.report.year:
        raise WorkflowError(_("The completion date lies before the year of the report; check it."))
    return day


def write_note(item, *, text, by):
    """Add a progress note in the name of the person's unit; a supporting unit may, too."""
    if not access.can_write_note(by, item):
        raise WorkflowError(_("Only units named on the item and the supervision office write notes on it."))
    if len(text) > NOTE_LIMIT:
        raise WorkflowError(
            _("The note has %(length)s characters; %(limit)s are possible. Shorten it and save again.")
            % {"length": len(text), "limit": NOTE_LIMIT}
        )
    now = clock.now()
    twin = item.notes.filter(by=by, at__gt=now - SAME_CLICK).first()
    if twin and twin.text == text:
        return twin  # sent twice, by a double click or a reload
    with transaction.atomic():
        note = ProgressNote(item=item, department=access.writing_department(by, item), by=by, text=text, at=now)
        validate(note)
        note.save()
        # Notes add up and never collide, so the version stays; the list shows when something last happened.
        WorkItem.objects.filter(pk=item.pk).update(updated_at=note.at)
        history.record(
            HistoryEntry.Action.NOTE_WRITTEN,
            by=by,
            item=item,
            department=note.department,
            after={"note": as_text(text)},
            at=note.at,
        )
    return note
