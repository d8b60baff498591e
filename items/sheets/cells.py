"""Values as spreadsheet cells: text stays text, whatever it begins with; dates are dates."""

import datetime
import re

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell

# Excel counts UTF-16 units, so a rare character such as 𠮷 counts twice.
CELL_LIMIT = 32_767

# What XML 1.0 cannot hold. openpyxl raises on the control characters and writes the others into a
# file that Excel then calls damaged.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LINE_BREAK = re.compile("\r\n?|\u2028|\u2029")

# Text that Excel, WPS or LibreOffice would take for a formula, a number or a date if somebody edited the cell
# without changing a letter. East Asian versions accept the full-width signs, too.
MISREADABLE = re.compile("\\s*[-=+@\uff0d\uff1d\uff0b\uff20]|[-\\d\\s.,:/%年月日]+\\Z")


def clean(text):
    """The text without what a cell cannot hold, cut at the limit with a visible mark."""
    text = UNWRITABLE.sub("", LINE_BREAK.sub("\n", text))
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    mark = _("… (cut here: a cell holds %(limit)s characters)") % {"limit": CELL_LIMIT}
    room = CELL_LIMIT - len(mark.encode("utf-16-le")) // 2
    # "ignore" drops half a character left over at the cut.
    return units[: 2 * room].decode("utf-16-le", "ignore") + mark


def make_cell(sheet, value, style):
    """A cell of the write-only `sheet` in the named style; `value` is a text, a number, a day, a moment or None."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        # openpyxl refuses time zones; everybody reads the portal's own time.
        value = timezone.make_naive(value, timezone.get_default_timezone()).replace(microsecond=0)
    if isinstance(value, datetime.date) and value.year < 1900:
        value = value.isoformat()  # Excel's calendar begins in 1900; an earlier day would show as ####.
    if isinstance(value, str | Promise):  # labels are translated here at the latest
        value = clean(str(value))
    cell = WriteOnlyCell(sheet, value)
    cell.style = style
    if isinstance(value, str):
        # openpyxl has made a formula of "=…" and an error of "#N/A". The text itself stays as it is (no apostrophe
        # in front, which would be copied along); the quote prefix keeps it text when the cell is edited.
        cell.data_type = "s"
        cell.quotePrefix = MISREADABLE.match(value) is not None
    return cell
