"""The workbook of a unit as a file: cells to fill in are unlocked and checked by the program, all others are locked.

Written with openpyxl itself, since a filled form needs what no ledger has: protection, checks, hidden lines.
"""

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.protection import SheetProtection

from ..models.target import NUMBER_LIMIT
from ..models.update import UPDATE_TEXT_LIMIT
from ..sheets.cells import clean
from ..sheets.names import safe_name
from ..sheets.tables import BODY_FONT, BODY_SIZE, HEADING_FONT, LINE_HEIGHT, MAX_HEIGHT, TITLE_SIZE, lines_of
from .columns import COLUMNS, FIGURES, HELP_SHEET, KEY, PROGRESS, RECORD_SHEET, SHEET_NAMES, CellKind, offered
from .help import help_lines
from .record import Record

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


def file_name(period, unit):
    """What the file of the unit for the period is called."""
    words = {"unit": safe_name(unit.name), "period": safe_name(period.name)}
    return _("Unit workbook_%(unit)s_%(period)s.xlsx") % words


def write_workbook(contents, *, on, file):
    """Write the `Contents` into the binary `file`, as of the day `on`."""
    _UnitWorkbook(contents, on).book.save(file)


class _UnitWorkbook:
    """The sheets in their order: two to fill in, how to do so, and the hidden one."""

    def __init__(self, contents, on):
        self.contents, self.on = contents, on
        self.book = Workbook()
        self.book.remove(self.book.active)
        self.book.properties.title, self.book.properties.creator = clean(_("Unit workbook")), None
        # Without a password: it keeps hands from slipping, not from what they mean to do.
        self.book.security = WorkbookProtection(lockStructure=True)
        names = {"unit_name": contents.unit.name, "period_name": contents.period.name}
        self.record = Record(contents.period.pk, contents.unit.pk, on=on.isoformat(), **names)
        for sheet in (PROGRESS, FIGURES):
            self._add_table(sheet, contents.of(sheet))
        self._add_help()
        self._add_record()

    def _add_table(self, name, lines):
        sheet = self.book.create_sheet(clean(str(SHEET_NAMES[name])))
        columns = COLUMNS[name]
        self._add_lines_above(sheet)
        self.record.titles[name] = sheet.title
        self.record.heads[name] = {column.name: str(column.label) for column in columns}
        for place, column in enumerate(columns, start=2):
            sheet.column_dimensions[get_column_letter(place)].width = column.width
            _write(sheet.cell(NAMES, place), column.name)
            _write(sheet.cell(HEAD, place), str(column.label), font=_HEADING, fill=_HEAD_FILL, alignment=_MIDDLE)
        sheet.row_dimensions[HEAD].height = 2 * LINE_HEIGHT + 4
        for row, line in enumerate(lines, start=HEAD + 1):
            self._add_line(sheet, row, columns, line)
        _add_checks(sheet, columns, lines)
        _set_up(sheet, HEAD + max(1, len(lines)), len(columns) + 1)

    def _add_lines_above(self, sheet):
        period, unit = self.contents.period, self.contents.unit
        title = _("%(unit)s: reports of %(period)s") % {"unit": unit.name, "period": period.name}
        days = {"parts": period.parts_due_on.isoformat(), "due": period.due_on.isoformat()}
        about = _("%(report)s. Due on %(due)s, parts for a lead on %(parts)s. Data date: %(on)s.")
        texts = {
            TITLE: title,
            ABOUT: about % {"report": period.report, "on": self.on.isoformat(), **days},
            HINT: _(
                "Fill in the yellow cells only, save the file as .xlsx and upload it again on the page of own reports."
            ),
        }
        for row, text in texts.items():
            size = TITLE_SIZE if row == TITLE else BODY_SIZE
            font = Font(name=HEADING_FONT if row == TITLE else BODY_FONT, size=size)
            _write(sheet.cell(row, 2), text, font=font, border=None, alignment=Alignment(vertical="center"))
            sheet.row_dimensions[row].height = LINE_HEIGHT * size / BODY_SIZE + 4
        _write(sheet.cell(NAMES, 1), KEY)
        sheet.row_dimensions[NAMES].hidden = True
        sheet.column_dimensions["A"].hidden = True

    def _add_line(self, sheet, row, columns, line):
        self.record.lines[line.key] = line.record
        _write(sheet.cell(row, 1), line.key)
        height = 1
        for place, column in enumerate(columns, start=2):
            text = clean(str(line.cells.get(column.name, "")))
            is_open = column.name in line.record.base
            cell = sheet.cell(row, place)
            fill = _OPEN_FILL if is_open else _SHUT_FILL if column.is_typed else None
            is_number = is_open and column.kind in (CellKind.NUMBER, CellKind.PERCENT)
            _write(cell, float(text) if is_number and text else text, fill=fill)
            cell.number_format = "General" if is_number else _AS_TEXT
            cell.protection = _OPEN if is_open else _SHUT
            height = max(height, lines_of(text, column.width))
        least = 3 if line.sheet == PROGRESS else 1  # room to write in
        sheet.row_dimensions[row].height = min(max(height, least) * LINE_HEIGHT + 4, MAX_HEIGHT)

    def _add_help(self):
        sheet = self.book.create_sheet(clean(str(HELP_SHEET)))
        sheet.column_dimensions["A"].width = 100
        for row, text in enumerate(help_lines(), start=1):
            font = _HEADING if row == 1 else _BODY
            _write(sheet.cell(row, 1), text, font=font, border=None)
            sheet.row_dimensions[row].height = lines_of(text, 100) * LINE_HEIGHT + 4
        sheet.protection = SheetProtection(sheet=True)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True

    def _add_record(self):
        sheet = self.book.create_sheet(clean(str(RECORD_SHEET)))
        for row, texts in enumerate(self.record.rows(), start=1):
            for place, text in enumerate(texts, start=1):
                _write(sheet.cell(row, place), text, border=None, alignment=None)
        sheet.sheet_state = "hidden"
        sheet.protection = SheetProtection(sheet=True)


