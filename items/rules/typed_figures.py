"""Figures as people type them: 34000, 3.4万, 34,000, with the unit of the target behind them: 34000人, 3.4万人.

The one reader for every place at which a figure is typed: reports, parts, shares, plans, requests to close.
"""

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from ..models import Target
from ..models.target import SCALES

LONGEST = 60  # characters; far beyond what a field takes, far below what arithmetic takes
DECIMAL_PLACES = 4
_NUMBER = re.compile(r"([-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|[-+]?\.[0-9]+)([十百千]?)(万亿|亿|万)?")
# What no unit begins with: more digits, a range, a power of ten as programs write it.
_NO_UNIT = re.compile(r"[^\w%‰°]|[\d_]|e[-+]?\d", re.IGNORECASE)
_TIMES = {"": 1, "十": 10, "百": 100, "千": 1000}
# One and the same unit in other words, by the word that stands for all of them.
_SAME = {
    "千米": "公里",
    "km": "公里",
    "平米": "平方米",
    "m2": "平方米",
    "㎡": "平方米",
    "平方千米": "平方公里",
    "km2": "平方公里",
    "公斤": "千克",
    "kg": "千克",
    "畝": "亩",
    "噸": "吨",
    "个百分点": "百分点",
    "kw": "千瓦",
    "度": "千瓦时",
    "kwh": "千瓦时",
}
# What is measured by rates, and what is a balance of more and less, may lie below zero; what is counted never does.
_RATES = ("%", "‰", "百分点", "个百分点", "℃")
_BALANCE = re.compile("净|增长|增幅|增速|同比|环比|利润|盈余|结余|顺差|逆差|差额|涨幅|升降")


class FigureRefused(Exception):
    """What was typed is no figure of this kind; `sentence` says what to do, `code` which of the reasons it is.

    `rest` is what stands behind a number and does not belong to it.
    """

    def __init__(self, code: str, sentence: str, rest: str = "") -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.rest = code, sentence, rest


def plain(text: str) -> str:
    """What was typed in half-width characters, without blanks, the minus as it is on a keyboard."""
    return "".join(unicodedata.normalize("NFKC", text).translate({0x2212: "-"}).split())


def read_figure(text: str, unit: str = "") -> Decimal | None:
    """The number of `unit`s that was typed; None for nothing.

    Behind it may stand the unit in full (34000人) or, with 万 or 亿, what it is made of: 8.65亿元 are 86500 of a unit
    万元, 34000人 are 3.4 of a unit 万人. Raises FigureRefused: "number" for what is none, "unit" for what stands behind
    it and is not the unit, "scale" where 万 could belong to the number or to the unit, "long", "places".
    """
    written, unit = plain(text), plain(unit)
    if not written:
        return None
    if len(written) > LONGEST:
        raise FigureRefused("long", _("“%(text)s” is too long for a figure.") % {"text": written[:LONGEST]})
    factor, base = _parts(unit)
    digits, is_whole, is_base = _without_unit(written, unit, base if factor > 1 else "")
    found = _NUMBER.match(digits)
    rest = digits[found.end() :] if found else ""
    if not found or _NO_UNIT.match(rest):
        sentence = _("“%(text)s” is not a number. Write it like 34000, 34,000 or 3.4万.")
        raise FigureRefused("number", sentence % {"text": written[:40]}, rest)
    if rest:
        raise FigureRefused("unit", _other_unit(rest, unit), rest)
    number, times, scale = found[1], found[2], found[3] or ""
    if (times or scale) and unit.startswith(("%", "‰")):
        raise FigureRefused("unit", _other_unit(times + scale, unit), times + scale)
    value = Decimal(number.replace(",", "")) * _TIMES[times] * SCALES.get(scale, 1)
    if is_base:
        value /= factor
    elif (times or scale) and factor > 1 and not is_whole:
        sentence = _(
            "“%(text)s”: this figure is counted in %(unit)s. Write how many %(unit)s, or the unit behind it: %(full)s."
        )
        raise FigureRefused("scale", sentence % {"text": written, "unit": unit, "full": f"{written}{base}"})
    value = value.normalize()
    if -min(0, int(value.as_tuple().exponent)) > DECIMAL_PLACES:
        raise FigureRefused("places", _("“%(text)s” has more than four decimal places.") % {"text": written})
    return value + 0


def may_be_negative(target: Target) -> bool:
    """Whether a figure of the target may lie below zero: a rate or a balance, or what was promised below zero."""
    return target.number < 0 or target.unit.startswith(_RATES) or _BALANCE.search(target.label) is not None


def too_low(target: Target, number: Decimal | None) -> str:
    """The sentence that refuses a figure below zero of what is counted; "" for any other."""
    if number is None or number >= 0 or may_be_negative(target):
        return ""
    return _("What is counted here cannot lie below zero. Check the figure and enter 0 or more.")


def _parts(unit: str) -> tuple[int, str]:
    """(how many, of what) of a unit that is counted by the ten thousand: 万元 → (10000, "元")."""
    for scale, factor in SCALES.items():
        if unit.startswith(scale) and unit != scale:
            return factor, unit.removeprefix(scale)
    return 1, unit


def _without_unit(written: str, unit: str, base: str) -> tuple[str, bool, bool]:
    """(what was typed without the unit behind it, whether that was the whole unit, whether only what it is made of)."""
    for word, is_whole in [*((one, True) for one in _spellings(unit)), *((one, False) for one in _spellings(base))]:
        if written.casefold().endswith(word.casefold()):
            return written[: -len(word)], is_whole, not is_whole
    return written, False, False


def _spellings(unit: str) -> list[str]:
    """All words for the unit, the longest first; none for none."""
    same = _SAME.get(unit.casefold(), unit)
    found = {unit, same, *(other for other, word in _SAME.items() if word == same)} if unit else set()
    return sorted(found, key=len, reverse=True)


def _other_unit(rest: str, unit: str) -> str:
    if not unit:
        return _("“%(rest)s” does not belong to the number. Write only the number.") % {"rest": rest[:20]}
    words = {"rest": rest[:20], "unit": unit}
    return _("“%(rest)s” is not the unit of this figure, which is counted in %(unit)s. Write only the number.") % words
