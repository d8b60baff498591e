"""What a step on the item's page tells whoever took it: where it went, and who knows of it now."""

from django.utils.translation import gettext as _

from .. import access
from ..lights.words import join
from ..models import Closing, Extension, InstructionAnswer, WorkItem

Status = WorkItem.Status


def where_it_went(asked):
    """Where a request or an answer of a unit lies now."""
    if asked.is_unsigned:
        return _("Submitted: it waits for the head of your unit to sign it off.")
    if isinstance(asked, InstructionAnswer):
        return _("The answer has been sent to whoever gave it to you.")
    return _("Submitted to the supervision office.")


def signed(row):
    """What a head made of a request or an answer of the unit."""
    if row.state == row.SENT_BACK:
        return _("Returned; the unit has been told.")
    if isinstance(row, InstructionAnswer):
        return _("Signed off; the answer has been sent to whoever gave the instruction.")
    return _("Signed off and submitted to the supervision office.")


def moved(before, status, user):
    """`done` for a step of the person to the `status`, "" for a note alone; `before` is the item as it was."""
    origin, by_office = before.status, access.can_supervise(user)

    def sentence(item):
        if not status:
            return _("The note has been written.")
        if status == Status.AWAITING_CLOSURE and item.status != status:
            return _("Submitted: it waits for the head of your unit to sign it off.")
        if status == Status.IN_PROGRESS and not by_office and origin == Status.AWAITING_CLOSURE:
            return _("The request is withdrawn; the supervision office has been told.")
        if status == Status.IN_PROGRESS and origin == Status.NOT_STARTED:
            return _("The item is in progress now.")
        return {
            Status.NOT_STARTED: _("The item is not started again."),
            Status.IN_PROGRESS: _("The item is in progress again; its units have been told."),
            Status.AWAITING_CLOSURE: _("Submitted to the supervision office."),
            Status.COMPLETED: _("The item is closed; the units have been told."),
            Status.CANCELLED: _("The item is cancelled; the units have been told."),
            Status.CARRIED_OVER: _("The item is carried over; the units have been told."),
        }[Status(item.status)]

    return sentence


def closing_decided(decided):
    """What was made of a request to close, told from (the row as it is then, the second look that was planned)."""
    closing, look = decided
    state = Closing.State
    told = {
        state.CLOSED: _("The item is closed; the units have been told."),
        state.RETURNED: _("Returned; the unit has been told."),
        state.WITHDRAWN: _("The request is withdrawn; the supervision office has been told."),
        state.TAKEN_BACK: _("The request is taken back; nobody outside your unit knows of it."),
        state.WITH_LEADER: _("Put before the leaders."),
        state.APPROVED: _("Approved; the supervision office closes the item."),
        state.ASKED: _("Not approved; the supervision office has been told."),
    }[state(closing.state)]
    return join([told, look_planned(look)]) if look else told


def look_planned(look):
    """For when a second look is planned."""
    return _("A second look is planned for %(day)s.") % {"day": look.due_on.isoformat()}


def extension_decided(extension):
    """What was made of a request for a later deadline, told from the row as it is then."""
    if extension.state == Extension.State.APPROVED:
        day = extension.granted_on.isoformat()
        return _("The deadline is %(day)s now; the units have been told.") % {"day": day}
    return _("Denied; the unit has been told.")
