"""Reporting periods as the rules of a report make them, with their days (domain.md §3)."""

import calendar
import datetime
from itertools import islice

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.clock import ONE_DAY

from .. import access, history
from ..models import HistoryEntry, ReportingPeriod, Rhythm, WorkItem, WorkReport
from ..models.period import span_of
from ..rules import workdays
from ..steps.changing import as_text, validate
from ..steps.errors import WorkflowError
from .expecting import SHORTEST_NOTICE, expect_all, expect_items

# So many periods ahead of the day one has not been opened yet.
FURTHEST = 12

RULES = (
    "rhythm",
    "due_day",
    "parts_days",
    "late_days",
    "sign_days",
    "with_sign_off",
    "with_other_signer",
    "with_merging",
    "with_leader",
    "rounds_from",
)


def require_office(by):
    """Raise `WorkflowError` unless the office runs the rounds, or the calendar itself (None)."""
    if by is not None and not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office runs the rounds."))


def set_rules(report, *, by, at, version, **rules):
    """Change the rules of a report's rounds (`RULES`); returns the report.

    Periods not opened yet follow them. An open one keeps its days, but another rhythm asks its units no longer.
    """
    require_office(by)
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
        plan_periods(current, on=timezone.localdate(at))
        if "rhythm" in changes:
            expect_all(current.periods.all(), None, at=at)
    return current


def set_rhythm(items, rhythm, *, by, at):
    """Let the items be reported on in a rhythm of their own, or with "" in the report's; returns how many changed."""
    require_office(by)
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
            plan_periods(report, on=timezone.localdate(at))
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


def plan_periods(report, *, on):
    """Bring the report's unopened periods in line with its rules: those of the past that can still be reported, the
    present one and the next of each rhythm in use. Own dates stay as entered."""
    wanted = {}
    if report.issued_on and report.rounds_from:
        for rhythm in _rhythms(report):
            for period in _coming(report, rhythm, on):
                wanted[period.rhythm, period.start_on] = period
    with transaction.atomic():
        present = report.periods.exclude(rhythm=Rhythm.OWN)
        # Locked: what another run is opening at this moment is not planned any more.
        for period in present.select_for_update().filter(opened_at__isnull=True).order_by("pk"):
            new = wanted.pop((period.rhythm, period.start_on), None)
            if new is None:
                give_up(period)
                continue
            days = ("end_on", "opens_on", "parts_due_on", "due_on", "closes_on", "called_off")
            if any(getattr(period, name) != getattr(new, name) for name in days):
                ReportingPeriod.objects.filter(pk=period.pk).update(**{name: getattr(new, name) for name in days})
        known = set(present.values_list("rhythm", "start_on"))
        new = [period for key, period in wanted.items() if key not in known]
        # Two runs at once: the second finds the first one's rows.
        ReportingPeriod.objects.bulk_create(new, ignore_conflicts=True)


def give_up(period):
    """A period that has not opened and is not wanted any more goes; one that messages or calls name is called off."""
    try:
        period.delete()
    except ProtectedError:
        ReportingPeriod.objects.filter(pk=period.pk).update(called_off=True)


def _rhythms(report):
    """The rhythms in which the report's open items are reported on, own dates left out."""
    own = report.items.open().filter(issued_on__isnull=False).order_by().values_list("rhythm", flat=True).distinct()
    return sorted({rhythm or report.rhythm for rhythm in own} - {Rhythm.OWN.value})


def _coming(report, rhythm, on):
    """The periods that can still be reported on the day, and the one after the present."""
    for period in _reportable(report, rhythm, on, since=report.rounds_from):
        yield period
        if period.start_on > on:
            return


def _reportable(report, rhythm, on, *, since):
    """The periods from `since` on that units have time to report in and that are not over on the day, without end."""
    day = since
    while True:
        period = planned(report, rhythm, day)
        if period.due_on >= since + SHORTEST_NOTICE and period.closes_on >= on:
            yield period
        day = period.end_on + ONE_DAY


def to_open(report, on):
    """The periods that can still open on the day or after it: by the rules, not saved, and those of own dates."""
    opened = set(report.periods.filter(opened_at__isnull=False).values_list("rhythm", "start_on"))
    coming = []
    if report.issued_on and report.rounds_from:
        coming = [period for rhythm in _rhythms(report) for period in _coming(report, rhythm, on)]
        coming = [period for period in coming if (period.rhythm, period.start_on) not in opened]
    return [*coming, *report.periods.filter(rhythm=Rhythm.OWN, opened_at__isnull=True, closes_on__gte=on)]


def next_period(report, on):
    """The period that opens next by the rules in `report` (saved or not), not saved; None where none will.

    A report that has not been issued is looked at as if it were on the day.
    """
    rhythms = _rhythms(report) if report.issued_on else sorted({report.rhythm} - {Rhythm.OWN.value})
    opened = set(report.periods.filter(opened_at__isnull=False).values_list("rhythm", "start_on"))
    since = report.rounds_from or report.rounds_begin_on(on)
    found = []
    for rhythm in rhythms:
        coming = islice(_reportable(report, rhythm, on, since=since), FURTHEST)
        found += [period for period in coming if (rhythm, period.start_on) not in opened][:1]
    return min(found, key=lambda period: (period.opens_on, period.due_on), default=None)


def add_period(report, *, by, at, start_on, end_on, opens_on, due_on, closes_on):
    """Enter a period with dates of its own, for items reported on such dates; returns it."""
    require_office(by)
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
