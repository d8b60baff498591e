"""ParsedReport + decisions + database -> ImportPlan: what would be written, and what a person should look at first."""

import datetime
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.utils.text import Truncator

from departments.models import CollectiveMember, Department

from ..models import ImportDraft, Responsibility, Target, WorkReport
from ..models.work_item import REMARK_LIMIT
from ..report_text.model import ParsedItem, ParsedReport
from .decisions import IGNORED, KNOWN, NEW, Decisions, revise
from .findings import MOST_ITEMS, Finding, finding, of_problem
from .matching import departments_by_name, new_department, plain
from .numbers import numbering_of, written_numbers

Numbering = ImportDraft.Numbering
Role = Responsibility.Role

# Said anew from the items as people decided about them.
SAID_BY_PLAN = ("no_items", "no_text", "no_unit", "number_missing", "number_repeat")
# Headings that name a group of promises: 十件实事, 10项民生实事.
_COUNTED = re.compile(r"[件项大](?:[^，。]{0,6})实事(?:项目)?$")
# Said of an item, and gone with it.
_SAID_OF_ITEM = (
    "no_lead",
    "lead_is_collective",
    "open_list",
    "unsure_unit",
    "unit_repeat",
    "units_from_above",
    "number_gap",
    "deadline_unsure",
    "target_unsure",
)


@dataclass(frozen=True)
class ReportData:
    """What the document does not say about itself: see `WorkReport` and `ImportDraft` for the meanings."""

    year: int
    title: str
    issuer: str = ""
    document_number: str = ""
    source_name: str = ""
    remark: str = ""
    default_due_on: datetime.date | None = None
    group: str = ""
    numbering: str = Numbering.FITTING


@dataclass(frozen=True)
class PlannedUnit:
    """A unit on an item. `department` is not saved yet where it is new, None where the name is unknown.

    `is_collective`: it stands for several units, as the portal or else the name says.
    """

    name: str
    department: Department | None
    role: str
    basis: str
    literal: str
    is_collective: bool


@dataclass(frozen=True)
class PlannedItem:
    """An item with the number it will go by (None while it has none) and its units in order, each once."""

    parsed: ParsedItem
    position: int
    number: int | None
    clause: int
    group: str
    remark: str
    units: tuple[PlannedUnit, ...]

    @property
    def display_number(self):
        number = "—" if self.number is None else str(self.number)
        return f"{number}-{self.clause}" if self.clause > 1 else number

    @property
    def inherits_units(self):
        """Whether units stand at the heading above the item and not at the item."""
        return any(unit.basis == "inherited" for unit in self.units)


class Places:
    """PlannedItems by their place in the source; they do not overlap."""

    def __init__(self, items):
        self.items = items
        self._starts = [item.parsed.start for item in items]

    def at(self, offset):
        """The item that holds the offset, or None."""
        index = bisect_right(self._starts, offset) - 1
        return self.items[index] if index >= 0 and offset < self.items[index].parsed.end else None


@dataclass(frozen=True)
class ImportPlan:
    """A parse matched with the database. `units` maps each written name to a unit or None; `new` are those to be made.

    `aliases` maps names that are to be remembered to their units; `left` are findings that a person leaves as they are.
    `whole` is the text as read without what was left aside, and that (`ImportDraft.aside`).
    """

    parsed: ParsedReport
    data: ReportData
    decisions: Decisions = field(default_factory=Decisions)
    units: dict = field(default_factory=dict)
    new: tuple = ()
    aliases: dict = field(default_factory=dict)
    numbering: str = Numbering.WRITTEN
    items: tuple[PlannedItem, ...] = ()
    findings: tuple[Finding, ...] = ()
    left: tuple[Finding, ...] = ()
    whole: tuple[str, dict] = ("", {})

    @property
    def unknown_units(self):
        """Names that no unit goes by, in the order of the text."""
        return [name for name, department in self.units.items() if department is None]

    @property
    def unknown_singles(self):
        """The unknown names that stand for one unit each."""
        several = {unit.name for item in self.items for unit in item.units if unit.is_collective}
        return [name for name in self.unknown_units if name not in several]

    @property
    def target_count(self):
        return sum(len(item.parsed.targets) for item in self.items)

    @property
    def blocking(self):
        """The findings that must be settled before the plan can be applied."""
        return [found for found in self.findings if found.blocks]


