"""Tables with one row per line and a mark between the cells: tabs, bars as in markdown, or, as a person says, gaps."""

import re
from collections.abc import Iterator
from dataclasses import replace

from .alignment import guess_kinds, holds_units
from .column_contents import role_by_name, with_figures, with_longest, with_unknown
from .columns import DITTO, TEXT_KINDS, column_kind, head_kinds, second_head
from .grid import HEADING_NUMBER, Cell, Lines, Row, Table, cell, is_number, make_row, tells_of_page
from .labels import UNIT_KINDS
from .leftovers import is_page_mark
from .model import SaidColumns
from .parted_lines import BAR, GAP, TAB, PartedLines, is_gapped, next_mark
from .table_columns import SAMPLE, as_said, certainty, guess, guess_head, names_of
from .table_levels import with_heads

_RULE = re.compile(r"[-:|+= ]*[-=][-:|+= ]*")
_NUMBERED = re.compile(r" *\|? *\(?\d{1,4}\)?[、.]? *(?:[ |])")
_SAMPLE = 4
_QUOTED_LINES = 40
_BROKEN_LINES = 8
_LONGEST_TITLE = 60
_ENDS_WITH_UNITS = re.compile(
    r"[^\s(]\s*\((?:牵头|责任|主办|承办)(?:单位|部门|科室) ?:[^()]*(?:\([^()]*\)[^()]*)*\)。?$"
)
_MOST_UNKNOWN_HEADS = 2


