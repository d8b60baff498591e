"""Sentences that tell where things stood before the period they report on (“截至9月21日” in October's report).

Pure: texts and days in, sentences out. Only a date after 截至 or 截止 says as of when a sentence speaks; any other may
well be that of a meeting.
"""

import calendar
import datetime
import re
import unicodedata

SHOWN = 40  # characters of a sentence
HALF_A_YEAR = datetime.timedelta(days=183)

SENTENCE = re.compile(r"[^。；;！!？?\n]+")
AS_OF = r"截[至止](?:到|至|于)?\s*"
DATE = re.compile(
    AS_OF + r"(?:(?P<year>\d{4})\s*[年./-]\s*)?"
    r"(?:(?P<month>\d{1,2})\s*(?:月\s*(?:份)?|[./-](?=\d))\s*(?:(?P<day>\d{1,2})(?!\d)|(?P<part>[初上中]))?"
    r"|第?(?P<quarter>[一二三四1-4])季度|(?P<half>上半年))"
)
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
# The last day that a part of a month can mean; else that of the month.
PARTS = {"初": 5, "上": 10, "中": 20}


def old_sentences(text: str, start_on: datetime.date, end_on: datetime.date) -> list[str]:
    """The sentences of the text that speak as of a day before the period from `start_on` to `end_on`, shortened."""
    found = []
    for sentence in SENTENCE.findall(text):
        days = [_day(match, end_on) for match in DATE.finditer(unicodedata.normalize("NFKC", sentence))]
        if any(day is not None and day < start_on for day in days):
            whole = sentence.strip()
            found.append(whole if len(whole) <= SHOWN else f"{whole[:SHOWN]}…")
    return found


def _day(match: re.Match[str], end_on: datetime.date) -> datetime.date | None:
    """The last day that the date can mean; None for one that does not exist.

    Without a year it is the latest such day that is not more than half a year ahead of the period's end.
    """
    year = int(match["year"] or end_on.year)
    day = _last_day(match, year)
    if day and not match["year"] and day > end_on + HALF_A_YEAR:
        return _last_day(match, year - 1)
    return day


def _last_day(match: re.Match[str], year: int) -> datetime.date | None:
    if match["half"]:
        return datetime.date(year, 6, 30)
    quarter = match["quarter"]
    month = 3 * (QUARTERS.get(quarter) or int(quarter)) if quarter else int(match["month"])
    if not 1 <= month <= 12 or year < datetime.MINYEAR:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(match["day"] or PARTS.get(match["part"] or "", last))
    return datetime.date(year, month, day) if 1 <= day <= last else None
