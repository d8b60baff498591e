"""The one way in which paragraphs and tables become text; `items/documents/__init__.py` describes it."""

import re

from .errors import Refusal
from .limits import LARGEST_TEXT

CELL_BREAK = "\u2028"
COVERED = "〃"
_LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_BREAKS = re.compile(f" *{CELL_BREAK}[ {CELL_BREAK}]*")


class Table:
    """A grid of cells, filled from the top; rows and columns come into being as they are put to use."""

    def __init__(self) -> None:
        self._texts: dict[int, dict[int, str]] = {}
        self._covered: set[tuple[int, int]] = set()

    def put(self, row: int, column: int, text: str, *, height: int = 1) -> None:
        """Put a text into a cell that covers `height` rows; an empty one, merged or not, is an empty cell."""
        text = _cell_text(text)
        if not text:
            return
        self._texts.setdefault(row, {})[column] = text
        for below in range(row + 1, row + height):
            self._texts.setdefault(below, {})[column] = COVERED
            self._covered.add((below, column))

    def put_below(self, row: int, column: int) -> None:
        """The cell continues the one above it."""
        if column in self._texts.get(row - 1, {}):
            self._texts.setdefault(row, {})[column] = COVERED
            self._covered.add((row, column))

    def is_empty(self) -> bool:
        return not self._texts

    def render(self, output: "Output") -> None:
        """Write the rows; what stands alone in its row above the first real row is a line, not a row."""
        # A row of nothing but covered cells says nothing of its own.
        rows = [row for row in sorted(self._texts) if self._has_own_text(row)]
        heading = 0
        while heading < len(rows) and self._stands_alone(rows[heading]):
            heading += 1
        for row in rows[:heading]:
            output.paragraph(*self._texts[row].values())
        rows = rows[heading:]
        used = {column for row in rows for column in self._texts[row]}
        if not used:
            return
        output.blank_line()
        for row in rows:
            cells = self._texts[row]
            output.line("\t".join(cells.get(column, "") for column in range(min(used), max(used) + 1)))
        output.blank_line()

    def _has_own_text(self, row: int) -> bool:
        return any((row, column) not in self._covered for column in self._texts[row])

    def _stands_alone(self, row: int) -> bool:
        """One cell, which does not reach into the next row."""
        if len(self._texts[row]) != 1:
            return False
        [column] = self._texts[row]
        return (row, column) not in self._covered and (row + 1, column) not in self._covered


class Output:
    """The lines of the result. Raises Refusal as soon as they are too many."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._size = 0

    def paragraph(self, text: str) -> None:
        """Any text; line breaks in it are line breaks of the result, a tab would look like a table and is a blank."""
        for line in _LINE_END.split(text):
            self.line(line.replace("\t", " ").rstrip())

    def line(self, text: str) -> None:
        self._size += len(text) + 1
        if self._size > LARGEST_TEXT:
            raise Refusal("too_much_text", limit=LARGEST_TEXT)
        self._lines.append(text)

    def blank_line(self) -> None:
        """An empty line, unless there is one already or nothing above it."""
        if self._lines and self._lines[-1]:
            self.line("")

    def text(self) -> str:
        """Everything written so far. Raises Refusal if that is nothing."""
        text = "\n".join(self._lines).strip("\n")
        if not text.strip():
            raise Refusal("no_text")
        return text + "\n"


def _cell_text(text: str) -> str:
    text = _LINE_END.sub(CELL_BREAK, text.replace("\t", " "))
    return _BREAKS.sub(CELL_BREAK, text).strip(f" \u3000\u00a0{CELL_BREAK}")
