"""Reporting periods are opened and closed by the calendar (domain.md §3).

Every step can be repeated: what has been opened or closed stays as it is, so a late, doubled or broken-off run of
`manage.py tick` does nothing twice.

Rows are locked in one order, here and in every step on updates: report, items, periods, updates; several of a kind by
their keys. So two transactions wait for each other but never both for ever. Only the rows' keys stay free for what
refers to them (`no_key`): a history entry about a report need not wait for a change of its rules.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import history, read_only
from ..issue.issuing import follow_members
from ..lights.recording import record_lights
from ..models import FrozenSheet, HistoryEntry, ReportingPeriod, WorkReport
from ..steps.errors import WorkflowError
from .expecting import expect
from .outline import outline_of
from .planning import plan_periods, require_office, to_open
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
        sheet = FrozenSheet.objects.create(text=text, digest=digest(text), outline=outline_of(text))
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
    for report in _in_rounds().order_by("pk"):
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


def is_anything_due(on):
    """Whether `run_due` would open or close a period on the day."""
    if ReportingPeriod.objects.live().open().filter(closes_on__lt=on).exists():
        return True
    return any(period.opens_on <= on for report in _in_rounds() for period in to_open(report, on))


def _in_rounds():
    """The reports whose periods are planned by their rules."""
    return WorkReport.objects.live().filter(issued_on__isnull=False, rounds_from__isnull=False)
