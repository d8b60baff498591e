"""The way from a text to a ParsedReport."""

from .builder import Builder
from .clauses import find_clauses
from .model import ParsedReport, Problem
from .numbering import Marker, find_markers
from .outline import ITEM, Passage, read_outline
from .problems import problem
from .roles import LEAD_RULES, detect_rule
from .source import Source


def parse(text: str, *, lead_rule: str | None = None) -> ParsedReport:
    """Parse a breakdown document.

    `lead_rule` says what an unlabelled list of units means: star (the starred leads), first (the first leads),
    label or none (nothing; only labels and wording tell). None finds the rule in the text. Labels and wording
    always count. Any text parses; what was not understood is in `problems` and in nodes of kind unread.
    """
    if lead_rule not in (None, *LEAD_RULES):
        raise ValueError(f"lead_rule must be one of {', '.join(LEAD_RULES)}, not {lead_rule!r}")
    source = Source(text)
    clauses, lone_brackets = find_clauses(source)
    markers = find_markers(source, [(clause.start, clause.end) for clause in clauses])
    passages = read_outline(source, markers, clauses)
    rule = lead_rule or detect_rule(source, [value for clause in clauses for value in clause.values])
    builder = Builder(source, passages, rule)
    builder.build()
    problems = builder.problems + _number_problems(source, passages) + _bracket_problems(source, lone_brackets, markers)
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
    )


def _number_problems(source: Source, passages: list[Passage]) -> list[Problem]:
    """Gaps and repeats in the numbers of items; a new chapter may begin again at one."""
    found, last = [], {}
    for passage in passages:
        marker = passage.marker
        if marker is None or passage.kind is None:
            continue
        before = last.get(marker.style)
        last[marker.style] = passage
        if passage.kind != ITEM or before is None or marker.number == before.marker.number + 1:
            continue
        if marker.number == 1 and passage.parent != before.parent:
            continue
        code = "number_repeat" if marker.number == before.marker.number else "number_gap"
        found.append(
            problem(source, code, marker.start, marker.end, number=marker.number, previous=before.marker.number)
        )
    return found


def _bracket_problems(source: Source, lone: list[int], markers: list[Marker]) -> list[Problem]:
    in_numbers = {offset for marker in markers for offset in range(marker.start, marker.end)}
    return [problem(source, "unbalanced_bracket", at, at + 1) for at in lone if at not in in_numbers]
