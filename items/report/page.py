"""The report as published (报告原文), with each item's light and newest sentence where it stands in the text."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from departments.models import Department

from ..lights.counts import light_counts
from ..lights.light import Light
from ..lights.present import present_lights
from ..models import Chapter, HistoryEntry, WorkItem
from ..models.querysets import WITHOUT
from ..pages.addresses import list_url

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
    fits: bool = True


@dataclass(frozen=True)
class Note:
    """What stands in the margin where an item begins; `fits` says whether the item is what the reader looks for."""

    item: WorkItem
    light: Light | None
    fits: bool


@dataclass(frozen=True)
class SourceLine:
    """One line of the source: its spans, and a `Note` for each item that begins on it."""

    spans: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    @property
    def items(self):
        return [note.item for note in self.notes]

    @property
    def is_heading(self):
        return any(span.chapter for span in self.spans) and not self.items


@dataclass(frozen=True)
class Wanted:
    """What the reader looks for: a `Colour`, a `Schedule`, a unit, words; empty where it does not matter."""

    light: str = ""
    schedule: str = ""
    department: Department | None = None
    words: str = ""

    @property
    def is_anything(self):
        return not (self.light or self.schedule or self.department or self.words)


@dataclass(frozen=True)
class ChapterLine:
    """A chapter of the jump list with the lights of its items and of those in the chapters below it, and their list.

    `chapter` is None for the last line, that of the items in none, so that the lines come to all items.
    """

    chapter: Chapter | None
    total: int
    counts: list
    url: str

    @property
    def heading(self):
        return self.chapter.literal if self.chapter else dict(WITHOUT)["chapter"]


@dataclass(frozen=True)
class LivingReport:
    """The text as lines, the jump list, the lights of all `total` items, and the items that the reader looks for.

    `fitting` is None where nothing was looked for.
    """

    lines: list
    chapters: list
    total: int
    counts: list
    fitting: list | None = None


def last_word(report):
    """The history entry that says why the report can only be read, or None where it is under way."""
    if report.is_live:
        return None
    why = (HistoryEntry.Action.REPORT_WITHDRAWN, HistoryEntry.Action.REPORT_ARCHIVED)
    return report.history.filter(action__in=why).select_related("by").first()


def living_report(report, *, on, wanted=None):
    """The report as it stands on the day `on`, which is today, in a fixed number of queries.

    The items carry their latest note (`WorkItemQuerySet.with_latest_note`). `wanted` is None for a wrong filter: then
    no item fits.
    """
    items = list(report.items.order_by("position").for_list())
    chapters = list(report.chapters.all())
    lit = present_lights(items, on=on)
    fitting = _fitting(report, lit, wanted)
    return LivingReport(
        lines=page_lines(report, items, chapters, lit, fitting),
        chapters=_chapter_lines(report, chapters, items, lit),
        total=len(items),
        counts=light_counts(lit.values(), report=report.pk),
        fitting=None if wanted and wanted.is_anything else [item for item in items if item.pk in fitting],
    )


def _fitting(report, lit, wanted):
    """The keys of the items that fit; at most one query."""
    if wanted is None:
        return set()
    found = {
        pk
        for pk, light in lit.items()
        if wanted.light in ("", light.colour) and wanted.schedule in ("", light.schedule)
    }
    if wanted.department or wanted.words:
        items = report.items.matching(wanted.words)
        if wanted.department:
            items = items.of_department(wanted.department)
        found &= set(items.order_by().values_list("pk", flat=True))
    return found


def _chapter_lines(report, chapters, items, lit):
    """[ChapterLine] of the chapters and, if there are any, of the items that stand in none of them."""
    found = []
    for chapter in chapters:
        inside = [item for item in items if item.chapter and chapter.holds(item.chapter)]
        found.append(_chapter_line(chapter, inside, lit, chapter=chapter.pk))
    left = [item for item in items if item.chapter is None]
    if found and left:
        found.append(_chapter_line(None, left, lit, report=report.pk, without="chapter"))
    return found


def _chapter_line(heading, items, lit, **filters):
    lights = [lit[item.pk] for item in items]
    return ChapterLine(heading, len(items), light_counts(lights, **filters), list_url(**filters))


def page_lines(report, items, chapters, lit=None, fitting=None):
    """The source text as lines, with all `items` and `chapters` of the report. Joined again, the spans are the text.

    `lit` is {item key: Light} for the margin, `fitting` the keys of the items looked for, None where all are.
    """
    marks: list[tuple] = [(chapter.start, chapter.end, None, chapter, False) for chapter in chapters]
    for item in items:
        marks.append((item.start, item.text_end, item, None, False))
        marks.append((item.text_end, item.end, item, None, True))
    lines, place, seen, lit = [SourceLine()], 0, set(), lit or {}
    for start, end, item, chapter, is_clause in sorted(marks, key=lambda mark: mark[:2]):
        if end <= start or start < place:
            continue
        _add(lines, Span(report.source.text[place:start]))
        fits = item is None or fitting is None or item.pk in fitting
        note = None
        if item is not None and item.pk not in seen:
            note = Note(item, lit.get(item.pk), fits)
            seen.add(item.pk)
        _add(lines, Span(report.source.text[start:end], item, chapter, is_clause, note is not None, fits), note)
        place = end
    _add(lines, Span(report.source.text[place:]))
    return lines


def _add(lines, span, note=None):
    """Append a span, beginning a new line at every line break of the text; a note stands where its words begin."""
    is_first = span.is_first
    for count, text in enumerate(span.text.split("\n")):
        if count:
            lines.append(SourceLine())
        if not text:
            continue
        if note and is_first:
            lines[-1].notes.append(note)
        lines[-1].spans.append(replace(span, text=text, is_first=is_first))
        is_first = False


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
    source = item.report.source.text
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
