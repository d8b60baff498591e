"""Headings without a number: the title of a further part of the document, and short lines that head the items below.

Both stand right above a number. A part begins with a title (附件2 and 2026年民生实事任务分解) above the number one.
Short lines (工业经济) head items only where there are several of them and each follows an item.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass

from .heading_says import said_by_heading
from .leftovers import is_metadata, is_title
from .numbering import BULLETS, Marker
from .source import Source, Span
from .unit_headings import find_unit_lines
from .values import Clause, Value

# More lines than these between a title and its first number: they do not belong together.
_LINES_BELOW = 4
_ATTACHMENT = re.compile(r"附 ?[件表] ?\d{0,2} ?:?")
# Below 附件2 any line without a stop is its title.
_NAME = re.compile(r"[^。;:?!,]{4,60}")
_SAYS_WHAT_OF = re.compile(r"\d{4}年|《")
# A meeting has its number, and brackets a day or how many tasks follow: 第78次常务会议(1月16日), 工业经济(3项).
_SHORT_LINE = re.compile(
    r"(?P<mark>[▍▎▌▋▊█■◆▶►◎❖])? {0,3}(?:[\u4e00-\u9fff“”、 ]|第[0-9]{1,4}次){2,24}"
    r"(?:\((?:(?:20[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}日|共?[0-9]{1,3}[项件条个])\))?"
)
# A line above tasks without numbers, with a mark of its own or none: ▍招商引资.
_LINE_ABOVE = re.compile(f"{_SHORT_LINE.pattern}:?")
_RANK_ABOVE_LINES = 6
PART = -1


@dataclass(frozen=True, slots=True)
class Title:
    """A heading without number; `level` is the rank of the number below it, PART for the title of a part; `units`
    those that the heading consists of, if they answer for what stands below; `heads_lines`: tasks without numbers
    stand below it."""

    start: int
    end: int
    level: int
    units: Value | None = None
    heads_lines: bool = False


def find_titles(source: Source, markers: list[Marker], clauses: list[Clause], table_ends: list[int]) -> list[Title]:
    """All headings without a number, in order."""
    ends = [clause.end for clause in clauses]
    parts, opening, short, gaps = [], [], [], 0
    for before, marker in zip([None, *markers], markers, strict=False):
        if source.line_span(marker.start)[0] < source.back(0, marker.start):
            continue  # the number stands within a line
        clause_end = _last_before(ends, marker.start)
        after_clause = clause_end > (before.start if before else 0)
        if not after_clause:  # of several annexes the first one has a title, too
            begun = source.line_span(before.start)[1] if before else 0
            opening += [Title(*part, PART) for part in _titles_of_annex(source, marker, begun)]
        if before and not after_clause:
            continue
        gaps += after_clause
        lines = _lines(source, max(clause_end, _last_before(table_ends, marker.start)), marker.start)
        part = _title_of_part(source, marker, lines) if after_clause else None
        if part:
            parts.append(Title(*part, PART))
        elif short_line := _short_line(source, lines, after_clause):
            short.append((Title(*short_line, marker.rank), after_clause))
    of_units = [
        Title(*_with_brackets(source, units.start, units.end), marker.rank, units)
        for units, marker in find_unit_lines(source, markers, clauses)
    ]
    parts += opening[:1] if parts else []
    parts += of_units or _that_say(source, short) or _several(source, short, gaps)
    parts += [] if parts else _above_lines(source, markers, clauses)
    return sorted(parts, key=lambda title: title.start)


def _above_lines(source: Source, markers: list[Marker], clauses: list[Clause]) -> list[Title]:
    """The short lines that each stand right above a task with a clause on its line or the next, if there are several
    of them: the tasks begin with marks of a list or the headings with one of their own."""
    starts, numbers = [clause.start for clause in clauses], [marker.start for marker in markers]
    found = []
    lines = [*source.lines(0, len(source.folded))]
    for line, following, after in zip(lines, lines[1:], [*lines[2:], *lines[-1:]], strict=False):
        above = _LINE_ABOVE.fullmatch(source.folded, *line)
        bullet = source.folded[following[0]]
        if above is None or bullet == source.folded[line[0]] or not (above["mark"] or bullet in BULLETS):
            continue
        has_clause = bisect_left(starts, following[0]) < bisect_left(starts, after[1])
        if has_clause and bisect_left(numbers, following[0]) == bisect_left(numbers, following[1]):
            found.append(Title(*line, _RANK_ABOVE_LINES, heads_lines=True))
    return found if len(found) > 1 else []


def _with_brackets(source: Source, start: int, end: int) -> Span:
    """The range with the brackets right around it: 【市教育局】."""
    around = source.folded[start - 1 : start] in ("【", "[", "〔") and source.folded[end : end + 1] in ("】", "]", "〕")
    return (start - 1, end + 1) if around else (start, end)


def _last_before(ends: list[int], offset: int) -> int:
    """The last of the ends that lies before the offset, or 0."""
    at = bisect_right(ends, offset)
    return ends[at - 1] if at else 0


def _lines(source: Source, start: int, end: int) -> list[Span]:
    lines = [(source.skip_edge(*line), line[1]) for line in source.lines(start, end)]
    return [line for line in lines if line[0] < line[1]]


def _titles_of_annex(source: Source, marker: Marker, start: int) -> list[Span]:
    """The title below 附件1 above the first number of an annex, if there is one that is not the report's own."""
    if marker.number != 1:
        return []
    lines = _lines(source, start, marker.start)
    places = [at for at, line in enumerate(lines) if _ATTACHMENT.fullmatch(source.folded, *line)]
    title = _title_of_part(source, marker, lines[places[-1] :]) if places else None
    return [title] if title and not is_title(source.folded[slice(*title)]) else []


