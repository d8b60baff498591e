"""Workdays of the Chinese calendar: public holidays are free, the weekend days that make up for them are not.

Source: the yearly notices of the State Council's General Office, as kept by the package chinesecalendar. A year whose
notice it does not know yet counts Monday to Friday.
"""

import datetime
import functools

import chinese_calendar

from departments.clock import ONE_DAY

SATURDAY = 5


# The package goes through all its holidays for every question, reminders ask it some hundred times a run.
@functools.lru_cache(maxsize=4096)
def is_workday(day: datetime.date) -> bool:
    """Whether offices work on the day."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def on_or_before(day: datetime.date) -> datetime.date:
    """The day itself if it is a workday, else the last workday before it (domain.md §3)."""
    while not is_workday(day):
        day -= ONE_DAY
    return day


def on_or_after(day: datetime.date) -> datetime.date:
    """The day itself if it is a workday, else the next one."""
    while not is_workday(day):
        day += ONE_DAY
    return day


def shifted(day: datetime.date, workdays: int) -> datetime.date:
    """The workday that lies so many workdays after `day`, or before it when negative; 0 is `on_or_after(day)`."""
    if workdays == 0:
        return on_or_after(day)
    step = ONE_DAY if workdays > 0 else -ONE_DAY
    for _number in range(abs(workdays)):
        day += step
        while not is_workday(day):
            day += step
    return day
