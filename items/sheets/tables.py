"""One table on one sheet, ready to read on a screen and to print on A4: heading lines, head row, rows."""

import math
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .cells import cell, clean, held
from .streamed import StreamedWorkbook

# The fonts of official documents (GB/T 9704); every office suite has them or a stand-in.
BODY_FONT, HEADING_FONT = "宋体", "黑体"
BODY_SIZE, TITLE_SIZE = 10, 16
LATE = Font(name=BODY_FONT, size=BODY_SIZE, color="C00000")
LINE_HEIGHT = 14.5  # points, for BODY_SIZE
MAX_HEIGHT = 409  # points, Excel's limit; what is longer is still whole in the cell

TITLE, LINE, HEAD, TEXT, CENTRED, COUNT, DATE, TOTAL = (
    f"ledger {name}" for name in ("title", "line", "head", "text", "centred", "count", "date", "total")
)


@dataclass(frozen=True)
class Column:
    """`width` in characters of the default font (a Chinese character takes two), `style` of its cells."""

    label: str
    width: float
    style: str = TEXT


@contextmanager
def streamed_workbook(file, *, title):
    """A workbook for `Table`s, written into the binary `file` when the block ends."""
    workbook = StreamedWorkbook()
    properties = workbook.book.properties
    properties.title, properties.creator = clean(title), None
    _add_styles(workbook.book)
    try:
        yield workbook
        workbook.save(file)
    finally:
        workbook.close()


def _add_styles(workbook):
    """Give the workbook the named styles that `Table` uses."""
    side = Side(style="thin", color="808080")
    box = Border(left=side, right=side, top=side, bottom=side)
    body = Font(name=BODY_FONT, size=BODY_SIZE)
    head = Font(name=HEADING_FONT, size=BODY_SIZE)
    top = Alignment(horizontal="center", vertical="top", wrap_text=True)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    dash = '0;-0;"–"'  # a zero is easier to pass over as a dash
    styles = [
        NamedStyle(TITLE, font=Font(name=HEADING_FONT, size=TITLE_SIZE), alignment=middle),
        NamedStyle(LINE, font=body, alignment=Alignment(vertical="center", wrap_text=True)),
        NamedStyle(HEAD, font=head, alignment=middle, border=box, fill=PatternFill("solid", fgColor="DDE7F0")),
        NamedStyle(TEXT, font=body, alignment=Alignment(vertical="top", wrap_text=True), border=box),
        NamedStyle(CENTRED, font=body, alignment=top, border=box),
        NamedStyle(COUNT, font=body, alignment=top, border=box, number_format=dash),
        NamedStyle(DATE, font=body, alignment=top, border=box, number_format="yyyy-mm-dd"),
        NamedStyle(TOTAL, font=head, alignment=top, border=box, number_format=dash),
    ]
    for style in styles:
        workbook.add_named_style(style)


class Table:
    """A table on a new sheet of a workbook; rows are on disk as soon as they are added.

    `title` and `lines` (texts) stand above the head row, across all columns.
    """

    def __init__(self, workbook, *, name, title, lines, columns):
        self.workbook = workbook
        self.sheet, self._file = workbook.add_sheet(name)
        self.columns = columns
        self.rows = 0
        self._letters = [get_column_letter(index) for index in range(1, len(columns) + 1)]
        self._styles = [workbook.style(column.style) for column in columns]
        self._late = [workbook.style(column.style, LATE) for column in columns]
        self._head_row = len(lines) + 2
        self._last_row = 0
        self._set_up()
        self._add_line(title, TITLE)
        for line in lines:
            self._add_line(line, LINE)
        # Two lines at least: the filter's buttons stand at the foot of the cells.
        self._append([column.label for column in columns], [workbook.style(HEAD)] * len(columns), lines=2)
        # The bare head row until rows come.
        self._set_filter()

    @property
    def head_row(self):
        """The number of the row with the labels of the columns."""
        return self._head_row

    def add(self, values, *, late=(), fills=None):
        """Add one row, one value per column; the columns with the indexes in `late` are set in red.

        `fills` is {index of a column: #rrggbb of its ground}.
        """
        styles = self._styles
        if late or fills:
            styles = [self._late[index] if index in late else style for index, style in enumerate(styles)]
        for index, fill in (fills or {}).items():
            styles[index] = self.workbook.style(self.columns[index].style, LATE if index in late else None, fill)
        self._append(values, styles)
        self.rows += 1
        self._set_filter()

    def add_total(self, values):
        """Add the last row, which sorting and filtering leave alone."""
        self._append(values, [self.workbook.style(TOTAL)] * len(self.columns))

    def add_sentence(self, text):
        """Add a sentence across all columns, below the rows or instead of them."""
        self._add_line(text, LINE)

    def _set_up(self):
        """All but the rows, and the printed page."""
        sheet = self.sheet
        for index, column in enumerate(self.columns, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = column.width
        sheet.freeze_panes = f"A{self._head_row + 1}"
        sheet.print_title_rows = f"{self._head_row}:{self._head_row}"
        sheet.page_setup.orientation = Worksheet.ORIENTATION_LANDSCAPE
        sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0  # as many pages as it takes
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.4  # inches
        margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.3, 0.3
        # &P and &N are Excel's own codes for this page and all pages.
        sheet.oddFooter.center.text = _("Page &P of &N")

    def _add_line(self, text, style):
        text = held(text)
        size = TITLE_SIZE if style == TITLE else BODY_SIZE
        lines = lines_of(text, sum(column.width for column in self.columns) * BODY_SIZE / size)
        row = self._last_row + 1
        self._write([cell(f"A{row}", text, self.workbook.style(style))], lines * LINE_HEIGHT * size / BODY_SIZE)
        self.sheet.merged_cells.add(f"A{row}:{self._letters[-1]}{row}")

    def _append(self, values, styles, lines=1):
        """Write a row of at least so many lines."""
        row, cells = self._last_row + 1, []
        for value, style, letter, column in zip(values, styles, self._letters, self.columns, strict=True):
            value = held(value)
            if isinstance(value, str):
                lines = max(lines, lines_of(value, column.width))
            cells.append(cell(f"{letter}{row}", value, style))
        self._write(cells, lines * LINE_HEIGHT)

    def _write(self, cells, height):
        """Write a row. LibreOffice gives rows without a height one line and cuts the rest."""
        self._last_row += 1
        height = min(height + 4, MAX_HEIGHT)
        row = f'<row r="{self._last_row}" ht="{height:g}" customHeight="1">{"".join(cells)}</row>'
        self._file.write(row.encode())

    def _set_filter(self):
        self.sheet.auto_filter.ref = f"A{self._head_row}:{self._letters[-1]}{self._head_row + self.rows}"


def head_width(label, least=12):
    """The width of a column whose head stands on one line, beside the filter's button."""
    return max(least, _display_width(label) + 4)


def lines_of(text, width):
    """How many lines `text` takes in a column of `width`.

    Widths count digits of the default font, which are a twentieth wider than those of the body's smaller one. Where
    the text breaks, half a Chinese character may be left over at the edge.
    """
    room = math.floor(width * 1.05)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    widths = [_display_width(line) for line in text.split("\n")]
    return sum(1 if line <= room else math.ceil(line / (room - 1)) for line in widths)


def _display_width(text):
    """Width in half-width characters: ASCII takes one, everything else counts as two."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))
