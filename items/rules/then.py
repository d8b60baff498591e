"""What an item said and who was responsible for it at a moment that is over.

Responsibilities and wording are kept as they are now; whoever changes them writes a history entry with what was
before. So the past is the present with these entries taken back, the newest first. Status, deadline and figures of a
day stand with its lights (`lights.records`).
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..access import STEERING_ROLES
from ..models import HistoryEntry, Responsibility, WorkItem

Action = HistoryEntry.Action
Role = Responsibility.Role

# What changes the units of an item, and its words. A corrected file that cancels an item can give it another number.
OF_UNITS = (Action.LEAD_CONFIRMED, Action.UNITS_CHANGED, Action.DEPARTMENT_MERGED, Action.ITEM_UPDATED)
OF_WORDS = (Action.ITEM_EDITED, Action.ITEM_UPDATED, Action.STATUS_CHANGED)


@dataclass(frozen=True)
class UnitThen:
    """A unit as written on the item: its role and its name of then.

    `basis` in words and the key `department` where that is still the row.
    """

    role: str
    name: str
    basis: str = ""
    department: int | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def get_role_display(self) -> str:
        """As a `Responsibility` says it."""
        return str(Role(self.role).label)

    @property
    def get_basis_display(self) -> str:
        """As a `Responsibility` says it."""
        return self.basis


@dataclass(frozen=True)
class ItemThen:
    """What the item said: number as people quote it, text, leaders in charge; its units as written, in order."""

    number: str
    text: str
    leaders: str
    units: tuple[UnitThen, ...]

    def __str__(self) -> str:
        return self.number

    @property
    def steering(self) -> list[UnitThen]:
        """The units that lead, or are responsible where nobody is said to lead."""
        lead, responsible = STEERING_ROLES
        return self.in_role(lead) or self.in_role(responsible)

    @property
    def in_charge(self) -> str:
        """Their names, parted by “、”."""
        return "、".join(unit.name for unit in self.steering)

    def in_role(self, role: str) -> list[UnitThen]:
        return [unit for unit in self.units if unit.role == role]


class Entry(NamedTuple):
    """What is read of an entry of the history about an item."""

    item: int
    at: datetime.datetime
    action: str
    by: int | None
    department: int | None
    before: dict[str, Any]
    after: dict[str, Any]


def items_then(items: Collection[WorkItem], at: datetime.datetime) -> dict[int, ItemThen]:
    """{item pk: ItemThen} of the items as they were at the moment; two queries."""
    units = units_now([item.pk for item in items])
    said = {item.pk: _Said(item.number, item.clause, item.text, item.leaders) for item in items}
    for entry in entries_after({*OF_UNITS, *OF_WORDS}, after=at, item__in=list(said)):
        units[entry.item] = units_without(units[entry.item], entry)
        said[entry.item] = said[entry.item].without(entry)
    return {pk: ItemThen(one.display_number, one.text, one.leaders, units[pk]) for pk, one in said.items()}


class _Said(NamedTuple):
    number: int
    clause: int
    text: str
    leaders: str

    @property
    def display_number(self) -> str:
        return str(WorkItem(number=self.number, clause=self.clause).display_number)

    def without(self, entry: Entry) -> "_Said":
        """What was said before the entry."""
        before, number, clause = entry.before, self.number, self.clause
        if "number" in before:
            # The office's own edit keeps the clause apart; a corrected file names both in one: 191-2.
            first, _dash, second = before["number"].partition("-")
            number = int(first)
            clause = clause if entry.action == Action.ITEM_EDITED else int(second or 1)
        if "clause" in before:
            clause = int(before["clause"])
        return _Said(number, clause, before.get("text", self.text), before.get("leaders", self.leaders))


def units_now(items: Collection[int]) -> dict[int, tuple[UnitThen, ...]]:
    """{item pk: the units as written} as the items stand now; one query."""
    rows = Responsibility.objects.direct().filter(item__in=items).select_related("department")
    found: dict[int, tuple[UnitThen, ...]] = defaultdict(tuple)
    for row in rows.order_by("position", "pk"):
        found[row.item_id] += (
            UnitThen(row.role, row.department.name, str(row.get_basis_display()), row.department_id),
        )
    return found


def entries_after(actions: Collection[str], *, after: datetime.datetime, **where: Any) -> list[Entry]:
    """The entries that were written after the moment, the newest first."""
    return entries_of(actions, at__gt=after, **where)


def entries_of(actions: Collection[str], **where: Any) -> list[Entry]:
    """All entries about items, the newest first; `where` narrows them. One query."""
    rows = HistoryEntry.objects.filter(action__in=actions, item__isnull=False, **where)
    fields = ("item", "at", "action", "by", "department", "before", "after")
    return [Entry(*row) for row in rows.order_by("-at", "-pk").values_list(*fields)]


def said_then(entries: Iterable[Entry], name: str, moment: datetime.datetime) -> dict[int, str]:
    """{item: what it said under the name at the moment} of the items that say something else since."""
    # The newest first: the last one that is met is the first after the moment.
    return {entry.item: entry.before[name] for entry in entries if name in entry.before and entry.at > moment}


def units_without(units: tuple[UnitThen, ...], entry: Entry) -> tuple[UnitThen, ...]:
    """The units as written before the entry, `units` being those after it."""
    if "units" not in entry.before:
        return units
    if entry.action == Action.UNITS_CHANGED and entry.by is None:
        return units  # the members of a collective changed by themselves, and nothing that is written
    was = tuple(units_in(entry.before["units"]))
    if entry.action != Action.DEPARTMENT_MERGED:
        return _keeping_basis(units, was)
    # A merger tells of the rows that became one, and of no other; of a member's row nothing is written.
    became = {(unit.role, unit.name) for unit in units_in(entry.after["units"])}
    place = next(
        (
            place
            for place, unit in enumerate(units)
            if (unit.role, unit.name) in became or unit.department == entry.department is not None
        ),
        None,
    )
    return units if place is None else (*units[:place], *was, *units[place + 1 :])


def units_in(text: str) -> Iterable[UnitThen]:
    """The units in the lines of `steps.changing.spell_units`."""
    for line in text.splitlines():
        role, _colon, name = line.partition(":")
        yield UnitThen(role, name)


def _keeping_basis(now: tuple[UnitThen, ...], was: tuple[UnitThen, ...]) -> tuple[UnitThen, ...]:
    known = {(unit.role, unit.name): unit for unit in now}
    return tuple(known.get((unit.role, unit.name), unit) for unit in was)
