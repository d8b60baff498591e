"""What the headings inside a table say of the rows below them: by when (三月份), under whose hand, which units act."""

from .clauses import find_clauses
from .grid import HEADING_NUMBER, Table
from .heading_says import said_by_heading
from .labels import UNIT_KINDS
from .source import Source
from .unit_headings import units_of_heading
from .values import Value


class HeadingsSay:
    """Notes the headings of a table in order; `values` are what those above the next row say, the nearest first.

    A heading that is units answers for its rows only where no column names any and all headings of rows are units.
    """

    def __init__(self, source: Source, table: Table):
        self._source = source
        # (column, -1 for a row of its own; what it says), outermost first
        self._open: list[tuple[int, tuple[Value, ...]]] = []
        self._are_units = not any(kind in UNIT_KINDS for kind in table.kinds) and self._all_units(table)

    @property
    def values(self) -> tuple[Value, ...]:
        return tuple(value for _, values in reversed(self._open) for value in values)

    def open(self, start: int, end: int, column: int | None) -> int:
        """Note the heading source[start:end], without its number; it closes those of its column and below. Where its
        title ends: before the clause, if it has one (一、工业(牵头单位:市工信局))."""
        place = -1 if column is None else column
        self._open = [(at, values) for at, values in self._open if at < place]
        said = said_by_heading(self._source, start, end)
        if said is None and self._are_units and column is None:
            said = units_of_heading(self._source, start, end)
        if said:
            self._open.append((place, (said,)))
            return end
        values, title_end = values_within(self._source, start, end)
        if values:
            self._open.append((place, values))
        return title_end if title_end > start else end

    def _all_units(self, table: Table) -> bool:
        rows = [next(cell for cell in row.cells if cell.is_own) for row in table.rows if row.kind == "group"]
        spans = [(HEADING_NUMBER.match(self._source.folded, row.start, row.end), row) for row in rows]
        return all(units_of_heading(self._source, n.end() if n else row.start, row.end) for n, row in spans)


def values_within(source: Source, start: int, end: int) -> tuple[tuple[Value, ...], int]:
    """What the clauses in source[start:end] say, and where the text before the first of them ends."""
    clauses, _ = find_clauses(Source(source.text[start:end]))
    first = source.back(start, start + clauses[0].start) if clauses else end
    return tuple(value.moved(start) for clause in clauses for value in clause.values), first
