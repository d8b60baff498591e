"""The days off that the law itself gives everybody, before the yearly notice arranges them.

Source: 《全国年节及纪念日放假办法》 as revised from 1 January 2025 (国务院令第795号), articles 2 and 6: a legal day
that falls on a weekend is made up for on a workday.
"""

import datetime
import functools

from departments.clock import ONE_DAY

FIRST_YEAR, LAST_YEAR = 2025, 2050
SATURDAY = 5

NEW_YEAR, SPRING, TOMBS, LABOUR, DRAGON, AUTUMN, NATIONAL = (
    "元旦",
    "春节",
    "清明节",
    "劳动节",
    "端午节",
    "中秋节",
    "国庆节",
)
NAMES = (NEW_YEAR, SPRING, TOMBS, LABOUR, DRAGON, AUTUMN, NATIONAL)

# 正月初一, 清明, 五月初五, 八月十五 of the calendar of GB/T 33661-2017, which no rule shorter than astronomy gives.
MOVING = {
    2025: "01-29 04-04 05-31 10-06",
    2026: "02-17 04-05 06-19 09-25",
    2027: "02-06 04-05 06-09 09-15",
    2028: "01-26 04-04 05-28 10-03",
    2029: "02-13 04-04 06-16 09-22",
    2030: "02-03 04-05 06-05 09-12",
    2031: "01-23 04-05 06-24 10-01",
    2032: "02-11 04-04 06-12 09-19",
    2033: "01-31 04-04 06-01 09-08",
    2034: "02-19 04-05 06-20 09-27",
    2035: "02-08 04-05 06-10 09-16",
    2036: "01-28 04-04 05-30 10-04",
    2037: "02-15 04-04 06-18 09-24",
    2038: "02-04 04-05 06-07 09-13",
    2039: "01-24 04-05 05-27 10-02",
    2040: "02-12 04-04 06-14 09-20",
    2041: "02-01 04-04 06-03 09-10",
    2042: "01-22 04-04 06-22 09-28",
    2043: "02-10 04-05 06-11 09-17",
    2044: "01-30 04-04 05-31 10-05",
    2045: "02-17 04-04 06-19 09-25",
    2046: "02-06 04-04 06-08 09-15",
    2047: "01-26 04-05 05-29 10-04",
    2048: "02-14 04-04 06-15 09-22",
    2049: "02-02 04-04 06-04 09-11",
    2050: "01-23 04-04 06-23 09-30",
}


def legal_holidays(year: int) -> list[tuple[str, list[datetime.date]]]:
    """[(name, its legal days)] of a year from 2025 on, in the order of `NAMES`; those of the moon until 2050."""
    if year < FIRST_YEAR:
        return []

    def run(month: int, day: int, length: int) -> list[datetime.date]:
        first = datetime.date(year, month, day)
        return [first + number * ONE_DAY for number in range(length)]

    found = {NEW_YEAR: run(1, 1, 1), LABOUR: run(5, 1, 2), NATIONAL: run(10, 1, 3)}
    if year in MOVING:
        first, *others = [datetime.date.fromisoformat(f"{year}-{text}") for text in MOVING[year].split()]
        found[SPRING] = [first + number * ONE_DAY for number in (-1, 0, 1, 2)]
        found |= {name: [moving] for name, moving in zip((TOMBS, DRAGON, AUTUMN), others, strict=True)}
    return [(name, found[name]) for name in NAMES if name in found]


@functools.lru_cache(maxsize=64)
def legal_days_off(year: int) -> dict[datetime.date, str]:
    """{day off: name of its holiday}: the legal days, and a workday for each that falls on a weekend or on another."""
    free: dict[datetime.date, str] = {}
    owed = []
    # The National Day before mid-autumn: where both are one day, it is mid-autumn that is made up for.
    for name, days in sorted(legal_holidays(year), key=lambda one: one[0] == AUTUMN):
        for day in days:
            if day in free or day.weekday() >= SATURDAY:
                owed.append((day, name))
            free.setdefault(day, name)
    for day, name in owed:
        while day in free or day.weekday() >= SATURDAY:
            day += ONE_DAY
        free[day] = name
    return free
