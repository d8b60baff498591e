"""One sheet of a workbook, row by row; only cells that hold something are kept: a million empty rows cost nothing."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.escape import unescape

from .asides import (
    CELLS,
    COLUMNS,
    COMMENTS,
    FILTERED_ROWS,
    FORMULAS,
    HIDDEN_COLUMNS,
    HIDDEN_ROWS,
    OWN_LEDGER,
    ROWS,
    STRUCK_TEXT,
    has_marks,
    joined,
    kinds_of,
    marked,
    without_signs,
    words_of,
)
from .errors import Refusal
from .limits import LARGEST_TEXT
from .office_xml import child, children, local
from .package import Package, forget
from .rendering import Table
from .xlsx_values import GENERAL, iso_date, shown, shows_date

_ON = ("1", "true")
_MARGINS = [f"{{*}}{page}{place}" for page in ("odd", "even", "first") for place in ("Header", "Footer")]
_TAGS = ["{*}row", "{*}col", "{*}mergeCell", "{*}autoFilter", *_MARGINS]
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_TRUTH = {"1": "TRUE", "0": "FALSE"}
_REPORT_EVERY = 1000
# Rows that merged cells cover, over all merged cells together: real sheets stay far below.
_MOST_MERGED_ROWS = 2_000_000

# What stands before a comment where it is read in.
COMMENT = "批注："
_LONGEST_NAME = 12

Range = tuple[int, int, int, int]


def rich_text(element: etree._Element | None) -> str:
    """The text of a string with or without parts of different look; phonetic signs are left aside.

    Parts that are struck out are marked.
    """
    text = ""
    for part in () if element is None else element:
        if local(part) == "t":
            text += _plain(part.text)
        elif local(part) == "r":
            own = "".join(_plain(one.text) for one in children(part, "t"))
            text += marked(STRUCK_TEXT, own) if own.strip() and is_struck(child(part, "rPr")) else own
    return text


def _plain(text: str | None) -> str:
    return without_signs(unescape(text)) if text else ""


def is_struck(font: etree._Element | None) -> bool:
    strike = child(font, "strike")
    return strike is not None and strike.get("val", "1") in _ON


@dataclass(frozen=True, slots=True)
class Values:
    """What cells refer to: shared strings, the number format of each style, and whether days count from 1904.

    `struck` says of each style whether it strikes out.
    """

    strings: list[str]
    codes: list[str]
    from_1904: bool
    struck: list[bool] = field(default_factory=list)

    def text(self, cell: etree._Element) -> str:
        """The text of a cell as Excel shows it; what is struck out, and a formula never computed, is marked."""
        text = self._text(cell)
        if text.strip() and not has_marks(text) and self._index(cell) < len(self.struck):
            return marked(STRUCK_TEXT, text) if self.struck[self._index(cell)] else text
        return text

    def is_date(self, cell: etree._Element) -> bool:
        """Whether it shows a number as a date."""
        return cell.get("t", "n") == "n" and child(cell, "v") is not None and shows_date(self._code(cell.get("s")))

    def _index(self, cell: etree._Element) -> int:
        style = cell.get("s")
        return int(style) if style and style.isdecimal() else 0

    def _text(self, cell: etree._Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return rich_text(child(cell, "is"))
        stored = child(cell, "v")
        value = "" if stored is None else stored.text or ""
        if not value:
            formula = child(cell, "f")
            is_empty_text = kind == "str" and stored is not None
            return "" if formula is None or is_empty_text else marked(FORMULAS, f"={_plain(formula.text)}")
        if kind == "s":
            return self.strings[int(value)] if value.isdecimal() and int(value) < len(self.strings) else ""
        if kind == "n":
            return shown(value, self._code(cell.get("s")), from_1904=self.from_1904)
        if kind == "d":
            return iso_date(value)
        return _TRUTH.get(value, value) if kind == "b" else _plain(value)

    def _code(self, style: str | None) -> str:
        index = int(style) if style and style.isdecimal() else 0
        return self.codes[index] if index < len(self.codes) else GENERAL


class _Spans:
    """Numbers of hidden rows or columns as ranges, added from low to high."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def add(self, first: int, last: int) -> None:
        if self._lasts and first <= self._lasts[-1] + 1:
            self._lasts[-1] = max(last, self._lasts[-1])
        else:
            self._firsts.append(first)
            self._lasts.append(last)

    def after(self, number: int) -> int:
        """The number itself, or if it is hidden the next one that is not."""
        index = bisect_right(self._firsts, number) - 1
        return self._lasts[index] + 1 if index >= 0 and number <= self._lasts[index] else number

    def __contains__(self, number: int) -> bool:
        return self.after(number) != number


