"""One table on one sheet, ready to read on a screen and to print: heading lines, head row, rows, who signs."""

import math
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .cells import NumberShown, cell, clean, held
from .paper import BODY_SIZE, BOTTOM, HEADER, NARROWEST, SIDE, TOP, Pages, fitted, paper_for
from .streamed import StreamedWorkbook

# The fonts of official documents (GB/T 9704); every office suite has them or a stand-in.
BODY_FONT, HEADING_FONT = "宋体", "黑体"
TITLE_SIZE = 16
LATE = "#C00000"
LINE_HEIGHT = 14.5  # points, for BODY_SIZE
MAX_HEIGHT = 409  # points, Excel's limit; what is longer takes several rows
ABOVE_AND_BELOW = 4

TITLE, LINE, HEAD, TEXT, CENTRED, COUNT, DATE, PERCENT, NUMBER, BAND, TOTAL = (
    f"ledger {name}"
    for name in (*("title", "line", "head", "text", "centred", "count", "date", "percent", "number", "band", "total"),)
)


@dataclass(frozen=True)
class Column:
    """`width` in characters of the default font (a Chinese character takes two), `style` of its cells."""

    label: str
    width: float
    style: str = TEXT


@dataclass(frozen=True)
class CellGround:
    """How a cell stands out: the colour of its ground, and of its letters (#rrggbb, "" for that of the style)."""

    fill: str
    letters: str = ""


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
    line = Alignment(vertical="center", wrap_text=True)
    # A number cannot be broken over lines: too wide for its column, it would be printed as ###.
    right = Alignment(horizontal="right", vertical="top", shrink_to_fit=True)
    dash = '0;-0;"–"'  # a zero is easier to pass over as a dash
    styles = [
        NamedStyle(TITLE, font=Font(name=HEADING_FONT, size=TITLE_SIZE), alignment=middle),
        NamedStyle(LINE, font=body, alignment=line),
        NamedStyle(HEAD, font=head, alignment=middle, border=box, fill=PatternFill("solid", fgColor="DDE7F0")),
        NamedStyle(TEXT, font=body, alignment=Alignment(vertical="top", wrap_text=True), border=box),
        NamedStyle(CENTRED, font=body, alignment=top, border=box),
        NamedStyle(COUNT, font=body, alignment=top, border=box, number_format=dash),
        NamedStyle(DATE, font=body, alignment=top, border=box, number_format="yyyy-mm-dd"),
        NamedStyle(PERCENT, font=body, alignment=top, border=box, number_format="0.0%"),
        NamedStyle(NUMBER, font=body, alignment=right, border=box),
        NamedStyle(BAND, font=head, alignment=line, border=box, fill=PatternFill("solid", fgColor="F2F2F2")),
        NamedStyle(TOTAL, font=head, alignment=top, border=box, number_format=dash),
    ]
    for style in styles:
        workbook.add_named_style(style)


