"""How far the words of a report go, by its state; whom they reach then, `items.access` says."""

from enum import Enum

from django.db.models import F, Q

from .update import ProgressUpdate

State = ProgressUpdate.State
ReturnedBy = ProgressUpdate.ReturnedBy


class Reach(Enum):
    """How far the words of a report go; its own unit reads them always."""

    UNIT = "nobody outside the unit"
    ADDRESSEES = "also whom it was handed to: the office, and of a part the item's lead"
    ALL = "everybody signed in"


# Who reads what a report says, by its state. What was returned, only as it was sent: see `reach_of`.
REACH: dict[str, Reach] = {
    State.EXPECTED: Reach.UNIT,
    State.DRAFT: Reach.UNIT,
    State.AWAITING_SIGN_OFF: Reach.UNIT,
    State.AWAITING_MERGE: Reach.ADDRESSEES,
    State.AWAITING_REVIEW: Reach.ADDRESSEES,
    State.RETURNED: Reach.ADDRESSEES,
    State.ACCEPTED: Reach.ALL,
    State.DROPPED: Reach.UNIT,
}
# Whose return says something to the outside; what a head returns has never left the unit.
RETURNED_FROM_OUTSIDE = (ReturnedBy.LEAD, ReturnedBy.OFFICE)


def reach_of_return(returned_by: str) -> Reach:
    """How far the reason of a return goes, by who returned the report (a `ProgressUpdate.ReturnedBy` value)."""
    return Reach.ADDRESSEES if returned_by in RETURNED_FROM_OUTSIDE else Reach.UNIT


def reach_of(update: ProgressUpdate) -> Reach:
    """How far the words of the update go; `with_reach` asks the same of rows."""
    if update.state != State.RETURNED:
        return REACH[update.state]
    # What the unit has begun to write anew is its own again.
    is_as_sent = update.saved_at is None or update.sent_at is None or update.saved_at <= update.sent_at
    return reach_of_return(update.returned_by) if is_as_sent else Reach.UNIT


def with_reach(reach: Reach) -> Q:
    """The condition for updates of which `reach_of` says `reach`, for any but UNIT."""
    states = [state for state in State if REACH[state] is reach]
    is_as_sent = Q(saved_at__isnull=True) | Q(sent_at__isnull=True) | Q(saved_at__lte=F("sent_at"))
    return Q(state__in=states) & (~Q(state=State.RETURNED) | (Q(returned_by__in=RETURNED_FROM_OUTSIDE) & is_as_sent))