class SheetReader:
    """Reads the sheets of one workbook into tables."""

    def __init__(self, package: Package, values: Values):
        self._package, self._values = package, values
        self._size = 0

    def read(self, part: str, comments: dict[tuple[int, int], str], progress: Callable[[int], None]) -> "Sheet":
        """A sheet with `comments` on cells (row, column); `progress` gets the number of bytes read so far."""
        sheet, last, before = Sheet(comments=dict(comments)), 0, self._package.unpacked
        for _, element in self._package.elements(part, _TAGS):
            name = local(element)
            if name == "row":
                last = _whole(element.get("r"), last + 1)
                if element.get("hidden") in _ON:
                    sheet.hidden_rows.add(last, last)
                row = self._row(element, last, sheet)
                if row:
                    sheet.cells[last] = row
                if last % _REPORT_EVERY == 0:
                    progress(self._package.unpacked - before)
                forget(element)
            elif name == "col" and element.get("hidden") in _ON:
                sheet.hidden_columns.add(_whole(element.get("min"), 0), _whole(element.get("max"), 0))
            elif name == "mergeCell":
                sheet.merged += _range(element.get("ref", ""))
            elif name == "autoFilter" and child(element, "filterColumn") is not None:
                sheet.filtered += _range(element.get("ref", ""))
            elif name.endswith(("Header", "Footer")):
                sheet.margins.append(element.text or "")
        sheet.put_comments()
        return sheet

    def _row(self, row: etree._Element, number: int, sheet: "Sheet") -> dict[int, str]:
        """{column: text} of the cells that hold something."""
        found, column = {}, 0
        for cell in row:
            address = _ADDRESS.fullmatch(cell.get("r", ""))
            column = column_index_from_string(address[1]) if address else column + 1
            if len(cell):
                text = self._values.text(cell)
                if text.strip():
                    found[column] = text
                    self._size += len(text) + 1
                    if self._values.is_date(cell):
                        sheet.dates.add((number, column))
        if self._size > LARGEST_TEXT:
            raise Refusal("too_much_text", limit=LARGEST_TEXT)
        return found


