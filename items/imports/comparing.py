"""A corrected file compared with the report it replaces: item by item new, changed, missing or the same.

Only what the document itself says differently counts; what the supervision office made of an item stays.
"""

import itertools
from dataclasses import dataclass, field

from ..models import Milestone, Responsibility, Target, WorkItem, WorkReport
from ..report_text.parser import parse
from ..rules import published
from ..steps.changing import as_text, spell_units
from .creating import deadline_fields, milestone_fields, target_fields
from .pairing import pair
from .planning import ImportPlan, PlannedItem
from .standing import standing

NEW, CHANGED, MISSING, SAME = "new", "changed", "missing", "same"
# Left out by an earlier correction already: nobody needs to hear of it again.
ABSENT = "absent"
Role = Responsibility.Role
# Characters shown on either side of what differs between two texts.
_AROUND = 15


@dataclass(frozen=True)
class Difference:
    """One thing that the corrected file says differently: a field or list of the item, before and after in words."""

    name: str
    before: str
    after: str


def changed_part(before, after):
    """Both texts cut to where they differ, with a few characters around it."""
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    return tuple(_excerpt(text, max(0, start - _AROUND), len(text) - max(0, end - _AROUND)) for text in (before, after))


def _common(one, other):
    """How many characters two texts have in common at their beginning."""
    return sum(1 for _pair in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _excerpt(text, start, end):
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


@dataclass(frozen=True)
class ItemChange:
    """What happens to one item. `kind`: NEW (no `item` yet), CHANGED, SAME, MISSING or ABSENT (not `planned`)."""

    kind: str
    item: WorkItem | None
    planned: PlannedItem | None
    differences: tuple[Difference, ...] = ()
    has_lead: bool = False
    stands: frozenset[str] = frozenset()

    @property
    def overruled(self):
        """Names of what the office has worded itself and the corrected file now says otherwise."""
        return tuple(one.name for one in self.differences if self.item and one.name in self.item.published)

    @property
    def display_number(self):
        return (self.item if "number" in self.stands else self.planned or self.item).display_number

    @property
    def text(self):
        return self.planned.parsed.text if self.planned else self.item.text


@dataclass(frozen=True)
class Correction:
    """A plan compared with its report: the changes in the order of the new text, missing items last."""

    report: WorkReport
    plan: ImportPlan
    changes: tuple[ItemChange, ...]

    def of_kind(self, kind):
        return [change for change in self.changes if change.kind == kind]

    @property
    def same(self):
        return self.of_kind(SAME)

    @property
    def led(self):
        """Starts of the planned items that have a lead in the ledger already, by the text or by the office's word."""
        return {change.planned.parsed.start for change in self.changes if change.planned and change.has_lead}

    @property
    def counts(self):
        """{kind: number of items} for the kinds that people are told."""
        return {kind: len(self.of_kind(kind)) for kind in (NEW, CHANGED, MISSING, SAME)}


@dataclass
class _Before:
    """An item as it stands, and what the report's present text says of it (None where nobody can tell)."""

    item: WorkItem
    base: object
    units: list = field(default_factory=list)
    targets: list = field(default_factory=list)
    milestones: list = field(default_factory=list)


def compare(report, plan):
    """What applying `plan` to `report` would change (a fixed number of queries, nothing is written)."""
    before = _present(report)
    pairs = pair([row.item for row in before if not row.item.is_by_hand], plan.items)
    by_item = {row.item.pk: row for row in before}
    stands = standing(
        [(item, _said(planned, plan)) for planned in plan.items if (item := pairs.get(planned.position))],
        {heading.literal for heading in plan.parsed.chapters},
        [planned.display_number for planned in plan.items if planned.position not in pairs],
    )
    changes, met = [], set()
    for planned in plan.items:
        item = pairs.get(planned.position)
        if item is None:
            changes.append(ItemChange(NEW, None, planned))
            continue
        met.add(item.pk)
        differences = tuple(_differences(by_item[item.pk], planned, plan, stands[item.pk]))
        has_lead = any(row.role == Role.LEAD for row in by_item[item.pk].units)
        kind = CHANGED if differences else SAME
        changes.append(ItemChange(kind, item, planned, differences, has_lead, frozenset(stands[item.pk])))
    for row in before:
        if row.item.pk not in met:
            changes.append(ItemChange(MISSING if row.item.is_in_source else ABSENT, row.item, None))
    return Correction(report, plan, tuple(changes))


def _present(report):
    """The report's items with what the text, as it is now in the report, says of each."""
    parsed = parse(report.source.text, lead_rule=report.lead_rule)
    said = {item.start: item for item in parsed.items}
    rows = report.items.select_related("report", "chapter").order_by("position")
    present = {item.pk: _Before(item, _base(item, said.get(item.start))) for item in rows}
    units = Responsibility.objects.direct().filter(item__report=report).select_related("department")
    for row in units.order_by("position", "pk"):
        present[row.item_id].units.append(row)
    for row in Target.objects.filter(item__report=report):
        present[row.item_id].targets.append(row)
    for row in Milestone.objects.filter(item__report=report):
        present[row.item_id].milestones.append(row)
    return list(present.values())


def _base(item, said):
    """What is said at the item's place, unless people cut or joined the item, or an earlier file lacked it."""
    return said if said and item.is_in_source and said.text == published.said(item)["text"] else None


def _said(planned, plan):
    """What the new document says of an item, as `published.present` tells it of a row."""
    return {
        "number": planned.display_number,
        "text": planned.parsed.text,
        "chapter": _heading(plan, planned.parsed),
        "leaders": "、".join(planned.parsed.leaders),
        "group": planned.group,
    }


def _differences(before, planned, plan, stands):
    """What the new document says differently about one item, but for what `stands` as the office has it."""
    item, parsed = before.item, planned.parsed
    now = published.present(item)
    for name, becomes in _said(planned, plan).items():
        if name not in stands and now[name] != becomes:
            yield Difference(name, now[name], becomes)
    if before.base is None or before.base.deadline != parsed.deadline:
        due = deadline_fields(planned, item.due_on)
        was, becomes = _spell_due(item.due_on, item.due_text), _spell_due(due["due_on"], due["due_text"])
        if was != becomes:
            yield Difference("deadline", was, becomes)
    becomes = None if _says_the_same_units(before, planned, plan) else _spell_new_units(before.units, planned)
    if becomes is not None:
        yield Difference("units", spell_units(before.units)["units"], becomes)
    base = before.base
    for name, rows, said, read in (
        ("targets", before.targets, base and _targets(base), _targets(parsed)),
        ("milestones", before.milestones, base and _milestones(base), _milestones(parsed)),
    ):
        was, becomes = _spell_promises(rows), _spell_promises(read)
        is_news = said is None or _spell_promises(said) != becomes
        if was != becomes and is_news and not any(row.basis == row.Basis.MANUAL for row in rows):
            yield Difference(name, was, becomes)


def _targets(parsed):
    return [Target(**target_fields(one)) for one in parsed.targets]


def _milestones(parsed):
    return [Milestone(**milestone_fields(one)) for one in parsed.milestones]


def _says_the_same_units(before, planned, plan):
    """Whether the new text names the units that the present one names, so that what the office made of them stays."""
    if before.base is None or str(planned.parsed.start) in plan.decisions.given:
        return False
    said, says = ([(unit.name, unit.role) for unit in item.responsibilities] for item in (before.base, planned.parsed))
    return said == says


def _spell_new_units(rows, planned):
    """The units as the new document has them, one a line, or None where it changes nothing; unknown ones as written."""
    if any(unit.department is None for unit in planned.units):
        return "\n".join(f"{unit.role}:{unit.department or unit.name}" for unit in planned.units)
    roles = new_roles(rows, planned)
    return None if roles is None else "\n".join(f"{role}:{department.name}" for department, role, *_rest in roles)


def _heading(plan, parsed):
    return "" if parsed.chapter is None else plan.parsed.chapters[parsed.chapter].literal


def _spell_due(due_on, due_text):
    return " ".join(part for part in (as_text(due_on), due_text) if part)


def _spell_promises(rows):
    """Targets or milestones as readers see them, one a line: places in the text do not count."""
    return "\n".join(map(str, rows))


def new_roles(rows, planned):
    """[(department, role, basis, literal)] as the new document has them, or None where it changes nothing.

    A lead that the office confirmed stays where the document names none itself.
    """
    wanted = [(unit.department, unit.role, unit.basis, unit.literal) for unit in planned.units]
    now = [(row.department, row.role) for row in rows]
    confirmed = {row.department_id for row in rows if row.basis == "manual" and row.role == Role.LEAD}
    confirmed &= {department.pk for department, *_rest in wanted}
    if confirmed and not any(role == Role.LEAD for _department, role, *_rest in wanted):
        wanted = [
            (department, Role.LEAD if department.pk in confirmed else Role.SUPPORT, "manual", literal)
            for department, _role, _basis, literal in wanted
        ]
    if now == [(department, role) for department, role, *_rest in wanted]:
        return None
    return wanted