def plan_import(parsed, data, decisions=None, *, corrects=None, asides=(), whole=("", {})):
    """Match the units of a parse by name, short name, alias or decision; writes nothing.

    `corrects` is the WorkReport that the document replaces, if it is a corrected version; `asides` are the findings
    about what the reading left aside, `whole` as in ImportPlan.
    """
    decisions = decisions or Decisions()
    revised, too_large = _storable(revise(parsed, decisions))
    units, new, aliases = _match(revised, decisions)
    numbering = numbering_of(revised.items, data.numbering, decisions)
    items = _planned(revised, units, decisions, numbering, data.group)
    findings = _findings(revised, data, decisions, units, items, numbering, corrects, too_large)
    findings = [*(one for one in asides if one.values["kind"] not in decisions.read_in), *findings]
    accepted = set(decisions.accepted)
    left = tuple(found for found in findings if found.key in accepted and not found.blocks)
    return ImportPlan(
        parsed=revised,
        data=data,
        decisions=decisions,
        units=units,
        new=tuple(new),
        aliases=aliases,
        numbering=numbering,
        items=items,
        findings=tuple(found for found in findings if found.key not in accepted or found.blocks),
        left=left,
        whole=whole,
    )


def _storable(parsed):
    """(the parse without targets that no column can hold, those targets): they are for a person to write otherwise."""
    left = []
    items = []
    for item in parsed.items:
        fits = [target for target in item.targets if Target.can_hold(target)]
        if len(fits) < len(item.targets):
            left += [(item, target) for target in item.targets if target not in fits]
            item = replace(item, targets=tuple(fits))
        items.append(item)
    return replace(parsed, items=tuple(items)), left


def _match(parsed, decisions):
    """({written name: unit or None}, units to be made, {name to remember: unit}), without names that are no units."""
    known = departments_by_name()
    collective = {unit.name: unit.collective for item in parsed.items for unit in item.responsibilities}
    chosen = {choice.get("department") for choice in decisions.units.values()}
    by_key = Department.objects.unmerged().in_bulk([key for key in chosen if key])
    units, new, aliases = {}, [], {}
    for name, is_collective in collective.items():
        choice = decisions.units.get(name, {})
        if choice.get("as") == IGNORED:
            continue
        units[name] = known.get(plain(name))
        if units[name] is None and choice.get("as") == NEW:
            units[name] = new_department(name, is_collective=is_collective)
            new.append(units[name])
        elif choice.get("as") == KNOWN:
            units[name] = by_key.get(choice["department"])
            if units[name] and choice.get("remember") and plain(name) not in known:
                aliases[name] = units[name]
    return units, new, aliases


def _planned(parsed, units, decisions, numbering, group):
    groups = {index: chapter.title for index, chapter in enumerate(parsed.chapters) if _COUNTED.search(chapter.title)}
    given = {key for rows in decisions.given.values() for key, _role in rows if not isinstance(key, str)}
    departments = Department.objects.unmerged().in_bulk(given) if given else {}
    items, number = [], 0
    numbers = written_numbers(parsed.items, decisions)
    open_lists = sorted(problem.start for problem in parsed.problems if problem.code == "open_list")
    for position, (item, (written, clause)) in enumerate(zip(parsed.items, numbers, strict=True), start=1):
        number += clause == 1 or not items
        rows = _units_of(item, units)
        if bisect_left(open_lists, item.start) == bisect_left(open_lists, item.end):
            rows = _sole_lead(item, rows)
        rows += _given(decisions.given.get(str(item.start), ()), departments, units, rows)
        items.append(
            PlannedItem(
                parsed=item,
                position=position,
                number=number if numbering == Numbering.THROUGH else written,
                clause=clause,
                group=group or groups.get(item.chapter, ""),
                # The whole of a longer one stands in the document.
                remark=Truncator(item.remark).chars(REMARK_LIMIT),
                units=tuple(rows),
            )
        )
    return tuple(items)


def _units_of(item, units):
    """The item's units, each once: a unit named by its name and by an alias stands as it was named first."""
    rows, present = [], set()
    for unit in item.responsibilities:
        if unit.name not in units:
            continue
        department = units[unit.name]
        name = department.name if department else unit.name
        if name not in present:
            present.add(name)
            several = department.is_collective if department else unit.collective
            rows.append(PlannedUnit(unit.name, department, unit.role, unit.basis, unit.literal, several))
    return rows


def _sole_lead(item, rows):
    """The only unit leads, also where the other names turned out to be none, or to be the same unit."""
    if len(rows) != 1 or len(item.responsibilities) == 1 or rows[0].role != Role.RESPONSIBLE:
        return rows
    if rows[0].department is None or rows[0].is_collective:
        return rows
    return [replace(rows[0], role=Role.LEAD, basis=Responsibility.Basis.SOLE)]


