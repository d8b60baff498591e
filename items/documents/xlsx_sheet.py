"""One sheet of a workbook, row by row; only cells that hold something are kept: a million empty rows cost nothing."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree
from openpyxl.utils import column_index_from_string
from openpyxl.utils.escape import unescape

from .errors import Refusal
from .limits import LARGEST_TEXT
from .office_xml import child, children, local
from .package import Package, forget
from .rendering import Table
from .xlsx_values import GENERAL, iso_date, shown

_ON = ("1", "true")
_TAGS = ["{*}row", "{*}col", "{*}mergeCell"]
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_TRUTH = {"1": "TRUE", "0": "FALSE"}
_REPORT_EVERY = 1000
# Rows that merged cells cover, over all merged cells together: real sheets stay far below.
_MOST_MERGED_ROWS = 2_000_000

Range = tuple[int, int, int, int]


def rich_text(element: etree._Element | None) -> str:
    """The text of a string with or without parts of different look; phonetic signs are left aside."""
    text = ""
    for part in () if element is None else element:
        if local(part) == "t":
            text += part.text or ""
        elif local(part) == "r":
            text += "".join(one.text or "" for one in children(part, "t"))
    return unescape(text)


@dataclass(frozen=True, slots=True)
class Values:
    """What cells refer to: shared strings, the number format of each style, and whether days count from 1904."""

    strings: list[str]
    codes: list[str]
    from_1904: bool

    def text(self, cell: etree._Element) -> str:
        """The text of a cell as Excel shows it; a formula that was never computed stands as a formula."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return rich_text(child(cell, "is"))
        stored = child(cell, "v")
        value = "" if stored is None else stored.text or ""
        if not value:
            formula = child(cell, "f")
            return f"={formula.text}" if formula is not None and formula.text else ""
        if kind == "s":
            return self.strings[int(value)] if value.isdecimal() and int(value) < len(self.strings) else ""
        if kind == "n":
            return shown(value, self._code(cell.get("s")), from_1904=self.from_1904)
        if kind == "d":
            return iso_date(value)
        return _TRUTH.get(value, value) if kind == "b" else unescape(value)

    def _code(self, style: str | None) -> str:
        index = int(style) if style and style.isdecimal() else 0
        return self.codes[index] if index < len(self.codes) else GENERAL


class _Spans:
    """Numbers of hidden rows or columns as ranges, added from low to high."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        # How many numbers the ranges before each one hold together.
        self._before: list[int] = []

    def add(self, first: int, last: int) -> None:
        if self._lasts and first <= self._lasts[-1] + 1:
            self._lasts[-1] = max(last, self._lasts[-1])
        else:
            self._before.append(self._before[-1] + self._lasts[-1] - self._firsts[-1] + 1 if self._lasts else 0)
            self._firsts.append(first)
            self._lasts.append(last)

    def after(self, number: int) -> int:
        """The number itself, or if it is hidden the next one that is not."""
        index = bisect_right(self._firsts, number) - 1
        return self._lasts[index] + 1 if index >= 0 and number <= self._lasts[index] else number

    def place(self, number: int) -> int:
        """The number it has when the hidden ones before it are not counted."""
        index = bisect_left(self._firsts, number) - 1
        if index < 0:
            return number
        return number - self._before[index] - (min(self._lasts[index], number - 1) - self._firsts[index] + 1)

    def __contains__(self, number: int) -> bool:
        return self.after(number) != number


class SheetReader:
    """Reads the sheets of one workbook into tables of what can be seen."""

    def __init__(self, package: Package, values: Values):
        self._package, self._values = package, values
        self._size = 0

    def read(self, part: str, progress: Callable[[int], None]) -> Table:
        """The visible cells of a sheet; `progress` gets the number of bytes read so far."""
        cells: dict[int, dict[int, str]] = {}
        hidden_rows, hidden_columns = _Spans(), _Spans()
        merged: list[Range] = []
        last, before = 0, self._package.unpacked
        for _, element in self._package.elements(part, _TAGS):
            name = local(element)
            if name == "row":
                last = _whole(element.get("r"), last + 1)
                if element.get("hidden") in _ON:
                    hidden_rows.add(last, last)
                row = self._row(element)
                if row:
                    cells[last] = row
                if last % _REPORT_EVERY == 0:
                    progress(self._package.unpacked - before)
                forget(element)
            elif name == "col" and element.get("hidden") in _ON:
                hidden_columns.add(_whole(element.get("min"), 0), _whole(element.get("max"), 0))
            elif name == "mergeCell":
                merged += _range(element.get("ref", ""))
        return _table(cells, merged, hidden_rows, hidden_columns)

    def _row(self, row: etree._Element) -> dict[int, str]:
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
        if self._size > LARGEST_TEXT:
            raise Refusal("too_much_text", limit=LARGEST_TEXT)
        return found


def _table(cells: dict[int, dict[int, str]], merged: list[Range], hidden_rows: _Spans, hidden_columns: _Spans) -> Table:
    """Merged cells stand in their first row and column that can be seen; rows without text are left out."""
    last_rows = {}
    for text, (top, left, bottom, right) in _take_merged(cells, merged):
        row, column = hidden_rows.after(top), hidden_columns.after(left)
        if row <= bottom and column <= right:
            cells.setdefault(row, {})[column] = text
            last_rows[row, column] = bottom
    seen = {
        row: {column: text for column, text in cells[row].items() if column not in hidden_columns}
        for row in sorted(cells)
        if row not in hidden_rows
    }
    rows = [row for row, texts in seen.items() if texts]
    table = Table()
    for index, row in enumerate(rows):
        for column, text in seen[row].items():
            end = bisect_right(rows, last_rows[row, column]) if (row, column) in last_rows else index + 1
            table.put(index, hidden_columns.place(column), text, height=end - index)
    return table


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


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default