def _write(cell, value, *, font=_BODY, border=_BOX, fill=None, alignment=_TOP):
    """A text stays a text, whatever it begins with."""
    if isinstance(value, str) and value:
        cell.value, cell.data_type = clean(value), "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    elif value != "":
        cell.value = value
    cell.font = font
    if border:
        cell.border = border
    if fill:
        cell.fill = fill
    if alignment:
        cell.alignment = alignment


def _add_checks(sheet, columns, lines):
    """What the program itself refuses, or asks about, while somebody types."""
    last = HEAD + max(1, len(lines))
    for place, column in enumerate(columns, start=2):
        letter = get_column_letter(place)
        if column.kind is CellKind.NUMBER:
            _check_figures(sheet, letter, lines)
        elif column.is_typed:
            sheet.add_data_validation(_check_of(column, f"{letter}{HEAD + 1}:{letter}{last}"))


def _check_of(column, cells):
    if column.kind is CellKind.TEXT:
        limit = {"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(UPDATE_TEXT_LIMIT)}
        sentence = _("At most %(limit)s characters.") % {"limit": UPDATE_TEXT_LIMIT}
    elif column.kind is CellKind.PERCENT:
        limit = {"type": "decimal", "operator": "between", "formula1": "0", "formula2": "100"}
        sentence = _("A number from 0 to 100, without a percent sign.")
    else:
        words = offered(column.kind)
        limit = {"type": "list", "formula1": '"{}"'.format(",".join(words))}
        sentence = _("Choose from the list: %(words)s.") % {"words": "、".join(words)}
    return _validation(sentence, column.label, sqref=cells, **limit)


def _check_figures(sheet, letter, lines):
    """Numbers, not below zero where nothing is counted below it; a fraction of what has no part is asked about."""
    kinds = {}
    for row, line in enumerate(lines, start=HEAD + 1):
        kinds.setdefault((line.is_whole, line.may_fall), []).append(f"{letter}{row}")
    for (is_whole, may_fall), cells in kinds.items():
        least = str(-NUMBER_LIMIT) if may_fall else "0"
        limit = {"operator": "between", "formula1": least, "formula2": str(NUMBER_LIMIT)}
        sentence = _("A number alone, without its unit, cumulative since the start of the year.")
        limit |= {"type": "whole", "errorStyle": "warning"} if is_whole else {"type": "decimal"}
        cells_named = " ".join(cells)
        sheet.add_data_validation(_validation(sentence, _("Cumulative value now"), sqref=cells_named, **limit))


def _validation(sentence, title, **options):
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
