"""Archiving a report (归档): its year is over, it can only be read, and it leaves the lists of what is under way."""

import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import User

from .. import access, history, read_only
from ..errors import WorkflowError
from ..messages.telling import tell, unit_people
from ..models import HistoryEntry, Message, ProgressUpdate, ReportingPeriod, Rhythm, WorkReport
from ..models.supervision import REASON_LIMIT
from ..rounds.expecting import expect
from ..rounds.planning import give_up, plan_periods
from ..rounds.running import close_period, open_period
from ..steps.asking import require_words, within
from .standing import ONLY_OFFICE_WITHDRAWS, Archiving, TakingBack, archiving_of, taking_back_of

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
    for period in found.report.periods.planned():
        if period.rhythm == Rhythm.OWN:  # nobody could plan it again
            ReportingPeriod.objects.filter(pk=period.pk).update(called_off=True)
        else:
            give_up(period)
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


def take_back(report: WorkReport, *, by: User, at: datetime.datetime, reason: str) -> TakingBack:
    """Take the archiving back, with a reason; the report goes on as it was. Returns what that did.

    Periods that can still be reported in are open again, with what was begun in them; their units are told.
    """
    reason = within(require_words(reason, _("Say why the archiving is taken back.")), REASON_LIMIT)
    with transaction.atomic():
        current = _locked(report, by=by)
        found = taking_back_of(current, on=timezone.localdate(at))
        if found.refusal:
            raise WorkflowError(found.refusal)
        current.archived_at = None
        WorkReport.objects.filter(pk=current.pk).update(archived_at=None, version=F("version") + 1)
        history.record(
            Action.REPORT_REOPENED, by=by, report=current, after={"title": current.title}, reason=reason, at=at
        )
        _open_again(current, found, by=by, at=at)
    return found


def _open_again(report, found, *, by, at):
    on = timezone.localdate(at)
    report.periods.filter(rhythm=Rhythm.OWN).update(called_off=False)
    plan_periods(report, on=on)
    for period in found.closed:
        sheet = period.frozen_sheet
        ReportingPeriod.objects.filter(pk=period.pk).update(closed_at=None, frozen_sheet=None)
        sheet.delete()  # it says nothing but that nobody was asked any more
        expect(period)
        after = {"period": period.key, "due_on": period.due_on.isoformat()}
        history.record(Action.PERIOD_OPENED, by=by, report=report, after=after, at=at)
    again = {period.key for period in found.planned}
    for period in report.periods.planned():
        if period.key in again:
            open_period(period, by=by, at=at)
    names = "、".join(period.name for period in found.opens)
    asked = ProgressUpdate.objects.in_open_periods().filter(period__report=report).asked_for()
    tell(
        unit_people(asked.order_by().values("department"), on=on) if names else [],
        kind=Message.Kind.DECIDED,
        title=_("%(period)s is asked of you again: the archiving of “%(report)s” has been taken back")
        % {"period": names, "report": report},
        url=report.get_absolute_url(),
        by=by,
        at=at,
        on=on,
    )


def _locked(report, *, by):
    if not access.can_supervise(by):
        raise WorkflowError(ONLY_OFFICE_WITHDRAWS)
    return WorkReport.objects.select_for_update(no_key=True).get(pk=report.pk)
