"""The report as published (报告原文), with each item where it stands in the text."""

import datetime
from dataclasses import dataclass, field
from typing import NamedTuple

from .models import Chapter, WorkItem

AROUND = 90
LONG = 440


@dataclass(frozen=True)
class Span:
    """A run of the source text: plain, a heading, an item's own words, or its responsibility clause."""

    text: str
    item: WorkItem | None = None
    chapter: Chapter | None = None
    is_clause: bool = False
    is_first: bool = False


@dataclass
class Line:
    """One line of the source: its spans, and the items that begin on it."""

    spans: list = field(default_factory=list)
    items: list = field(default_factory=list)

    @property
    def is_heading(self):
        return any(span.chapter for span in self.spans) and not self.items


def page_lines(report, *, on: datetime.date):
    """The whole source text as lines; items carry `late` (overdue on the day). Joined again, the spans are the text."""
    marks = [(chapter.start, chapter.end, None, chapter, False) for chapter in report.chapters.all()]
    for item in report.items.order_by("position").with_units():
        item.late = item.is_overdue(on)
        marks.append((item.start, item.text_end, item, None, False))
        marks.append((item.text_end, item.end, item, None, True))
    lines, place, seen = [Line()], 0, set()
    for start, end, item, chapter, is_clause in sorted(marks, key=lambda mark: mark[:2]):
        if end <= start or start < place:
            continue
        _add(lines, Span(report.source_text[place:start]), seen)
        _add(lines, Span(report.source_text[start:end], item, chapter, is_clause), seen)
        place = end
    _add(lines, Span(report.source_text[place:]), seen)
    return lines


def _add(lines, span, seen):
    """Append a span, beginning a new line at every line break of the text."""
    for count, text in enumerate(span.text.split("\n")):
        if count:
            lines.append(Line())
        if not text:
            continue
        first = span.item is not None and span.item.pk not in seen
        if first:
            seen.add(span.item.pk)
            lines[-1].items.append(span.item)
        lines[-1].spans.append(Span(text, span.item, span.chapter, span.is_clause, first))


class Excerpt(NamedTuple):
    """An item's own words in the source, and a little of what stands before and after them."""

    before: str
    own: str
    after: str

    @property
    def is_long(self):
        """Too long to stand whole beside the item."""
        return sum(map(len, self)) > LONG


def excerpt(item):
    """The item in its surroundings, cut to a few dozen characters on both sides."""
    source = item.report.source_text
    before, after = source[: item.start], source[item.end :]
    return Excerpt(
        ("…" if len(before) > AROUND else "") + before[-AROUND:],
        source[item.start : item.end],
        after[:AROUND] + ("…" if len(after) > AROUND else ""),
    )


def neighbours(item):
    """The items before and after this one in its report, or None (2 queries)."""
    others = WorkItem.objects.filter(report=item.report_id).only("number", "clause", "position")
    return (
        others.filter(position__lt=item.position).order_by("-position").first(),
        others.filter(position__gt=item.position).order_by("position").first(),
    )
