"""Which numbers head a chapter, which begin an item, and which only count points within a text.

The numbers form a tree by their styles. A number with a responsibility clause in its own passage is an item, one
with such numbers below it is a heading. Without any clause it is an item only beside items.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .heading_says import heads_no_tasks, makes_demands
from .heads import find_paragraph_heads, find_units_of_all, find_units_of_headings
from .labels import UNIT_KINDS
from .leftovers import is_date_line
from .numbering import Marker
from .passages import HEADING, ITEM, NOTICE, PROSE, Passage, title_of
from .promises import holds_figure
from .source import Source, Span
from .steps import lines_of_steps
from .table_items import TableReader
from .tables_below import list_of_annexes, new_document_within, place_tables
from .titles import PART, Title, find_titles
from .values import Clause

_LINES_BELOW_SIGNATURE = 8
_ATTACHMENT = re.compile(r"附 ?[件表](?: ?\d{1,2})?(?: ?[:.]|$)")


def read_outline(
    source: Source,
    markers: list[Marker],
    clauses: list[Clause],
    tables: Sequence[TableReader] = (),
    cuts: Sequence[int] = (),
) -> list[Passage]:
    """All passages in order; together they cover the source. A table is a passage of its own; at `cuts` others end."""
    passages = _cut(source, markers, clauses, tables, cuts)
    _nest(source, passages)
    annexes = list_of_annexes(source, passages)
    place_tables(source, passages, annexes)
    for passage in reversed(passages):
        if passage.parent is not None and (passage.clauses or passage.has_clause_below):
            passages[passage.parent].has_clause_below = True
    _take_in_points(source, passages)
    find_units_of_all(source, passages)
    find_paragraph_heads(source, passages)
    find_units_of_headings(source, passages)
    _keep_tasks_without_units(source, passages)
    beside_items = {p.parent for p in passages if p.marker and p.kind and p.is_task}
    for passage in passages:
        if (passage.marker or passage.title) and passage.kind:
            passage.kind = _kind(source, passages, passage, beside_items)
    for index in annexes:
        passages[index].kind = NOTICE
    _set_notice_aside(source, passages)
    _set_demands_aside(source, passages)
    return passages


def _keep_tasks_without_units(source: Source, passages: list[Passage]) -> None:
    """Mark the numbers of a chapter that names no unit where the chapters beside it have tasks of that form, and, where
    the whole document names none (十件实事), the lowest numbers that promise something."""
    for passage in passages:
        if passage.is_said:
            _keep(passages, passage)
    tasks = [p for p in passages if p.marker and p.kind and p.is_task]
    shapes = {_shape(passages, task) for task in tasks}
    for passage in passages:
        if passage.marker is None or passage.kind is None or passage.children or passage.parent is None:
            continue
        if passage.is_task or passage.has_clause_below or _shape(passages, passage) not in shapes:
            continue
        heading = passages[passage.parent]
        if heading.marker and not heading.clauses and not heads_no_tasks(source, *_title_span(source, heading)):
            _keep(passages, passage)
    if any(passage.table or (passage.clauses and not passage.speaks_for_all) for passage in passages):
        return
    beside: dict[tuple[int | None, str], list[Passage]] = {}
    for passage in passages:
        if passage.marker and not passage.children and not _is_of_demands(source, passage):
            beside.setdefault((passage.parent, passage.marker.style), []).append(passage)
    for group in beside.values():
        promising = [p for p in group if holds_figure(source, p.own_marker.end, p.end)]
        if 2 * len(promising) > len(group):
            for passage in group:
                _keep(passages, passage)


def _shape(passages: list[Passage], passage: Passage) -> tuple[str, str, int | None]:
    """The form of a number, that of the number above it, and what this stands below."""
    above = passages[passage.parent] if passage.parent is not None else None
    style_above = above.marker.style if above and above.marker else ""
    return passage.own_marker.style, style_above, above.parent if above else None


def _title_span(source: Source, heading: Passage) -> Span:
    return heading.own_marker.end, source.line_span(heading.start)[1]


def _is_of_demands(source: Source, passage: Passage) -> bool:
    """Whether a number without any below it is a title of demands with sentences under it: 三、奖惩办法 …."""
    line_end = source.line_span(passage.start)[1]
    is_title = not source.blank(line_end, passage.end) and title_of(source, passage) is not None
    return is_title and makes_demands(source, *_title_span(source, passage))


def _keep(passages: list[Passage], passage: Passage) -> None:
    passage.is_kept = True
    above = passage.parent
    while above is not None:
        passages[above].has_clause_below = True
        above = passages[above].parent


def _set_notice_aside(source: Source, passages: list[Passage]) -> None:
    """Numbers of a covering notice head nothing: those before the first item above a signature, a date or a title, if
    every numbering begins anew below it. What counts something may be a task all the same."""
    first = next((at for at, p in enumerate(passages) if p.table or p.clauses or p.has_clause_below or p.is_said), 0)
    before = [at for at in range(first) if passages[at].marker]
    ends = [at for at in before if new_document_within(source, passages[at], passages[at + 1].start)]
    last = next((at for at in reversed(ends) if _begins_anew(passages, at)), -1)
    for passage in (passages[at] for at in before if at <= last):
        line_end = source.line_span(passage.start)[1]
        if passage.kind and not holds_figure(source, passage.own_marker.end, min(line_end, passage.end)):
            passage.kind = NOTICE


def _begins_anew(passages: list[Passage], last: int) -> bool:
    """Whether no numbering goes on behind the passage."""
    styles = {passage.own_marker.style for passage in passages[: last + 1] if passage.marker}
    for passage in passages[last + 1 :]:
        if passage.marker and passage.own_marker.style in styles:
            if passage.own_marker.number != 1:
                return False
            styles.discard(passage.own_marker.style)
    return True


def _set_demands_aside(source: Source, passages: list[Passage]) -> None:
    """Demands (一、压实责任。各单位要…) head nothing, though the first task stands right below the last of them: all go
    on behind their titles, and no other holds a task."""
    holder = next((p for p in passages if p.marker and p.has_clause_below), None)
    if holder is None or holder.clauses or holder.own_marker.number == 1:
        return
    style = holder.own_marker.style
    beside = [p for p in passages if _is_of_style(p, style) and p.parent == holder.parent]
    if beside[-1] is holder and all(title_of(source, p) is None and not p.clauses for p in beside):
        for passage in beside:
            passage.kind = NOTICE


def _cut(
    source: Source,
    markers: list[Marker],
    clauses: list[Clause],
    tables: Sequence[TableReader],
    cuts: Sequence[int],
) -> list[Passage]:
    starts = [clause.start for clause in clauses]
    opened: list[tuple[int, Marker | None, TableReader | None, Title | None]] = [(0, None, None, None)]
    opened += [(at, None, None, None) for at in cuts]
    opened += [(marker.start, marker, None, None) for marker in markers]
    opened += [(t.start, None, None, t) for t in find_titles(source, markers, clauses, [t.end for t in tables])]
    for reader in tables:
        opened += [(reader.start, None, reader, None), (reader.end, None, None, None)]
    opened.sort(key=lambda part: (part[0], part[1] is not None))
    opened.append((len(source.text), None, None, None))
    passages = []
    for (start, marker, table, title), (end, *_) in pairwise(opened):
        held = clauses[bisect_left(starts, start) : bisect_left(starts, end)]
        held = [] if table else _held(source, held, source.line_span(start)[1] if marker else None)
        passages.append(Passage(marker, start, end, held, table=table, title=title))
    return passages


def _held(source: Source, clauses: list[Clause], line_end: int | None) -> list[Clause]:
    """The clauses of a passage, the line of whose number, if any, ends at `line_end`; what a text begins with is one
    only where no other names the units, and the only one in the line of the number or behind it.

    A clause that names none (完成时限:…) is one with the clause before, if only steps (工作措施:…) stand between.
    """
    found: list[Clause] = []
    closing, opening = ([clause for clause in clauses if clause.opens is opens] for opens in (False, True))
    begins = closing and opening and opening[0].start < closing[0].start
    if begins and line_end is None:  # without a number the text is the line before the clause
        begins = source.blank(min(source.line_span(opening[0].start)[1], closing[0].start), closing[0].start)
    if begins and not any(clause.names_units for clause in closing):
        # 整治小区9个,由住建办承担。(截止6月30日)
        closing[0] = replace(closing[0], values=opening[0].values + closing[0].values)
    for clause in closing or (
        clauses[:1] if clauses and line_end is not None and clauses[0].start < line_end else clauses
    ):
        before = found[-1] if found else None
        names_units = any(value.kind in UNIT_KINDS for value in clause.values)
        if before and not names_units and _only_steps(source, before.end, clause.start):
            found[-1] = Clause(before.start, clause.end, before.values + clause.values)
        else:
            found.append(clause)
    return found


def _only_steps(source: Source, start: int, end: int) -> bool:
    lines = [(source.skip_edge(at, to), to) for at, to in source.lines(start, end)]
    written = [line for line in lines if line[0] < line[1]]
    return len(written) == len(list(lines_of_steps(source, start, end)))


def _nest(source: Source, passages: list[Passage]) -> None:
    """Set parents and children from the styles and values of the markers."""
    resumed = _resumed(passages)
    inner: set[tuple[str, str]] = set()  # (outer, inner) styles that nest against their usual depth
    stack: list[int] = []
    for index, passage in enumerate(passages):
        marker = passage.marker
        if passage.title:
            _open_title(passages, stack, index)
            continue
        if marker is None:
            continue
        if marker.number == 1 and _ends_notice(source, passages[index - 1]):
            stack.clear()
        if any(_is_of_style(passages[i], marker.style) for i in stack):
            while not _is_of_style(passages[stack.pop()], marker.style):
                pass
        else:
            while stack and not _holds(passages[stack[-1]], stack[-1], marker, resumed, inner):
                stack.pop()
        if stack:
            passage.parent = stack[-1]
            passages[stack[-1]].children.append(index)
        stack.append(index)


def _ends_notice(source: Source, passage: Passage) -> bool:
    """Whether a covering notice ends in a passage: below a text that names nobody stands a date, or an attachment."""
    if passage.clauses or passage.table:
        return False
    lines = [source.folded[at:to] for at, to in source.lines(passage.start, passage.end)]
    lines = lines[max(1, len(lines) - _LINES_BELOW_SIGNATURE) :]
    return any(is_date_line(line) or _ATTACHMENT.match(line) for line in lines)


def _open_title(passages: list[Passage], stack: list[int], index: int) -> None:
    """Put a heading without number below what is open and higher than the number it heads."""
    title = passages[index].title
    assert title, "a heading without number is opened by its title"
    while stack and (title.level == PART or passages[stack[-1]].level >= title.level):
        stack.pop()
    passages[index].parent = stack[-1] if stack else None
    stack.append(index)


def _is_of_style(passage: Passage, style: str) -> bool:
    return passage.marker is not None and passage.marker.style == style


def _resumed(passages: list[Passage]) -> set[int]:
    """Indexes of the passages after which their style goes on with the next number."""
    following: dict[str, int] = {}
    resumed = set()
    for index in range(len(passages) - 1, -1, -1):
        marker = passages[index].marker
        if marker:
            if following.get(marker.style) == marker.number + 1:
                resumed.add(index)
            following[marker.style] = marker.number
    return resumed


def _holds(outer: Passage, index: int, marker: Marker, resumed: set[int], inner: set[tuple[str, str]]) -> bool:
    """Whether a marker of a style not open yet lies below `outer`.

    A style that is usually higher does only if it starts at one and the outer numbers go on after it.
    """
    if outer.marker is None:
        return outer.level <= marker.rank
    if outer.marker.rank < marker.rank:
        return True
    pair = (outer.marker.style, marker.style)
    if marker.number == 1 and not outer.clauses and (pair in inner or index in resumed):
        inner.add(pair)
        return True
    return False


def _take_in_points(source: Source, passages: list[Passage]) -> None:
    """A text with points (1. 2. 3.) and one clause after the last of them is one item.

    Only where the style counts points all over the document, else a number has merely lost its units. A deadline may
    stand before the points (整改时限:…, 整改措施: 1. 2. 3., 责任单位:…).
    """
    total: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for passage in passages:
        if passage.marker:
            total[passage.marker.style] += 1
            held[passage.marker.style] += bool(passage.clauses)
    for index, passage in enumerate(passages):
        points = [passages[i] for i in passage.children]
        if passage.names_units or passage.title or len(points) < 2 or any(p.children or p.is_said for p in points):
            continue
        if any(between.marker is None for between in passages[index + 1 : passage.children[-1]]):
            continue  # a table stands among the points
        style = points[0].own_marker.style
        if not any(value.kind in ("lead", "listed") for clause in points[-1].clauses for value in clause.values):
            continue  # who only helps with the last of them does not answer for all
        if _are_points(held[style], total[style]) and not any(p.clauses for p in points[:-1]):
            before = passage.clauses[-1:]
            if before and not _only_steps(source, before[0].end, points[-1].clauses[0].start):
                continue
            passage.end, passage.clauses = points[-1].end, _joined(before, points[-1].clauses)
            for point in points:
                point.kind, point.clauses = None, []


def _joined(before: list[Clause], clauses: list[Clause]) -> list[Clause]:
    """The clauses of an item with the one that stands before its points."""
    if not before:
        return clauses
    first = Clause(before[0].start, clauses[0].end, before[0].values + clauses[0].values)
    return [first, *clauses[1:]]


def _are_points(held: int, total: int) -> bool:
    """Whether a style counts points: at least two of its numbers, and half of them, have no clause."""
    return total - held >= 2 and 2 * held <= total


def _kind(source: Source, passages: list[Passage], passage: Passage, beside_items: set[int | None]) -> str:
    if passage.is_said:
        return ITEM
    if passage.units:
        return HEADING
    heads = passage.children and (passage.title or title_of(source, passage))
    if _has_units_above(passages, passage) and not heads:
        return ITEM
    if passage.is_task or passage.is_kept:
        return ITEM
    if passage.has_clause_below or passage.heads_paragraphs:
        return HEADING
    if passage.title:
        return PROSE
    if passage.parent in beside_items:
        return ITEM
    title = title_of(source, passage)
    # With nothing below it, a heading that ends in a full stop is a sentence of a covering notice.
    return PROSE if title is None or title.endswith("。") else HEADING


def _has_units_above(passages: list[Passage], passage: Passage) -> bool:
    while passage.parent is not None:
        passage = passages[passage.parent]
        if passage.units:
            return True
    return False
