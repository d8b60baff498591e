"""What people decided about a draft, and the parse as it is with these decisions.

Items are named by the offset at which they start in the source, which no decision moves.
"""

from bisect import bisect_right
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date

from ..report_text.confirmed_targets import confirm_target
from ..report_text.model import ParsedChapter, ParsedItem, ParsedReport, SaidColumns, SaidStarts
from ..report_text.parser import read_task

KNOWN, NEW, IGNORED = "known", "new", "ignored"
# Decisions about a stretch of the source, kept as [start, end].
SPANS = ("added", "headings", "targets")
# More places to cut an item at nobody looks through.
_PLACES_SHOWN = 100


@dataclass
class Decisions:
    """All decisions of one draft; kept as JSON, so every key is a text.

    `units`: written name → {"as": KNOWN, with "department" (key) and "remember" (as an alias); NEW; IGNORED: no unit}.
    `leads`: item → written names that lead. `given`: item → [[department key, role]] that a person added.
    `numbers`: item → number. `dropped`: items that are no tasks. `splits`: offsets where an item is cut in two.
    `joined`: items that belong to the one before. `added`: [start, end] of text of no item that is a task.
    `headings`: [start, end] of such text that is a heading.
    `targets`: [start, end] of undecided numbers that are targets after all.
    `days`: place of a deadline that names no day → the day (YYYY-MM-DD) that a person gave it.
    `accepted`: keys of findings left as they are.
    `read_in`: kinds of what the reading left aside (hidden rows, text boxes …) that belong to the text after all.
    `cancelled`: keys of WorkItems that a corrected file lacks and that are to be cancelled.
    `columns`: place of a table → {"kinds": {column: what it holds}, "head": rows that are no tasks, or None}; what was
    taken from an earlier document has "remembered", {"by", "on"}, too.
    `starts`: [{"starts": offsets, "end"}] of run-together text, where its items begin.
    """

    units: dict = field(default_factory=dict)
    leads: dict = field(default_factory=dict)
    given: dict = field(default_factory=dict)
    numbers: dict = field(default_factory=dict)
    dropped: list = field(default_factory=list)
    splits: list = field(default_factory=list)
    joined: list = field(default_factory=list)
    added: list = field(default_factory=list)
    headings: list = field(default_factory=list)
    targets: list = field(default_factory=list)
    days: dict = field(default_factory=dict)
    accepted: list = field(default_factory=list)
    cancelled: list = field(default_factory=list)
    read_in: list = field(default_factory=list)
    columns: dict = field(default_factory=dict)
    starts: list = field(default_factory=list)

    def as_json(self):
        return asdict(self)

    def for_parser(self):
        """What the parser itself has to know, as arguments of `report_text.parse`."""
        columns = {
            int(place): SaidColumns({int(at): kind for at, kind in one["kinds"].items()}, one["head"])
            for place, one in self.columns.items()
        }
        return {"columns": columns, "starts": [SaidStarts(tuple(one["starts"]), one["end"]) for one in self.starts]}

    def without(self, start, end):
        """The same without what was decided about words between these places as parts of the text."""
        return replace(
            self,
            added=[span for span in self.added if not start <= span[0] < end],
            headings=[span for span in self.headings if not start <= span[0] < end],
            splits=[at for at in self.splits if not start <= at < end],
            joined=[at for at in self.joined if not start < at < end],
        )

    @classmethod
    def from_json(cls, kept):
        """The decisions of a draft; what an older or newer version kept and this one does not know is left aside."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})


def revise(parsed: ParsedReport, decisions: Decisions) -> ParsedReport:
    """The parse with items dropped, added, joined, split and led as decided; source, chapters and nodes stay.

    Both before and after joining items are split and dropped: a part of an item can belong to another one, and a
    joined text has places that neither of its items had.
    """
    joined = set(decisions.joined)
    items = [_with_days(item, decisions.days) for item in parsed.items]
    items = sorted([*items, *_added(parsed, decisions)], key=lambda item: item.start)
    items = _kept(_split(parsed.source, items, sorted(decisions.splits)), decisions)
    items = _joined(parsed.source, items, joined)
    items = _kept(_split(parsed.source, items, sorted({*decisions.splits} - joined)), decisions)
    items = _count_clauses(items)
    items = [_led(item, decisions.leads.get(str(item.start), ())) for item in items]
    items = [_with_targets(parsed.source, item, decisions.targets) for item in items]
    return _with_headings(replace(parsed, items=tuple(items)), sorted(decisions.headings))


def _with_headings(parsed, spans):
    """The parse with these stretches of text as headings of their own, each up to the next heading."""
    if not spans:
        return parsed
    new = [_heading(parsed.source, start, end) for start, end in spans]
    order = sorted([*enumerate(parsed.chapters), *((None, chapter) for chapter in new)], key=lambda one: one[1].start)
    place = {old: index for index, (old, _chapter) in enumerate(order) if old is not None}
    chapters = tuple(replace(chapter, parent=place.get(chapter.parent)) for _old, chapter in order)
    starts = [chapter.start for chapter in chapters]
    added = {index for index, (old, _chapter) in enumerate(order) if old is None}
    items = []
    for item in parsed.items:
        above = bisect_right(starts, item.start) - 1
        items.append(replace(item, chapter=above if above in added else place.get(item.chapter)))
    return replace(parsed, chapters=chapters, items=tuple(items))


def _heading(source, start, end):
    words = source[start:end].strip()
    return ParsedChapter(label="", title=words, literal=words, parent=None, start=start, end=end)


def _kept(items, decisions):
    return [item for item in items if item.start not in decisions.dropped]


def _added(parsed, decisions):
    """Text of no item that is a task after all: without units, under the heading above it."""
    for start, end in decisions.added:
        above = [index for index, chapter in enumerate(parsed.chapters) if chapter.end <= start]
        yield read_task(parsed.source, start, end, chapter=above[-1] if above else None, title=parsed.title)


def _joined(source, items, joined):
    """Each joined item becomes the end of the one before: its text, units and targets go along."""
    kept = []
    for item in items:
        if item.start not in joined or not kept:
            kept.append(item)
            continue
        before = kept[-1]
        text_end = max(before.text_end, item.text_end)
        names = {unit.name for unit in before.responsibilities}
        kept[-1] = replace(
            before,
            text=source[before.text_start : text_end],
            text_end=text_end,
            end=max(before.end, item.end),
            responsibilities=_beside_a_lead(
                before.responsibilities + tuple(unit for unit in item.responsibilities if unit.name not in names)
            ),
            leaders=tuple(dict.fromkeys(before.leaders + item.leaders)),
            deadline=before.deadline or item.deadline,
            targets=before.targets + item.targets,
            milestones=before.milestones + item.milestones,
        )
    return kept


def _beside_a_lead(units):
    """Units of two items together: where one leads, those without a role support."""
    if not any(unit.role == "lead" for unit in units):
        return units
    return tuple(replace(unit, role="support") if unit.role == "responsible" else unit for unit in units)


def _split(source, items, offsets):
    """Both parts of a split item keep number, units and deadline; targets go with the words they stand in."""
    parts = []
    for item in items:
        for offset in [at for at in offsets if item.text_start < at < item.text_end]:
            first, item = _cut(source, item, offset)
            parts.append(first)
        parts.append(item)
    return parts


def _cut(source, item, offset):
    text_end = item.text_start + len(source[item.text_start : offset].rstrip())
    first = replace(
        item,
        text=source[item.text_start : text_end],
        text_end=text_end,
        end=offset,
        targets=tuple(target for target in item.targets if target.end <= offset),
        milestones=tuple(milestone for milestone in item.milestones if milestone.end <= offset),
    )
    second = replace(
        item,
        text=source[offset : item.text_end],
        start=offset,
        text_start=offset,
        line=item.line + source.count("\n", item.start, offset),
        targets=tuple(target for target in item.targets if target.start >= offset),
        milestones=tuple(milestone for milestone in item.milestones if milestone.start >= offset),
    )
    return first, second


def _count_clauses(items):
    """Items side by side under one number that is written before the first of them count 1, 2, …"""
    counted = []
    for item in items:
        before = counted[-1] if counted else None
        shares = before and (before.number, before.chapter) == (item.number, item.chapter)
        if item.number is not None and not shares:
            item = replace(item, clause=1)
        elif item.number is not None and item.start == item.text_start:
            item = replace(item, clause=before.clause + 1)
        counted.append(item)
    return counted


def _led(item, leads):
    """The item with these units as leads by a person's word, the others supporting."""
    if not leads:
        return item
    units = [
        replace(unit, role="lead" if unit.name in leads else "support", basis="manual")
        for unit in item.responsibilities
    ]
    return replace(item, responsibilities=tuple(units)) if any(unit.role == "lead" for unit in units) else item