class _DelimitedTableReader:
    """Reads rows from `lines` on; `mark` parts their cells (`parted_lines`)."""

    def __init__(self, lines: Lines, mark: str):
        self.lines, self.source, self.mark = lines, lines.source, mark
        self._parted = PartedLines(lines, mark)
        self.kinds: tuple[str, ...] = ()
        self._head_kinds: tuple[str, ...] = ()
        self._head_names: list[str] = []
        self.rows: list[Row] = []

    def cells(self, start: int, end: int) -> list[Cell]:
        return self._parted.cells(start, end)

    def has_mark(self, index: int) -> bool:
        return self._parted.has_mark(index)

    def names(self, cells: list[Cell]) -> list[str]:
        return [self.source.folded[c.start : c.end] for c in cells]

    def row_span(self, index: int) -> tuple[int, int, int]:
        """Start and end of the row that begins on a line, and the line after it; a cell may hold line breaks."""
        start, end = self.lines.spans[index]
        after = index + 1
        while after < len(self.lines) and self._goes_on(index, after, start, end):
            end = self.lines.spans[after][1]
            after += 1
        return start, end, after

    def _goes_on(self, index: int, after: int, start: int, end: int) -> bool:
        if self.mark != TAB or after - index >= _QUOTED_LINES:
            return False
        text = self.source.text
        last = text.rfind("\t", start, end) + 1
        quote = max(last, start)
        if text.startswith('"', quote, end) and text.count('"', quote, end) % 2:
            return any(
                text.count('"', *self.lines.spans[i]) % 2
                for i in range(after, min(after + _QUOTED_LINES, len(self.lines)))
            )
        return after - index < _BROKEN_LINES and self._is_broken(after, start, end)

    def _is_broken(self, after: int, start: int, end: int) -> bool:
        """Whether a pasted row lacks cells and the next line has exactly those and no number of its own."""
        if not self.kinds or self.kinds[0] != "number":
            return False
        wanted = len(self.kinds) - 1
        text, (next_start, next_end) = self.source.text, self.lines.spans[after]
        if text.count("\t", start, end) + text.count("\t", next_start, next_end) != wanted:
            return False
        row, following = self.cells(start, end), self.cells(next_start, next_end)
        head = self.names(following[:1])[0]
        return (
            len(following) > 1
            and is_number(self.names(row[:1])[0])
            and following[0].is_own
            and not is_number(head)
            and not HEADING_NUMBER.match(head)
        )

    def read(self, index: int) -> int:
        """Read the table whose head begins on the line; the line after it, or `index` if there is no table."""
        start, end, after = self.row_span(index)
        cells = self.cells(start, end)
        names = self.names(cells)
        kinds = head_kinds(names) if len(cells) > 1 else None
        if kinds is None and len(cells) > 1 and self._names_units(after):
            kinds = head_kinds(names, tasks_say_more=True)
        if kinds is None:
            return index
        self.kinds = self._head_kinds = tuple(kinds)
        self._head_names = names
        self.rows.append(Row("head", *self.source.strip(start, end), tuple(cells)))
        after = self._read_rows(self._second_head(after))
        for judged in (with_figures, with_longest, with_unknown):
            self._become(judged(self.source, self.kinds, self._head_names, self.rows))
        self.rows = with_heads(self.source, self.kinds, self.rows)
        return after

    def _names_units(self, index: int) -> bool:
        """Whether a cell of the row on a line says after its text who answers for it: …(牵头单位:市水利局)."""
        if index >= len(self.lines) or not self.has_mark(index):
            return False
        start, end, _ = self.row_span(index)
        return any(_ENDS_WITH_UNITS.search(self.source.folded, c.start, c.end) for c in self.cells(start, end))

    def _become(self, kinds: tuple[str, ...]) -> None:
        """The columns are of these kinds; the rows are read again by them."""
        if kinds != self.kinds:
            self.kinds = kinds
            self.rows = [self._again(row) for row in self.rows]

    def _again(self, row: Row, *, notes: bool = False) -> Row:
        """A row below the head with the kind that it has now that the columns are known; `notes` too, if asked."""
        if row.kind == "head" or (row.kind == "note" and not (notes and len(row.cells) > 1)):
            return row
        return make_row(self.source, self.kinds, list(row.cells), row.start, row.end)

    def read_without_head(self, index: int) -> int:
        """Read the rows from the line on, if the first ones show what their columns hold."""
        sample = []
        for at in range(index, min(index + _SAMPLE, len(self.lines))):
            if not self.has_mark(at) or not _NUMBERED.match(self.source.folded, *self.lines.spans[at]):
                break
            sample.append(self.cells(*self.lines.spans[at]))
        kinds = guess_kinds(self.source, sample)
        if kinds is None:
            return index
        self.kinds = kinds
        return self._read_rows(index)

    def read_as(self, index: int, said: SaidColumns) -> int:
        """Read the table from the line on as a person says; of what nobody speaks, the parser judges by itself."""
        after = index
        if said.head is None:
            after = self.read(index)
            after = self.read_without_head(index) if after == index else after
        if after == index:
            after = self._read_below(index, said)
        table = Table(0, 0, self.kinds, tuple(self.rows))
        self.kinds = as_said(self.kinds, certainty(self.source, table), said)
        self.rows = [self._again(row, notes=True) for row in self.rows]
        return after

    def _read_below(self, index: int, said: SaidColumns) -> int:
        """Read the rows below a head that nothing but a person's word, or its looks, tells."""
        sample = self._sample(index)
        head = guess_head(self.source, sample) if said.head is None else said.head
        after = index
        while head and after < len(self.lines):
            if _RULE.fullmatch(self.lines.folded(after)):
                self._note(after)
                after += 1
                continue
            start, end, after = self.row_span(after)
            self.rows.append(Row("head", *self.source.strip(start, end), tuple(self.cells(start, end))))
            head -= 1
        names = names_of(self.source, self.rows)
        self.kinds = guess(self.source, names, sample[len(self.rows) :] or sample)
        self._head_names = [
            self.source.folded[slice(*names[at])] if at in names else "" for at in range(len(self.kinds))
        ]
        self._head_kinds = tuple(head_kinds(self._head_names) or ())
        return self._read_rows(after)

    def _sample(self, index: int) -> list[list[Cell]]:
        rows: list[list[Cell]] = []
        while index < len(self.lines) and len(rows) < SAMPLE and self.has_mark(index):
            start, end, index = self.row_span(index)
            rows.append(self.cells(start, end))
        return rows

    def grid(self, index: int, until: int) -> tuple[Table | None, int]:
        """The rows with several cells each from the line on, before `until`, that nobody reads as tasks; None if fewer
        than two lie together. And the line after them."""
        rows: list[list[Cell]] = []
        after = index
        while after < until and self.has_mark(after):
            if after > index and self.source.has_empty_line(
                self.lines.stripped(after - 1)[1], self.lines.stripped(after)[0]
            ):
                break
            if len(rows) < SAMPLE and not _RULE.fullmatch(self.lines.folded(after)):
                cells = self.cells(*self.lines.spans[after])
                if sum(cell.is_own for cell in cells) < self._parted.fewest and not rows:
                    return None, after + 1
                rows.append(cells)
            after += 1
        if len(rows) < self._parted.fewest:
            return None, max(after, index + 1)
        head = guess_head(self.source, rows)
        heads = [Row("head", row[0].start, row[-1].end, tuple(row)) for row in rows[:head]]
        kinds = guess(self.source, names_of(self.source, heads), rows[head:])
        below = [Row("item", row[0].start, row[-1].end, tuple(row)) for row in rows[head:]]
        span = self.lines.stripped(index)[0], self.lines.stripped(after - 1)[1]
        return Table(*span, kinds, (*heads, *below), is_delimited=True, is_read=False, is_prose=True), after

    def _read_rows(self, after: int) -> int:
        while after < len(self.lines):
            following = self._row(after)
            if following is None:
                break
            after = following
        return self._without_heading_of_next(after)

    def _without_heading_of_next(self, after: int) -> int:
        """The line after the table: a heading right above the head of another table is that one's."""
        while self.rows and self.rows[-1].kind in ("group", "single") and self._begins_another(after):
            after = self.lines.index_of(self.rows.pop().start)
        return after

    def _begins_another(self, index: int) -> bool:
        if index >= len(self.lines) or not self.has_mark(index):
            return False
        start, end, _ = self.row_span(index)
        kinds = head_kinds(self.names(self.cells(start, end)))
        return kinds is not None and tuple(kinds) != self._head_kinds

    def _second_head(self, index: int) -> int:
        """Read the rows of the head below its first; the line after them, or `index` where there are none. A third
        one says nothing of a task, and most of its names are known."""
        after = self._head_below(index, self._head_names)
        if after == index or not self.rows or after >= len(self.lines) or not self.has_mark(after):
            return after
        start, end, _ = self.row_span(after)
        cells = self.cells(start, end)
        tells = [kind for kind, c in zip(self.kinds, cells, strict=False) if c.is_own]
        known = [column_kind(name) for name in self.names(cells) if name.strip() and name.strip() not in DITTO]
        is_third = 2 * sum(map(bool, known)) > len(known) and not {"number", *TEXT_KINDS} & set(tells)
        return self._head_below(after, self.names(list(self.rows[-1].cells))) if is_third else after

    def _head_below(self, index: int, above: list[str]) -> int:
        if index < len(self.lines) and _RULE.fullmatch(self.lines.folded(index)):
            self._note(index)
            index += 1
        if index == len(self.lines) or not self.has_mark(index):
            return index
        start, end, after = self.row_span(index)
        cells = self.cells(start, end)
        refined = second_head(list(self.kinds), above, self.names(cells))
        if refined is None:
            return index
        self.kinds = tuple(refined)
        self.rows.append(Row("head", *self.source.strip(start, end), tuple(cells)))
        return after

    def _row(self, index: int) -> int | None:
        """Read the row on a line; the line after it, or None where the table has ended."""
        if _RULE.fullmatch(self.lines.folded(index)):
            self._note(index)
            return index + 1
        if not self.has_mark(index):
            return self._line_without_cells(index)
        start, end, after = self.row_span(index)
        cells = self.cells(start, end)
        if tells_of_page(self.source, cells[0]):
            return None
        row = make_row(self.source, self.kinds, self._in_place(cells), self.source.skip(start, end), end)
        if self._head_names and self.names(list(row.cells)) == self._head_names:
            row = replace(row, kind="head")  # on the next page again
        kinds = head_kinds(self.names(list(row.cells))) if row.kind == "head" else None
        if kinds and tuple(kinds) != self._head_kinds:
            return None
        if kinds:
            self.rows.append(row)
            return self._second_head(after)
        self.rows.append(row)
        return after

    def _in_place(self, cells: list[Cell]) -> list[Cell]:
        """The cells of a row, moved to the right where the page has dropped those of the first columns, which are
        merged with the row above: the units stand in their columns only then."""
        written = list(cells)
        while written and written[-1].start == written[-1].end:
            written.pop()
        first = next((at for at, kind in enumerate(self.kinds) if kind not in ("group", "number")), 0)
        dropped = len(self.kinds) - len(written)
        if dropped <= 0 or not first or self._has_units(cells):
            return cells
        for by in range(1, min(first, dropped) + 1):
            moved = [Cell(cells[0].start, cells[0].start)] * by + cells
            if self._has_units(moved) and self._has_text(moved):
                return moved[: max(len(self.kinds), len(written) + by)]
        return cells

    def _has_units(self, cells: list[Cell]) -> bool:
        """Whether the columns of units hold any, and nothing else."""
        own = [c for c, kind in zip(cells, self.kinds, strict=False) if kind in UNIT_KINDS and c.is_own]
        return bool(own) and all(holds_units(self.source, c.start, c.end) for c in own)

    def _has_text(self, cells: list[Cell]) -> bool:
        texts = [c for c, kind in zip(cells, self.kinds, strict=False) if kind in TEXT_KINDS and c.is_own]
        return any(not is_number(self.source.folded[c.start : c.end]) for c in texts)

    def _line_without_cells(self, index: int) -> int | None:
        """A page mark or a heading whose empty cells were cut off, if the table goes on right after it."""
        if index + 1 >= len(self.lines) or not self.has_mark(index + 1):
            return None
        folded = self.lines.folded(index)
        if is_page_mark(folded):
            self._note(index)
            return index + 1
        start, end, _ = self.row_span(index + 1)
        if head_kinds(self.names(self.cells(start, end))) or len(folded) > _LONGEST_TITLE or "。" in folded:
            return None
        start, end = self.lines.stripped(index)
        self.rows.append(make_row(self.source, self.kinds, [cell(self.source, start, end)], start, end))
        return index + 1

    def _note(self, index: int) -> None:
        span = self.lines.stripped(index)
        self.rows.append(Row("note", *span, (Cell(*span),)))


