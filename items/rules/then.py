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

from django.utils import timezone

from departments.models import CollectiveMember, Department, DepartmentAlias
from departments.models.department import is_valid_on

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


class _Entry(NamedTuple):
    item: int
    at: datetime.datetime
    action: str
    by: int | None
    department: int | None
    before: dict[str, Any]
    after: dict[str, Any]


def items_then(items: Collection[WorkItem], at: datetime.datetime) -> dict[int, ItemThen]:
    """{item pk: ItemThen} of the items as they were at the moment; two queries."""
    units = _units_now([item.pk for item in items])
    said = {item.pk: _Said(item.number, item.clause, item.text, item.leaders) for item in items}
    for entry in _entries({*OF_UNITS, *OF_WORDS}, after=at, item__in=list(said)):
        units[entry.item] = _without(units[entry.item], entry)
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

    def without(self, entry: _Entry) -> "_Said":
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


def _units_now(items: Collection[int]) -> dict[int, tuple[UnitThen, ...]]:
    rows = Responsibility.objects.direct().filter(item__in=items).select_related("department")
    found: dict[int, tuple[UnitThen, ...]] = defaultdict(tuple)
    for row in rows.order_by("position", "pk"):
        found[row.item_id] += (
            UnitThen(row.role, row.department.name, str(row.get_basis_display()), row.department_id),
        )
    return found


def _entries(actions: Collection[str], *, after: datetime.datetime, **where: Any) -> list[_Entry]:
    """The entries that were written after the moment, the newest first."""
    rows = HistoryEntry.objects.filter(action__in=actions, at__gt=after, item__isnull=False, **where)
    fields = ("item", "at", "action", "by", "department", "before", "after")
    return [_Entry(*row) for row in rows.order_by("-at", "-pk").values_list(*fields)]


def _without(units: tuple[UnitThen, ...], entry: _Entry) -> tuple[UnitThen, ...]:
    """The units as written before the entry."""
    if "units" not in entry.before:
        return units
    if entry.action == Action.UNITS_CHANGED and entry.by is None:
        return units  # the members of a collective changed by themselves, and nothing that is written
    was = tuple(_parse(entry.before["units"]))
    if entry.action != Action.DEPARTMENT_MERGED:
        return _keeping_basis(units, was)
    # A merger tells of the rows that became one, and of no other; of a member's row nothing is written.
    became = {(unit.role, unit.name) for unit in _parse(entry.after["units"])}
    place = next(
        (
            place
            for place, unit in enumerate(units)
            if (unit.role, unit.name) in became or unit.department == entry.department is not None
        ),
        None,
    )
    return units if place is None else (*units[:place], *was, *units[place + 1 :])


def _parse(text: str) -> Iterable[UnitThen]:
    """The lines of `steps.changing.spell_units`."""
    for line in text.splitlines():
        role, _colon, name = line.partition(":")
        yield UnitThen(role, name)


def _keeping_basis(now: tuple[UnitThen, ...], was: tuple[UnitThen, ...]) -> tuple[UnitThen, ...]:
    known = {(unit.role, unit.name): unit for unit in now}
    return tuple(known.get((unit.role, unit.name), unit) for unit in was)


Steering = dict[int, dict[Department, bool]]


def steering_then(moments: Collection[datetime.datetime], **where: Any) -> dict[datetime.datetime, Steering]:
    """{moment: {item pk: {unit acting today: whether it was written}}} of items whose units changed since; `where`
    narrows the entries of the history (`item__report__in`).

    Who stood on the item by a collective alone is found, too: its members of that day. At most six queries.
    """
    found: dict[datetime.datetime, dict[int, tuple[UnitThen, ...]]] = {moment: {} for moment in moments}
    entries = [one for one in _entries(OF_UNITS, after=min(moments), **where) if "units" in one.before]
    if not entries:
        return {moment: {} for moment in moments}
    units, changed = _units_now({entry.item for entry in entries}), set()
    for moment in sorted(moments, reverse=True):
        later = [entry for entry in entries if entry.at > moment]
        entries = entries[len(later) :]
        for entry in later:
            changed.add(entry.item)
            units[entry.item] = _without(units[entry.item], entry)
        found[moment] = {item: units[item] for item in changed}
    return _acting(found)


def _acting(found: dict[datetime.datetime, dict[int, tuple[UnitThen, ...]]]) -> dict[datetime.datetime, Steering]:
    """The same with the units that act today in the place of names, of those that steered."""
    names = {unit.name for items in found.values() for units in items.values() for unit in units}
    named = dict(DepartmentAlias.objects.filter(name__in=names).values_list("name", "department"))
    named |= dict(Department.objects.filter(name__in=names).values_list("name", "pk"))
    merged = Department.objects.acting()
    links = list(CollectiveMember.objects.filter(collective__in=named.values()).order_by())
    acting = {pk: merged[pk].pk if pk in merged else pk for pk in {*named.values(), *(one.member_id for one in links)}}
    rows = Department.objects.in_bulk(set(acting.values()))

    def steered(units: tuple[UnitThen, ...], day: datetime.date) -> dict[Department, bool]:
        written = {named[unit.name] for unit in units if unit.role in STEERING_ROLES and unit.name in named}
        members = {
            one.member_id
            for one in links
            if one.collective_id in written and is_valid_on(day, one.valid_from, one.valid_to)
        }
        return {rows[acting[pk]]: False for pk in members} | {rows[acting[pk]]: True for pk in written}

    return {
        moment: {item: steered(units, timezone.localdate(moment)) for item, units in items.items()}
        for moment, items in found.items()
    }
