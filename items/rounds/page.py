"""One period: its sheet as a person may read it, filtered, by item or by unit, with what is missing.

Everything here is made from a `rounds.sheet.Sheet`, so a closed period reads the same whatever happens later.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from .. import access
from ..models import ProgressUpdate, Responsibility
from ..models.period import Rhythm, spell_period
from ..models.reach import REACH
from ..models.target import write_number
from ..pages.addresses import LinkedCount, address
from .review import Box
from .sheet import SheetItem, SheetRow
from .words import HANDED_IN, SILENT, SILENT_STATES, ReportWord, spell_state, word_of

State = ProgressUpdate.State
Timing = ProgressUpdate.Timing
# What everybody reads of a report that was not accepted yet.
BARE = ("update", "department", "unit", "via", "role", "state", "timing", "returns", "handed_in")


@dataclass(frozen=True)
class SheetEntry:
    """A row of the sheet on its item; `box` is the tick box of whoever may accept it now, else None."""

    item: SheetItem
    row: SheetRow
    box: Box | None = None
    is_closed: bool = False

    @property
    def word(self) -> ReportWord:
        return word_of(self.row.state, self.row.timing, is_closed=self.is_closed)

    @property
    def state(self):
        """Where the report is on its way; frozen, what the closing says of it."""
        return spell_state(self.row.state, is_closed=self.is_closed)

    @property
    def role(self):
        return dict(ProgressUpdate._meta.get_field("role").choices)[self.row.role]

    @property
    def is_handed_in(self):
        return self.row.state in ProgressUpdate.HANDED_IN


@dataclass(frozen=True)
class Sum:
    """The members' values of one target, added: `value` and `target` in words, of `count` units."""

    label: str
    value: str
    target: str
    count: int


@dataclass(frozen=True)
class SheetCollective:
    """The members of a collective on one item: how many have reported, who is missing, what it adds up to."""

    name: str
    total: int
    handed_in: int
    missing: list
    sums: list
    entries: list


@dataclass(frozen=True)
class SheetGroup:
    """The entries under one head: an item (`item`), or a unit's name and key (`unit`, `department`).

    `total` and `handed_in` count all that was asked for under this head, whatever the filter shows.
    """

    entries: list = field(default_factory=list)
    collectives: list = field(default_factory=list)
    item: SheetItem | None = None
    unit: str = ""
    department: int | None = None
    total: int = 0
    handed_in: int = 0

    @property
    def shown_entries(self):
        """All entries under the head, those of members of collectives among them."""
        return [*self.entries, *(entry for one in self.collectives for entry in one.entries)]


def readable(sheet, user, led=None):
    """The sheet with the words of those reports only that the person may read (`access.can_read_update`).

    `led` is what `access.led_items` says of the items, if the caller has asked for several sheets at once.
    """
    led = access.led_items(user, [item.pk for item in sheet.items]) if led is None else led

    def shown(item, row):
        leads = row.role == Responsibility.Role.SUPPORT and item.pk in led
        if access.reads(user, REACH[row.state], row.department, leads=leads):
            return row
        return SheetRow(**{name: getattr(row, name) for name in BARE})

    items = [replace(item, rows=tuple(shown(item, row) for row in item.rows)) for item in sheet.items]
    return replace(sheet, items=tuple(items))


def filtered(sheet, *, unit=None, state="", timing="", needs_decision=False):
    """The sheet with the rows that fit, and the items that have such rows.

    `unit` is a department's key, `state` one of `ProgressUpdate.State`, `HANDED_IN` or `SILENT`.
    """
    states = {HANDED_IN: ProgressUpdate.HANDED_IN, SILENT: SILENT_STATES}.get(state, (state,))

    def fits(row):
        return (
            (unit is None or row.department == unit)
            and (not state or row.state in states)
            and (not timing or row.timing == timing)
            and (not needs_decision or row.needs_decision)
        )

    items = [replace(item, rows=tuple(row for row in item.rows if fits(row))) for item in sheet.items]
    return replace(sheet, items=tuple(item for item in items if item.rows))


def with_boxes(group, boxes):
    """The `SheetGroup` with the tick boxes ({update key: Box}) of its entries."""

    def ticked(entries):
        return [replace(entry, box=boxes.get(entry.row.update)) for entry in entries]

    collectives = [replace(one, entries=ticked(one.entries)) for one in group.collectives]
    return replace(group, entries=ticked(group.entries), collectives=collectives)


