"""The way from a text to a ParsedReport."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from .builder import Builder
from .clauses import complete_labels, find_clauses
from .dates import stated_year
from .leftovers import is_metadata
from .model import ParsedItem, ParsedReport, ParsedTable, Problem, SaidColumns, SaidStarts
from .numbering import DOCKET, Marker, find_markers, number_at
from .outline import read_outline
from .passages import ITEM, NOTICE, Passage
from .problems import problem
from .roles import LEAD_RULES, detect_rule
from .source import Source
from .starts import with_starts
from .table_columns import unread_table
from .table_items import TableReader, TableTask
from .tables import find_tables
from .targets import find_targets
from .values import Clause, Value

_LONGEST_PAGE_LINE = 160


def parse(
    text: str,
    *,
    lead_rule: str | None = None,
    columns: Mapping[int, SaidColumns] | None = None,
    starts: Sequence[SaidStarts] = (),
) -> ParsedReport:
    """Parse a breakdown document.

    `lead_rule` says what an unlabelled list of units means: star (the starred leads), first (the first leads),
    label or none (nothing; only labels and wording tell). None finds the rule in the text. Labels and wording
    always count. Any text parses; what was not understood is in `problems` and in nodes of kind unread.

    A person's word goes before the parser's own judgement: `columns` says what the columns of tables hold, by a
    place in the first line of each, `starts` where the items of a text begin.
    """
    if lead_rule not in (None, *LEAD_RULES):
        raise ValueError(f"lead_rule must be one of {', '.join(LEAD_RULES)}, not {lead_rule!r}")
    with _collector_paused():
        return _parse(text, lead_rule, columns or {}, starts)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """What a parse makes is kept: looking for cycles in it costs a fifth of the time for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _parse(
    text: str, lead_rule: str | None, columns: Mapping[int, SaidColumns], starts: Sequence[SaidStarts]
) -> ParsedReport:
    source = Source(text)
    tables: list[TableReader] = []
    shown: list[ParsedTable] = []
    for table in find_tables(source, columns):
        if not table.is_prose:
            tables.append(TableReader(source, table))
            shown += [tables[-1].shown] if tables[-1].shown else []
        else:
            shown.append(unread_table(source, table))
    prose = source.without([(table.start, table.end) for table in tables]) if tables else source
    prose = complete_labels(prose)
    clauses, lone_brackets = find_clauses(prose)
    markers = find_markers(prose, [(clause.start, clause.end) for clause in clauses])
    taken = [(table.start, table.end) for table in tables]
    markers, clauses, cuts = with_starts(prose, markers, clauses, starts, taken)
    passages = read_outline(prose, markers, clauses, tables, cuts)
    values = _values(clauses, tables)
    rule = lead_rule or detect_rule(source, values)
    days = [source.folded[value.start : value.end] for value in values if value.kind == "deadline"]
    bars = [at for table in tables for at in table.bars]
    builder = Builder(source.with_marks(bars, " ") if bars else source, passages, rule, days)
    builder.build()
    problems = builder.problems + _number_problems(source, passages) + _bracket_problems(source, lone_brackets, markers)
    problems += _missing_numbers(source, builder.items)
    if not builder.items:
        problems.append(problem(source, "no_items", 0, 0))
    return ParsedReport(
        source=text,
        title=builder.title,
        lead_rule=rule,
        chapters=tuple(builder.chapters),
        items=tuple(builder.items),
        intros=tuple(builder.intros),
        nodes=tuple(builder.nodes),
        problems=tuple(sorted(problems, key=lambda found: (found.start, found.end, found.code))),
        tables=tuple(shown),
    )


def read_task(text: str, start: int, end: int, *, chapter: int | None, title: str) -> ParsedItem:
    """The stretch text[start:end] as a task without units, as a person calls it one: its number, targets, milestones.

    `chapter` is the index of the heading above it, `title` that of the report, which states the year.
    """
    source = Source(text)
    start, end = source.strip(start, end)
    marker = number_at(source, start, end)
    text_start = source.skip(marker.end, end) if marker else start
    promised = find_targets(source, text_start, end, stated_year(title))
    return ParsedItem(
        number=marker.number if marker else None,
        number_literal=text[marker.start : marker.end] if marker else "",
        clause=1,
        chapter=chapter,
        text=text[text_start:end],
        start=start,
        end=end,
        line=source.line_of(start),
        text_start=text_start,
        text_end=end,
        responsibilities=(),
        leaders=(),
        deadline=None,
        targets=promised.targets,
        milestones=promised.milestones,
    )


def _values(clauses: list[Clause], tables: list[TableReader]) -> list[Value]:
    values = [value for clause in clauses for value in clause.values]
    for table in tables:
        tasks = [entry for entry in table.entries if isinstance(entry, TableTask)]
        values += [value for task in tasks for value in (*task.values, *task.above)]
    return values


def _number_problems(source: Source, passages: list[Passage]) -> list[Problem]:
    """Gaps and repeats in the numbers of items; a new chapter may begin again at one."""
    found: list[Problem] = []
    last: dict[str, Passage] = {}
    for passage in passages:
        marker = passage.marker
        if marker is None or passage.kind in (None, NOTICE) or not marker.is_written:
            continue
        before = last.get(marker.style)
        last[marker.style] = passage
        if passage.kind != ITEM or before is None or marker.number == before.own_marker.number + 1:
            continue
        if marker.number == 1 and passage.parent != before.parent:
            continue
        if marker.style == DOCKET and marker.number > before.own_marker.number:
            continue
        code = "number_repeat" if marker.number == before.own_marker.number else "number_gap"
        found.append(
            problem(source, code, marker.start, marker.end, number=marker.number, previous=before.own_marker.number)
        )
    return found


def _missing_numbers(source: Source, items: list[ParsedItem]) -> list[Problem]:
    """Items without a number among numbered ones; where no item has one, none is missing."""
    bare = [item for item in items if item.number is None]
    if len(bare) == len(items):
        return []
    return [problem(source, "number_missing", item.text_start, item.text_end) for item in bare]


def _bracket_problems(source: Source, lone: list[int], markers: list[Marker]) -> list[Problem]:
    in_numbers = {offset for marker in markers for offset in range(marker.start, marker.end)}
    lone = [at for at in lone if at not in in_numbers and not _tells_of_page(source, *source.line_span(at))]
    return [problem(source, "unbalanced_bracket", at, at + 1) for at in lone]


def _tells_of_page(source: Source, start: int, end: int) -> bool:
    """Whether a line is nothing but what a web page tells of itself, which is cut off anywhere."""
    return end - start <= _LONGEST_PAGE_LINE and is_metadata(source.folded[start:end].strip())
