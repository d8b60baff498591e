"""What the columns of a table hold: what the parser believes of each, how sure it is, and what a person says of it."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from .alignment import holds_units, is_date, kind_of_column
from .column_contents import role_by_name
from .columns import TEXT_KINDS, column_kind, plans_money
from .grid import Cell, Row, Table, is_number
from .labels import PEOPLE_KINDS, UNIT_KINDS, one_kind_of_lead
from .model import ParsedColumn, ParsedTable, SaidColumns
from .numbering import read_number
from .source import Source, Span

SAID, NAMED, CONTENT, UNSURE, EMPTY = "said", "named", "content", "unsure", "empty"
SKIPPED = "skipped"
# So many rows tell what a column holds, and so many are shown below the head.
SAMPLE, _SHOWN = 30, 5
_MOST_HEADS = 6
_LONGEST_NAME = 20
# Of these a table has one: what nothing but its cells spoke for gives way to what a person says.
_ONE_EACH = ("task", "number")
_READ = ("number", "task", "goal", "group", *UNIT_KINDS, *PEOPLE_KINDS, "deadline", "steps")


def names_of(source: Source, rows: Sequence[Row]) -> dict[int, Span]:
    """{column: range of its name}, in the lowest row of the head that names it; a title above the names is none."""
    heads = [row for row in rows[: _first_task(rows)] if row.kind == "head"]
    several = [row for row in heads if sum(cell.is_own for cell in row.cells) > 1]
    return {at: (c.start, c.end) for row in several or heads for at, c in enumerate(row.cells) if c.is_own}


def _first_task(rows: Sequence[Row]) -> int:
    return next((at for at, row in enumerate(rows) if row.kind not in ("head", "note")), len(rows))


def guess_head(source: Source, rows: Sequence[Sequence[Cell]]) -> int:
    """How many of the first rows are names though none of them is known: one, or two right above a numbered row."""
    if len(rows) < 2 or not _may_be_names(source, rows[0]):
        return 0
    begins = [next((cell for cell in row if cell.is_own), None) for row in rows[1:3]]
    numbered = [cell is not None and is_number(source.folded[cell.start : cell.end]) for cell in begins]
    return 2 if numbered == [False, True] and _may_be_names(source, rows[1]) else 1


def _may_be_names(source: Source, row: Sequence[Cell]) -> bool:
    """Whether the cells of a row are short and neither numbers, dates nor units."""
    cells = [cell for cell in row if cell.is_own]
    for cell in cells:
        folded = source.folded[cell.start : cell.end]
        if len(folded) > _LONGEST_NAME or is_number(folded) or is_date(source, cell.start, cell.end):
            return False
        if column_kind(folded) is None and holds_units(source, cell.start, cell.end):
            return False
    return len(cells) > 1


def guess(source: Source, names: dict[int, Span], rows: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """What the columns hold by their names, else by their cells; the longest text that is left is the task."""
    width = max((len(row) for row in rows), default=0)
    written = [source.folded[slice(*names[at])] if at in names else "" for at in range(width)]
    below = [row for row in rows[:SAMPLE] if [source.folded[c.start : c.end] for c in row] != written]
    columns = [[row[at] for row in below if at < len(row) and row[at].is_own] for at in range(width)]
    kinds = [column_kind(name) or _by_cells(source, name, cells) for name, cells in zip(written, columns, strict=True)]
    kinds = one_kind_of_lead(kinds, written)
    left = [at for at, kind in enumerate(kinds) if kind in ("remark", "leaders") and not column_kind(written[at])]
    if left and not any(kind in TEXT_KINDS for kind in kinds):
        kinds[max(left, key=lambda at: sum(cell.end - cell.start for cell in columns[at]))] = "task"
    return tuple(kinds)


def _by_cells(source: Source, name: str, cells: list[Cell]) -> str:
    texts = [source.folded[cell.start : cell.end] for cell in cells]
    if texts and all(map(is_number, texts)):
        numbers = [read_number(source, cell.start, cell.end) for cell in cells]
        follow = sum(bool(a and b) and b.number == a.number + 1 for a, b in pairwise(numbers) if a and b)
        return "number" if 2 * follow >= len(cells) - 1 else "remark"
    kind = kind_of_column(source, cells)
    return role_by_name(name) if kind == "listed" else kind


def as_said(kinds: tuple[str, ...], sure: Sequence[str], said: SaidColumns) -> tuple[str, ...]:
    """The kinds with what a person says; what only the cells spoke for gives way where a table has one of its kind."""
    wide = [*kinds, *["remark"] * (max(said.kinds, default=-1) + 1 - len(kinds))]
    taken = [kind for kind in said.kinds.values() if kind in _ONE_EACH]
    for at, kind in enumerate(kinds):
        if at not in said.kinds and kind in taken and sure[at] != NAMED:
            wide[at] = "remark"
    for at, kind in said.kinds.items():
        wide[at] = kind
    return tuple(wide)


def certainty(source: Source, table: Table) -> tuple[str, ...]:
    """How sure it is what each column holds: SAID, NAMED, CONTENT, UNSURE or EMPTY."""
    heads = [row for row in table.rows[: _first_task(table.rows)] if row.kind == "head"]
    below = [row for row in table.rows if row.kind not in ("head", "note")][: 10 * SAMPLE]
    found: list[str] = []
    for at, kind in enumerate(table.kinds):
        names = [source.folded[row.cells[at].start : row.cells[at].end] for row in heads if at < len(row.cells)]
        known = [column_kind(name) for name in names if name.strip()]
        is_empty = not any(at < len(row.cells) and row.cells[at].start < row.cells[at].end for row in below)
        if at in table.said:
            found.append(SAID)
        elif any(known):
            found.append(CONTENT if kind == "task" and "group" in known else NAMED)
        elif is_empty:
            found.append(EMPTY)
        elif at and names and not names[0].strip() and kind == table.kinds[at - 1]:
            found.append(found[-1])  # merged with the name to its left
        else:
            found.append(UNSURE if kind in ("remark", *PEOPLE_KINDS) else CONTENT)  # a short word may be a name
    return tuple(found)


def money_columns(kinds: Sequence[str], names: Mapping[int, str]) -> frozenset[int]:
    """The columns that hold the money of the year, by their (folded) names: figures beside a task, none of its text."""
    return frozenset(at for at, name in names.items() if kinds[at] in ("remark", "goal") and plans_money(name))


def text_columns(kinds: tuple[str, ...], money: Collection[int]) -> range:
    """The columns whose cells make the text of a task: the first task column and its neighbours of that kind, but for
    those of `money`; none where a person says that no column holds tasks."""
    texts = [at for at, kind in enumerate(kinds) if kind in TEXT_KINDS and at not in money]
    first = next((at for wanted in TEXT_KINDS for at in texts if kinds[at] == wanted), None)
    if first is None:
        return range(0)
    start = end = first
    while start - 1 in texts:
        start -= 1
    while end in texts:
        end += 1
    return range(start, end)


def parsed_table(source: Source, table: Table, sure: Sequence[str], reached: Sequence[str]) -> ParsedTable:
    """The table as others see it: its first rows, and its columns with what of each `reached` the items."""
    names = names_of(source, table.rows)
    rows = [row for row in table.rows[: SAMPLE + _MOST_HEADS] if len(row.cells) > 1]
    head = next((at for at, row in enumerate(rows) if row.kind != "head"), len(rows))
    columns = [
        ParsedColumn(kind, certain, " ".join(source.text[slice(*names[at])].split()) if at in names else "")
        for at, (kind, certain) in enumerate(zip(reached, sure, strict=True))
    ]
    shown = tuple(tuple((c.start, c.end) for c in row.cells[: len(columns)]) for row in rows[: head + _SHOWN])
    return ParsedTable(rows[0].start, table.end, tuple(columns), head, shown, table.is_read)


def unread_table(source: Source, table: Table) -> ParsedTable:
    """A table whose rows were not read as tasks, with what its columns seem to hold."""
    sure = certainty(source, table)
    kinds = zip(table.kinds, sure, strict=True)
    reached = [kind if kind in _READ or certain in (SAID, UNSURE) else SKIPPED for kind, certain in kinds]
    return parsed_table(source, table, sure, reached)
