"""Deadlines in a clause: what they look like and the last day they allow."""

import calendar
import re
from datetime import date

from .model import Deadline

_YEAR = r"(?:(?:20)?\d\d年|今年|明年|本年度?)"
_POINT = r"(?:\d{1,2}月(?:份|\d{1,2}日)?|年?底|年?末|年中|[上下]半年|第?[一二三四1-4]季度|全年)"
_HOW = "(?:内|持续|全年|分期|分步|分阶段|全面|基本|前)"
_DONE = (
    "(?:(?:完成|落实|到位|完工|建成|启动|见效|推进|坚持|开展|实施|出台|印发|制定|提出|取得|形成|开工|上报|组织)"
    "[^,;。、]{0,16})"
)
_BEFORE = "(?:之?以?前)?"
PHRASE = re.compile(
    rf"(?:{_YEAR}?{_POINT}(?:底|末|[上中下]旬)?{_BEFORE}|{_YEAR}(?:底|末)?{_BEFORE}|年内|全程|长期|持续|常年|常态化?)"
    rf"{_HOW}{{0,4}}{_DONE}?"
)
_DATE = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?|(年?[底末]|全年|上半年|下半年|第?[一二三四1-4]季度)?)")
_LAST_MONTH = {"上半年": 6, "一": 3, "1": 3, "二": 6, "2": 6, "三": 9, "3": 9, "四": 12, "4": 12}


def read_deadline(literal: str, folded: str) -> Deadline:
    """The deadline with its last day, or None as date where the text leaves year or day open."""
    found = _DATE.search(folded)
    return Deadline(literal, _last_day(found) if found else None)


def _last_day(found: re.Match) -> date | None:
    year, month, day, part = found.groups()
    if month is None:
        part = (part or "").removesuffix("季度").removeprefix("第")
        month, day = _LAST_MONTH.get(part, 12), None
    try:
        return date(int(year), int(month), int(day) if day else calendar.monthrange(int(year), int(month))[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
