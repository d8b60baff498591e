"""Withdrawing a report as a whole (撤回任务分解): as long as no unit has reported on it.

Its rows stay, for the history speaks of them; it leaves every list, count, round and choice (`models.querysets.live`),
and its title is free for another import.
"""

import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import DepartmentAlias, User

from .. import access, history, read_only
from ..closing.ending import end_instructions, end_requests
from ..errors import WorkflowError
from ..messages.telling import tell
from ..models import HistoryEntry, ImportDraft, Message, ProgressUpdate, Responsibility, WorkItem, WorkReport
from ..models.supervision import REASON_LIMIT
from ..rounds.planning import give_up
from ..rounds.running import close_period
from ..steps.asking import require_words, within
from .standing import ONLY_OFFICE_WITHDRAWS, Withdrawal, withdrawal_of

Action = HistoryEntry.Action
Status = WorkItem.Status
State = ProgressUpdate.State


def withdraw(report: WorkReport, *, by: User, at: datetime.datetime, reason: str, is_issued: bool) -> Withdrawal:
    """Withdraw the report; returns what that did.

    `is_issued` is what the person who was asked had read: whether units knew of it. Its open items are cancelled, its
    periods end, its units are told. What was not issued yet takes the units and aliases along that only its import
    made, and its import can be gone on with.
    """
    if not access.can_supervise(by):
        raise WorkflowError(ONLY_OFFICE_WITHDRAWS)
    reason = within(require_words(reason, _("Say why the report is withdrawn.")), REASON_LIMIT)
    with transaction.atomic():
        current = WorkReport.objects.select_for_update(no_key=True).get(pk=report.pk)
        read_only.require_change(current)
        items = list(current.items.select_for_update(no_key=True, of=("self",)).order_by("pk"))
        found = withdrawal_of(current, on=timezone.localdate(at))
        if found.refusal:
            raise WorkflowError(found.refusal)
        if found.is_issued != is_issued:
            raise WorkflowError(
                _("The report was issued meanwhile. Look at what withdrawing it does now, then decide.")
            )
        _cancel(current, items, by=by, at=at, reason=reason)
        why = _("“%(report)s” was withdrawn: %(reason)s") % {"report": current, "reason": reason}
        end_requests([item.pk for item in items], by=by, at=at, reason=why)
        end_instructions(current, by=by, at=at, reason=why)
        _end_periods(current, at=at)
        if found.is_issued:
            _tell(found, by=by, at=at, reason=reason)
        else:
            _take_back_import(found)
        WorkReport.objects.filter(pk=current.pk).update(withdrawn_at=at, version=F("version") + 1)
        history.record(Action.REPORT_WITHDRAWN, by=by, report=current, before=_before(found), reason=reason, at=at)
    return found


def _before(found):
    """What was there, as the history keeps it."""
    before = {"title": found.report.title, "items": str(found.items), **found.lying}
    if found.leaving:
        before["removed_units"] = "、".join(unit.name for unit in found.leaving)
    if found.aliases:
        before["removed_aliases"] = "、".join(alias.name for alias in found.aliases)
    return before


def _cancel(report, items, *, by, at, reason):
    open_items = [item for item in items if item.is_open]
    changes = [(item, {"status": item.status}, {"status": Status.CANCELLED.value}) for item in open_items]
    for item in open_items:
        item.report = report
    report.items.open().update(status=Status.CANCELLED, version=F("version") + 1, updated_at=at)
    history.record_each(Action.STATUS_CHANGED, changes, by=by, reason=reason, at=at)


def _end_periods(report, *, at):
    """Nobody is asked any more: what nobody had begun goes, a draft stays its unit's, open periods close empty."""
    for period in report.periods.planned():
        give_up(period)
    asked = ProgressUpdate.objects.filter(period__report=report)
    asked.filter(state=State.EXPECTED).delete()
    asked.filter(state=State.DRAFT).update(state=State.DROPPED, version=F("version") + 1)
    for period in report.periods.open().order_by("pk"):
        close_period(period, at=at)


def _tell(found, *, by, at, reason):
    title = _("“%(report)s” has been withdrawn: its items are no longer asked of you") % {"report": found.report}
    tell(
        found.told,
        kind=Message.Kind.DECIDED,
        title=title,
        text=_("Reason: %(reason)s") % {"reason": reason},
        url=found.report.get_absolute_url(),
        by=by,
        at=at,
        on=timezone.localdate(at),
    )


def _take_back_import(found):
    """The units and aliases that only this import made go; the import itself waits to be checked again."""
    leaving = [unit.pk for unit in found.leaving]
    Responsibility.objects.filter(item__report=found.report, department__in=leaving).delete()
    for unit in found.leaving:
        unit.delete()
    DepartmentAlias.objects.filter(pk__in=[alias.pk for alias in found.aliases]).delete()
    drafts = ImportDraft.objects.filter(report=found.report, state=ImportDraft.State.APPLIED, corrects__isnull=True)
    drafts.update(state=ImportDraft.State.READY, report=None, version=F("version") + 1)
