"""Reporting periods are opened and closed by the calendar (domain.md §3).

Every step can be repeated: what has been opened or closed stays as it is, so a late, doubled or broken-off run of
`manage.py tick` does nothing twice.

Rows are locked in one order, here and in every step on updates: report, items, periods, updates; several of a kind by
their keys. So two transactions wait for each other but never both for ever. Only the rows' keys stay free for what
refers to them (`no_key`): a history entry about a report need not wait for a change of its rules.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import User

from .. import history, read_only
from ..issue.issuing import follow_members
from ..lights.recording import record_lights
from ..messages.telling import tell, unit_people
from ..models import Delivery, FrozenSheet, HistoryEntry, Message, ProgressUpdate, ReportingPeriod, WorkReport
from ..models.message import BY_HAND
from ..steps.errors import WorkflowError
from .expecting import expect
from .planning import plan_periods, require_office
from .sheet import digest, read, write


@dataclass
class Ran:
    """What a run has done: the periods that it opened and closed, the items whose collectives it followed."""

    opened: list = field(default_factory=list)
    closed: list = field(default_factory=list)
    followed: list = field(default_factory=list)


def open_period(period, *, by=None, at):
    """Open a period: every unit on one of its items is expected to report. Returns whether this call opened it."""
    require_office(by)
    with transaction.atomic():
        if ReportingPeriod.objects.filter(pk=period.pk).planned().update(opened_at=at) != 1:
            return False
        period.opened_at = at
        expect(period)
        history.record(
            HistoryEntry.Action.PERIOD_OPENED,
            by=by,
            report=period.report,
            after={"period": period.key, "due_on": period.due_on.isoformat()},
            at=at,
        )
    return True


def can_be_undone(period, on):
    """Whether an opening can still be taken back: before the period's own day, while nobody has begun to report."""
    return period.is_open and on < period.opens_on and not _begun(period).exists()


def _begun(period):
    return period.updates.filter(~Q(state=ProgressUpdate.State.EXPECTED) | Q(attachments__isnull=False))


def undo_opening(period, *, by, at):
    """Take back that the office opened a period before its day; its units are told. Returns whether this call did it.

    From its own day on the calendar would open it again.
    """
    require_office(by)
    on = timezone.localdate(at)
    with transaction.atomic():
        rows = ReportingPeriod.objects.select_for_update(no_key=True, of=("self",)).select_related("report")
        current = rows.get(pk=period.pk)
        if not current.is_open:
            return False
        read_only.require_change(current.report)
        if on >= current.opens_on:
            raise WorkflowError(
                _("The period opens by itself on %(day)s: its opening can be taken back before that day only.")
                % {"day": current.opens_on}
            )
        # Locked before they are looked at: a draft begun in between is found, or waits and finds no row.
        list(current.updates.select_for_update().order_by("pk").values_list("pk"))
        if _begun(current).exists():
            raise WorkflowError(_("A unit has begun to report: the period stays open."))
        units = list(current.updates.order_by().values_list("department", flat=True).distinct())
        current.updates.all().delete()
        ReportingPeriod.objects.filter(pk=current.pk).update(opened_at=None)
        history.record(
            HistoryEntry.Action.OPENING_UNDONE, by=by, report=current.report, after={"period": current.key}, at=at
        )
        # By its rules every reminder speaks once: those of the opening that never was shall not silence the true ones.
        current.reminders.exclude(rule__in=BY_HAND).delete()
        told = Message.objects.filter(period=current)
        Delivery.objects.filter(message__in=told, state__in=Delivery.DUE_STATES).delete()
        reminded = User.objects.filter(is_active=True).filter(pk__in=told.order_by().values("to"))
        tell(
            {person.pk: person for person in (*unit_people(units, on=on), *reminded)}.values(),
            kind=Message.Kind.DECIDED,
            title=_("%(period)s was opened too early and taken back; it opens on %(day)s")
            % {"period": current.name, "day": current.opens_on},
            url=current.get_absolute_url(),
            by=by,
            period=current,
            at=at,
            on=on,
        )
    period.refresh_from_db()
    return True


def close_period(period, *, by=None, at):
    """Close a period and freeze what it says; later reports count as made up. Returns whether this call closed it.

    Who was asked last stays asked: what has become of items and units since is none of the period's business.
    """
    require_office(by)
    with transaction.atomic():
        rows = ReportingPeriod.objects.select_for_update(no_key=True, of=("self",)).select_related("report")
        current = rows.get(pk=period.pk)
        if not current.is_open:
            return False
        read_only.require_change(current.report)
        if by is not None and timezone.localdate(at) <= current.due_on:
            raise WorkflowError(_("The period cannot be closed before its due day has passed."))
        text = write(read(current, closing_at=at))
        sheet = FrozenSheet.objects.create(text=text, digest=digest(text))
        ReportingPeriod.objects.filter(pk=period.pk, closed_at__isnull=True).update(closed_at=at, frozen_sheet=sheet)
        record_lights(at, current.report)
        history.record(
            HistoryEntry.Action.PERIOD_CLOSED,
            by=by,
            report=current.report,
            after={"period": current.key, "digest": sheet.digest},
            at=at,
        )
    period.refresh_from_db()
    return True


def run_due(at):
    """Do what the calendar asks for by now: plan, open, let items follow their collectives, close. Safe to repeat."""
    on, ran = timezone.localdate(at), Ran()
    ran.followed = follow_members(on=on)
    reports = WorkReport.objects.live().filter(issued_on__isnull=False, rounds_from__isnull=False)
    for report in reports.order_by("pk"):
        plan_periods(report, on=on)
    periods = ReportingPeriod.objects.live().select_related("report").in_order()
    for period in periods.planned().filter(opens_on__lte=on, closes_on__gte=on):
        if open_period(period, at=at):
            ran.opened.append(period)
    for period in periods.open():
        if period.closes_on < on:
            if close_period(period, at=at):
                ran.closed.append(period)
        else:
            expect(period, new=on <= period.due_on)
    return ran
