"""Holidays read from the text of a yearly notice, as it is published.

E.g. 元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass

from departments.clock import ONE_DAY

# A day as people write it: 2027年1月30日, 1月30日, 2027-01-30, 1-30, 1/30.
DAY = r"(?:(?:(\d{4})\s*[年/.-]\s*)?(\d{1,2})\s*[月/.-]\s*)?(\d{1,2})(?:\s*[日号])?"
_ANY_DAY = DAY.replace(r"(\d", r"(?:\d")
_ASIDE = r"\([^)]*\)"
_LINE = re.compile(r"(?:^|\n)\s*(?:[一二三四五六七八九十]+、)?\s*([^\n::。,,\d]{2,20})[::]\s*(.*)")
_FREE = re.compile(rf"{DAY}\s*(?:{_ASIDE})?(?:\s*[至到—~-]+\s*{DAY}\s*(?:{_ASIDE})?)?\s*放假")
_WORKED = re.compile(rf"((?:{_ANY_DAY}\s*(?:{_ASIDE})?\s*[、和及,]?\s*)+)(?:正常)?(?:上班|工作)")
_SPEAKS = re.compile(r"\d\s*[月/.-]\s*\d.*(?:放假|上班)")
_WEEKDAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日\([^)]*?(?:周|星期)([一二三四五六日天])\)")
HALF_A_YEAR = 183


@dataclass(frozen=True)
class Holiday:
    """A holiday with its first and last day off, and the weekend days worked for it."""

    name: str
    start_on: datetime.date
    end_on: datetime.date
    worked_on: tuple[datetime.date, ...] = ()

    @property
    def days(self):
        """Its days off."""
        return [self.start_on + number * ONE_DAY for number in range((self.end_on - self.start_on).days + 1)]

    def as_span(self, year):
        """As `workdays.Entered.of` takes it."""
        return year, self.name, self.start_on, self.end_on, [day.isoformat() for day in self.worked_on]


def read_notice(text, year):
    """[Holiday] of the lines of a notice for the year; a line that names no day off is none."""
    found = []
    for name, rest in _LINE.findall(unicodedata.normalize("NFKC", text)):
        free = _FREE.search(rest)
        days = free and _days([free.groups()[:3], free.groups()[3:]], year)
        if not days:
            continue
        listed = [re.findall(DAY, re.sub(_ASIDE, " ", match[1])) for match in _WORKED.finditer(rest, free.end())]
        worked = [day for parts in listed for day in _days(parts, year) or ()]
        found.append(Holiday(name.strip(), days[0], days[-1], near(worked, days[0])))
    return found


def near(days, start):
    """The worked days of a holiday that begins on `start`: in December for one of January they lie before it."""
    return tuple(day.replace(year=day.year - 1) if (day - start).days > HALF_A_YEAR else day for day in days)


def unread(text, year):
    """Lines that speak of days off or worked but were not read, and days whose weekday is not the one written."""
    lines = unicodedata.normalize("NFKC", text).splitlines()
    missed = [line.strip() for line in lines if _SPEAKS.search(line) and not _is_read(line, year)]
    wrong = []
    for line in lines:
        for own_year, month, day, weekday in _WEEKDAY.findall(line):
            # The New Year may begin in the December before.
            years = [int(own_year)] if own_year else [year] if int(month) < 12 else [year, year - 1]
            if all(_weekday(one, int(month), int(day)) != weekday.replace("天", "日") for one in years):
                wrong.append(f"{month}月{day}日(周{weekday})")
    return missed, wrong


def _is_read(line, year):
    found = read_notice(line, year)
    return bool(found) and ("上班" not in line or any(one.worked_on for one in found))


def _weekday(year, month, day):
    try:
        return "一二三四五六日"[datetime.date(year, month, day).weekday()]
    except ValueError:
        return ""


def spell(holidays):
    """Holidays as lines that `read_notice` reads back, in Chinese like the notice."""
    lines = []
    for one in holidays:
        days = _spell_day(one.start_on, one.end_on)
        if one.end_on != one.start_on:
            days += f"至{_spell_day(one.end_on, one.end_on)}"
        worked = "、".join(_spell_day(day, one.end_on) for day in one.worked_on)
        lines.append(f"{one.name}：{days}放假。" + (f"{worked}上班。" if worked else ""))
    return "\n".join(lines)


def _spell_day(day, end):
    """With its weekday, and its year where that is not the one in which the holiday ends."""
    year = f"{day.year}年" if day.year != end.year else ""
    return f"{year}{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"


def _days(parts, year):
    """Days of (year, month, day) as texts; what is left out is as in the one before. None if one does not exist."""
    days, month = [], 0
    for own_year, own_month, own_day in parts:
        if not own_day:
            continue
        month = int(own_month or month)
        in_year = int(own_year) if own_year else year
        # The New Year may begin in the December before.
        if not own_year and month == 12 and not days and any(int(part[1] or 0) == 1 for part in parts):
            in_year = year - 1
        try:
            days.append(datetime.date(in_year, month, int(own_day)))
        except ValueError:
            return None
    return days
