"""The calendar of a year with its days off and working weekends, and what would move if it were another."""

import datetime
from calendar import Calendar
from dataclasses import dataclass, field

from django.db.models import Count

from departments import clock
from departments.clock import ONE_DAY

from ..models import HolidayNotice, Instruction, ReportingPeriod, Responsibility, Rhythm
from ..rounds.planning import planned
from ..rules import workdays
from ..rules.announced import all_announced
from ..rules.legal_holidays import FIRST_YEAR, legal_days_off, legal_holidays
from .reading import Holiday

ENTERED, KNOWN, LEGAL, PLAIN = "entered", "known", "legal", "plain"
SHOWN = 30
# Years that a page exists for: those of the package, and as far as anything is planned.
FURTHEST = 2100


@dataclass(frozen=True)
class MonthGrid:
    """A month as rows of seven days from Monday on; None stands before its first and after its last day."""

    first: datetime.date
    weeks: list

    @property
    def workdays(self):
        return sum(day.is_workday for week in self.weeks for day in week if day)


@dataclass(frozen=True)
class Year:
    """A year's calendar. `source` says what it follows: what the office ENTERED, the notice as the package has it
    (KNOWN), the law alone (LEGAL), or Monday to Friday (PLAIN). `left_out` are the holidays, [(name, [its days])], of
    which what was entered has no day.
    """

    year: int
    source: str
    months: list
    holidays: list
    left_out: list = field(default_factory=list)

    @property
    def workdays(self):
        return sum(month.workdays for month in self.months)

    @property
    def missing(self):
        """[(holiday, [its legal days that are worked])] of the others: a notice never leaves a legal day out."""
        days = {day.date: day for month in self.months for week in month.weeks for day in week if day}
        found, left_out = [], {name for name, _days in self.left_out}
        for name, legal in legal_holidays(self.year):
            worked = [day for day in legal if days[day].is_workday]
            if worked and name not in left_out:
                found.append((name, worked))
        return found


def year_of(year, entered):
    """The `Year` as it is with what was entered (`workdays.Entered`)."""
    months = []
    for number in range(1, 13):
        weeks = [
            [workdays.look(day, entered) if day.month == number else None for day in week]
            for week in Calendar().monthdatescalendar(year, number)
        ]
        months.append(MonthGrid(datetime.date(year, number, 1), weeks))
    if year in entered.years:
        left_out = [(name, days) for name, days in _holidays_of(year) if entered.free.keys().isdisjoint(days)]
        return Year(year, ENTERED, months, [], left_out)
    if workdays.FIRST_KNOWN <= year <= workdays.LAST_KNOWN:
        return Year(year, KNOWN, months, known_holidays(year))
    return Year(year, LEGAL if year >= FIRST_YEAR else PLAIN, months, _off_by_law(year))


def _off_by_law(year):
    """[Holiday] as the calendar marks them by the law alone: with the days that make up for those on a weekend."""
    days = {}
    for day, name in sorted(legal_days_off(year).items()):
        days.setdefault(name, []).append(day)
    return [Holiday(name, off[0], off[-1]) for name, off in days.items()]


def _holidays_of(year):
    """[(name, its days)] of the holidays that the year's notice arranges: by the law, before 2025 as announced."""
    if year >= FIRST_YEAR:
        return legal_holidays(year)
    return [(one.name, one.days) for one in known_holidays(year)]


def holidays_of(notice):
    """[Holiday] as they were entered."""
    return [
        Holiday(span.name, span.start_on, span.end_on, tuple(map(datetime.date.fromisoformat, span.worked_on)))
        for span in notice.spans.all()
    ]


def known_holidays(year):
    """[Holiday] of the year's notice as the package knows it."""
    return [Holiday(one.name, one.start_on, one.end_on, one.worked_on) for one in all_announced() if one.year == year]


def notice_of(year):
    """The notice that was entered for the year, None if there is none."""
    return HolidayNotice.objects.select_related("by").filter(year=year).first()


@dataclass(frozen=True)
class Moves:
    """What another calendar would change. `planned` periods follow: (period, due before, due then). What was announced
    stays: `open` periods as (period, the day that the rules would give now), `instructions` whose day becomes free.
    `signing` is counted in workdays: (last day before, last day then, number of duties not signed for).
    """

    planned: list = field(default_factory=list)
    open: list = field(default_factory=list)
    instructions: list = field(default_factory=list)
    instruction_count: int = 0
    signing: list = field(default_factory=list)

    @property
    def any(self):
        return bool(self.planned or self.open or self.instruction_count or self.signing)


def moves(year, new, on):
    """What would move with the calendar `new` (`workdays.Entered`) of the year, as `Moves`; nothing is changed."""
    open_periods, coming = [], []
    periods = ReportingPeriod.objects.filter(closed_at__isnull=True, called_off=False).select_related("report")
    for period in periods.in_order():
        if period.rhythm == Rhythm.OWN:
            if period.opened_at is None:
                continue
            with workdays.supposing(new):
                due = workdays.on_or_before(period.due_on)
        else:
            with workdays.supposing(new):
                due = planned(period.report, period.rhythm, period.start_on).due_on
        if due != period.due_on:
            (open_periods if period.opened_at else coming).append((period, due))
    free = _days_that_become_free(year, new)
    asked = Instruction.objects.filter(due_on__in=free, due_on__gte=on, state__in=Instruction.UNSETTLED)
    count = asked.count() if free else 0
    return Moves(
        planned=[(period, period.due_on, due) for period, due in coming],
        open=open_periods,
        instructions=list(asked.select_related("item__report").order_by("due_on", "pk")[:SHOWN]) if count else [],
        instruction_count=count,
        signing=_signing(new, on),
    )


def _days_that_become_free(year, new):
    now, day, found = workdays.entered(), datetime.date(year - 1, 12, 1), []
    while day.year <= year:
        if workdays.look(day, now).is_workday and not workdays.look(day, new).is_workday:
            found.append(day)
        day += ONE_DAY
    return found


def _signing(new, on):
    """Last days to sign that are still to come and move: [(before, then, how many duties)]."""
    unsigned = Responsibility.objects.unsigned(on).order_by("issued_on")
    groups = unsigned.values("issued_on", "item__report__sign_days").annotate(count=Count("pk"))
    found = []
    for group in groups:
        last = workdays.shifted(group["issued_on"], group["item__report__sign_days"])
        if last < on:
            continue
        with workdays.supposing(new):
            then = workdays.shifted(group["issued_on"], group["item__report__sign_days"])
        if then != last:
            found.append((last, then, group["count"]))
    return found


def missing_year(on):
    """The year whose notice the office should enter by now: this one, from December on the next; else None."""
    years = [on.year, on.year + 1] if on.month == 12 else [on.year]
    return next((year for year in years if not workdays.is_known(year)), None)


def default_year():
    """The year to open the calendar at: that which is missing, else the present one."""
    today = clock.today()
    return missing_year(today) or today.year