class Table:
    """A table on a new sheet of a workbook; rows are on disk as soon as they are added.

    `title` and `lines` (texts) stand above the head row, across all columns. `paper` is one of `paper.PAPERS`, by
    default as wide as the columns need; they are made to fit on it. `is_sorted`: nothing but rows stands below the
    head, so that they may be sorted and filtered.
    """

    def __init__(self, workbook, *, name, title, lines, columns, paper=None, is_sorted=True):
        self.workbook = workbook
        self._streamed = workbook.add_sheet(name)
        self.sheet = self._streamed.sheet
        self.columns, self.rows = columns, 0
        self.paper = paper or paper_for([column.width for column in columns])
        # Dates and numbers cannot break: where there is no room for them they are not shown at all.
        least = [min(column.width, NARROWEST) if column.style == TEXT else column.width for column in columns]
        self.widths, self._across = fitted([column.width for column in columns], least, self.paper)
        self._letters = [get_column_letter(index) for index in range(1, len(columns) + 1)]
        self._styles = [workbook.style(column.style) for column in columns]
        self._late = [workbook.style(column.style, LATE) for column in columns]
        self._head_row = len(lines) + 2
        self._last_row = 0
        self._pages = Pages(self.sheet, self._page_height())
        self._set_up()
        self._add_line(title, TITLE)
        for line in lines:
            self._add_line(line, LINE)
        self._add_head()
        if is_sorted:
            self.workbook.before_saving.append(self._set_filter)

    @property
    def head_row(self):
        """The number of the row with the labels of the columns."""
        return self._head_row

    @property
    def next_row(self):
        """The number of the row that is written next."""
        return self._last_row + 1

    def add(self, values, *, late=(), fills=None, below=()):
        """Add one row, one value per column; the columns with the indexes in `late` are set in red.

        `fills` is {index of a column: CellGround}. `below` are further rows of the same, {index of a column: value}
        each: the columns that none of them names are merged over all these rows.
        """
        styles = self._styles
        if late or fills:
            styles = [self._late[index] if index in late else style for index, style in enumerate(styles)]
        for index, ground in (fills or {}).items():
            letters = LATE if index in late else ground.letters
            styles[index] = self.workbook.style(self.columns[index].style, letters, ground.fill)
        values = [held(value) for value in values]
        if below:
            self._add_block(values, styles, below)
        else:
            self._add_row(values, styles, self._lines(values))
        self.rows += 1

    def add_band(self, text):
        """Add a row across all columns that names what the rows below it have in common."""
        self._add_line(text, BAND, with_next=True)

    def _add_head(self):
        labels = [held(column.label) for column in self.columns]
        # Two lines at least: the filter's buttons stand at the foot of the cells.
        lines = max(2, self._lines(labels))
        cells = self._cells(labels, [self.workbook.style(HEAD)] * len(labels))
        self._write(cells, lines * LINE_HEIGHT + ABOVE_AND_BELOW)

    def add_total(self, values):
        """Add the last row, which sorting and filtering leave alone."""
        values = [held(value) for value in values]
        self._add_row(values, [self.workbook.style(TOTAL)] * len(self.columns), self._lines(values))

    def add_sentence(self, text):
        """Add a sentence across all columns, below the rows or instead of them."""
        self._add_line(text, LINE)

    def leave_room(self, height):
        """Leave so many points free below, for a chart, on one page; returns the number of the first row."""
        first, rows = self._last_row + 1, math.ceil(height / 15)
        self._pages.add(first, rows * 15)
        for _row in range(rows):
            self._write([], 15)
        return first

    def _page_height(self):
        """What a page holds below the head row, which is repeated on each."""
        lines = max(lines_of(str(column.label), width) for column, width in zip(self.columns, self.widths, strict=True))
        head = max(2, lines) * LINE_HEIGHT + ABOVE_AND_BELOW
        return self.paper.height_at(sum(self.widths) / self._across) - head

    def _set_up(self):
        """All but the rows, and the printed page."""
        sheet = self.sheet
        for letter, width in zip(self._letters, self.widths, strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = f"A{self._head_row + 1}"
        sheet.print_title_rows = f"{self._head_row}:{self._head_row}"
        sheet.page_setup.orientation = Worksheet.ORIENTATION_LANDSCAPE
        sheet.page_setup.paperSize = self.paper.code
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = self._across, 0  # as many pages as it takes
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = SIDE
        margins.top, margins.bottom, margins.header, margins.footer = TOP, BOTTOM, HEADER, HEADER
        # &P and &N are Excel's own codes for this page and all pages; &10 is the size, which is not scaled.
        sheet.oddFooter.center.text = _("Page &P of &N")
        sheet.oddFooter.center.size = BODY_SIZE
        sheet.HeaderFooter.scaleWithDoc = False

    def _add_line(self, text, style, *, with_next=False):
        text = held(text)
        size = TITLE_SIZE if style == TITLE else BODY_SIZE
        lines = lines_of(text, sum(self.widths) * BODY_SIZE / size)
        row, number, last = self._last_row + 1, self.workbook.style(style), self._letters[-1]
        height = min(lines * LINE_HEIGHT * size / BODY_SIZE + ABOVE_AND_BELOW, MAX_HEIGHT)
        cells = [cell(f"A{row}", text, number)]
        if style == BAND:
            # Each cell of it, for the lines around them.
            cells += [cell(f"{letter}{row}", None, number) for letter in self._letters[1:]]
        if row > self._head_row:
            self._pages.add(row, height, with_next=with_next)
        else:
            self._pages.add(row, height)
        self._write(cells, height)
        if row < self._head_row:
            self.sheet.merged_cells.add(f"A{row}:{last}{row}")
        elif last != "A":
            self._streamed.merge(f"A{row}:{last}{row}")

    def _lines(self, values):
        """How many lines the row of these values takes."""
        lines = 1
        for value, width in zip(values, self.widths, strict=True):
            if isinstance(value, str) and (2 * len(value) > width or "\n" in value):
                lines = max(lines, lines_of(value, width))
        return lines

    def _cells(self, values, styles):
        row, cells = self._last_row + 1, []
        for index, (letter, value, style) in enumerate(zip(self._letters, values, styles, strict=True)):
            shown = value
            if isinstance(value, NumberShown):
                shown, style = value.value, self.workbook.style(self.columns[index].style, form=value.form)
            cells.append(cell(f"{letter}{row}", shown, style))
        return cells

    def _add_row(self, values, styles, lines):
        """Write what takes so many lines: one row, or as many, merged, as Excel's highest ones come to it."""
        height = lines * LINE_HEIGHT + ABOVE_AND_BELOW
        if height > MAX_HEIGHT:
            self._add_block(values, styles, ())
            return
        self._pages.add(self._last_row + 1, height)
        self._write(self._cells(values, styles), height)

    def _add_block(self, values, styles, below):
        """Write rows of which all columns but those that `below` names are merged over all of them."""
        parted = {index for part in below for index in part}
        parts = [{index: values[index] for index in parted}, *({i: held(v) for i, v in part.items()} for part in below)]
        heights = [self._height({**dict.fromkeys(parted, ""), **part}) for part in parts] if parted else [0]
        needed = self._height({i: value for i, value in enumerate(values) if i not in parted})
        heights = _spread(heights, min(needed, self._pages.room))
        self._pages.add(self._last_row + 1, sum(heights))
        first = self._last_row + 1
        for place, height in enumerate(heights):
            part = parts[place] if place < len(parts) else {}
            shown = [values[i] if not place and i not in parted else part.get(i) for i in range(len(values))]
            self._write(self._cells(shown, styles), height)
        for index, letter in enumerate(self._letters):
            begins = first + len(parts) - 1 if index in parted else first
            if begins < self._last_row:
                self._streamed.merge(f"{letter}{begins}:{letter}{self._last_row}")

    def _height(self, values):
        lines = [lines_of(value, self.widths[i]) for i, value in values.items() if isinstance(value, str)]
        return max(lines, default=1) * LINE_HEIGHT + ABOVE_AND_BELOW

    def _write(self, cells, height):
        """Write a row. LibreOffice gives rows without a height one line and cuts the rest."""
        self._last_row += 1
        row = f'<row r="{self._last_row}" ht="{height:g}" customHeight="1">{"".join(cells)}</row>'
        self._streamed.rows.write(row.encode())

    def _set_filter(self):
        last = max(self._head_row, self._last_row)
        self.sheet.auto_filter.ref = f"A{self._head_row}:{self._letters[-1]}{last}"


def _spread(heights, needed):
    """The heights of rows that come to `needed` together at least, none above Excel's limit; rows are added for it."""
    count = max(len(heights), math.ceil(needed / MAX_HEIGHT))
    heights = [min(height, MAX_HEIGHT) for height in heights] + [0] * (count - len(heights))
    lacking = needed - sum(heights)
    while lacking > 0.01:
        open_to_more = [place for place, height in enumerate(heights) if height < MAX_HEIGHT]
        if not open_to_more:
            break
        share = lacking / len(open_to_more)
        for place in open_to_more:
            heights[place] = min(MAX_HEIGHT, heights[place] + share)
        lacking = needed - sum(heights)
    return [max(height, 1) for height in heights]


def head_width(label, least=12):
    """The width of a column whose head stands on one line, beside the filter's button."""
    return max(least, _display_width(label) + 4)


def lines_of(text, width):
    """How many lines `text` takes in a column of `width`.

    Widths count digits of the default font and what a cell leaves free at its sides; a digit of the body's font is a
    twentieth narrower. Where the text breaks, half a Chinese character may be left over at the edge.
    """
    room = math.floor(width * 1.05 - 0.7)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    widths = [_display_width(line) for line in text.split("\n")]
    return sum(1 if line <= room else math.ceil(line / (room - 1)) for line in widths)


def _display_width(text):
    """Width in half-width characters: ASCII takes one, everything else counts as two."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))
