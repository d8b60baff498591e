"""The sheets of a workbook that comes back: cells to fill in are unlocked and checked by the program, others locked.

Written with openpyxl itself, since a form needs what no ledger has: protection, checks, hidden lines.
"""

import datetime
from copy import copy
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.protection import SheetProtection

from ..sheets.cells import clean
from ..sheets.tables import BODY_FONT, BODY_SIZE, HEADING_FONT, LINE_HEIGHT, MAX_HEIGHT, TITLE_SIZE, lines_of
from .form import HELP_SHEET, KEPT_SHEET, KEY, CellKind
from .record import LineRecord

TITLE, ABOUT, HINT, NAMES, HEAD = range(1, 6)  # lines above the table
A3 = 8
_GRID = Side(style="thin", color="808080")
_BOX = Border(left=_GRID, right=_GRID, top=_GRID, bottom=_GRID)
_BODY, _HEADING = Font(name=BODY_FONT, size=BODY_SIZE), Font(name=HEADING_FONT, size=BODY_SIZE)
_TOP = Alignment(vertical="top", wrap_text=True)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_HEAD_FILL, _OPEN_FILL, _SHUT_FILL = (PatternFill("solid", fgColor=colour) for colour in ("DDE7F0", "FFF8DC", "F2F2F2"))
_OPEN, _SHUT = Protection(locked=False), Protection(locked=True)
_AS_TEXT = "@"


@dataclass(frozen=True)
class FormLine:
    """A line of one of the sheets: what its `cells` show, {name: text}, and `record`, what is kept of it.

    What may be filled in is what the record has a base for. Days are shown as ISO texts. `is_whole` and `may_fall` say
    which figures it takes.
    """

    sheet: str
    key: str
    cells: dict
    record: LineRecord
    is_whole: bool = False
    may_fall: bool = False


class FormWriter:
    """A workbook of the `form`, sheet after sheet; `record` gets what is written, and goes in last."""

    def __init__(self, form, record, *, title):
        self.form, self.record, self._looks = form, record, {}
        self.book = Workbook()
        self.book.remove(self.book.active)
        self.book.properties.title, self.book.properties.creator = clean(title), None
        # Without a password: it keeps hands from slipping, not from what they mean to do.
        self.book.security = WorkbookProtection(lockStructure=True)

    def add_table(self, name, lines, *, above, checks, least=1):
        """A sheet of the form with its lines below the three texts `above`; returns the sheet.

        `checks(sheet, column, letter, last line)` adds what the program itself refuses while somebody types; a line is
        at least as high as `least` lines of text.
        """
        form = self.form.sheet(name)
        sheet = self.book.create_sheet(clean(str(form.title)))
        self._add_lines_above(sheet, above)
        self.record.titles[name] = sheet.title
        self.record.heads[name] = {column.name: str(column.label) for column in form.columns}
        for place, column in enumerate(form.columns, start=2):
            sheet.column_dimensions[get_column_letter(place)].width = column.width
            _write(sheet.cell(NAMES, place), column.name)
            _write(sheet.cell(HEAD, place), str(column.label), font=_HEADING, fill=_HEAD_FILL, alignment=_MIDDLE)
        sheet.row_dimensions[HEAD].height = 2 * LINE_HEIGHT + 4
        for row, line in enumerate(lines, start=HEAD + 1):
            self._add_line(sheet, row, form.columns, line, least)
        last = HEAD + max(1, len(lines))
        for place, column in enumerate(form.columns, start=2):
            if column.is_typed:
                checks(sheet, column, get_column_letter(place), last)
        _set_up(sheet, last, len(form.columns) + 1)
        return sheet

    def _add_lines_above(self, sheet, above):
        for row, text in zip((TITLE, ABOUT, HINT), above, strict=True):
            size = TITLE_SIZE if row == TITLE else BODY_SIZE
            font = Font(name=HEADING_FONT if row == TITLE else BODY_FONT, size=size)
            _write(sheet.cell(row, 2), text, font=font, border=None, alignment=Alignment(vertical="center"))
            sheet.row_dimensions[row].height = LINE_HEIGHT * size / BODY_SIZE + 4
        _write(sheet.cell(NAMES, 1), KEY)
        sheet.row_dimensions[NAMES].hidden = True
        sheet.column_dimensions["A"].hidden = True

    def _add_line(self, sheet, row, columns, line, least):
        self.record.lines[line.key] = line.record
        _hold(sheet.cell(row, 1), line.key)
        height = least
        for place, column in enumerate(columns, start=2):
            text = clean(str(line.cells.get(column.name, "")))
            is_open = column.name in line.record.base
            value, cell_format = _held(column.kind, text) if is_open else (text, _AS_TEXT)
            _hold(cell := sheet.cell(row, place), value)
            self._look(cell, is_open, column.is_typed, cell_format)
            height = max(height, lines_of(text, column.width))
        sheet.row_dimensions[row].height = min(height * LINE_HEIGHT + 4, MAX_HEIGHT)

    def _look(self, cell, is_open, is_typed, cell_format):
        """How a cell of a line looks. A look is worked out once: openpyxl takes long over each."""
        look = is_open, is_typed, cell_format, cell.quotePrefix
        if look not in self._looks:
            _style(cell, fill=_OPEN_FILL if is_open else _SHUT_FILL if is_typed else None)
            cell.number_format = cell_format
            cell.protection = _OPEN if is_open else _SHUT
            self._looks[look] = copy(cell._style)
        cell._style = copy(self._looks[look])

    def add_help(self, lines):
        """The sheet that says how the form is filled in; the heading first."""
        sheet = self.book.create_sheet(clean(str(HELP_SHEET)))
        sheet.column_dimensions["A"].width = 100
        for row, text in enumerate(lines, start=1):
            font = _HEADING if row == 1 else _BODY
            _write(sheet.cell(row, 1), text, font=font, border=None)
            sheet.row_dimensions[row].height = lines_of(text, 100) * LINE_HEIGHT + 4
        sheet.protection = SheetProtection(sheet=True)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True

    def add_hidden(self, title, rows):
        """A hidden sheet of texts; returns it."""
        sheet = self.book.create_sheet(clean(str(title)))
        for row, texts in enumerate(rows, start=1):
            for place, text in enumerate(texts, start=1):
                _hold(sheet.cell(row, place), text)
        sheet.sheet_state = "hidden"
        sheet.protection = SheetProtection(sheet=True)
        return sheet

    def save(self, file):
        """Add the record, and write the workbook into the binary `file`."""
        self.add_hidden(KEPT_SHEET, self.record.rows(self.form.mark))
        self.book.save(file)


