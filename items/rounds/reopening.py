"""Taking back that a period was closed before its last day (撤销关闭), by the office or by a clock that ran ahead.

Only while nobody has built on the closing: no report has come since, and no bulletin tells of it.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import history, read_only
from ..lights.recording import forget_ahead
from ..messages.telling import unit_people
from ..models import Bulletin, FrozenSheet, HistoryEntry, ReportingPeriod
from ..models.message import BY_HAND
from ..models.supervision import REASON_LIMIT
from ..steps.asking import require_words, within
from ..steps.errors import WorkflowError
from .expecting import expect
from .planning import require_office
from .undoing import tell_of_period

# So many of the reports that stand in the way are named.
NAMED = 5


def why_not_reopened(period, on):
    """Why the closing of a closed period stands, as a sentence; "" where it can be taken back. Two queries at most."""
    if on > period.closes_on:  # it would be closed again at once
        return _("The period closed for good on %(day)s: its closing can be taken back until that day only.") % {
            "day": period.closes_on
        }
    rows = period.updates.filter(handed_in_at__gt=period.closed_at).select_related("item", "department")
    late = list(rows.order_by("item__position", "department__position", "pk")[: NAMED + 1])
    if late:
        reports = "；".join(
            _("%(unit)s, item %(number)s") % {"unit": one.department.name, "number": one.item.display_number}
            for one in late[:NAMED]
        ) + ("…" if len(late) > NAMED else "")
        return _("Reports have come since the period was closed, so it stays closed: %(reports)s.") % {
            "reports": reports
        }
    if written := Bulletin.objects.filter(period=period).only("title").order_by("pk").first():
        return _(
            "“%(bulletin)s” tells of this closing. Delete the draft first; with one that was issued it stays closed."
        ) % {"bulletin": written.title}
    return ""


def undo_closing(period, *, by, at, reason):
    """Open a closed period again as it was; its units are told. Returns whether this call did it.

    What was frozen goes, its SHA-256 stays in the history. Whatever the portal recorded of lights and reminders at
    moments that have not come yet, by a clock that ran ahead, goes with it.
    """
    require_office(by)
    on = timezone.localdate(at)
    reason = within(require_words(reason, _("Say why the closing is taken back.")), REASON_LIMIT)
    with transaction.atomic():
        rows = ReportingPeriod.objects.select_for_update(no_key=True, of=("self",)).select_related("report")
        current = rows.get(pk=period.pk)
        if not current.is_closed:
            return False
        read_only.require_change(current.report)
        # Locked before they are looked at: a report that is being handed in is found, or waits and finds it open.
        list(current.updates.select_for_update().order_by("pk").values_list("pk"))
        if why := why_not_reopened(current, on):
            raise WorkflowError(why)
        frozen = FrozenSheet.objects.defer("text", "outline").get(period=current)
        ReportingPeriod.objects.filter(pk=current.pk).update(closed_at=None, frozen_sheet=None)
        FrozenSheet.objects.filter(pk=frozen.pk).delete()
        forget_ahead(at, current.report)
        current.reminders.filter(at__gt=at).exclude(rule__in=BY_HAND).delete()
        expect(current, new=on <= current.due_on)
        history.record(
            HistoryEntry.Action.CLOSING_UNDONE,
            by=by,
            report=current.report,
            before={"digest": frozen.digest},
            after={"period": current.key, "due_on": current.due_on.isoformat()},
            reason=reason,
            at=at,
        )
        _tell(current, reason, by=by, at=at, on=on)
    period.refresh_from_db()
    return True


def _tell(period, reason, *, by, at, on):
    asked = period.updates.asked_for().order_by().values("department").distinct()
    title = _("%(period)s is open again until %(day)s: its closing has been taken back") % {
        "period": period.name,
        "day": period.closes_on,
    }
    tell_of_period(period, unit_people(asked, on=on), title=title, text=reason, by=by, at=at)
