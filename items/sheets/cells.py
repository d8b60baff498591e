"""Values as spreadsheet cells: text stays text, whatever it begins with; dates are dates."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl.utils.datetime import to_excel


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number, and the number format in which its cell shows it ("≥ 5")."""

    value: Decimal
    form: str


# What a cell may be given, and what it then holds: a day is a number in Excel.
Value = str | Promise | int | float | Decimal | datetime.date | ShownNumber | None
Held = str | int | float | Decimal | ShownNumber | None

# Excel counts UTF-16 units, so a rare character such as 𠮷 counts twice.
CELL_LIMIT = 32_767

# What XML 1.0 cannot hold, or Excel calls damaged.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LINE_BREAK = re.compile("\r\n?|\u2028|\u2029")

# Text that Excel, WPS or LibreOffice would take for a formula, a number or a date if somebody edited the cell
# without changing a letter. East Asian versions accept the full-width signs, too.
MISREADABLE = re.compile("\\s*[-=+@\uff0d\uff1d\uff0b\uff20]|[-\\d\\s.,:/%年月日]+\\Z")


@dataclass(frozen=True, slots=True)
class CellStyle:
    """The numbers of a style within its workbook: as it is, and with the quote prefix that keeps a text a text."""

    plain: int
    quoted: int


def clean(text: str) -> str:
    """The text without what a cell cannot hold, cut at the limit with a visible mark."""
    # What can be printed has none of these; most texts are of that kind, and asking is quick.
    if not text.isprintable():
        text = UNWRITABLE.sub("", LINE_BREAK.sub("\n", text))
    if 2 * len(text) <= CELL_LIMIT:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    mark = _("… (cut here: a cell holds %(limit)s characters)") % {"limit": CELL_LIMIT}
    room = CELL_LIMIT - len(mark.encode("utf-16-le")) // 2
    # "ignore" drops half a character left over at the cut.
    return units[: 2 * room].decode("utf-16-le", "ignore") + mark


def held(value: Value) -> Held:
    """What a cell holds of the value: labels are translated here at the latest, days and moments are numbers."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        # Excel knows no time zones; everybody reads the portal's own time.
        value = timezone.make_naive(value, timezone.get_default_timezone()).replace(microsecond=0)
    if isinstance(value, datetime.date):
        # Excel's calendar begins in 1900; an earlier day would show as ####.
        return value.isoformat() if value.year < 1900 else to_excel(value)
    return clean(str(value)) if isinstance(value, Promise) else value


def cell(place: str, value: Held, style: CellStyle) -> str:
    """The cell at the place ("B7") as XML. The text itself stays as it is: no apostrophe in front, which would be
    copied along; the quote prefix keeps it text when the cell is edited."""
    if value is None or value == "":
        return f'<c r="{place}" s="{style.plain}"/>'
    if not isinstance(value, str):
        return f'<c r="{place}" s="{style.plain}"><v>{value}</v></c>'
    number = style.quoted if MISREADABLE.match(value) else style.plain
    space = "" if value == value.strip() else ' xml:space="preserve"'
    return f'<c r="{place}" s="{number}" t="inlineStr"><is><t{space}>{escape(value)}</t></is></c>'