def _held(kind, text):
    """(what an open cell holds of the text, in which format)."""
    if kind in (CellKind.NUMBER, CellKind.PERCENT):
        return (float(text) if text else text), "General"
    if kind is CellKind.DAY:
        return (datetime.date.fromisoformat(text) if text else text), "yyyy-mm-dd"
    return text, _AS_TEXT


def is_same_number(text, cell):
    """Whether the figure of a `ReadCell` is the one of the text: no program can hold one to its last digit."""
    return bool(text) and cell.number is not None and not cell.is_percent and float(Decimal(text)) == float(cell.number)


def _write(cell, value, **look):
    _hold(cell, value)
    _style(cell, **look)


def _hold(cell, value):
    """A text stays a text, whatever it begins with."""
    if isinstance(value, str) and value:
        cell.value, cell.data_type = clean(value), "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    elif value != "":
        cell.value = value


def _style(cell, *, font=_BODY, border=_BOX, fill=None, alignment=_TOP):
    cell.font = font
    if border:
        cell.border = border
    if fill:
        cell.fill = fill
    if alignment:
        cell.alignment = alignment


def validation(sentence, title, **options):
    """A check with its sentence: said beside the cell, and when what was typed is refused."""
    return DataValidation(
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        error=sentence,
        errorTitle=str(title)[:30],
        prompt=sentence,
        promptTitle=str(title)[:30],
        **options,
    )


def _set_up(sheet, last, width):
    """Protection, what stays in sight, the printed page."""
    head = f"{HEAD}:{HEAD}"
    sheet.freeze_panes = f"D{HEAD + 1}"
    sheet.auto_filter.ref = f"B{HEAD}:{get_column_letter(width)}{last}"
    # Widths, heights and the filter may be changed: False is what openpyxl calls allowed.
    sheet.protection = SheetProtection(sheet=True, formatColumns=False, formatRows=False, autoFilter=False)
    sheet.print_title_rows = head
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A3
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.3, footer=0.3)  # inches
    sheet.oddFooter.center.text = _("Page &P of &N")
