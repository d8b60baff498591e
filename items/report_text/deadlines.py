"""Deadlines in a clause: what they look like and the last day they allow."""

import calendar
import re
from datetime import date

from .model import Deadline

_YEAR = r"(?:(?:20)?\d\d年度?|今年|明年|本年度?)"
_POINT = r"(?:\d{1,2}月(?:份|\d{1,2}日)?|年?底|年?末|年中|[上下]半年|第?[一二三四1-4]季度|全年)"
_HOW = "(?:内|持续|全年|分期|分步|分阶段|全面|基本|前)"
_DONE = (
    "(?:(?:完成|落实|到位|完工|建成|启动|见效|推进|坚持|开展|实施|出台|印发|制定|提出|取得|形成|开工|上报|组织|"
    "下达|发布|公布|报送|提交|竣工|通车|投用|投产|运行|运营|验收|交付|办结|销号)[^,;。、]{0,16}"
    # 3月底前下达, whatever is to be done by then; but a unit may follow, too.
    r"|(?<=前)[^,;。、()\s]{1,16}(?<![局委办厅部府会院]))"
)
_BEFORE = "(?:之?以?前)?"
PHRASE = re.compile(
    rf"(?:{_YEAR}?{_POINT}(?:底|末|[上中下]旬)?{_BEFORE}|{_YEAR}(?:底|末)?{_BEFORE}|年内|全程|长期|持续|常年|常态化?)"
    rf"{_HOW}{{0,4}}{_DONE}?"
)
_SPACE = re.compile(r"\s+")
# The literal may be a cell, where blanks stand between the parts and dates have points: 2026.6.30.
_DATE = re.compile(
    r"(?<!\d)(?P<y>\d{4})[.\-/](?P<m>\d{1,2})(?:[.\-/](?P<d>\d{1,2}))?(?!\d)"
    r"|(?<!\d)(?:(?P<year>\d{4})年度?|(?P<relative>今年|明年|本年度?))?"
    r"(?:(?P<month>(?<!\d)\d{1,2})月份?(?:(?P<day>\d{1,2})日|(?P<third>[上中下]旬)|[底末])?"
    r"|第?(?P<quarter>[一二三四1-4])季度[底末]?|(?P<half>[上下]半年)[底末]?|(?P<middle>年中)|(?P<end>年?[底末]|年内|全年))"
    # 2026年春节前 is some day of that year.
    r"|(?<!\d)(?P<whole_year>\d{4})年(?!.{0,3}(?:节|假|汛|开学|两会|[春夏秋冬]))"
)
_QUARTERS = {name: quarter for quarter, names in enumerate(("一1", "二2", "三3", "四4"), 1) for name in names}
_THIRDS = {"上旬": 10, "中旬": 20}
_TITLE_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)|[一二][〇零九][〇零一二三四五六七八九]{2}(?=年)")
_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_RECURRING = re.compile(r"每(?:年|月|季度?|半年|周|旬)")


def stated_year(folded: str) -> int | None:
    """The one year that a title states, or None if it states none or several."""
    years = set(_TITLE_YEAR.findall(_SPACE.sub("", folded)))
    return int(years.pop().translate(_CHINESE_DIGITS)) if len(years) == 1 else None


def read_deadline(literal: str, folded: str, year: int | None = None) -> Deadline:
    """The deadline with its last day, or None as date where the text leaves year or day open.

    `year` is that of the report, for a deadline that names none; without it such a deadline has no date. Of several
    dates the last one counts. What recurs (每月10日前) or goes on (长期坚持) has no last day.
    """
    written = _SPACE.sub("", folded)
    if _RECURRING.search(written):
        return Deadline(literal, None)
    days: list[date | None] = []
    known = year
    for found in _DATE.finditer(written):
        if found["y"]:
            days.append(_day(int(found["y"]), int(found["m"]), found["d"]))
            continue
        if found["year"] or found["whole_year"]:
            known = int(found["year"] or found["whole_year"])
        elif found["relative"]:
            known = year and year + (found["relative"] == "明年")
        days.append(_last_day(found, known) if known else None)
    dated = [day for day in days if day]
    return Deadline(literal, max(dated) if dated and len(dated) == len(days) else None)


def _last_day(found: re.Match[str], year: int) -> date | None:
    if found["month"]:
        return _day(year, int(found["month"]), found["day"] or _THIRDS.get(found["third"]))
    if found["quarter"]:
        return _day(year, 3 * _QUARTERS[found["quarter"]], None)
    return _day(year, 6 if found["middle"] or found["half"] == "上半年" else 12, None)


def _day(year: int, month: int, day: str | int | None) -> date | None:
    try:
        return date(year, month, int(day) if day else calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
