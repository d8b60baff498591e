"""Turns the rows of a table into headings and tasks.

A ditto takes the value of the cell above. A row without number and text of its own adds its units to the task above;
one without a number but with a text is a further task of the same number, as numbered lines of one text are. A blank
unit cell in such a row, or of a table that lost its lines, stands for the merged cell above it, which is reported.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from .cell_values import last_day_in, numbered_lines, part_of_cell, values_of_cell
from .clauses import find_clauses
from .columns import TEXT_KINDS, asks_for, column_kind, numbers_papers, says_day_too
from .goals import Goal, is_figure
from .grid import HEADING_NUMBER, Cell, Row, Table
from .labels import ASKED_BY, PEOPLE_KINDS, UNIT_KINDS, says_nothing
from .leftovers import UNREAD, asks_in_note
from .numbering import DOCKET, Marker, number_at, read_number
from .role_marks import is_role_mark, roles_of_marks
from .roles import persons_said
from .source import Source, Span
from .table_columns import (
    NAMED,
    SAID,
    SKIPPED,
    UNSURE,
    certainty,
    money_columns,
    names_of,
    parsed_table,
    text_columns,
)
from .table_headings import HeadingsSay, values_within
from .table_levels import group_columns, heading_cells
from .values import Clause, Value

_REMARK = re.compile(r"(?:备|附)\s*注(?:[及(（]?\s*说\s*明[)）]?)?|说\s*明|其他(?:说明)?")
_REACHES_REMARK = re.compile(f"{_REMARK.pattern}|{ASKED_BY}")
_UNIT = re.compile("(?:计量|指标|计算)?单位")
_BARE = re.compile(r"[≥≤<>=]{0,2} ?[0-9][0-9,]*(?:\.[0-9]+)?")
_PROMISE = (*TEXT_KINDS, "measures")
_VALUE_KINDS = (*UNIT_KINDS, *PEOPLE_KINDS, "deadline")


@dataclass(frozen=True, slots=True)
class TableHeading:
    """A heading inside the table; `column` is that of a merged cell, None for a row of its own."""

    start: int
    end: int
    label_end: int
    column: int | None


@dataclass(slots=True)
class TableTask:
    """One task of a table: as a passage of prose would give it, `moved`, the cells above that merged cells stand for
    (start, end, start and end of the mark in this row), and `above`, what a line above the head says of all tasks."""

    marker: Marker | None
    clause_number: int
    start: int
    end: int
    text_start: int
    text_end: int
    values: list[Value] = field(default_factory=list)
    moved: list[tuple[int, int, int, int]] = field(default_factory=list)
    from_above: bool = False
    remarks: list[str] = field(default_factory=list)
    steps: list[Goal] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    promises: list[Span] = field(default_factory=list)
    above: tuple[Value, ...] = ()

    @property
    def clause(self) -> Clause:
        return Clause(self.start, self.end, tuple(self.values))


class TableReader:
    """Reads the rows of one table in order; the table, which is large, is not kept.

    `entries` are its headings and tasks; `pieces` (kind of node, start, end) cover it in the order of the text but
    for its title. `bars`: where bars stand between the cells of one text.
    """

    def __init__(self, source: Source, table: Table):
        self.start, self.end, self.title = table.start, table.end, table.title
        self.entries: deque[TableHeading | TableTask] = deque()
        self.bars: list[int] = []
        self.pieces: list[tuple[str, int, int]] = [("clause", *span) for span in table.above]
        self._above_head = tuple(value for span in table.above for value in values_within(source, *span)[0])
        self._said = HeadingsSay(source, table)
        self._clauses_from: dict[int, int] = {}
        self.is_headless = not table.said and not any(row.kind == "head" or row.names for row in table.rows)
        self.source, self._kinds, self._is_flat = source, table.kinds, table.is_flat
        fields = next((row.names for row in table.rows if row.names), ())
        is_form = bool(fields)
        # Without lines a merged unit stands in the first of its rows only, and so does one in the first column.
        self._merges_blanks = table.is_flat or table.kinds[:1] in [(kind,) for kind in UNIT_KINDS]
        self._names = {at: (c.start, c.end) for at, c in enumerate(fields)} or names_of(source, table.rows)
        names = {at: source.folded[slice(*name)] for at, name in self._names.items() if at < len(table.kinds)}
        money = money_columns(table.kinds, names)
        self._text = text_columns(table.kinds, money)[: 1 if is_form else None]
        self._unit = next((at for at, name in self._names.items() if _UNIT.fullmatch(source.folded, *name)), None)
        sure = certainty(source, table)
        self._remarked = {
            at: source.text[slice(*self._names[at])] if at in self._names else ""
            for at in range(len(table.kinds))
            if self._is_remarked(at, sure[at]) or (is_form and table.kinds[at] == "remark")
        }
        self._read = ["goal" if at in money and sure[at] == NAMED else kind for at, kind in enumerate(table.kinds)]
        self._dated = [at for at, name in names.items() if says_day_too(self._kinds[at], name)]
        asked = () if is_form else self._remarked
        self.unknown = [(at, self._names[at]) for at in asked if sure[at] == UNSURE and at in self._names]
        self._groups = group_columns(source, table, self._text, names)
        self._marks = roles_of_marks(source, table.start, table.end)
        # Below 配合单位 a ○ says that there is none.
        self._matrix = {at for at, name in self._names.items() if not column_kind(source.folded[slice(*name)])}
        self.shown = parsed_table(source, table, sure, self._reached()) if table.is_delimited else None
        self._above: dict[int, Cell] = {}
        self._task: TableTask | None = None
        self._singles: str | None = None
        for row in map(self._settled, table.rows):
            rest = "remark"
            if not self._text:
                rest = UNREAD
            elif row.kind == "group":
                self._group_row(row)
            elif row.kind == "item":
                rest = "remark" if self._item_row(row) else UNREAD
            elif row.kind == "head":
                self._task = None
            self._add_pieces(row, rest)
        self.has_headings = any(isinstance(entry, TableHeading) for entry in self.entries)

    def _is_remarked(self, at: int, sure: str) -> bool:
        """Whether the cells of a column stand in the items' remarks: those too of a second task or goal elsewhere."""
        kind = self._kinds[at]
        if at in self._text or kind == SKIPPED:
            return False
        if kind in ("persons", "steps", "measures", *TEXT_KINDS) or (kind == "remark" and sure in (SAID, UNSURE)):
            return True
        named = self.source.folded[slice(*self._names.get(at, (0, 0)))]
        return _REACHES_REMARK.fullmatch(named) is not None or (kind == "remark" and asks_for(named))

    def _reached(self) -> list[str]:
        """What of each column reaches the items."""
        found = []
        for at, kind in enumerate(self._read):
            if at in self._groups:
                kind = "group"
            elif kind not in (*TEXT_KINDS, "number", "persons", *_VALUE_KINDS) and at not in self._text:
                is_steps = kind == "steps" and at in self._names
                kind = kind if is_steps else "remark" if at in self._remarked else SKIPPED
            found.append(kind)
        return found

    def _settled(self, row: Row) -> Row:
        """The row; single texts are headings where the first of them stands before all tasks, else tasks."""
        if row.kind != "single":
            return row
        if self._singles is None:
            self._singles = "item" if any(isinstance(entry, TableTask) for entry in self.entries) else "group"
        return replace(row, kind=self._singles)

    def _add_pieces(self, row: Row, rest: str) -> None:
        """The pieces of a row; neighbouring cells of one kind are one piece. `rest` is the kind of cells that are no
        part of a task."""
        if row.kind in ("head", "note"):
            asked = row.kind == "note" and asks_in_note(self.source, row.start, row.end)
            kind = "columns" if row.kind == "head" else UNREAD if asked else "metadata"
            self.pieces.append((kind, row.start, row.end))
            return
        if row.names:
            for name, cell in zip(row.names, row.cells, strict=False):
                self.pieces.append(("columns", name.start, name.end))
                if cell.start < cell.end:
                    column = row.names.index(name)
                    self.pieces.append((self._node_kind(row, column, cell), cell.start, cell.end))
            return
        begun = len(self.pieces)
        for column, cell in enumerate(row.cells):
            if cell.start == cell.end:
                continue
            kind, start = self._node_kind(row, column, cell), cell.start
            kind = rest if kind == "remark" and cell.is_own else kind
            if kind == "heading" and start in self._clauses_from:
                self.pieces.append((kind, start, self._clauses_from[start]))
                kind, start = "clause", self._clauses_from[start]
            elif len(self.pieces) > begun and self.pieces[-1][0] == kind:
                start = self.pieces.pop()[1]
            self.pieces.append((kind, start, cell.end))

    def _node_kind(self, row: Row, column: int, cell: Cell) -> str:
        kind = self._kinds[column] if column < len(self._kinds) else "remark"
        if not self._text:
            return kind if kind == SKIPPED else "remark"
        if row.kind == "group" and cell.is_own and cell not in heading_cells(self.source, row):
            return "remark"
        if row.kind == "group" or (column in self._groups and cell.is_own):
            return "heading"
        if kind in ("number", SKIPPED):
            return kind
        if column in self._text:
            return "text" if cell.is_own else "remark"
        return "clause" if kind in _VALUE_KINDS else "remark"

    def _group_row(self, row: Row) -> None:
        own = heading_cells(self.source, row)
        texts = {self.source.folded[cell.start : cell.end] for cell in own}
        end = own[0].end if len(texts) == 1 else own[-1].end
        self._heading(own[0].start, end, None)
        self._above, self._task = {}, None

    def _heading(self, start: int, end: int, column: int | None) -> None:
        number = HEADING_NUMBER.match(self.source.folded, start, end)
        title_end = self._said.open(number.end() if number else start, end, column)
        if title_end < end:
            self._clauses_from[start] = title_end
        self.entries.append(TableHeading(start, title_end, number.end() if number else start, column))

    def _item_row(self, row: Row) -> bool:
        """Read the task of a row; False where its text, if it has any, stands in none of the columns that are read."""
        self._open_groups(row)
        number = self._number(row)
        text = self._text_of(row)
        if number is None and text is None and self._task:
            self._add_values(row, self._task)
            self._task.end = row.end
        elif text is not None or number is not None or self._has_values(row):
            spans = numbered_lines(self.source, *text) if text else []
            for place, span in enumerate(spans or [text], 1):
                self._new_task(row, number, span, (place, len(spans)) if spans else None)
        for column, cell in enumerate(row.cells):
            if cell.is_own and column < len(self._kinds):
                self._above[column] = cell
            elif self._is_left_of_number(column):
                continue
            elif number and cell.start == cell.end and not (self._merges_blanks and self._kinds[column] in UNIT_KINDS):
                self._above.pop(column, None)
        merged = row.cells if number is None else [row.cells[column] for column in self._text]
        goes_on = any(cell.is_ditto for cell in merged) or (number is None and self._has_values(row))
        return text is not None or goes_on

    def _open_groups(self, row: Row) -> None:
        for column in self._groups:
            cell = row.cells[column]
            before = self._above.get(column)
            if cell.is_own and not (before and self._same(before, cell)):
                self._heading(cell.start, cell.end, column)
                self._task = None

    def _same(self, one: Cell, other: Cell) -> bool:
        return self.source.folded[one.start : one.end] == self.source.folded[other.start : other.end]

    def _number(self, row: Row) -> Marker | None:
        for column, kind in enumerate(self._kinds):
            if kind == "number" and row.cells[column].is_own:
                found = read_number(self.source, row.cells[column].start, row.cells[column].end)
                name = self.source.folded[slice(*self._names.get(column, (0, 0)))]
                return replace(found, style=DOCKET) if found and numbers_papers(name) else found
        return None

    def _is_left_of_number(self, column: int) -> bool:
        """Whether a column stands before the numbers: a blank in it holds what the cell above it does."""
        return "number" in self._kinds[column + 1 :]

    def _text_of(self, row: Row) -> Span | None:
        """The run of text cells that hold something of their own; a merged cell within ends it."""
        span, folded = None, self.source.folded
        for column in self._text:
            cell = row.cells[column]
            if cell.is_own:
                self.bars += [at for at in range(span[1] if span else cell.start, cell.start) if folded[at] == "|"]
                span = (span[0] if span else cell.start, cell.end)
            elif cell.is_ditto and span:
                break
        return span

    def _has_values(self, row: Row) -> bool:
        return any(kind in _VALUE_KINDS and row.cells[c].is_own for c, kind in enumerate(self._kinds))

    def _new_task(self, row: Row, number: Marker | None, text: Span | None, part: tuple[int, int] | None) -> None:
        """Note a task of a row, or the one that is `part` (which, of how many) of its text; of a numbered row those
        share the number."""
        start, text_end = text or (row.start, row.start)
        above = self._task if number is None and "number" in self._kinds else None
        follows = above is not None
        marker = above.marker if above else number
        if number is None and not follows and "number" not in self._kinds and text:
            marker = number_at(self.source, start, text_end)
            start = self.source.skip(marker.end, text_end) if marker else start
        clause_number = above.clause_number + 1 if above else 1
        if part and number:
            clause_number, own = part[0], number_at(self.source, start, text_end)
            start = self.source.skip(own.end, text_end) if own else start
        within, text_end = self._clauses_in_text(row, start, text_end)
        said = self._said.values + self._above_head
        task = TableTask(marker, clause_number, row.start, row.end, start, text_end, within, above=said)
        blank: Sequence[str] = ()
        # Without lines nobody knows that a merged cell reaches a row with nothing beside its text.
        if not self._has_units(row) and (self._has_values(row) or not self._is_flat):
            blank = _VALUE_KINDS if follows else UNIT_KINDS if self._merges_blanks else ()
        if part:
            cells = [part_of_cell(self.source, c, *part) if c.is_own else c for c in row.cells]
            row = replace(row, cells=tuple(cells))
        self._add_values(row, task, blank)
        self.entries.append(task)
        self._task = task

    def _clauses_in_text(self, row: Row, start: int, end: int) -> tuple[list[Value], int]:
        """The values of clauses in a text cell, (责任单位:…), and where the text ends before them, if no unit cell is
        filled."""
        if self._has_units(row) or start == end:
            return [], end
        clauses, _ = find_clauses(Source(self.source.text[start:end]))
        if not clauses:
            return [], end
        values = [value.moved(start) for clause in clauses for value in clause.values]
        ends_text = self.source.skip_edge(start + clauses[-1].end, end) == end
        alone = len(clauses) == 1 and ends_text
        return values, self.source.back(start, start + clauses[0].start) if alone else end

    def _has_units(self, row: Row) -> bool:
        return any(kind in UNIT_KINDS and row.cells[c].start < row.cells[c].end for c, kind in enumerate(self._kinds))

    def _add_values(self, row: Row, task: TableTask, blank_too: Sequence[str] = ()) -> None:
        """Read the cells of a row; blank ones of the kinds `blank_too` stand for the cells above them."""
        for column, name in self._remarked.items():
            cell = row.cells[column]
            cell = self._above.get(column, cell) if cell.is_ditto else cell
            if cell.is_own and not says_nothing(self.source.folded[cell.start : cell.end]):
                if self._kinds[column] in _PROMISE and not is_figure(self.source, cell.start, cell.end):
                    task.promises.append((cell.start, cell.end))
                if self._kinds[column] == "steps" and column in self._names:
                    task.steps.append(self._goal(row, column, cell))
                lines = self.source.text[cell.start : cell.end].split("\u2028")
                said = "\n".join(" ".join(line.split()) for line in lines)
                is_named = name and not _REMARK.fullmatch(name)
                task.remarks.append(f"{''.join(name.split())}：{said}" if is_named else said)
        task.goals += self._goals(row)
        task.values += [value for at in self._dated for value in last_day_in(self.source, row.cells[at])]
        for column, kind in enumerate(self._kinds):
            if kind not in _VALUE_KINDS:
                continue
            cell, mark = row.cells[column], row.cells[column]
            if not cell.is_own:
                above = self._above.get(column)
                is_blank = cell.start == cell.end
                stands_for_above = kind in blank_too or self._is_left_of_number(column)
                if above is None or (is_blank and not stands_for_above) or (task is self._task):
                    continue
                if is_blank:
                    # Of the first cells the row holds no place of their own.
                    beside = [at for at in (cell.start - 1, cell.start, *_gap(row)) if row.start <= at < row.end]
                    beside = [at for at in beside if self.source.folded[at] in " |\n"]
                    if not beside:
                        continue
                    mark = Cell(beside[0], beside[0] + 1)
                    task.from_above |= kind in UNIT_KINDS
                cell = above
                task.moved.append((cell.start, cell.end, mark.start, mark.end))
            named = self._names.get(column, (0, 0))
            if kind in UNIT_KINDS and column in self._matrix and is_role_mark(self.source.text[cell.start : cell.end]):
                # The name of the column is the unit.
                task.moved.append((*named, mark.start, mark.end))
                kind, cell = self._marks.get(self.source.text[cell.start], kind), Cell(*named)
            values = values_of_cell(self.source, cell, kind, self.source.folded[slice(*named)])
            task.values += values
            task.remarks += persons_said(self.source, values) if kind in UNIT_KINDS else []

    def _goals(self, row: Row) -> Iterator[Goal]:
        """The goals beside the text, and figures within it whose unit another column gives."""
        for column, cell in ((at, row.cells[at]) for at, kind in enumerate(self._read) if kind == "goal"):
            bare = self._unit is not None and _BARE.fullmatch(self.source.folded, cell.start, cell.end)
            # What the words of another column promise is among the promises.
            in_words = column in self._remarked and not is_figure(self.source, cell.start, cell.end)
            if cell.is_own and (bare or column not in self._text) and not in_words:
                yield self._goal(row, column, cell)

    def _goal(self, row: Row, column: int, cell: Cell) -> Goal:
        unit = row.cells[self._unit] if self._unit is not None else None
        given = (unit.start, unit.end) if unit and unit.is_own else None
        return Goal((cell.start, cell.end), given, self._names.get(column))


def _gap(row: Row) -> list[int]:
    """Where the first text of a row ends, if another follows."""
    own = [cell for cell in row.cells if cell.is_own]
    return [own[0].end] if len(own) > 1 else []
