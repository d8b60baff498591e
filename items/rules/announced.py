"""The holidays of the yearly notices (放假安排) as the package chinesecalendar keeps them, each of them whole.

The package knows single days and names them shortly; a weekend day between two days off of one holiday bears no name
there. Here each holiday stands once, in the year of whose notice it is: New Year from December on in the next.
"""

import datetime
import functools
from dataclasses import dataclass

import chinese_calendar

from departments.clock import ONE_DAY

from .legal_holidays import NAMES


@dataclass(frozen=True)
class AnnouncedHoliday:
    """A holiday with its first and last day off, and the weekend days worked for it.

    Where one holiday lies within another, both are one and its name is "国庆节、中秋节".
    """

    name: str
    start_on: datetime.date
    end_on: datetime.date
    worked_on: tuple[datetime.date, ...] = ()

    @property
    def year(self) -> int:
        return self.end_on.year

    def holds(self, other: "AnnouncedHoliday") -> bool:
        return self != other and self.start_on <= other.start_on and other.end_on <= self.end_on

    def days_to(self, day: datetime.date) -> int:
        """How far the day lies from it."""
        return min(abs((day - end).days) for end in (self.start_on, self.end_on))


def legal_name(name: str) -> str:
    """The name that the law has for what the package calls so: 清明 is 清明节."""
    told: str = chinese_calendar.Holiday(name).chinese
    return f"{told}节" if f"{told}节" in NAMES else told


@functools.lru_cache(maxsize=1)
def all_announced() -> tuple[AnnouncedHoliday, ...]:
    """The holidays of all years that the package knows, in the order of their first days."""
    runs = _runs()
    worked = _worked_for(runs)
    found = []
    for run in runs:
        if any(other.holds(run) for other in runs):
            continue
        within = [other for other in runs if run.holds(other)]
        names = "、".join([run.name, *(other.name for other in within)])
        days = sorted(day for one in (run, *within) for day in worked.get(one, ()))
        found.append(AnnouncedHoliday(names, run.start_on, run.end_on, tuple(days)))
    return tuple(found)


def _runs() -> list[AnnouncedHoliday]:
    """A run of days off for each holiday, over the days between that are free for another reason."""
    runs: dict[str, list[AnnouncedHoliday]] = {}
    for day, name in sorted(chinese_calendar.constants.holidays.items()):
        known = runs.setdefault(legal_name(name), [])
        if known and _is_free_between(known[-1].end_on, day):
            known[-1] = AnnouncedHoliday(known[-1].name, known[-1].start_on, day)
        else:
            known.append(AnnouncedHoliday(legal_name(name), day, day))
    return sorted((run for known in runs.values() for run in known), key=lambda run: run.start_on)


def _is_free_between(first: datetime.date, last: datetime.date) -> bool:
    day = first + ONE_DAY
    while day < last:
        if not chinese_calendar.is_holiday(day):
            return False
        day += ONE_DAY
    return True


def _worked_for(runs: list[AnnouncedHoliday]) -> dict[AnnouncedHoliday, list[datetime.date]]:
    """{run: the days that are worked for it}: what is worked for a name belongs to its nearest run."""
    named: dict[str, list[AnnouncedHoliday]] = {}
    for run in runs:
        named.setdefault(run.name, []).append(run)
    found: dict[AnnouncedHoliday, list[datetime.date]] = {}
    for day, name in sorted(chinese_calendar.constants.workdays.items()):
        nearest = min(named[legal_name(name)], key=lambda one: one.days_to(day))
        found.setdefault(nearest, []).append(day)
    return found


@functools.lru_cache(maxsize=1)
def named_days() -> dict[datetime.date, str]:
    """{day: name of its holiday} of the days off and of the days worked for them."""
    found = {}
    for run in _runs():  # one that lies within another comes after it
        for number in range((run.end_on - run.start_on).days + 1):
            found[run.start_on + number * ONE_DAY] = run.name
    return found | {day: legal_name(name) for day, name in chinese_calendar.constants.workdays.items()}
