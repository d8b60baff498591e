"""Numbers that head tasks though a clause stands with them: a title above paragraphs that are tasks without numbers
(一、工业 …), a title that names the units of all that stands below it, and headings that are units themselves."""

import re
from itertools import pairwise

from .heading_says import said_by_heading
from .labels import UNIT_KINDS
from .numbering import BULLETS
from .passages import Passage, title_of
from .source import Source
from .unit_headings import units_of_heading
from .values import Clause

# Numbers down to 一、 head paragraphs; lower ones number tasks of several clauses.
_LOWEST_HEAD = 3
_LONGEST_HEAD = 30
_SURE_BULLETS = BULLETS.replace(" ", "")
_BEFORE_BULLET = re.compile(rf"[^:。;\n]{{2,{_LONGEST_HEAD}}}[:。]?(?=[ \n]{{1,4}}[{re.escape(_SURE_BULLETS)}])")
# A title that promises something (新建学校2所) is a task's text.
_FIGURE = re.compile(r"\d")


def find_paragraph_heads(source: Source, passages: list[Passage]) -> None:
    """Mark the numbers (一、) whose line is a title and below which paragraphs with a clause each are the tasks.

    Where one such number holds several paragraphs, or numbers below it, its like with a single one are headings, too.
    """
    titled = [p for p in passages if p.marker and p.clauses and not p.has_clause_below]
    titled = [p for p in titled if p.level <= _LOWEST_HEAD or _are_bullets(source, below_heading(source, p))]
    titled = [p for p in titled if _stands_above(source, p) and below_heading(source, p)]
    bulleted = [p for p in passages if p.marker and not p.has_clause_below and title_before_bullet(source, p)]
    headed = {p.marker.style for p in passages if p.marker and p.has_clause_below and not p.clauses}
    styles = {p.own_marker.style for p in titled if _ends_paragraphs(source, p)}
    styles |= {p.own_marker.style for p in titled if p.own_marker.style in headed and _has_paragraph(source, p)}
    for passage in titled:
        passage.heads_paragraphs = passage.own_marker.style in styles
    of_lines = [p for p in passages if p.title and p.title.heads_lines and p.clauses]
    for passage in (*bulleted, *of_lines):
        passage.heads_paragraphs = True


def title_before_bullet(source: Source, passage: Passage) -> int | None:
    """Where the title of a low number ends above a list of points with a clause each: 改善环境: - 清理死角(市甲局)。"""
    if passage.title or passage.level <= _LOWEST_HEAD or len(passage.clauses) < 2:
        return None
    if any(clause.opens for clause in passage.clauses):
        return None
    places = [passage.own_marker.end, *(clause.end for clause in passage.clauses)]
    first = _BEFORE_BULLET.match(source.folded, source.skip(places[0], passage.end), passage.clauses[0].start)
    points = [source.folded[source.skip_edge(at, passage.end)] for at in places[1:-1]]
    return first.end() if first and all(point in _SURE_BULLETS for point in points) else None


def _stands_above(source: Source, passage: Passage) -> bool:
    title = title_of(source, passage)
    line_end = source.line_span(passage.own_marker.start)[1]
    first = passage.clauses[0]
    if first.start < line_end and not first.names_units:  # (一)组织建设(分管领导:王某)
        title = source.folded[slice(*source.strip(passage.own_marker.end, first.start))] or None
    short = title is not None and len(title) <= _LONGEST_HEAD and title[-1] not in "。,、:"
    below = below_heading(source, passage)
    return short and bool(below) and below[0].start > line_end


def below_heading(source: Source, passage: Passage) -> list[Clause]:
    """The clauses of a passage without those in the line of its number that name a leader or a deadline alone."""
    line_end = source.line_span(passage.start)[1]
    return [clause for clause in passage.clauses if clause.names_units or clause.start > line_end]


def _ends_paragraphs(source: Source, passage: Passage) -> bool:
    """Whether several paragraphs of a passage end with a clause and none holds two."""
    clauses = below_heading(source, passage)
    starts = {source.line_span(clause.start)[0] for clause in clauses}
    if _are_bullets(source, clauses) or (len(clauses) > 1 and all(clause.opens for clause in clauses)):
        return True
    ends = [source.skip(clause.end, passage.end, "。;. ") for clause in clauses]
    if len(clauses) < 2:
        return False
    if len(starts) == len(clauses):
        return all(end == passage.end or source.folded[end] == "\n" for end in ends)
    # Sentence by sentence in one paragraph: 带动销售1.8万辆(市甲局)。引进首店50家(市乙局)。 The stop may stand before.
    return all(
        source.folded[source.back(0, end) - 1] in "。;"
        or end == passage.end
        or source.folded[end] == "\n"
        or source.folded[source.back(0, clause.start) - 1] in "。;"
        for clause, end in zip(clauses, ends, strict=True)
    )