def _title_of_part(source: Source, marker: Marker, lines: list[Span]) -> Span | None:
    if marker.number != 1:
        return None
    marked = False
    for start, end in lines:
        folded = source.folded[start:end]
        named = (is_title(folded) and _SAYS_WHAT_OF.search(folded)) or (marked and _NAME.fullmatch(folded))
        if named and not is_metadata(folded):
            return (start, end) if len(lines) - lines.index((start, end)) <= _LINES_BELOW else None
        marked = _ATTACHMENT.fullmatch(folded) is not None
    return None


def _short_line(source: Source, lines: list[Span], alone: bool) -> Span | None:
    """The short line right above a number; behind an item nothing else may stand there."""
    lines = [line for line in lines if not is_metadata(source.folded[slice(*line)])]
    if not lines or (alone and len(lines) > 1) or _SHORT_LINE.fullmatch(source.folded, *lines[-1]) is None:
        return None
    return lines[-1]


def _that_say(source: Source, found: list[tuple[Title, bool]]) -> list[Title]:
    """The short lines, if all of them are dates (一月份, 三月份), or all are leaders (县长陈某牵头)."""
    said = [said_by_heading(source, title.start, title.end) for title, _ in found]
    kinds = {value.kind if value else None for value in said}
    if len(found) < 2 or len(kinds) > 1 or None in kinds:
        return []
    return [Title(title.start, title.end, title.level, value) for (title, _), value in zip(found, said, strict=True)]


def _several(source: Source, found: list[tuple[Title, bool]], gaps: int) -> list[Title]:
    """The short lines if at least two follow items, of which `gaps` have something behind them, and not nearly all
    do: that would be remarks. One that comes again is the head of a page."""
    times = Counter(source.folded[title.start : title.end] for title, _ in found)
    single = [(title, after) for title, after in found if times[source.folded[title.start : title.end]] == 1]
    following = sum(after for _, after in single)
    return [title for title, _ in single] if 1 < following <= gaps / 2 else []
