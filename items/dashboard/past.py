"""How the lights were at the ends of the months (亮灯记录), from the records that `lights.recording` writes.

Whose items they were is told by the history (`rules.then`): a month's red light is that of the unit that led then.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.models import Department

from ..lights.light import Light
from ..lights.records import end_of, facts_of_records, light_of_record
from ..lights.rules_in_force import rules_at
from ..models import Colour, LightRecord, Rhythm, WorkItem
from ..models.light import covers, lit_at
from ..models.period import span_of
from ..models.querysets import STEERING
from ..rules.then import ItemThen, items_then, steering_then
from .breakdowns import LIT, BreakdownCell

MONTHS = 12


@dataclass(frozen=True)
class Month:
    """The last day of a month that is over, or the present one: {item key: colour} and the words at its column.

    The present of a report that has ended is its last day (`is_now`, and not `is_today`).
    """

    day: datetime.date
    label: str
    colours: dict
    is_now: bool = False
    is_today: bool = False


@dataclass(frozen=True)
class HeatCell:
    """The worst light of a unit's items in a month, and how many have it; `tally` counts all of them by colour."""

    colour: Colour
    count: int
    url: str
    tally: Counter


@dataclass(frozen=True)
class HeatLine:
    """A unit's marks, in the order of the months; None where none of its items counted."""

    unit: str
    marks: list


@dataclass
class Past:
    """`trend` is [(Month, [BreakdownCell in the order of LIT])], `heat` [(kind of unit, [HeatLine])]."""

    months: list
    trend: list = field(default_factory=list)
    heat: list = field(default_factory=list)

    @property
    def heat_lines(self):
        return [line for _kind, lines in self.heat for line in lines]


def month_ends(year, on):
    """The last days of the months of the year that are over on the day."""
    days = [span_of(Rhythm.MONTH, datetime.date(year, month, 1))[1] for month in range(1, MONTHS + 1)]
    return [day for day in days if day < on]


def month_name(day):
    """The month as a column is headed: 3月."""
    return _("M%(month)s") % {"month": day.month}


def past(scope, present, *, on):
    """The months of the report's year as recorded, and now by `present` ({item key: colour}).

    Months before the first record are left out. The items are those of the scope today, their units those of the month.
    """
    last = scope.ground.as_of(on)
    is_today = last == on
    now = Month(last, _("today") if is_today else last.isoformat(), present, is_now=True, is_today=is_today)
    months = [*_recorded(scope, last), now]
    trend = [(month, [_cell(scope, month, colour) for colour in LIT]) for month in months]
    kinds, held = {}, steered_on(scope, [month.day for month in months[:-1]])
    held.append(SteeredThen(scope.steered, {unit.pk for unit in scope.steering_units}))
    lined = set().union(*(one.lined for one in held))
    for unit in [scope.unit] if scope.unit else scope.ground.units:
        if unit.pk not in lined:
            continue
        marks = [_mark(scope, month, unit, one.items) for month, one in zip(months, held, strict=True)]
        kinds.setdefault(unit.kind, []).append(HeatLine(unit.name, marks))
    heat = [(kind.label, kinds[kind]) for kind in Department.Kind if kind in kinds]
    return Past(months, trend, heat)


def _recorded(scope, on):
    days = month_ends(scope.ground.year(on), on)
    if not days:
        return []
    shown, ends = {item.pk for item in scope.items}, {day: end_of(day) for day in days}
    held_then = Q()
    for end in ends.values():
        held_then |= lit_at(end)
    rows = LightRecord.objects.filter(held_then, item__report__in=scope.ground.keys)
    found = {day: {} for day in days}
    for item, since, until, colour in rows.order_by().values_list("item", "since", "until", "colour"):
        for day, end in ends.items():
            if item in shown and covers(since, until, end):
                found[day][item] = colour
    first = next((place for place, day in enumerate(days) if found[day]), len(days))
    return [Month(day, month_name(day), found[day]) for day in days[first:]]


def _link(scope, month, colour, unit=None):
    """Address of the items with this light in the month: today's list, or the page of the day."""
    if month.is_now:
        chosen = {"department": unit.pk, "role": STEERING} if unit else {}
        return scope.link(**chosen, light=colour.value)
    chosen = {"unit": unit.pk} if unit else {}
    return scope.address("dashboard_lights", on=month.day.isoformat(), light=colour.value, **chosen)


def _cell(scope, month, colour):
    count = sum(one == colour for one in month.colours.values())
    return BreakdownCell(count, _link(scope, month, colour))


def _mark(scope, month, unit, held):
    tally = Counter(month.colours[item] for item in held.get(unit.pk, ()) if item in month.colours)
    worst = next((colour for colour in LIT if tally[colour]), None)
    if worst is None:
        return None
    return HeatCell(worst, tally[worst], _link(scope, month, worst, unit), tally)


@dataclass(frozen=True)
class SteeredThen:
    """`items` is {unit key: keys of the scope's items that it led or was responsible for}; `lined` the units with a
    line of their own, as `Scope.steering_units` has them.
    """

    items: dict
    lined: set


def steered_on(scope, days):
    """[`SteeredThen` at the end of the day] for each of the days, by the units that act today; at most six queries."""
    ends = [end_of(day) for day in days]
    if not ends:
        return []
    then, shown = steering_then(ends, item__report__in=scope.ground.keys), {item.pk for item in scope.items}
    return [_held(scope, {item: units for item, units in then[end].items() if item in shown}) for end in ends]


def _held(scope, changed):
    """The `SteeredThen` of today with what was otherwise: `changed` is {item key: {unit: whether it was written}}."""
    lined = {unit.pk for unit in scope.steering_units}
    if not changed:
        return SteeredThen(scope.steered, lined)
    found = {unit: items - changed.keys() for unit, items in scope.steered.items()}
    for item, units in changed.items():
        for unit, is_written in units.items():
            found.setdefault(unit.pk, set()).add(item)
            if is_written:
                lined.add(unit.pk)
    return SteeredThen(found, lined)


@dataclass(frozen=True)
class Lit:
    """An item with its light as it was on the day, what it said and who was in charge then."""

    item: WorkItem
    light: Light
    then: ItemThen


def records_of(scope, *, on, colour="", unit=None):
    """The records of the scope's items that counted at the end of the day, in the order of the report; a queryset.

    `colour` restricts them to a light, `unit` to what a unit led or was responsible for then.
    """
    keys = {item.pk for item in scope.items}
    if unit is not None:
        (held,) = steered_on(scope, [on])
        keys &= held.items.get(unit.pk, set())
    rows = LightRecord.objects.filter(lit_at(end_of(on)), item__in=keys).exclude(colour=Colour.NONE)
    if colour:
        rows = rows.filter(colour=colour)
    return rows.order_by("-item__report__year", "item__report", "item__position", "item")


def as_recorded(scope, records, *, on):
    """[Lit] of the records with the reasons of the day, under the rules of that time; four queries."""
    records, rules = list(records), rules_at(scope.ground.keys, end_of(on))
    items, found = {item.pk: item for item in scope.items}, []
    then = items_then([items[record.item_id] for record in records], end_of(on))
    facts = facts_of_records(records)
    for record in records:
        item = items[record.item_id]
        light = light_of_record(record, facts[record.pk], rules[item.report_id], item.report.as_of(on))
        found.append(Lit(item, light, then[item.pk]))
    return found
