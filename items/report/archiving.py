"""Archiving a report (归档): its year is over, it can only be read, and it leaves the lists of what is under way."""

import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import User

from .. import access, history, read_only
from ..errors import WorkflowError
from ..models import HistoryEntry, WorkReport
from ..models.supervision import REASON_LIMIT
from ..rounds.planning import plan_periods
from ..steps.asking import require_words, within
from .standing import ONLY_OFFICE_WITHDRAWS, archiving_of

Action = HistoryEntry.Action


def archive(report: WorkReport, *, by: User, at: datetime.datetime) -> WorkReport:
    """Archive the report; returns it. Periods that were planned and never opened go."""
    with transaction.atomic():
        current = _locked(report, by=by)
        read_only.require_change(current)
        refusal = archiving_of(current).refusal
        if refusal:
            raise WorkflowError(refusal)
        current.periods.filter(opened_at__isnull=True).delete()
        current.archived_at = at
        WorkReport.objects.filter(pk=current.pk).update(archived_at=at, version=F("version") + 1)
        history.record(Action.REPORT_ARCHIVED, by=by, report=current, after={"title": current.title}, at=at)
    return current


def take_back(report: WorkReport, *, by: User, at: datetime.datetime, reason: str) -> WorkReport:
    """Take the archiving back, with a reason; the report goes on as it was. Returns it."""
    reason = within(require_words(reason, _("Say why the archiving is taken back.")), REASON_LIMIT)
    with transaction.atomic():
        current = _locked(report, by=by)
        if not current.is_archived:
            raise WorkflowError(_("This report is not archived (any more)."))
        current.archived_at = None
        WorkReport.objects.filter(pk=current.pk).update(archived_at=None, version=F("version") + 1)
        history.record(
            Action.REPORT_REOPENED, by=by, report=current, after={"title": current.title}, reason=reason, at=at
        )
        plan_periods(current, on=timezone.localdate(at))
    return current


def _locked(report, *, by):
    if not access.can_supervise(by):
        raise WorkflowError(ONLY_OFFICE_WITHDRAWS)
    return WorkReport.objects.select_for_update(no_key=True).get(pk=report.pk)
