"""Archiving a report (归档): its year is over, it can only be read, and it leaves the lists of what is under way."""

import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.models import User

from .. import access, history, read_only
from ..errors import WorkflowError
from ..messages.telling import tell
from ..models import HistoryEntry, Message, ProgressUpdate, ReportingPeriod, WorkReport
from ..models.supervision import REASON_LIMIT
from ..rounds.planning import plan_periods
from ..rounds.running import close_period
from ..steps.asking import require_words, within
from .standing import ONLY_OFFICE_WITHDRAWS, Archiving, archiving_of

NOT_ARCHIVED = gettext_lazy("This report is not archived (any more).")

Action = HistoryEntry.Action
State = ProgressUpdate.State


def archive(report: WorkReport, *, by: User, at: datetime.datetime) -> Archiving:
    """Archive the report; returns what that did.

    Items that are not closed keep their status. Periods that were planned and never opened go, and so do those that
    are open: their units are told that nobody is asked any more.
    """
    on = timezone.localdate(at)
    with transaction.atomic():
        current = _locked(report, by=by)
        read_only.require_change(current)
        _hold_open_periods(current)
        found = archiving_of(current, on=on)
        if found.refusal:
            raise WorkflowError(found.refusal)
        _end_periods(found, by=by, at=at)
        current.archived_at = at
        WorkReport.objects.filter(pk=current.pk).update(archived_at=at, version=F("version") + 1)
        after = {"title": current.title, "still_open": str(found.still_open)}
        history.record(Action.REPORT_ARCHIVED, by=by, report=current, after=after, at=at)
    return found


def _hold_open_periods(report):
    """Lock them and their rows before anybody looks: a report sent in between is found, or waits and is refused."""
    periods = report.periods.open().select_for_update(no_key=True).order_by("pk")
    updates = ProgressUpdate.objects.filter(period__in=[period.pk for period in periods])
    list(updates.select_for_update().order_by("pk").values_list("pk"))


def _end_periods(found, *, by, at):
    """Nobody is asked any more. What was begun stays its unit's, and its period closes empty; other periods go.

    A period of which a message, a reminder or a call tells closes, too: they name it.
    """
    for period in found.periods:
        is_begun = ~Q(state=State.EXPECTED) | Q(saved_at__isnull=False) | Q(attachments__isnull=False)
        begun = period.updates.filter(is_begun)
        period.updates.exclude(pk__in=list(begun.values_list("pk", flat=True))).delete()
        period.updates.update(state=State.DROPPED, version=F("version") + 1)
        if period.updates.exists() or _is_named(period):
            close_period(period, at=at)
            continue
        ReportingPeriod.objects.filter(pk=period.pk).update(opened_at=None)
        history.record(Action.OPENING_UNDONE, by=by, report=found.report, after={"period": period.key}, at=at)
    for period in found.report.periods.filter(opened_at__isnull=True):
        if not _is_named(period):
            period.delete()
    names = "、".join(period.name for period in found.periods)
    for_all = {"period": names, "report": found.report}
    tell(
        found.told,
        kind=Message.Kind.DECIDED,
        title=_("%(period)s is no longer asked of you: “%(report)s” has been archived") % for_all,
        url=found.report.get_absolute_url(),
        by=by,
        at=at,
        on=timezone.localdate(at),
    )


def _is_named(period):
    told = Message.objects.filter(period=period)
    return told.exists() or period.reminders.exists() or period.calls.exists()


def take_back(report: WorkReport, *, by: User, at: datetime.datetime, reason: str) -> WorkReport:
    """Take the archiving back, with a reason; the report goes on as it was. Returns it."""
    reason = within(require_words(reason, _("Say why the archiving is taken back.")), REASON_LIMIT)
    with transaction.atomic():
        current = _locked(report, by=by)
        if not current.is_archived:
            raise WorkflowError(NOT_ARCHIVED)
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