def by_item(shown, whole):
    """`SheetGroup`s of the items of the sheet `shown`; members of collectives are summed up over the sheet `whole`."""
    full = {item.pk: item for item in whole.items}
    groups = []
    for item in shown.items:
        all_rows = full[item.pk].rows
        entries = [SheetEntry(full[item.pk], row, is_closed=whole.is_frozen) for row in item.rows]
        names = dict.fromkeys(row.via for row in item.rows if row.via)
        groups.append(
            SheetGroup(
                item=full[item.pk],
                entries=[entry for entry in entries if not entry.row.via],
                collectives=[_collective(name, all_rows, entries) for name in names],
                total=len(all_rows),
                handed_in=_handed_in(all_rows),
            )
        )
    return groups


def by_unit(shown, whole):
    """`SheetGroup`s of the units of the sheet `shown`, in the order in which the sheet `whole` names them first."""
    entries = {}
    totals, handed_in = Counter(), Counter()
    for row in whole.rows:
        totals[row.department] += 1
        handed_in[row.department] += row.state in ProgressUpdate.HANDED_IN
    places = {unit: place for place, unit in enumerate(totals)}
    for item in shown.items:
        for row in item.rows:
            entry = SheetEntry(item, row, is_closed=whole.is_frozen)
            entries.setdefault(row.department, []).append(entry)
    groups = [
        SheetGroup(found, unit=found[0].row.unit, department=unit, total=totals[unit], handed_in=handed_in[unit])
        for unit, found in entries.items()
    ]
    return sorted(groups, key=lambda group: places[group.department])


def _handed_in(rows):
    return sum(row.state in ProgressUpdate.HANDED_IN for row in rows)


def _collective(name, rows, entries):
    members = [row for row in rows if row.via == name]
    return SheetCollective(
        name=name,
        total=len(members),
        handed_in=_handed_in(members),
        missing=[row.unit for row in members if row.state not in ProgressUpdate.HANDED_IN],
        sums=_sums(members),
        entries=[entry for entry in entries if entry.row.via == name],
    )


def _sums(rows):
    """What the values of the rows add up to, one `Sum` a target in the order of the first row that has it."""
    found = {}
    for row in rows:
        for value in row.values:
            found.setdefault((value.label, value.unit, value.target), []).append(Decimal(value.value))
    return [
        Sum(label, f"{write_number(sum(numbers), unit)}{unit}", target, len(numbers))
        for (label, unit, target), numbers in found.items()
    ]


def name_of(sheet):
    """The period's name, from its sheet."""
    return spell_period(Rhythm(sheet.rhythm), *days_of(sheet)[:2])


def days_of(sheet):
    """(first, last, parts due, due, closing) day of the sheet's period."""
    days = (sheet.start_on, sheet.end_on, sheet.parts_due_on, sheet.due_on, sheet.closes_on)
    return tuple(datetime.date.fromisoformat(day) for day in days)


def units_of(sheet):
    """[(department key, name)] of the units in the sheet, as they stood in it."""
    return list({row.department: row.unit for row in sheet.rows}.items())


@dataclass(frozen=True)
class SheetTally:
    """How many reports a sheet asks for, how many of them were handed in, were not, were handed in late."""

    asked: int
    handed_in: int
    silent: int
    late: int


def tally(sheet):
    """The `SheetTally` of a sheet, also of one without words."""
    rows = sheet.rows
    handed_in = _handed_in(rows)
    late = sum(row.timing == Timing.LATE and row.state in ProgressUpdate.HANDED_IN for row in rows)
    return SheetTally(len(rows), handed_in, len(rows) - handed_in, late)


def figures(sheet, pk, *, is_late):
    """The sheet's numbers, each with the address of its list on the page of the period `pk`.

    `is_late` says that the due day has passed: only then silence is red.
    """

    def figure(label, count, tone="", **filters):
        return LinkedCount(label, count, address("period_detail", pk, **filters), tone)

    counts, told = sheet.counts(), tally(sheet)
    found = [
        figure(_("Asked for"), told.asked),
        figure(_("Reported"), told.handed_in, "completed" if not told.silent else "", state=HANDED_IN),
        figure(_("Silent"), told.silent, "overdue" if told.silent and is_late else "", state=SILENT),
    ]
    for state in (State.DRAFT, State.AWAITING_SIGN_OFF, State.RETURNED, State.AWAITING_MERGE, State.AWAITING_REVIEW):
        if counts[state]:
            label = spell_state(state, is_closed=sheet.is_frozen)
            found.append(figure(label, counts[state], state=state.value))
    found.append(figure(State.ACCEPTED.label, counts[State.ACCEPTED], state=State.ACCEPTED.value))
    if told.late:
        found.append(figure(Timing.LATE.label, told.late, "overdue", state=HANDED_IN, timing=Timing.LATE.value))
    decisions = sum(row.needs_decision for row in sheet.rows)
    if decisions:
        found.append(figure(_("Needs a city leader's decision"), decisions, needs_decision="on"))
    return found
