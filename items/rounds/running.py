"""Reporting periods: planned from the report's rules, opened and closed by the calendar (domain.md §3).

Every step can be repeated: what has been opened or closed stays as it is, so a late, doubled or broken-off run of
`manage.py tick` does nothing twice.

Rows are locked in one order, here and in every step on updates: report, items, periods, updates; several of a kind by
their keys. So two transactions wait for each other but never both for ever. Only the rows' keys stay free for what
refers to them (`no_key`): a history entry about a report need not wait for a change of its rules.
"""

import calendar
import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.clock import ONE_DAY

from .. import access, history
from ..issue.issuing import follow_members
from ..lights.recording import record_lights
from ..models import (
    FrozenSheet,
    HistoryEntry,
    ProgressUpdate,
    ReportingPeriod,
    Responsibility,
    Rhythm,
    WorkItem,
    WorkReport,
)
from ..models.period import span_of
from ..rules import workdays
from ..rules.expected import reporting
from ..steps.changing import as_text, validate
from ..steps.errors import WorkflowError
from .sheet import digest, read, write

State = ProgressUpdate.State

RULES = (
    "rhythm",
    "due_day",
    "parts_days",
    "late_days",
    "sign_days",
    "with_sign_off",
    "with_merging",
    "with_leader",
    "rounds_from",
)
# Units are not asked for a report on what reached them less than so many days before the due day.
SHORTEST_NOTICE = datetime.timedelta(days=5)


@dataclass
class Ran:
    """What a run has done: the periods that it opened and closed, the items whose collectives it followed."""

    opened: list = field(default_factory=list)
    closed: list = field(default_factory=list)
    followed: list = field(default_factory=list)


def _require_office(by):
    if by is not None and not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office runs the rounds."))