def _given(given, departments, units, rows):
    """The units that a person gave to the item, by key or by a new unit's name, and that do not stand on it yet."""
    present = {row.department.name for row in rows if row.department}
    found = [(units.get(key) if isinstance(key, str) else departments.get(key), role) for key, role in given]
    return [
        PlannedUnit(department.name, department, role, Responsibility.Basis.MANUAL, "", department.is_collective)
        for department, role in found
        if department and department.name not in present
    ]


def _findings(parsed, data, decisions, units, items, numbering, corrects, too_large):
    """What a person should look at, in the order of the text; what was settled otherwise is left out."""
    found = [*_report_findings(parsed, data, units, items, corrects), *_item_findings(items, numbering)]
    found += [finding("target_unsure", item=item, literal=target.literal) for item, target in too_large]
    places = Places(items)
    for problem in parsed.problems:
        if not _is_settled(problem, decisions, units, places):
            found.append(of_problem(problem, places.at(problem.start)))
    return sorted(found, key=lambda one: (one.start, one.end, one.code))


def _is_settled(problem, decisions, units, places):
    """Whether a decision has answered the parser's problem, or the plan says it itself."""
    if problem.code in SAID_BY_PLAN:
        return True
    if problem.code == "target_unsure" and [problem.start, problem.end] in decisions.targets:
        return True
    if problem.code == "deadline_unsure" and str(problem.start) in decisions.days:
        return True
    if problem.code == "unread_text":
        spans = [*decisions.added, *decisions.headings]
        return any(start < problem.end and end > problem.start for start, end in spans)
    item = places.at(problem.start)
    if item is None:
        return bool(decisions.dropped) and problem.code in _SAID_OF_ITEM
    if problem.code in ("no_lead", "lead_is_collective"):
        return _is_led(item)
    if problem.code == "unsure_unit":
        names = [unit.name for unit in item.parsed.responsibilities if unit.start <= problem.start < unit.end]
        return any(name in decisions.units or units.get(name) for name in names)
    if problem.code == "number_gap":
        return str(item.parsed.start) in decisions.numbers
    return False


def _is_led(item):
    """Whether the item has a lead by now, or only one unit."""
    return len(item.units) == 1 or any(row.role == Role.LEAD for row in item.units)


def _report_findings(parsed, data, units, items, corrects):
    if not items:
        yield finding("no_items", blocks=True)
    elif not any(item.units for item in items):
        yield finding("no_units_at_all", blocks=True)
    if len(items) > MOST_ITEMS:
        yield finding("too_many_items", blocks=True, found=len(items), most=MOST_ITEMS)
    if not data.year or not data.title:
        yield finding("no_report_data", blocks=True)
    yield from _other_reports(parsed, data, corrects)
    holders = defaultdict(list)
    for item in items:
        for name in {row.name for row in item.units}:
            holders[name].append(item.parsed)
    for name in _collectives_without_members(units):
        yield finding("no_members", name=name)
    for name, department in units.items():
        if department is None:
            yield finding("unknown_unit", item=holders[name][0], blocks=True, name=name, count=len(holders[name]))


def _collectives_without_members(units):
    """Names of collectives that would pass the items on to nobody (one query)."""
    collectives = {name: unit for name, unit in units.items() if unit and unit.is_collective}
    saved = {unit.pk for unit in collectives.values() if unit.pk}
    peopled = set(CollectiveMember.objects.filter(collective__in=saved).values_list("collective", flat=True))
    return [name for name, unit in collectives.items() if unit.pk not in peopled]


def _other_reports(parsed, data, corrects):
    """Reports that have the title, or seem to be this very document: it may be meant as their corrected version."""
    others = WorkReport.objects.standing().exclude(pk=corrects.pk if corrects else None).only("title", "year")
    taken = others.filter(year=data.year, title=data.title).first()
    if taken:
        yield finding("title_taken", blocks=True, title=data.title, year=data.year, report=taken.pk)
    same = Q(source__text=parsed.source)
    if data.document_number:
        same |= Q(document_number=data.document_number)
    for other in others.filter(same).exclude(pk=taken.pk if taken else None)[:1] if not corrects else ():
        yield finding("same_document", title=other.title, report=other.pk)


def _item_findings(items, numbering):
    if numbering == Numbering.THROUGH:
        yield finding("numbered_through", count=len(items))
    seen = {}
    for item in items:
        if not item.parsed.text.strip():
            yield finding("no_text", item=item.parsed, blocks=True, number=item.display_number)
        if item.number is None:
            yield finding("number_missing", item=item.parsed, blocks=True, line=item.parsed.line)
        elif (item.number, item.clause) in seen:
            yield finding("number_repeat", item=item.parsed, blocks=True, number=item.display_number)
        seen[item.number, item.clause] = item
        if not item.units:
            yield finding("no_unit", item=item.parsed, number=item.display_number)