def read_delimited(lines: Lines, index: int, said: SaidColumns | None = None) -> tuple[tuple[str, ...], list[Row], int]:
    """Kinds of the columns, rows, and the line after the table that begins on line `index`; no rows if none does.

    Where a person says what its columns hold, a table begins there.
    """
    reader = _reader_at(lines, index, or_gaps=said is not None)
    if not reader.has_mark(index):
        return (), [], index
    if said:
        after = reader.read_as(index, said)
        return reader.kinds, reader.rows, after
    after = reader.read(index)
    if after == index:
        after = reader.read_without_head(index)
    return reader.kinds, reader.rows, after


def read_gapped(lines: Lines, index: int) -> tuple[tuple[str, ...], list[Row], int]:
    """The same for rows whose cells wide gaps part and whose head, if any, nobody knows. Each begins with a number, or
    none is read: what goes on in the next line is read by what its words are (flat_tables)."""
    reader = _DelimitedTableReader(lines, GAP)
    after = reader.read_without_head(index)
    whole = all(row.kind == "item" and is_number(reader.names([row.cells[0]])[0]) for row in reader.rows)
    return (reader.kinds, reader.rows, after) if whole else ((), [], index)


def with_unknown_head(
    lines: Lines, index: int, first: int, kinds: tuple[str, ...], rows: list[Row]
) -> tuple[int, tuple[str, ...], list[Row]]:
    """The first line, kinds and rows of a table without a head, with the lines above it, not before `first`, whose
    cells are names, though too few of them are known: those tell what their columns hold."""
    for _ in range(_MOST_UNKNOWN_HEADS):
        if index <= first:
            break
        reader = _reader_at(lines, index - 1, or_gaps=is_gapped(lines.source, rows[0]))
        cells = reader.cells(*lines.spans[index - 1])
        if len(cells) != len(kinds) or not guess_head(lines.source, [cells, list(rows[0].cells)]):
            break
        names = reader.names(cells)
        told = [role_by_name(name) if kind == "listed" else kind for name, kind in zip(names, kinds, strict=True)]
        kinds = tuple(column_kind(name) or kind for name, kind in zip(names, told, strict=True))
        index, rows = index - 1, [Row("head", *lines.stripped(index - 1), tuple(cells)), *rows]
    return index, kinds, rows


def unread_grids(lines: Lines, index: int, until: int) -> Iterator[Table]:
    """What looks like a table on the lines before `until` though nobody reads it as tasks."""
    following = dict.fromkeys((TAB, BAR, GAP), -1)
    last = lines.spans[until - 1][1] if index < until else 0
    while index < until:
        start, end = lines.spans[index]
        for mark, at in following.items():
            following[mark] = next_mark(lines.source, mark, start, last) if at < start else at
        if min(following.values()) >= end:
            index = max(index + 1, lines.index_of(min(following.values())))
            continue
        found, index = _reader_at(lines, index, or_gaps=True).grid(index, until)
        if found:
            yield found


def _reader_at(lines: Lines, index: int, *, or_gaps: bool = False) -> _DelimitedTableReader:
    start, end = lines.stripped(index)
    if lines.source.text.find(TAB, start, end) >= 0:
        return _DelimitedTableReader(lines, TAB)
    is_barred = not or_gaps or lines.source.folded.find(BAR, start, end) >= 0
    return _DelimitedTableReader(lines, BAR if is_barred else GAP)
