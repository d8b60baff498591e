"""How the lights were at the ends of the months (亮灯记录), from the records that `lights.recording` writes.

Whose items they were is told by the history (`rules.belonging`): a month's red light is that of the unit that led
then, and a filter leaves what belonged there then.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Department

from ..access import STEERING_ROLES
from ..lights.light import Light
from ..lights.present import present_lights
from ..lights.records import end_of, facts_of_records, light_of_record
from ..lights.rules_in_force import rules_at
from ..models import Colour, LightRecord, Rhythm, WorkItem
from ..models.light import covers, lit_at
from ..models.period import span_of
from ..models.querysets import STEERING
from ..rules.belonging import units_then
from ..rules.then import ItemThen, items_then
from .breakdowns import LIT, BreakdownCell
from .scope import Unit, in_order

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
    """A unit's marks, in the order of the months; None where none of its items counted, which `blanks` explain."""

    unit: str
    marks: list
    blanks: list

    @property
    def cells(self):
        """[(mark, why there is none in words)]."""
        return list(zip(self.marks, self.blanks, strict=True))


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

    Months before the first record are left out. Items and units are those of the month.
    """
    last = scope.ground.as_of(on)
    is_today = last == on
    now = Month(last, _("today") if is_today else last.isoformat(), present, is_now=True, is_today=is_today)
    days = month_ends(scope.ground.year(last), last)
    shown = scope.then(days)
    months = [*_recorded(scope, days, shown), now]
    trend = [(month, [_cell(scope, month, colour) for colour in LIT]) for month in months]
    held = steered_on(scope, [month.day for month in months[:-1]], shown)
    held.append(SteeredThen(scope.steered, {unit.pk: unit for unit in scope.steering_units}))
    kinds = {}
    # A unit that is asked for has its line, whether it leads anything or not.
    lined = [scope.unit] if scope.unit else [unit for one in held for unit in one.lined.values()]
    for unit in in_order(lined):
        cells = [_mark(scope, month, unit, one.items) for month, one in zip(months, held, strict=True)]
        kinds.setdefault(unit.kind, []).append(HeatLine(unit.name, *map(list, zip(*cells, strict=True))))
    heat = [(kind.label, kinds[kind]) for kind in Department.Kind if kind in kinds]
    return Past(months, trend, heat)


def _recorded(scope, days, shown):
    """The `Month`s that ended on the days, from the first one on of which something is recorded."""
    if not days:
        return []
    ends = {day: end_of(day) for day in days}
    held_then = Q()
    for end in ends.values():
        held_then |= lit_at(end)
    rows = LightRecord.objects.filter(held_then, item__report__in=scope.ground.keys)
    found = {day: {} for day in days}
    for item, since, until, colour in rows.order_by().values_list("item", "since", "until", "colour"):
        for day, end in ends.items():
            if item in shown[day] and covers(since, until, end):
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
    """(the `HeatCell` or None, why there is none)."""
    items = held.get(unit.pk, ())
    tally = Counter(month.colours[item] for item in items if item in month.colours)
    worst = next((colour for colour in LIT if tally[colour]), None)
    if worst is not None:
        return HeatCell(worst, tally[worst], _link(scope, month, worst, unit), tally), ""
    if not items:
        return None, _("no item led")
    return None, _("not counted") if tally else _("nothing recorded")


@dataclass(frozen=True)
class SteeredThen:
    """`items` is {unit key: keys of the scope's items that it led or was responsible for}; `lined` {unit key: unit}
    of the units with a line of their own, as `Scope.steering_units` has them.
    """

    items: dict
    lined: dict


def steered_on(scope, days, shown=None):
    """[`SteeredThen` at the end of the day] for each of the days, by the units that act today; at most six queries.

    `shown` is what `Scope.then` gives for the days, where that is known already.
    """
    ends = {day: end_of(day) for day in days}
    return _steered_at(scope, ends.values(), shown and {end: shown[day] for day, end in ends.items()})


def _steered_at(scope, moments, shown=None):
    """The same at moments; `shown` is what `Scope.at` gives for these."""
    if not moments:
        return []
    then, shown = units_then(moments, item__report__in=scope.ground.keys), shown or scope.at(moments)
    return [_held(scope, shown[moment], then[moment]) for moment in moments]


def _held(scope, shown, changed):
    """The `SteeredThen` of the items `shown`: that of today but for what is `changed`, {item key: {unit: `Stood`}}."""
    ground = scope.ground
    units = {unit.pk: unit for unit in ground.units}
    items, direct = (
        {unit: set(keys - changed.keys()) for unit, keys in of.items()}
        for of in (ground.steered, ground.steered_directly)
    )
    for item, stood in changed.items():
        for unit, how in stood.items():
            if how.role in STEERING_ROLES:
                units.setdefault(unit.pk, Unit.of(unit))
                items.setdefault(unit.pk, set()).add(item)
                if how.is_written:
                    direct.setdefault(unit.pk, set()).add(item)
    items = {unit: kept for unit, keys in items.items() if (kept := keys & shown)}
    lined = [scope.unit.pk] if scope.unit else [unit for unit, keys in direct.items() if keys]
    return SteeredThen(items, {unit: units[unit] for unit in lined if unit in items})


@dataclass(frozen=True)
class Lit:
    """An item with its light as it was on the day, what it said and who was in charge then."""

    item: WorkItem
    light: Light
    then: ItemThen


def present_of(scope, *, on, colour="", unit=None):
    """[(item, Light)] of the scope's items that count now, `on` being today, as `records_of` restricts them."""
    steered = scope.steered[unit.pk] if unit else None
    items = [item for item in scope.items if steered is None or item.pk in steered]
    lights = present_lights(items, on=on)
    fits = {colour} if colour else set(LIT)
    return [(item, lights[item.pk]) for item in items if lights[item.pk].colour in fits]


def lit_on(scope, *, on, today, unit=None, at=None):
    """[Lit] of the scope's items that counted at the end of the day, as the page of that day has them; as they are now
    if the day is today, or the last of a report that has ended. `unit` restricts them as in `records_of`.

    With `at`, a moment of the day, they are as recorded then: what a closed period says is of its closing.
    """
    if at is not None or on < scope.ground.as_of(today):
        at = at or end_of(on)
        return told(as_recorded(scope, records_at(scope, at=at, unit=unit), at=at), at=at)
    return told(present_of(scope, on=today, unit=unit), at=end_of(on))


def records_of(scope, *, on, colour="", unit=None):
    """The records of the items that belonged to the scope and counted at the end of the day, in the order of the
    report; a queryset.

    `colour` restricts them to a light, `unit` to what a unit led or was responsible for then.
    """
    return records_at(scope, at=end_of(on), colour=colour, unit=unit)


def records_at(scope, *, at, colour="", unit=None):
    """The same at a moment."""
    keys = scope.at([at])[at]
    if unit is not None:
        (held,) = _steered_at(scope, [at], {at: keys})
        keys = held.items.get(unit.pk, set())
    rows = LightRecord.objects.filter(lit_at(at), item__in=keys).exclude(colour=Colour.NONE)
    if colour:
        rows = rows.filter(colour=colour)
    return rows.order_by("-item__report__year", "item__report", "item__position", "item")


def is_recorded(scope, at):
    """Whether anything was recorded of the report at the moment: else nobody can say how its lights were."""
    return LightRecord.objects.filter(lit_at(at), item__report__in=scope.ground.keys).exists()


def as_recorded(scope, records, *, at):
    """[(item, Light)] of the records with the reasons of the moment, under the rules of that time; two queries."""
    records, rules, on = list(records), rules_at(scope.ground.keys, at), timezone.localdate(at)
    items, facts = {item.pk: item for item in scope.ground.items}, facts_of_records(records)
    found = []
    for record in records:
        item = items[record.item_id]
        light = light_of_record(record, facts[record.pk], rules[item.report_id], item.report.as_of(on))
        found.append((item, light))
    return found


def told(rows, *, at):
    """[Lit] of [(item, Light)] at the moment; two queries."""
    then = items_then([item for item, _light in rows], at)
    return [Lit(item, light, then[item.pk]) for item, light in rows]
