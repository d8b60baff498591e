"""What heads the rows of a table below it: a text merged over measures, a number that the next go on (1 above 1.1)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from .columns import TEXT_KINDS, column_kind
from .goals import is_figure
from .grid import HEADING_NUMBER, Cell, Row, Table
from .labels import PEOPLE_KINDS, UNIT_KINDS
from .source import Source

_NUMBER = re.compile(r"(\d{1,3}(?:[.\-]\d{1,3}){0,2})[.、]?")
# 聚焦产业强市; shorter words may say of what sort a task is (新建, 省重点).
_TITLE = re.compile("[^0-9:。;\n]{4,40}")
# 任务来源 | 县委常委会会议: where a task comes from heads nothing.
_TELLS_WHENCE = re.compile("来 *源|依 *据|出 *处|文 *号|批 *示|交 *办|地 *[点址]|状 *态")
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


def group_columns(source: Source, table: Table, text: range, names: Mapping[int, str]) -> list[int]:
    """Columns whose cells head the rows beside them: 类别, and others before the text that are merged over rows, or of
    no known name (`names`, folded) and filled with the same words over runs of rows."""
    found = []
    for column, kind in enumerate(table.kinds):
        if column not in table.said and column >= text.start:
            continue
        merged = any(row.kind == "item" and row.cells[column].is_ditto for row in table.rows)
        name = names.get(column, "")
        is_open = column_kind(name) is None and not _TELLS_WHENCE.search(name)
        heads = merged or (is_open and _fills_runs(source, table.rows, column))
        if kind == "group" or (kind == "remark" and heads and column not in table.said):
            found.append(column)
    return found


def _fills_runs(source: Source, rows: Sequence[Row], column: int) -> bool:
    """Whether the cells of a column are titles, of which most come again in the next row and none further below."""
    cells = [row.cells[column] for row in rows if row.kind == "item"]
    titles = [source.folded[cell.start : cell.end] for cell in cells if cell.is_own]
    runs = [title for before, title in pairwise(["", *titles]) if title != before]
    if len(titles) < len(cells) or len(runs) < 2 or len(set(runs)) < len(runs) or 2 * len(runs) > len(titles) + 1:
        return False
    return all(map(_TITLE.fullmatch, runs))
