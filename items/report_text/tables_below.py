"""Below which heading a table stands, and the numbers that are none: those of the list of annexes."""

import re
from collections.abc import Collection

from .heads import names_units_of_all
from .leftovers import parts_documents
from .passages import Passage, title_of
from .source import Source

# More than a few lines of introduction between a heading and a table: they do not belong together.
_LINES_TO_TABLE = 4
# 附件:1.经济指标分解表 / 2.重点工程分解表
_LIST_OF_ANNEXES = re.compile(r"附 {0,4}[件表] ?:(?: ?1 ?[.、].*| ?$)")


def place_tables(source: Source, passages: list[Passage], annexes: Collection[int]) -> None:
    """Put every table below the heading that it follows: the last number whose line is a title, unless a new
    document (a title, a signature, a date) has begun since. `annexes` are the passages that list_of_annexes gave."""
    last: int | None = None
    for index, passage in enumerate(passages):
        if passage.marker or passage.title:
            last = index if passage.marker and index not in annexes else None
        elif passage.table and last is not None:
            above: int | None = last
            while (
                above is not None
                and passages[above].names_units
                and not names_units_of_all(source, passages[above], passage.start)
            ):
                above = passages[above].parent
            if (
                above is not None
                and passages[above].marker
                and _heads_table(source, passages[above], passages[last], passage.start)
            ):
                passage.parent = above
                passages[above].children.append(index)
                passages[above].has_clause_below = True


def list_of_annexes(source: Source, passages: list[Passage]) -> set[int]:
    """The indexes of the passages whose numbers list the annexes of a letter, in lines right below 附件:."""
    found: set[int] = set()
    for index, passage in enumerate(passages):
        if passage.marker is None or passage.clauses:
            continue
        line = source.line_span(passage.start)[0]
        above = source.strip(*source.line_span(max(source.back(0, line) - 1, 0)))
        goes_on = index - 1 in found and above[0] == passages[index - 1].start
        if line and (goes_on or _LIST_OF_ANNEXES.fullmatch(source.folded, *above)):
            found.add(index)
    return found


def new_document_within(source: Source, passage: Passage, end: int) -> bool:
    """Whether a signature, a date or a title stands below the first line of a passage."""
    lines = list(source.lines(passage.start, min(passage.end, end)))[1:]
    return any(parts_documents(source.folded[at:to]) for at, to in lines)


def _heads_table(source: Source, heading: Passage, last: Passage, table_start: int) -> bool:
    if title_of(source, heading) is None:
        return False
    lines = list(source.lines(last.start, min(last.end, table_start)))[1:]
    return len(lines) <= _LINES_TO_TABLE and not new_document_within(source, last, table_start)