def set_rules(report, *, by, at, version, **rules):
    """Change the rules of a report's rounds (`RULES`); returns the report.

    Periods not opened yet follow them. An open one keeps its days, but another rhythm asks its units no longer.
    """
    _require_office(by)
    unknown = set(rules) - set(RULES)
    if unknown:
        raise TypeError(f"no rules of a round: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        current = WorkReport.objects.select_for_update(no_key=True).get(pk=report.pk)
        if current.version != version:
            raise WorkflowError(
                _("Somebody else has changed the rules meanwhile. Look at the page as it is now and save again.")
            )
        changes = {name: value for name, value in rules.items() if getattr(current, name) != value}
        if not changes:
            return current
        before = {name: as_text(getattr(current, name)) for name in changes}
        for name, value in changes.items():
            setattr(current, name, value)
        current.version = version + 1
        validate(current, exclude=["source"])
        WorkReport.objects.filter(pk=report.pk, version=version).update(**changes, version=version + 1)
        after = {name: as_text(value) for name, value in changes.items()}
        history.record(HistoryEntry.Action.RULES_CHANGED, by=by, report=current, before=before, after=after, at=at)
        plan(current, on=timezone.localdate(at))
        if "rhythm" in changes:
            _expect_all(current.periods.all(), None, at=at)
    return current


def set_rhythm(items, rhythm, *, by, at):
    """Let the items be reported on in a rhythm of their own, or with "" in the report's; returns how many changed."""
    _require_office(by)
    if rhythm and rhythm not in Rhythm.values:
        raise WorkflowError(_("This rhythm does not exist."))
    with transaction.atomic():
        rows = WorkItem.objects.select_for_update(no_key=True, of=("self",)).select_related("report")
        chosen = rows.filter(pk__in=[item.pk for item in items]).order_by("pk")
        changed = [item for item in chosen if item.rhythm != rhythm]
        for item in changed:
            before, item.rhythm = item.rhythm, rhythm
            WorkItem.objects.filter(pk=item.pk).update(rhythm=rhythm, version=F("version") + 1)
            history.record(
                HistoryEntry.Action.RULES_CHANGED,
                by=by,
                item=item,
                before={"rhythm": before},
                after={"rhythm": rhythm},
                at=at,
            )
        for report in WorkReport.objects.filter(items__in=changed).distinct():
            plan(report, on=timezone.localdate(at))
        expect_items(changed, at=at)
    return len(changed)


def planned(report, rhythm, day):
    """The period of this rhythm that holds `day`, as the report's rules make it; not saved. Not for own dates."""
    start, end = span_of(rhythm, day)
    last = calendar.monthrange(end.year, end.month)[1]
    due = workdays.on_or_before(end.replace(day=min(report.due_day, last)))
    parts_due = workdays.on_or_before(due - datetime.timedelta(days=report.parts_days))
    return ReportingPeriod(
        report=report,
        rhythm=rhythm,
        start_on=start,
        end_on=end,
        opens_on=min(end.replace(day=1), parts_due),
        parts_due_on=parts_due,
        due_on=due,
        closes_on=due + datetime.timedelta(days=report.late_days),
    )


def plan(report, *, on):
    """Bring the report's unopened periods in line with its rules: those of the past that can still be reported, the
    present one and the next of each rhythm in use. Own dates stay as entered."""
    wanted = {}
    if report.issued_on and report.rounds_from:
        for rhythm in _rhythms(report):
            for period in _coming(report, rhythm, on):
                wanted[period.rhythm, period.start_on] = period
    with transaction.atomic():
        standing = report.periods.exclude(rhythm=Rhythm.OWN)
        # Locked: what another run is opening at this moment is not planned any more.
        for period in standing.select_for_update().filter(opened_at__isnull=True).order_by("pk"):
            new = wanted.pop((period.rhythm, period.start_on), None)
            if new is None:
                period.delete()
                continue
            days = ("end_on", "opens_on", "parts_due_on", "due_on", "closes_on")
            if any(getattr(period, name) != getattr(new, name) for name in days):
                ReportingPeriod.objects.filter(pk=period.pk).update(**{name: getattr(new, name) for name in days})
        known = set(standing.values_list("rhythm", "start_on"))
        new = [period for key, period in wanted.items() if key not in known]
        # Two runs at once: the second finds the first one's rows.
        ReportingPeriod.objects.bulk_create(new, ignore_conflicts=True)


def _rhythms(report):
    """The rhythms in which the report's open items are reported on, own dates left out."""
    own = report.items.open().filter(issued_on__isnull=False).order_by().values_list("rhythm", flat=True).distinct()
    return sorted({rhythm or report.rhythm for rhythm in own} - {Rhythm.OWN.value})


def _coming(report, rhythm, on):
    """The periods that can still be reported on the day, and the one after the present."""
    day = report.rounds_from
    while True:
        period = planned(report, rhythm, day)
        if period.due_on >= report.rounds_from + SHORTEST_NOTICE and period.closes_on >= on:
            yield period
            if period.start_on > on:
                return
        day = period.end_on + ONE_DAY


def add_period(report, *, by, at, start_on, end_on, opens_on, due_on, closes_on):
    """Enter a period with dates of its own, for items reported on such dates; returns it."""
    _require_office(by)
    parts_due = max(opens_on, workdays.on_or_before(due_on - datetime.timedelta(days=report.parts_days)))
    period = ReportingPeriod(
        report=report,
        rhythm=Rhythm.OWN,
        start_on=start_on,
        end_on=end_on,
        opens_on=opens_on,
        parts_due_on=min(parts_due, due_on),
        due_on=due_on,
        closes_on=closes_on,
    )
    with transaction.atomic():
        validate(period)
        period.save()
        history.record(HistoryEntry.Action.PERIOD_CHANGED, by=by, report=report, after={"period": period.key}, at=at)
    return period


def open_period(period, *, by=None, at):
    """Open a period: every unit on one of its items is expected to report. Returns whether this call opened it."""
    _require_office(by)
    with transaction.atomic():
        if ReportingPeriod.objects.filter(pk=period.pk, opened_at__isnull=True).update(opened_at=at) != 1:
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
    _require_office(by)
    with transaction.atomic():
        rows = ReportingPeriod.objects.select_for_update(no_key=True, of=("self",)).select_related("report")
        current = rows.get(pk=period.pk)
        if not current.is_open:
            return False
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
    reports = WorkReport.objects.filter(issued_on__isnull=False, rounds_from__isnull=False)
    for report in reports.order_by("pk"):
        plan(report, on=on)
    periods = ReportingPeriod.objects.select_related("report").in_order()
    for period in periods.filter(opened_at__isnull=True, opens_on__lte=on, closes_on__gte=on):
        if open_period(period, at=at):
            ran.opened.append(period)
    for period in periods.open():
        if period.closes_on < on:
            if close_period(period, at=at):
                ran.closed.append(period)
        else:
            expect(period, new=on <= period.due_on)
    return ran


def expect_items(items, *, at):
    """After units or rhythms of the items have changed: open periods expect reports from whoever is on them now."""
    items = list(items)
    _expect_all(ReportingPeriod.objects.filter(report__in={item.report_id for item in items}), items, at=at)


def _expect_all(periods, items, *, at):
    on = timezone.localdate(at)
    for period in periods.open().filter(closes_on__gte=on).select_related("report").order_by("pk"):
        expect(period, items, new=on <= period.due_on)


def expect(period, items=None, *, new=True):
    """Let the rows of an open period be those of the units that have to report; what was written is never deleted.

    `items` restricts it to these. Whoever is no longer on an item, or whose item is closed, is not asked any more.
    With `new` False nobody is asked who was not asked before: after the due day that would be a report that is late
    from the start.
    """
    with transaction.atomic():
        if not ReportingPeriod.objects.select_for_update(no_key=True).get(pk=period.pk).is_open:
            return
        wanted = {(row.item_id, row.department_id): row for row in reporting(period, items)}
        standing = ProgressUpdate.objects.filter(period=period).order_by("pk")
        standing = standing.only("item", "department", "role", "via", "state", "version", "return_reason")
        if items is not None:
            standing = standing.filter(item__in=items)
        for update in standing:
            _adjust(update, wanted.pop((update.item_id, update.department_id), None))
        in_time = period.due_on - SHORTEST_NOTICE
        asked = [
            ProgressUpdate(period=period, item_id=item, department_id=unit, role=row.role, via_id=row.via_id)
            for (item, unit), row in wanted.items()
            if new and row.issued_on <= in_time
        ]
        ProgressUpdate.objects.bulk_create(asked, batch_size=500, ignore_conflicts=True)


def _adjust(update, row):
    """Bring one row of an open period in line with the unit's responsibility on the item; None: it has none.

    A row that somebody saves at this moment is left for the next run.
    """
    if row is None:
        if update.state == State.EXPECTED:
            # Locked first: deleting looks its rows up and then deletes them by key, a draft begun in between too.
            for unwritten in _as_read(update).select_for_update().order_by():
                unwritten.delete()
        elif update.is_writable:
            _as_read(update).update(state=State.DROPPED, version=F("version") + 1)
        return
    changes = {}
    if (update.role, update.via_id) != (row.role, row.via_id) and update.state != State.ACCEPTED:
        changes = {"role": row.role, "via": row.via_id}
    if update.state == State.DROPPED:
        changes["state"] = State.RETURNED if update.return_reason else State.DRAFT
    elif update.state == State.AWAITING_MERGE and row.role != Responsibility.Role.SUPPORT:
        changes["state"] = State.AWAITING_REVIEW  # there is no lead before it any more
    if changes:
        _as_read(update).update(**changes, version=F("version") + 1)


def _as_read(update):
    """The row in the database, none if somebody has saved it since it was read."""
    return ProgressUpdate.objects.filter(pk=update.pk, version=update.version)
