"""The deadline of an item from its clause, and the deadlines of which a person must say the day."""

from collections.abc import Iterator, Sequence

from .deadlines import read_deadline
from .labels import says_nothing
from .model import Deadline, ParsedMilestone
from .roles import Finding
from .source import Source, Span
from .values import Value


def deadline_of(source: Source, values: Sequence[Value], year: int | None) -> Deadline | None:
    """What the values say of the deadline, read in the `year` of the report, or None."""
    span = _span(source, values)
    return _read(source, span, year) if span else None


def unsure_deadlines(
    source: Source, values: Sequence[Value], milestones: Sequence[ParsedMilestone], year: int | None
) -> Iterator[Finding]:
    """The deadline of the values and the dates of milestones, where they name no day that is in the calendar."""
    span = _span(source, values)
    if span and _read(source, span, year).unsure:
        yield ("deadline_unsure", *span)
    for milestone in milestones:
        if milestone.deadline and milestone.deadline.unsure:
            literal = milestone.deadline.literal
            start = max(source.text.find(literal, milestone.start, milestone.end), milestone.start)
            yield ("deadline_unsure", start, start + len(literal))


def _span(source: Source, values: Sequence[Value]) -> Span | None:
    """Where the values tell the deadline: behind a label or in a column of its own, else among the units."""
    spans = [(value.start, value.end) for value in values if value.kind == "deadline" and value.start < value.end]
    spans = [span for span in spans if not says_nothing(source.folded[slice(*span)])]
    spans += [value.reading.deadline for value in values if value.reading and value.reading.deadline]
    return spans[0] if spans else None


def _read(source: Source, span: Span, year: int | None) -> Deadline:
    return read_deadline(source.text[slice(*span)], source.folded[slice(*span)], year)
