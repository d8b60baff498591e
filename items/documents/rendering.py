"""The one way in which paragraphs and tables become text; `items/documents/__init__.py` describes it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from .asides import (
    DELETED_TEXT,
    FORMULAS,
    HIDDEN_TEXT,
    STRUCK_TEXT,
    Aside,
    Document,
    Place,
    first_kind,
    is_aside,
    joined,
    lines_of,
    marked,
    split,
    unmarked,
    words_of,
)
from .errors import Refusal
from .limits import LARGEST_TEXT

CELL_BREAK = "\u2028"
COVERED = "〃"
_LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
# Control characters, halves of characters and places without one: nobody sees them, and no database takes them all.
# Of the signs of marks (`asides`) the readers let none into a text.
_NO_CHARACTERS = re.compile("[\x00-\x08\x11-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# A row whose longest text is one of these is aside as a whole: what is left of it, a number or a unit, is no task.
_WHOLE_ROW = (STRUCK_TEXT, DELETED_TEXT, HIDDEN_TEXT, FORMULAS)
_BREAKS = re.compile(f" *{CELL_BREAK}[ {CELL_BREAK}]*")


class Table:
    """A grid of cells, filled from the top; rows and columns come into being as they are put to use.

    What is hidden, or marked as an aside, has no part in how the rest is written.
    """

    def __init__(self) -> None:
        self._texts: dict[int, dict[int, str]] = {}
        self._covered: set[tuple[int, int]] = set()
        self._hidden_rows: dict[int, str] = {}
        self._hidden_columns: dict[int, str] = {}

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

    def hide_row(self, row: int, kind: str) -> None:
        """The row is an aside of this kind."""
        self._hidden_rows[row] = kind

    def hide_column(self, column: int, kind: str) -> None:
        """The column is an aside of this kind."""
        self._hidden_columns[column] = kind

    def is_empty(self) -> bool:
        return not self._texts

    def has_shown(self) -> bool:
        """Whether anything in it is no aside."""
        return any(self._kind(row) is None for row in self._texts if self._has_own_text(row))

    def render(self, output: "Output") -> None:
        """Write the rows; what stands alone in its row above the first real row is a line, not a row."""
        # A row of nothing but covered cells says nothing of its own.
        rows = [row for row in sorted(self._texts) if self._has_own_text(row)]
        kinds = {row: self._kind(row) for row in rows}
        shown = [row for row in rows if kinds[row] is None]
        # Where all is aside, it is written as if nothing were.
        heading = self._heading(rows, kinds if shown else {}, everything=not shown)
        for row in rows[:heading]:
            with output.aside(kinds[row]):
                output.paragraph(self._heading_line(row))
        self._render_rows(output, rows[heading:], kinds, everything=not shown)

    def _render_rows(
        self, output: "Output", rows: list[int], kinds: dict[int, str | None], *, everything: bool
    ) -> None:
        used = {column for row in rows if everything or kinds[row] is None for column in self._seen(row, everything)}
        if not used:
            return
        hidden = {column for row in rows for column in self._texts[row] if column in self._hidden_columns}
        columns = [column for column in range(min(used), max(used) + 1) if column not in self._hidden_columns]
        columns = sorted({*columns, *hidden})
        with output.aside(kinds[rows[0]] if everything else None):
            output.blank_line()
        for row in rows:
            with output.aside(kinds[row]):
                output.line(self._row_line(row, columns))
        with output.aside(kinds[rows[-1]] if everything else None):
            output.blank_line()

    def _heading(self, rows: list[int], kinds: dict[int, str | None], *, everything: bool) -> int:
        """How many rows stand above the first real row of the table."""
        first = 0
        while first < len(rows) and (kinds.get(rows[first]) is not None or self._stands_alone(rows[first], everything)):
            first += 1
        while (
            0 < first < len(rows) and kinds.get(rows[first - 1]) is not None and len(self._texts[rows[first - 1]]) > 1
        ):
            first -= 1
        return first

    def _heading_line(self, row: int) -> str:
        cells = self._texts[row]
        texts = [
            marked(self._hidden_columns[column], cells[column]) if column in self._hidden_columns else cells[column]
            for column in sorted(cells)
        ]
        return joined(texts, " ")

    def _row_line(self, row: int, columns: list[int]) -> str:
        """The cells in these columns between tabs; what is aside and stands in none of them goes to the last one."""
        cells = dict(self._texts[row])
        outside = [cells.pop(column) for column in sorted(cells) if column not in columns]
        shown = [column for column in columns if column not in self._hidden_columns] or columns
        if outside:
            last = shown[-1]
            cells[last] = joined([cells[last], *outside] if last in cells else outside, CELL_BREAK)
        line = ""
        for column in columns:
            text = cells.get(column, "")
            if column in shown:
                line += text if column == shown[0] else "\t" + text
            else:
                text = text + "\t" if column < shown[0] else "\t" + text
                line += marked(self._hidden_columns[column], text)
        return line

    def _kind(self, row: int) -> str | None:
        """What kind of aside the row is as a whole; None for one that shows something of its own."""
        if row in self._hidden_rows:
            return self._hidden_rows[row]
        own = self._own(row)
        longest = max((self._texts[row][column] for column in own), key=lambda text: len(words_of(text)), default="")
        if is_aside(longest) and first_kind(longest) in _WHOLE_ROW:
            return first_kind(longest)
        if self._seen(row).intersection(own):
            return None
        return self._hidden_columns.get(own[0]) or first_kind(self._texts[row][own[0]])

    def _own(self, row: int) -> list[int]:
        """The columns with a text that is no continuation of the cell above."""
        return [column for column in sorted(self._texts[row]) if (row, column) not in self._covered]

    def _seen(self, row: int, everything: bool = False) -> set[int]:
        """The columns in which the row has something that is no aside."""
        return {
            column
            for column, text in self._texts[row].items()
            if everything or (column not in self._hidden_columns and not is_aside(text))
        }

    def _has_own_text(self, row: int) -> bool:
        return any((row, column) not in self._covered for column in self._texts[row])

    def _stands_alone(self, row: int, everything: bool) -> bool:
        """One cell, which does not reach into the next row."""
        seen = self._seen(row, everything)
        if len(seen) != 1:
            return False
        [column] = seen
        return (row, column) not in self._covered and (row + 1, column) not in self._covered


class Output:
    """The lines of the result. Raises Refusal as soon as they are too many."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._size = 0
        self._has_line_above = False
        self._around: list[str] = []
        self._headings: set[int] = set()
        self._noted: dict[str, Aside] = {}

    @contextmanager
    def aside(self, kind: str | None) -> Iterator[None]:
        """What is written meanwhile is an aside of this kind; None for no other than before."""
        self._around += [kind] if kind else []
        try:
            yield
        finally:
            del self._around[len(self._around) - (1 if kind else 0) :]

    def note(self, kind: str, place: Place, count: int = 1) -> None:
        """Something of this kind stands at this place; what is noted counts instead of what is found in the marks."""
        self._noted.setdefault(kind, Aside()).add(place, count)

    def paragraph(self, text: str) -> None:
        """Any text; line breaks in it are line breaks of the result, a tab would look like a table and is a blank."""
        for line in lines_of(text, _LINE_END.split(text)):
            self.line(line.replace("\t", " ").rstrip())

    def heading(self, text: str) -> None:
        """A line that is a heading."""
        if not self._around:
            self._headings.add(len(self._lines))
        self.paragraph(text)

    def line(self, text: str) -> None:
        self._size += len(text) + 1
        if self._size > LARGEST_TEXT:
            raise Refusal("too_much_text", limit=LARGEST_TEXT)
        if not self._around and not is_aside(text):
            self._has_line_above = bool(text)
        for kind in reversed(self._around):
            text = marked(kind, text)
        self._lines.append(text)

    def blank_line(self) -> None:
        """An empty line, unless there is one already or nothing above it."""
        if self._around or self._has_line_above:
            self.line("")

    def words(self) -> str:
        """All that was written so far and is no aside."""
        return "\n".join(map(unmarked, self._lines))

    def document(self) -> Document:
        """Everything written so far. Raises Refusal if that is nothing."""
        first, last = 0, len(self._lines)
        own = [at for at, line in enumerate(self._lines) if line.strip() and not is_aside(line)]
        first, last = (own[0], own[-1]) if own else (len(self._lines), -1)
        lines, headings = [], []
        for at, line in enumerate(self._lines):
            if not line and not first < at < last:
                continue
            lines.append(_NO_CHARACTERS.sub("", line))
            headings += [len(lines) - 1] if at in self._headings else []
        text, additions, asides = split(lines)
        document = Document(text, additions, {**asides, **self._noted}, _spans(lines, headings))
        if document.is_empty():
            raise Refusal("no_text")
        return document


def _spans(lines: list[str], headings: list[int]) -> list[tuple[int, int]]:
    """[start, end] of these lines in the text."""
    spans, at, wanted = [], 0, set(headings)
    for index, line in enumerate(lines if wanted else []):
        if is_aside(line):
            continue
        length = len(unmarked(line))
        if index in wanted:
            spans.append((at, at + length))
        at += length + 1
    return spans


def _cell_text(text: str) -> str:
    text = _LINE_END.sub(CELL_BREAK, text.replace("\t", " "))
    return _BREAKS.sub(CELL_BREAK, text).strip(f" \u3000\u00a0{CELL_BREAK}")