def find_units_of_all(source: Source, passages: list[Passage]) -> None:
    """Set `units` of what stands above the first number where it is a title, with a label of units below it, and no
    task names any: 工作目标责任书 / 责任单位:石桥镇人民政府."""
    above, rest = passages[0], passages[1:]
    if not above.clauses or not rest or any(p.clauses or p.table or p.title for p in rest):
        return
    title = source.folded[: source.back(0, above.clauses[0].start)].rpartition("\n")[2]
    values = tuple(value for clause in above.clauses for value in clause.values)
    labelled = all(value.start > clause.start for clause in above.clauses for value in clause.values[:1])
    if title and title[-1] not in "。;,、:" and labelled and any(value.kind in UNIT_KINDS for value in values):
        above.units = values


def find_units_of_headings(source: Source, passages: list[Passage]) -> None:
    """Set `units`: where a title names the units of what stands below it (一、教育(责任单位:市教育局)), and where all
    numbers of a style under one heading are units, with tasks and without clauses below."""
    siblings: dict[tuple[int | None, str], list[Passage]] = {}
    for passage in passages:
        if passage.title:
            passage.units = (passage.title.units,) if passage.title.units else ()
        elif passage.marker:
            siblings.setdefault((passage.parent, passage.marker.style), []).append(passage)
            if passage.children and names_units_of_all(source, passage, passages[passage.children[0]].start):
                passage.units = tuple(value for clause in passage.clauses for value in clause.values)
    for beside in siblings.values():
        heading = [p for p in beside if p.children or p.has_clause_below]  # not 五、工作要求
        said = [said_by_heading(source, p.own_marker.end, _line_end(source, p)) for p in heading]
        # A leader is told from every topic, a day only where all headings of its kind are days.
        said = said if len(heading) > 1 and all(said) else [v if v and v.kind == "leaders" else None for v in said]
        if any(said):
            for passage, value in zip(heading, said, strict=True):
                passage.units = (value,) if value else passage.units
            continue
        if len(beside) < 2 or any(p.clauses or not p.children or not _helped(passages, p) for p in beside):
            continue
        units = [units_of_heading(source, p.own_marker.end, _line_end(source, p)) for p in beside]
        for passage, value in zip(beside, units, strict=True):
            passage.units = (value,) if value and all(units) else ()


def _line_end(source: Source, passage: Passage) -> int:
    """The end of the line of a number, or of its passage."""
    return min(source.line_span(passage.own_marker.start)[1], passage.end)


def _helped(passages: list[Passage], heading: Passage) -> bool:
    """Whether what stands below a heading names nobody but helpers (配合单位)."""
    below = [passages[at] for at in heading.children]
    kinds = {value.kind for passage in below for clause in passage.clauses for value in clause.values}
    deeper = any(passage.has_clause_below for passage in below)
    return not deeper and not kinds & {"lead", "listed"}


def names_units_of_all(source: Source, passage: Passage, below: int) -> bool:
    """Whether the clause of a number holds for what begins at `below`: it stands right behind a title that promises
    nothing by itself, and right above the tasks."""
    if not any(value.kind in UNIT_KINDS for clause in passage.clauses for value in clause.values):
        return False
    start, end = source.strip(passage.own_marker.end, passage.clauses[0].start)
    title = source.folded[start:end]
    heads = 0 < len(title) <= _LONGEST_HEAD and not any(stop in title for stop in "。;\n")
    alone = all(source.skip_edge(a.end, b.start) == b.start for a, b in pairwise(passage.clauses))
    return heads and alone and not _FIGURE.search(title) and source.skip_edge(passage.clauses[-1].end, below) == below


def _are_bullets(source: Source, clauses: list[Clause]) -> bool:
    """Whether each clause ends a line that begins with a mark of a list."""
    starts = {source.line_span(clause.start)[0] for clause in clauses}
    return bool(starts) and all(source.folded[source.skip(start, len(source.folded))] in BULLETS for start in starts)


def _has_paragraph(source: Source, passage: Passage) -> bool:
    """Whether sentences stand between the line of a number and its first clause."""
    line_end = source.line_span(passage.own_marker.start)[1]
    between = source.folded[line_end : below_heading(source, passage)[0].start].strip(" \n")
    return between.endswith(("。", ";"))
