"""What heads the rows of a table below it: a text merged over measures, a number that the next go on (1 above 1.1)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .columns import TEXT_KINDS
from .goals import is_figure
from .grid import HEADING_NUMBER, Cell, Row, Table
from .labels import PEOPLE_KINDS, UNIT_KINDS
from .source import Source

_NUMBER = re.compile(r"(\d{1,3}(?:[.\-]\d{1,3}){0,2})[.、]?")
# Whoever acts by when is told of tasks, not of what heads them.
_VALUES = (*UNIT_KINDS, *PEOPLE_KINDS, "deadline")


def merged_text(kinds: Sequence[str], rows: Sequence[Row]) -> tuple[int | None, int | None]:
    """The column of texts that are merged over rows of their own, and the one that holds a task or a measure in each
    row; None where there is none. A row of its own has a number, or says who acts or by when; where the number is
    merged, too, both."""
    texts = [at for at, kind in enumerate(kinds) if kind in TEXT_KINDS]
    # A goal that is merged, too, is one of the merged text.
    beside = [at for at in texts[1:] if any(row.cells[at].is_own for row in _going_on(rows, texts[0]))]
    wanted = "task" if beside else "measures"
    below = next((at for at, kind in enumerate(kinds) if kind == wanted and at not in texts[:1]), None)
    if not texts or below is None or texts[0] > below:
        return None, None
    if "number" in kinds:
        # A number merged with its text counts the texts.
        own = [kinds.index("number")] if kinds.index("number") < below else []
    else:
        own = [at for at, kind in enumerate(kinds) if kind in _VALUES]
    items = [row for row in rows if row.kind in ("item", "single")]
    merged = _going_on(rows, texts[0])
    stand_alone = bool(merged) and (
        all(any(row.cells[at].is_own for at in own) for row in merged)
        or all(_says_who_and_when(kinds, row) for row in merged)
    )
    is_filled = all(row.cells[below].is_own for row in items if row.kind == "item")
    return (texts[0], below) if stand_alone and is_filled else (None, None)


def _going_on(rows: Sequence[Row], column: int) -> list[Row]:
    """The rows of tasks that a merged cell of this column reaches from above; pasted rows leave it empty."""
    items = [row for row in rows if row.kind in ("item", "single")]
    return [row for row in items[1:] if not row.cells[column].is_own]


def with_heads(source: Source, kinds: Sequence[str], rows: Sequence[Row]) -> list[Row]:
    """The rows, where one that says neither who acts nor by when heads those below it: its number is gone on by the
    next row (1 above 1.1), or it is a numbered title beside nothing but sums (一、产业类 … 23.5)."""
    column = kinds.index("number") if "number" in kinds else None
    numbers = ["" if column is None else _number(source, row, column) for row in rows]
    heads = [
        not _has_values(kinds, row) and ((bool(number) and after.startswith(number + ".")) or _sums_up(source, row))
        for (number, after), row in zip(pairwise([*numbers, ""]), rows, strict=True)
    ]
    return [replace(row, kind="group") if heads_it else row for row, heads_it in zip(rows, heads, strict=True)]


def heading_cells(source: Source, row: Row) -> list[Cell]:
    """The cells of a row that heads others, without the sums beside them."""
    own = [cell for cell in row.cells if cell.is_own]
    return own[:1] + [cell for cell in own[1:] if not is_figure(source, cell.start, cell.end)]


def _sums_up(source: Source, row: Row) -> bool:
    own = [cell for cell in row.cells if cell.is_own]
    if row.kind != "item" or len(own) < 2 or len(heading_cells(source, row)) > 1:
        return False
    title = HEADING_NUMBER.match(source.folded, own[0].start, own[0].end)
    return title is not None and title.end() < own[0].end


def _number(source: Source, row: Row, column: int) -> str:
    if row.kind != "item" or not row.cells[column].is_own:
        return ""
    found = _NUMBER.fullmatch(source.folded, row.cells[column].start, row.cells[column].end)
    return found[1].replace("-", ".") if found else ""


def _says_who_and_when(kinds: Sequence[str], row: Row) -> bool:
    own = [kind for kind, cell in zip(kinds, row.cells, strict=False) if cell.is_own]
    return "deadline" in own and any(kind in UNIT_KINDS for kind in own)


def _has_values(kinds: Sequence[str], row: Row) -> bool:
    cells = zip(kinds, row.cells, strict=False)
    return any(kind in _VALUES and cell.start < cell.end for kind, cell in cells)


def group_columns(table: Table, text: range) -> list[int]:
    """Columns whose cells head the rows beside them: 类别, and others before the text that are merged over rows."""
    found = []
    for column, kind in enumerate(table.kinds):
        if column not in table.said and column >= text.start:
            continue
        merged = any(row.kind == "item" and row.cells[column].is_ditto for row in table.rows)
        if kind == "group" or (kind == "remark" and merged and column not in table.said):
            found.append(column)
    return found
