"""Numbers and dates of a workbook as a Chinese reader would write what Excel shows."""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from .number_formats import number_text

# Formats that Excel numbers and does not write out; these have their Chinese meaning (ECMA-376, 18.8.30, zh-cn).
_CHINESE_FORMATS = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    **{30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"'},
    **{34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"', 55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"'},
}
GENERAL = "General"
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|上午/下午', re.I)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.I)
_MINUTES = re.compile(r"h+[^a-z]*m+|m+[^a-z]*s+")
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|[_*].|\[(?:\$([^\]-]*))?[^\]]*\]|(General|[#0?][#0?,]*\.?[#0?]*,*|\.[#0?]+)|(.)', re.I
)
_CONDITION = re.compile(r"\[[<>=]")
_CHINESE_DIGITS = re.compile(r"\[DBNum([12])\]", re.I)
_MOST_DIGITS = 15
# Excel holds powers of ten up to about 307 and takes formats of up to 255 characters; what claims more is damage.
_HIGHEST_POWER, _LONGEST_FORMAT = 300, 255
# Digits to calculate with: 15 before the point and as many behind it as a format can ask for.
_PRECISION = 600


def format_code(number: int, written: dict[int, str]) -> str:
    """The code of a number format: as written in the workbook, else the one that Excel knows by this number."""
    code = written.get(number) or _CHINESE_FORMATS.get(number) or BUILTIN_FORMATS.get(number) or GENERAL
    return code if len(code) <= _LONGEST_FORMAT else GENERAL


def shown(value: str, code: str, *, from_1904: bool = False) -> str:
    """A number as stored, written in a format: 5%, 1,200, 2026年6月30日; what is no number comes back as it is."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > _HIGHEST_POWER:
        return value
    parts = _date_parts(code)
    if parts and number >= 0:
        try:
            moment = from_excel(float(number), CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900)
        except (ValueError, OverflowError):
            return _plain(number)
        return _date(moment, parts)
    if _ELAPSED.search(code):
        minutes = round(float(number) * 24 * 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    with localcontext(prec=_PRECISION):
        return _number(number, code)


def iso_date(value: str) -> str:
    """A date that is stored as text (cell type d) in the same wording."""
    try:
        moment = datetime.datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        return value
    return _date(moment, "ymd" if moment.time() == datetime.time() else "ymdh")


def shows_date(code: str) -> bool:
    """Whether a format shows a number as a day or month."""
    return any(part in "ymd" for part in _date_parts(code))


def _date_parts(code: str) -> str:
    """Which of the letters y, m, d, h a format shows; "" for a format of numbers."""
    if _ELAPSED.search(code):
        return ""
    section = _LITERAL.sub("", code.partition(";")[0]).lower()
    if "general" in section or re.search("[0#?@]", section):
        return ""
    months = _MINUTES.sub("h", section)
    return "".join(letter for letter in "ymdh" if letter in (months if letter == "m" else section.replace("s", "h")))


def _date(moment: datetime.datetime | datetime.time | datetime.timedelta, parts: str) -> str:
    """`parts` as from _date_parts. A value below one day has no date, only a time."""
    if isinstance(moment, datetime.timedelta):
        moment = (datetime.datetime.min + moment) if datetime.timedelta() <= moment else datetime.datetime.min
        moment = moment.time()
    words = ""
    if not isinstance(moment, datetime.time):
        words += f"{moment.year}年" if "y" in parts else ""
        words += f"{moment.month}月" if "m" in parts else ""
        words += f"{moment.day}日" if "d" in parts else ""
        if words and moment.time() == datetime.time():
            return words
    if "h" in parts:
        words += f"{' ' if words else ''}{moment.hour}:{moment.minute:02}"
    return words


def _number(number: Decimal, code: str) -> str:
    section, number, signed = _section(number, code)
    if _CONDITION.search(section):
        return _plain(number)
    chinese = _CHINESE_DIGITS.search(section)
    percent = _LITERAL.sub("", section).count("%")
    text, patterns = "", 0
    for quoted, escaped, currency, pattern, other in _TOKEN.findall(section):
        if pattern:
            patterns += 1
            text += _chinese(number, chinese[1]) if chinese else _digits(number * 100**percent, pattern)
        else:
            text += quoted or escaped or currency or ("" if other == "@" else other)
    # Fractions, exponents and texts around "@" are left to the plain number.
    if patterns != 1 or "/" in _LITERAL.sub("", section) or re.search(r"[0#?]E[+-]", section, re.I):
        return _plain(number if signed else -number)
    return ("-" if number < 0 else "") + text.strip()


def _section(number: Decimal, code: str) -> tuple[str, Decimal, bool]:
    """(the part of the format for this number, the number to write in it, whether its sign is still on it)."""
    sections = code.split(";")
    if number < 0 and len(sections) > 1 and sections[1]:
        return sections[1], -number, False
    if number == 0 and len(sections) > 2 and sections[2]:
        return sections[2], number, True
    return sections[0], number, True


def _digits(number: Decimal, pattern: str) -> str:
    if pattern.lower() == "general":
        return _plain(abs(number))
    scaled = pattern.rstrip(",")
    number = abs(number) / 1000 ** (len(pattern) - len(scaled))
    whole, _, fraction = scaled.partition(".")
    digits = Decimal(1).scaleb(-len(fraction))
    text = f"{number.quantize(digits, ROUND_HALF_UP) if number < 10**_MOST_DIGITS else number:f}"
    left, _, right = text.partition(".")
    optional = len(fraction) - len(fraction.rstrip("#?"))
    while optional and right.endswith("0"):
        right, optional = right[:-1], optional - 1
    left = left.zfill(whole.count("0")) if left != "0" or "0" in whole or not right else ""
    if "," in whole:
        left = f"{int(left or 0):,}"
    return f"{left}.{right}" if right else left


def _chinese(number: Decimal, form: str) -> str:
    """[DBNum1] and [DBNum2]: 一百二十三 and 壹佰贰拾叁."""
    if number != int(number):
        return _plain(abs(number))
    return number_text(abs(int(number)), "chineseCountingThousand" if form == "1" else "chineseLegalSimplified")


def _plain(number: Decimal) -> str:
    """At most 15 digits that count, as Excel keeps them: 0.1 is stored as 0.10000000000000001."""
    rounded = number.normalize() if len(number.as_tuple().digits) <= _MOST_DIGITS else _rounded(number)
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1).scaleb(number.adjusted() - _MOST_DIGITS + 1), ROUND_HALF_UP).normalize()