def _with_targets(source, item, ranges):
    """The item with the undecided numbers in its text that a person called targets."""
    inside = [span for span in ranges if item.text_start <= span[0] and span[1] <= item.text_end]
    found = [confirm_target(source, start, end, (item.text_start, item.text_end)) for start, end in inside]
    targets = sorted([*item.targets, *filter(None, found)], key=lambda target: target.start)
    return replace(item, targets=tuple(targets)) if inside else item


def _with_days(item, days):
    """The item with the days that a person gave to its deadline and to those of its milestones."""
    for place, written in days.items():
        start, day = int(place), date.fromisoformat(written)
        if not item.start <= start < item.end:
            continue
        of_step = [one for one in item.milestones if one.start <= start < one.end and one.deadline]
        if of_step:
            dated = replace(of_step[0], deadline=replace(of_step[0].deadline, date=day))
            item = replace(item, milestones=tuple(dated if one is of_step[0] else one for one in item.milestones))
        elif item.deadline:
            item = replace(item, deadline=replace(item.deadline, date=day))
    return item


def sentence_starts(item: ParsedItem):
    """[(offset, the sentence's first words)] of every sentence but the first: where the item can be split."""
    starts, offset = [], 0
    for index, character in enumerate(item.text[:-1]):
        if character in "。；;！!\n":
            offset = index + 1 + len(item.text[index + 1 :]) - len(item.text[index + 1 :].lstrip())
            # A bracket is a remark or a clause of an item that was joined, no task.
            if offset < len(item.text) - 1 and item.text[offset] not in "(（【[〔" and len(starts) < _PLACES_SHOWN:
                starts.append((item.text_start + offset, item.text[offset : offset + 24]))
    return starts