@dataclass
class Sheet:
    """The cells of a sheet {row: {column: text}}, what of it is hidden, and which cells show dates."""

    comments: dict[tuple[int, int], str]
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    filtered: list[Range] = field(default_factory=list)
    dates: set[tuple[int, int]] = field(default_factory=set)
    margins: list[str] = field(default_factory=list)
    # Columns and rows that are the portal's own (`own_ledger`).
    own_columns: set[int] = field(default_factory=set)
    own_rows: set[int] = field(default_factory=set)
    hidden_rows: _Spans = field(default_factory=_Spans)
    hidden_columns: _Spans = field(default_factory=_Spans)

    def put_comments(self) -> None:
        """A comment stands behind the text of its cell."""
        for (row, column), text in self.comments.items():
            cells = self.cells.setdefault(row, {})
            lines = [cells[column]] if column in cells else []
            cells[column] = joined([*lines, marked(COMMENTS, COMMENT + text)])

    def table(self) -> Table:
        """Merged cells stand in their first row and column that can be seen; rows without text are left out."""
        last_rows = {}
        cells = self.cells
        for text, (top, left, bottom, right) in _take_merged(cells, self.merged):
            row, column = self.hidden_rows.after(top), self.hidden_columns.after(left)
            row, column = (row if row <= bottom else top), (column if column <= right else left)
            cells.setdefault(row, {})[column] = text
            last_rows[row, column] = bottom
            for above in [one for one in cells if top <= one < row]:
                cells[above][column] = text
        rows = [row for row in sorted(cells) if cells[row]]
        table = Table()
        for index, row in enumerate(rows):
            for column, text in cells[row].items():
                end = bisect_right(rows, last_rows[row, column]) if (row, column) in last_rows else index + 1
                table.put(index, column, text, height=end - index)
                if column in self.hidden_columns:
                    table.hide_column(column, HIDDEN_COLUMNS)
                elif column in self.own_columns:
                    table.hide_column(column, OWN_LEDGER)
            if row in self.hidden_rows:
                table.hide_row(index, self._kind(row))
            elif row in self.own_rows:
                table.hide_row(index, OWN_LEDGER)
        return table

    def _kind(self, row: int) -> str:
        return FILTERED_ROWS if any(top <= row <= bottom for top, _, bottom, _ in self.filtered) else HIDDEN_ROWS

    def notes(self) -> Iterator[tuple[str, str, str, int]]:
        """(kind, form of the place, place, count) of what is hidden, struck out, or a formula without its value."""
        hidden: dict[str, list[int]] = {FILTERED_ROWS: [], HIDDEN_ROWS: []}
        struck: list[int] = []
        formulas: list[str] = []
        columns: dict[int, str] = {}
        for row in sorted(self.cells):
            cells = self.cells[row]
            if row in self.hidden_rows and cells:
                hidden[self._kind(row)].append(row)
            if any(has_marks(text) and STRUCK_TEXT in kinds_of(text) for text in cells.values()):
                struck.append(row)
            for column, text in sorted(cells.items()):
                if column in self.hidden_columns:
                    columns.setdefault(column, text)
                if has_marks(text) and FORMULAS in kinds_of(text):
                    formulas.append(f"{get_column_letter(column)}{row}")
        for kind, rows in (*hidden.items(), (STRUCK_TEXT, struck)):
            for first, last in _runs(rows):
                yield kind, ROWS, str(first) if first == last else f"{first}—{last}", last - first + 1
        for column, text in sorted(columns.items()):
            name = " ".join(words_of(text).split())
            yield HIDDEN_COLUMNS, COLUMNS, f"{get_column_letter(column)}（{name[:_LONGEST_NAME]}）", 1
        for address in formulas:
            yield FORMULAS, CELLS, address, 1


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """(first, last) of the numbers that follow one another."""
    first = last = None
    for number in numbers:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = number
    if first is not None and last is not None:
        yield first, last


def _take_merged(cells: dict[int, dict[int, str]], merged: list[Range]) -> list[tuple[str, Range]]:
    """Take the texts of merged cells out of `cells`; what may lie forgotten below them goes, too."""
    rows, taken, work = sorted(cells), [], 0
    for area in merged:
        top, left, bottom, right = area
        text = cells.get(top, {}).get(left, "")
        within = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
        work += len(within)
        if work > _MOST_MERGED_ROWS:
            raise Refusal("damaged")
        for row in within:
            for column in [column for column in cells[row] if left <= column <= right]:
                del cells[row][column]
        if text:
            taken.append((text, area))
    return taken


def _range(reference: str) -> list[Range]:
    """[(first row, first column, last row, last column)] of "B2:C5"; nothing for what is no range."""
    first, _, last = reference.partition(":")
    start, end = _ADDRESS.fullmatch(first), _ADDRESS.fullmatch(last or first)
    if not start or not end:
        return []
    return [(int(start[2]), column_index_from_string(start[1]), int(end[2]), column_index_from_string(end[1]))]


def place_of(address: str) -> tuple[int, int] | None:
    """(row, column) of "B2"."""
    found = _ADDRESS.fullmatch(address)
    return (int(found[2]), column_index_from_string(found[1])) if found else None


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default
