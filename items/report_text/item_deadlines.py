"""The deadline of an item from its clause, and the deadlines of which a person must say the day."""

import re
from collections.abc import Iterator, Sequence

from .deadlines import read_deadline
from .labels import says_nothing
from .model import Deadline, ParsedMilestone
from .roles import Finding
from .source import Source, Span
from .values import Value

# Below the heading 3月: 下旬, 8日前.
_NO_MONTH = re.compile("(?:[上中下]旬|[0-9]{1,2}[日号]|[初中末底]).{0,4}")


def deadline_of(source: Source, values: Sequence[Value], above: Sequence[Value], year: int | None) -> Deadline | None:
    """What the values say of the deadline, else what the headings `above` say, read in the `year` of the report; None
    where both say nothing."""
    own, heading = deadline_span(source, values), deadline_span(source, above)
    if own and heading and (day := _NO_MONTH.match(source.folded, *own)):
        below = read_deadline(source.text[slice(*own)], source.folded[slice(*heading)] + day.group(), year)
        if below.date:
            return below
    span = own or heading
    return _read(source, span, year) if span else None


def unsure_deadlines(
    source: Source,
    values: Sequence[Value],
    above: Sequence[Value],
    milestones: Sequence[ParsedMilestone],
    year: int | None,
) -> Iterator[Finding]:
    """The deadline of the values and the dates of milestones, where they name no day that is in the calendar."""
    span = deadline_span(source, values) or deadline_span(source, above)
    deadline = deadline_of(source, values, above, year)
    if span and deadline and deadline.unsure:
        yield ("deadline_unsure", *span)
    for milestone in milestones:
        if milestone.deadline and milestone.deadline.unsure:
            literal = milestone.deadline.literal
            start = max(source.text.find(literal, milestone.start, milestone.end), milestone.start)
            yield ("deadline_unsure", start, start + len(literal))


def deadline_span(source: Source, values: Sequence[Value]) -> Span | None:
    """Where the values tell the deadline: behind a label or in a column of its own, else among the units."""
    spans = [(value.start, value.end) for value in values if value.kind == "deadline" and value.start < value.end]
    spans = [span for span in spans if not says_nothing(source.folded[slice(*span)])]
    spans += [value.reading.deadline for value in values if value.reading and value.reading.deadline]
    return spans[0] if spans else None


def _read(source: Source, span: Span, year: int | None) -> Deadline:
    return read_deadline(source.text[slice(*span)], source.folded[slice(*span)], year)
