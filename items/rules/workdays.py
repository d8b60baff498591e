"""Workdays of the Chinese calendar: public holidays are free, the weekend days that make up for them are not.

What the office entered of a year's notice (放假调休安排) speaks for that year. Else the package chinesecalendar does,
which keeps the notices of the State Council's General Office until the year in which it was made. A later year is not
known: its legal holidays are free, and pages that plan a date say so (`unknown_years`).
"""

import datetime
import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import chinese_calendar

from departments.clock import ONE_DAY

from ..models import HolidaySpan
from .announced import named_days
from .legal_holidays import SATURDAY, legal_days_off

FIRST_KNOWN = min(chinese_calendar.constants.holidays).year
LAST_KNOWN = max(chinese_calendar.constants.holidays).year


@dataclass(frozen=True)
class Entered:
    """What the office has entered: the years whose notice it knows, and {day: name of its holiday}, free and worked.

    A notice may begin in the December before its year.
    """

    years: frozenset[int] = frozenset()
    free: dict[datetime.date, str] = field(default_factory=dict)
    worked: dict[datetime.date, str] = field(default_factory=dict)

    @classmethod
    def of(cls, spans: Iterable[tuple[int, str, datetime.date, datetime.date, list[str]]]) -> "Entered":
        """From (year, name, first day off, last day off, [worked day as ISO, …]), in the order of the years."""
        years: set[int] = set()
        free: dict[datetime.date, str] = {}
        worked: dict[datetime.date, str] = {}
        for year, name, start, end, worked_on in spans:
            years.add(year)
            for number in range((end - start).days + 1):
                free[start + number * ONE_DAY] = name
                worked.pop(start + number * ONE_DAY, None)
            for text in worked_on:
                day = datetime.date.fromisoformat(text)
                worked[day] = name
                free.pop(day, None)
        return cls(frozenset(years), free, worked)


@dataclass(frozen=True)
class CalendarDay:
    """A day of the calendar: whether offices work, and the holiday that it is part of or makes up for, "" for none."""

    date: datetime.date
    is_workday: bool
    holiday: str = ""

    @property
    def is_made_up(self) -> bool:
        """A weekend day on which offices work."""
        return self.is_workday and self.date.weekday() >= SATURDAY


def look(day: datetime.date, entered: Entered) -> CalendarDay:
    """The day as the calendar with what was entered has it."""
    if day in entered.worked:
        return CalendarDay(day, True, entered.worked[day])
    if day in entered.free:
        return CalendarDay(day, False, entered.free[day])
    is_plain = day.weekday() < SATURDAY
    if day.year in entered.years:
        return CalendarDay(day, is_plain)
    if FIRST_KNOWN <= day.year <= LAST_KNOWN:
        return announced(day)
    holiday = legal_days_off(day.year).get(day, "")
    return CalendarDay(day, is_plain and not holiday, holiday)


# The package goes through all its holidays for every question, reminders ask it some hundred times a run.
@functools.lru_cache(maxsize=4096)
def announced(day: datetime.date) -> CalendarDay:
    """The day as the package knows it."""
    return CalendarDay(day, not chinese_calendar.is_holiday(day), named_days().get(day, ""))


# The request or run that reads what was entered once: [] until somebody asks.
_kept: ContextVar[list[Entered] | None] = ContextVar("holidays_entered", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within the block the database is asked for the entered days at most once, and only if a day is asked for."""
    if _kept.get() is None:
        with _keeping([]):
            yield
    else:
        yield


@contextmanager
def supposing(known: Entered) -> Iterator[None]:
    """Within the block the calendar is this one, which nobody has saved."""
    with _keeping([known]):
        yield


@contextmanager
def _keeping(kept: list[Entered]) -> Iterator[None]:
    token = _kept.set(kept)
    try:
        yield
    finally:
        _kept.reset(token)


def entered() -> Entered:
    """What the office has entered of all years."""
    kept = _kept.get()
    if kept:
        return kept[0]
    spans = HolidaySpan.objects.order_by("notice__year", "position")
    found = Entered.of(spans.values_list("notice__year", "name", "start_on", "end_on", "worked_on"))
    if kept is not None:
        kept.append(found)
    return found


def read_anew() -> None:
    """What was entered has just been changed."""
    kept = _kept.get()
    if kept:
        kept.clear()


def is_known(year: int) -> bool:
    """Whether the year's notice is known; years before the package's first count as known, nothing is planned there."""
    return year <= LAST_KNOWN or year in entered().years


def unknown_years(days: Iterable[datetime.date | None]) -> list[int]:
    """The years of the days (None is left out) whose notice is not known, each once, in order."""
    years = sorted({day.year for day in days if day and day.year > LAST_KNOWN})
    known = entered().years if years else ()
    return [year for year in years if year not in known]


def is_workday(day: datetime.date) -> bool:
    """Whether offices work on the day."""
    return look(day, entered()).is_workday


def on_or_before(day: datetime.date) -> datetime.date:
    """The day itself if it is a workday, else the last workday before it (domain.md §3)."""
    return _next(day, -ONE_DAY, entered())


def on_or_after(day: datetime.date) -> datetime.date:
    """The day itself if it is a workday, else the next one."""
    return _next(day, ONE_DAY, entered())


def shifted(day: datetime.date, workdays: int) -> datetime.date:
    """The workday that lies so many workdays after `day`, or before it when negative; 0 is `on_or_after(day)`."""
    known = entered()
    if workdays == 0:
        return _next(day, ONE_DAY, known)
    step = ONE_DAY if workdays > 0 else -ONE_DAY
    for _number in range(abs(workdays)):
        day = _next(day + step, step, known)
    return day


def _next(day: datetime.date, step: datetime.timedelta, known: Entered) -> datetime.date:
    while not look(day, known).is_workday:
        day += step
    return day
