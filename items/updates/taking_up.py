"""Which parts a lead takes up in its report (汇总): ticked in its draft, settled once that is sent."""

from django.db.models import F
from django.utils.translation import gettext as _

from .. import access, history
from ..models import HistoryEntry, ProgressUpdate
from ..rules import parts

State = ProgressUpdate.State


def tick(update, part, is_taken, *, by, at):
    """Tick the part (its key) in the lead's draft, or not; returns whether it is still there to be ticked.

    What the lead had settled with a report that it took back, and takes up no more, waits for it again: reported, not
    taken up. What the office has accepted itself stays accepted.
    """
    rows = parts.offered(update).filter(pk=part)
    if is_taken:
        return rows.update(taken_up_in=update.pk) == 1
    settled = rows.filter(state=State.ACCEPTED, taken_up_in=update.pk)
    row = settled.select_related("reviewed_by", "period", "item__report", "department").first()
    if row is None or access.can_review(row.reviewed_by):
        return rows.update(taken_up_in=None) == 1
    again = {"state": State.AWAITING_MERGE, "reviewed_by": None, "reviewed_at": None, "review_note": ""}
    is_put_back = settled.filter(version=row.version).update(**again, taken_up_in=None, version=F("version") + 1) == 1
    if is_put_back:
        history.record(
            HistoryEntry.Action.ACCEPTANCE_UNDONE,
            by=by,
            item=row.item,
            department=row.department,
            after={"period": row.period.key, "returned_by": ProgressUpdate.ReturnedBy.LEAD.value},
            reason=_("Not taken up any more with the update of the lead."),
            at=at,
        )
    return is_put_back
