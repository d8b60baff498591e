"""Entering the notice of a year (放假调休安排), and removing what was entered."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.clock import ONE_DAY

from .. import access, history
from ..models import HistoryEntry, HolidayNotice, HolidaySpan, WorkReport
from ..rounds.planning import plan_periods
from ..rules import workdays
from ..rules.legal_holidays import SATURDAY
from ..steps.changing import validate
from ..steps.errors import WorkflowError
from .page import holidays_of
from .reading import spell

LONGEST = 31


def require_sound(year, holidays):
    """Raise `WorkflowError` unless the holidays can be those of the year's notice."""
    if not holidays:
        raise WorkflowError(_("No days off were found: write one holiday a line, as in the example."))
    first, last = datetime.date(year - 1, 12, 1), datetime.date(year, 12, 31)
    free = {}
    for one in holidays:
        if not first <= one.start_on <= one.end_on <= last:
            raise WorkflowError(
                _("“%(name)s” does not lie in %(year)s, or ends before it begins.") % {"name": one.name, "year": year}
            )
        length = (one.end_on - one.start_on).days + 1
        if length > LONGEST:
            raise WorkflowError(
                _("“%(name)s” has %(count)s days: check its dates.") % {"name": one.name, "count": length}
            )
        for number in range(length):
            day = one.start_on + number * ONE_DAY
            if day in free:
                raise WorkflowError(
                    _("%(day)s belongs to “%(name)s” and to “%(other)s”.")
                    % {"day": day, "name": free[day], "other": one.name}
                )
            free[day] = one.name
    worked = [day for one in holidays for day in one.worked_on]
    for day in worked:
        if not first <= day <= last or day.weekday() < SATURDAY:
            raise WorkflowError(_("%(day)s is no weekend day of the year, so it cannot make up.") % {"day": day})
        if day in free or worked.count(day) > 1:
            raise WorkflowError(_("%(day)s is named twice, as a day off or as worked.") % {"day": day})


def calendar_with(year, holidays):
    """The calendar as it would be with these holidays in the year, nothing saved: `workdays.Entered`."""
    spans = HolidaySpan.objects.exclude(notice__year=year).order_by("notice__year", "position")
    rows = [*spans.values_list("notice__year", "name", "start_on", "end_on", "worked_on")]
    # Sorted by year alone: the holidays of a year stay in their order.
    return workdays.Entered.of(sorted([*rows, *(one.as_span(year) for one in holidays)], key=lambda row: row[0]))


def enter(year, holidays, *, document, by, at, version):
    """Let the year be as `holidays` (`reading.Holiday`) say; returns the `HolidayNotice`.

    `version` is that of the notice which the page showed, 0 where there was none. Periods not opened yet follow.
    """
    _require_office(by)
    require_sound(year, holidays)
    with transaction.atomic():
        notice = HolidayNotice.objects.filter(year=year).first() or HolidayNotice(year=year)
        before = _told(notice)
        notice.document, notice.by, notice.at, notice.version = document.strip(), by, at, version + 1
        validate(notice, exclude=["by"])
        _write(notice, version)
        notice.spans.all().delete()
        for position, one in enumerate(holidays):
            _year, name, start, end, worked = one.as_span(year)
            span = HolidaySpan(
                notice=notice, position=position, name=name, start_on=start, end_on=end, worked_on=worked
            )
            validate(span, exclude=["notice"])
            span.save()
        after = _told(notice)
        _record(HistoryEntry.Action.HOLIDAYS_ENTERED, by, before, after, at)
        _follow(at)
    return notice


def _write(notice, version):
    """Insert or change the notice, if it still is as the page showed it."""
    if version == 0:
        try:
            with transaction.atomic():
                notice.save(force_insert=True)
            return
        except IntegrityError:
            _raise_stale()
    values = {name: getattr(notice, name) for name in ("document", "by", "at", "version")}
    if HolidayNotice.objects.filter(year=notice.year, version=version).update(**values) != 1:
        _raise_stale()


def _raise_stale():
    raise WorkflowError(
        _("Somebody else has entered this year meanwhile. Look at the page as it is now and save again.")
    )


def remove(notice, *, by, at, version):
    """Take back what was entered: the year is again as the package or the law has it."""
    _require_office(by)
    with transaction.atomic():
        before = _told(notice)
        notice.spans.all().delete()
        if HolidayNotice.objects.filter(pk=notice.pk, version=version).delete()[0] != 1:
            _raise_stale()
        _record(HistoryEntry.Action.HOLIDAYS_REMOVED, by, before, {"year": str(notice.year)}, at)
        _follow(at)


def _require_office(by):
    if not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_ENTERS_HOLIDAYS)


def _told(notice):
    """The notice as the history keeps it."""
    if notice.pk is None:
        return {"year": str(notice.year)}
    spans = spell(holidays_of(notice))
    return {"year": str(notice.year), "document_number": notice.document, "holidays": spans}


def _record(action, by, before, after, at):
    history.record(action, by=by, before=before, after=after, at=at)


def _follow(at):
    """Periods that nobody was told of yet move with the calendar; what is open stays as announced."""
    workdays.read_anew()
    for report in WorkReport.objects.live().filter(issued_on__isnull=False, rounds_from__isnull=False).order_by("pk"):
        plan_periods(report, on=timezone.localdate(at))
