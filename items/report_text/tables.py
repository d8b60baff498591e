"""Finds the tables of a text, before anything else is read.

Forms: cells parted by tabs (how the document readers and a paste from Excel or Word write a table) or by bars,
one row per line; and the flat forms of flat_tables.py. In a cell a line break is U+2028, 〃 and 同上 stand for the
cell above, and a row with one text alone is a heading inside the table.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from .column_contents import holds_figures
from .columns import TEXT_KINDS
from .delimited_tables import read_delimited, read_gapped, unread_grids, with_unknown_head
from .flat_tables import read_flat
from .forms import read_form
from .grid import Lines, Row, Table
from .labels import LABEL
from .leftovers import is_metadata, is_title
from .model import SaidColumns
from .numbering import begins_numbered
from .parted_lines import is_gapped
from .source import Source, Span

_LONGEST_HEAD = 400
_HEAD_HINT = re.compile(
    r"任 ?务|事 ?项|内 ?容|工 ?作|目 ?标|项 ?目|要 ?点|指 ?标|实 ?事|序 ?号|类 ?别|编 ?号|提 ?案|议 ?案|建 ?议|案 ?由"
)
_REMARK_ABOVE = re.compile(
    r"\(?(?:计量)?单 ?位 ?[:(].{0,12}|\(?填报.{0,30}|\(?截至.{0,20}|\(?共.{1,6}[项条件]\)?|\([^()]{2,80}\)"
)
_TABLE_TITLE = re.compile(
    r"[^。;:?!]{4,80}(?:表|单|方案|分工|分解|任务|指标|项目|目标|工作|实事|事项|要点|台账|安排|清单|措施)(?:\(.{1,12}\))?"
)
_YEAR = re.compile(r"\d{4}年|《")
# 表一:惠民任务
_CAPTION = re.compile("附?表 ?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2}(?:[-.][0-9]{1,2})?)(?: ?[:.、]| ) ?(?=[^ ])")
_LINES_ABOVE = 4
_FIRST_OF_ROW = frozenset("0123456789(|")


def find_tables(source: Source, said: Mapping[int, SaidColumns] | None = None) -> Iterator[Table]:
    """All tables in order, those too that are not read as tasks; they do not overlap.

    `said` is what a person says of tables, by a place in the line where each begins.
    """
    lines = Lines(source)
    said_on = {lines.index_of(at): words for at, words in (said or {}).items()}
    index = first_free = 0
    while index < len(lines):
        words = said_on.get(index)
        kinds, rows, after = read_delimited(lines, index, words) if words else _table_at(lines, index)
        if not (rows and words) and not any(row.kind == "item" for row in rows):
            # Heads without a row are not looked at again, or a page of them would take quadratic time.
            index = max(index + 1, after)
            continue
        if not words and rows[0].kind != "head":
            index, kinds, rows = with_unknown_head(lines, index, first_free, kinds, rows)
        yield from unread_grids(lines, first_free, index)
        yield _found(lines, index, first_free, kinds, rows, words)
        index = first_free = after
    yield from unread_grids(lines, first_free, len(lines))


def _found(
    lines: Lines, index: int, first_free: int, kinds: tuple[str, ...], rows: list[Row], said: SaidColumns | None
) -> Table:
    between = slice(rows[0].cells[0].end, rows[0].cells[1].start) if len(rows[0].cells) > 1 else slice(0, 0)
    is_marked = "\t" in lines.source.text[between] or "|" in lines.source.folded[between]
    is_flat = not said and not is_marked and any(row.kind == "head" for row in rows)
    kinds = kinds if said else _without_counts(lines.source, kinds, rows)
    table = Table(
        rows[0].start,
        rows[-1].end,
        kinds,
        tuple(rows),
        said=frozenset(said.kinds if said else ()),
        is_delimited=said is not None
        or is_marked
        or (len(rows[0].cells) == len(kinds) and (is_flat or is_gapped(lines.source, rows[0]))),
        is_flat=is_flat,
        is_read=any(kind in TEXT_KINDS for kind in kinds) and any(row.kind in ("item", "single") for row in rows),
    )
    return _with_title(lines, index, first_free, table) if table.is_read else table


def _without_counts(source: Source, kinds: tuple[str, ...], rows: list[Row]) -> tuple[str, ...]:
    """The kinds without goals where these are figures alone and nothing else says a task: it counts (单位 | 任务数)."""
    texts = [at for at, kind in enumerate(kinds) if kind in TEXT_KINDS]
    counts = all(kinds[at] == "goal" and holds_figures(source, at, rows) for at in texts)
    return tuple("remark" if counts and kind in TEXT_KINDS else kind for kind in kinds)


def _table_at(lines: Lines, index: int) -> tuple[tuple[str, ...], list[Row], int]:
    start, end = lines.spans[index]
    nothing: tuple[tuple[str, ...], list[Row], int] = ((), [], index)
    if end - start > _LONGEST_HEAD:
        return nothing
    first = lines.source.folded[lines.source.skip(start, end)]
    if not (_HEAD_HINT.search(lines.source.folded, start, end) or end - start <= 8 or first in _FIRST_OF_ROW):
        return nothing
    found = read_form(lines, index)
    if not found[1]:
        found = read_delimited(lines, index)
    if not found[1]:
        found = read_flat(lines, index)
        gapped = read_gapped(lines, index)
        # A row that goes on in the next line is read by what its words are.
        if gapped[1] and gapped[2] >= found[2] and not any(row.kind == "head" for row in found[1]):
            found = gapped
    return found


def _with_title(lines: Lines, index: int, first_free: int, table: Table) -> Table:
    """The table with its title, and between both the remarks (单位:万元) as notes and what holds for all rows."""
    source, at = lines.source, index - 1
    notes: list[Row] = []
    above: list[Span] = []
    while at >= max(first_free, index - _LINES_ABOVE):
        span = lines.stripped(at)
        if _REMARK_ABOVE.fullmatch(lines.folded(at)):
            notes.insert(0, Row("note", *span, ()))
        elif LABEL.match(source.folded, *span) and not notes:
            above.insert(0, span)
        else:
            break
        at -= 1
    rows = (*notes, *table.rows)
    is_titled = at >= first_free and _can_be_title(source, *lines.stripped(at))
    if above and (is_titled or at < 0):
        table = replace(table, start=above[0][0], above=tuple(above))
    elif above:
        return replace(table, start=rows[0].start, rows=rows)
    if not is_titled:
        return replace(table, start=min(table.start, rows[0].start), rows=rows)
    start, end = lines.stripped(at)
    joined = (
        at > first_free
        and not source.has_empty_line(lines.stripped(at - 1)[1], start)
        and _can_be_part(source, *lines.stripped(at - 1))
    )
    if joined and _goes_on(lines.folded(at - 1), lines.folded(at)):
        start = lines.stripped(at - 1)[0]
    return replace(table, start=start, rows=rows, title=(start, end))


def _goes_on(first: str, second: str) -> bool:
    """Whether two lines are one title: the second alone is none, or the first says of which year it is."""
    return not is_title(second) or (_YEAR.search(first) is not None and _YEAR.search(second) is None)


def _can_be_title(source: Source, start: int, end: int) -> bool:
    caption = _CAPTION.match(source.folded, start, end)
    begun = caption.end() if caption else start
    folded = source.folded[begun:end]
    named = caption is not None or _TABLE_TITLE.fullmatch(folded) is not None or is_title(folded)
    return named and _can_be_part(source, begun, end)


def _can_be_part(source: Source, start: int, end: int) -> bool:
    folded = source.folded[start:end]
    return not (
        len(folded) > 80
        or any(stop in folded for stop in "。;!?:")
        or folded[-1] in ",、"
        or is_metadata(folded)
        or begins_numbered(source, start)
        or LABEL.match(folded)
    )
