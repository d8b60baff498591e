"""From the lines and tables of single pages to one text: what a page break parted comes together again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .asides import COMMENTS, HEADERS, HIDDEN_TEXT, Document
from .margins import holds_words
from .pdf_lines import Line, PdfParagraphs, joined
from .pdf_page import Box
from .pdf_tables import Grid
from .rendering import COVERED, Output, Table

# Stands in the text where a page could not be read, for nothing may go missing without a word.
PICTURE_PAGE = "〔PDF 第 {number} 页是图片，没有文字层，未能读取。〕"

_SAME_COLUMN = 4.0
# Left and right edges of the text are where this share of its lines begin and end.
_SHARE_OF_LINES = 0.03
_EDGE_WIDTH = 3.0
# A text narrower than this share of the paper has not shown its right edge.
_NARROWEST = 0.6


@dataclass(slots=True)
class PageText:
    """Lines outside of tables and tables, both from the top down, and the box of the page.

    `is_picture`: the page shows something and has no text, so that whoever reads the document must be told.
    `hidden` are words that nobody sees, `remarks` comments on the page.
    """

    lines: list[Line]
    grids: list[Grid]
    box: Box
    is_picture: bool = False
    hidden: str = ""
    remarks: Sequence[str] = ()

    def blocks(self) -> list[Line | Grid]:
        """Lines and tables as they follow one another."""
        return sorted((*self.lines, *self.grids), key=lambda one: -(one.ys[0] if isinstance(one, Grid) else one.bottom))

    def width(self) -> int:
        return round(self.box[2] - self.box[0])


def write(pages: list[PageText], margins: Sequence[str] = ()) -> Document:
    """The text of all pages; what is hidden, remarked and printed on every page (`margins`) stands aside at its end.

    Raises Refusal if it is too long or nothing is left.
    """
    output, paragraphs, table = Output(), PdfParagraphs(), None
    edges = {width: _edges([page for page in pages if page.width() == width]) for width in {p.width() for p in pages}}
    for number, page in enumerate(pages, start=1):
        left, right = edges[page.width()]
        if page.is_picture:
            _write_paragraph(paragraphs.end(), output)
            _write_table(table, output)
            table = None
            output.paragraph(PICTURE_PAGE.format(number=number))
        for index, block in enumerate(page.blocks()):
            if isinstance(block, Grid):
                _write_paragraph(paragraphs.end(), output)
                if table and index == 0 and table.goes_on_in(block):
                    table.add(block)
                    continue
                _write_table(table, output)
                table = _GrowingTable(block)
            else:
                _write_table(table, output)
                table = None
                _write_paragraph(paragraphs.add(block, left=left, right=right, new_page=index == 0), output)
    _write_paragraph(paragraphs.end(), output)
    _write_table(table, output)
    _write_asides(pages, margins, output)
    return output.document()


def _write_asides(pages: list[PageText], margins: Sequence[str], output: Output) -> None:
    body = output.words()
    asides = [(HIDDEN_TEXT, page.hidden) for page in pages]
    asides += [(COMMENTS, f"批注：{words}") for page in pages for words in page.remarks]
    asides += [(HEADERS, line) for line in margins if holds_words(line, body)]
    for kind, words in asides:
        if words.strip():
            with output.aside(kind):
                output.paragraph(words)


def _write_paragraph(text: str | None, output: Output) -> None:
    if text:
        output.paragraph(text)


def _write_table(table: "_GrowingTable | None", output: Output) -> None:
    if table:
        table.table().render(output)


def _edges(pages: list[PageText]) -> tuple[float, float]:
    """Left and right edge of the text on pages of one width; lines that stick out alone do not count."""
    lines = [line for page in pages for line in page.lines]
    enough = max(2, _SHARE_OF_LINES * len(lines))
    lefts = Counter(round(line.left / _EDGE_WIDTH) for line in lines)
    rights = Counter(round(line.edge / _EDGE_WIDTH) for line in lines)
    first = min((place for place, count in lefts.items() if count >= enough), default=min(lefts, default=0))
    last = max((place for place, count in rights.items() if count >= enough), default=max(rights, default=0))
    left, right = first * _EDGE_WIDTH, last * _EDGE_WIDTH
    page_left, _, page_right, _ = pages[0].box
    if right - left < _NARROWEST * (page_right - page_left):
        # Only short lines: the edge that none of them reaches is about as far from the paper's as the left one.
        right = page_right - (left - page_left)
    return left, right


@dataclass(slots=True)
class _Slot:
    """A place in a table; `token`, `room` and `blank` as in Cell."""

    text: str = ""
    token: float = 0.0
    room: float = 0.0
    blank: bool = False


class _GrowingTable:
    """A table that may go on over the next pages."""

    def __init__(self, grid: Grid):
        self._xs = grid.xs
        self._rows = _rows(grid)

    def goes_on_in(self, grid: Grid) -> bool:
        """Whether a table at the top of the next page has the same columns."""
        return len(grid.xs) == len(self._xs) and all(
            abs(x - own) <= _SAME_COLUMN for x, own in zip(grid.xs, self._xs, strict=True)
        )

    def add(self, grid: Grid) -> None:
        """Add the rows of the next page without the repeated head; a row that the page break parted is one again."""
        rows, head = _rows(grid), 0
        while head < min(len(rows), len(self._rows)) and _texts(rows[head]) == _texts(self._rows[head]):
            head += 1
        self._cover(grid, rows, head)
        rows = rows[head:]
        if rows and self._is_rest_of_last(rows[0]):
            for slot, rest in zip(self._rows[-1], rows[0], strict=True):
                if rest.text not in ("", COVERED):
                    slot.text = joined(slot.text, rest.text, blank=slot.blank)
                    slot.room, slot.blank = rest.room, rest.blank
            rows = rows[1:]
        self._rows += rows

    def table(self) -> Table:
        table = Table()
        for row, slots in enumerate(self._rows):
            for column, slot in enumerate(slots):
                if slot.text == COVERED:
                    table.put_below(row, column)
                else:
                    table.put(row, column, slot.text)
        return table

    def _is_rest_of_last(self, row: list[_Slot]) -> bool:
        """Some cell of the last row has nothing to go on with, and what goes on had no room left there."""
        pairs = [pair for pair in zip(self._rows[-1], row, strict=True) if pair[1].text != COVERED]
        going_on = [pair for pair in pairs if pair[1].text]
        return (
            bool(going_on)
            and all(last.text not in ("", COVERED) and last.room < rest.token for last, rest in going_on)
            and any(last.text and not rest.text for last, rest in pairs)
        )

    def _cover(self, grid: Grid, rows: list[list[_Slot]], first: int) -> None:
        """An empty cell at the top goes on with the merged cell of the page before."""
        for cell in grid.cells:
            above = self._rows[-1][cell.column].text
            if cell.row == first and not cell.text and (above == COVERED or (above and cell.height > 1)):
                for row in range(cell.row, cell.row + cell.height):
                    rows[row][cell.column].text = COVERED


def _texts(slots: list[_Slot]) -> list[str]:
    return [slot.text for slot in slots]


def _rows(grid: Grid) -> list[list[_Slot]]:
    """The places of a grid by row and column."""
    rows = [[_Slot() for _ in grid.xs[1:]] for _ in grid.ys[1:]]
    for cell in grid.cells:
        rows[cell.row][cell.column] = _Slot(cell.text, cell.token, cell.room, cell.blank)
        for below in range(cell.row + 1, cell.row + cell.height):
            rows[below][cell.column] = _Slot(COVERED if cell.text else "")
    return rows
