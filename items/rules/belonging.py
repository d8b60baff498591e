"""Whose items they were at a moment that is over: of which unit, leader and chapter, and in whose charge.

As in `rules.then`, the past is the present with what was changed since taken back. A unit that was merged is told as
the one that acts for it today.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from django.utils import timezone

from departments.models import CollectiveMember, Department, DepartmentAlias, User
from departments.models.department import is_valid_on

from ..access import STEERING_ROLES
from ..models import Chapter, Responsibility
from ..models.querysets import WorkItemQuerySet
from ..models.work_item import names_in
from .portfolio import portfolio_names_then, portfolio_units
from .then import (
    OF_UNITS,
    OF_WORDS,
    Entry,
    UnitThen,
    entries_after,
    entries_of,
    said_then,
    units_in,
    units_now,
    units_without,
)

Moments = Collection[datetime.datetime]
# The strongest first: where a unit came to an item in several ways, this is how it stood.
ROLES = (*STEERING_ROLES, Responsibility.Role.SUPPORT)


class Stood(NamedTuple):
    """How a unit stood on an item: in which role, and whether the text names it or a collective of which it was."""

    role: str
    is_written: bool


Standing = dict[int, dict[Department, Stood]]


def units_then(moments: Moments, **where: Any) -> dict[datetime.datetime, Standing]:
    """{moment: {item pk: {unit acting today: how it `Stood`}}} of the items whose units changed since; `where` narrows
    the entries of the history (`item__report__in`).

    Who stood on the item by a collective alone is found, too: its members of that day. At most six queries.
    """
    return _units_then(moments, entries_after(OF_UNITS, after=min(moments), **where))


def _units_then(moments: Moments, entries: list[Entry]) -> dict[datetime.datetime, Standing]:
    entries = [one for one in entries if one.action in OF_UNITS and "units" in one.before]
    if not entries:
        return {moment: {} for moment in moments}
    found: dict[datetime.datetime, dict[int, tuple[UnitThen, ...]]] = {}
    units, changed = units_now({entry.item for entry in entries}), set()
    for moment in sorted(moments, reverse=True):
        later = [entry for entry in entries if entry.at > moment]
        entries = entries[len(later) :]
        for entry in later:
            changed.add(entry.item)
            units[entry.item] = units_without(units[entry.item], entry)
        found[moment] = {item: units[item] for item in changed}
    return _acting(found)


def _acting(found: dict[datetime.datetime, dict[int, tuple[UnitThen, ...]]]) -> dict[datetime.datetime, Standing]:
    """The same with the units that act today in the place of names."""
    named = keys_by_name({unit.name for items in found.values() for units in items.values() for unit in units})
    merged = Department.objects.acting()
    links = list(CollectiveMember.objects.filter(collective__in=named.values()).order_by())
    acting = {pk: merged[pk].pk if pk in merged else pk for pk in {*named.values(), *(one.member_id for one in links)}}
    rows = Department.objects.in_bulk(set(acting.values()))

    def stood(units: tuple[UnitThen, ...], day: datetime.date) -> dict[Department, Stood]:
        ways: dict[int, list[Stood]] = defaultdict(list)
        for unit in units:
            if unit.name not in named:
                continue
            written = named[unit.name]
            ways[acting[written]].append(Stood(unit.role, is_written=True))
            for one in links:
                if one.collective_id == written and is_valid_on(day, one.valid_from, one.valid_to):
                    ways[acting[one.member_id]].append(Stood(unit.role, is_written=False))
        # In its own name before any collective's.
        return {rows[pk]: min(told, key=_rank) for pk, told in ways.items()}

    return {
        moment: {item: stood(units, timezone.localdate(moment)) for item, units in items.items()}
        for moment, items in found.items()
    }


def _rank(stood: Stood) -> tuple[bool, int]:
    return not stood.is_written, ROLES.index(stood.role)


def keys_by_name(names: Collection[str]) -> dict[str, int]:
    """{name: key of the unit that goes or went by it}; two queries."""
    named = dict(DepartmentAlias.objects.filter(name__in=names).values_list("name", "department"))
    return named | dict(Department.objects.filter(name__in=names).values_list("name", "pk"))


def keys_then(
    items: WorkItemQuerySet,
    moments: Moments,
    *,
    leader: str = "",
    department: Department | int | None = None,
    chapter: Chapter | str | None = None,
    of_leader: User | None = None,
) -> dict[datetime.datetime, set[int]]:
    """{moment: keys of those of the items, all of a report or several, that belonged there at the moment}.

    What is asked for is what `WorkItemQuerySet.within` and `rules.portfolio.in_charge` find today; None or "": of any.
    `chapter` is the heading itself where the report has it no more. The number of queries is fixed.
    """
    whole = _keys(items)
    found = {moment: set(whole) for moment in moments}
    if not (leader or department or chapter or of_leader):
        return found
    entries = entries_after({*OF_UNITS, *OF_WORDS}, after=min(moments), item__in=items.order_by().values("pk"))
    units = _units_then(moments, entries) if department or of_leader else {}
    if leader:
        named = items.of_leader(leader)
        _keep(found, _words_then(named, entries, "leaders", moments, lambda text: leader in names_in(text)))
    if chapter:
        rows, headings = _chapter(items, chapter)
        _keep(found, _words_then(rows, entries, "chapter", moments, headings.__contains__))
    if department:
        wanted = department.pk if isinstance(department, Department) else department
        now = _keys(items.of_department(wanted))
        _keep(
            found,
            {
                moment: now - units[moment].keys()
                | {item for item, stood in units[moment].items() if any(unit.pk == wanted for unit in stood)}
                for moment in moments
            },
        )
    if of_leader:
        _keep(found, _in_charge_then(items, of_leader, entries, units, moments))
    return found


def _keep(found: dict[datetime.datetime, set[int]], kept: dict[datetime.datetime, set[int]]) -> None:
    for moment, keys in kept.items():
        found[moment] &= keys


def _keys(items: WorkItemQuerySet) -> set[int]:
    return set(items.order_by().values_list("pk", flat=True))


def _words_then(
    now: WorkItemQuerySet, entries: list[Entry], name: str, moments: Moments, fits: Callable[[str], bool]
) -> dict[datetime.datetime, set[int]]:
    """{moment: keys} of the items that fit `now`, but for those that said something else then, which `fits` judges."""
    keys, found = _keys(now), {}
    for moment in moments:
        then = said_then(entries, name, moment)
        found[moment] = keys - then.keys() | {item for item, text in then.items() if fits(text)}
    return found


def _chapter(items: WorkItemQuerySet, chapter: Chapter | str) -> tuple[WorkItemQuerySet, set[str]]:
    """(the items that stand below the heading now, that heading with those below it)."""
    if isinstance(chapter, str):
        return items.none(), {chapter}
    below = Chapter.objects.filter(report=chapter.report_id, path__startswith=chapter.path).order_by()
    return items.in_chapter(chapter), set(below.values_list("literal", flat=True))


def _in_charge_then(
    items: WorkItemQuerySet,
    leader: User,
    entries: list[Entry],
    units: dict[datetime.datetime, Standing],
    moments: Moments,
) -> dict[datetime.datetime, set[int]]:
    """What `portfolio.in_charge` says today, of every moment."""
    leaders = dict(items.order_by().values_list("pk", "leaders"))
    names = portfolio_names_then(leader, moments)
    keys = keys_by_name({name for told in names.values() if told is not None for name in told})
    merged, own = Department.objects.acting(), portfolio_units(leader)
    portfolios = {
        moment: own
        if told is None
        else {merged[keys[name]].pk if keys[name] in merged else keys[name] for name in told if name in keys}
        for moment, told in names.items()
    }
    steering: dict[int, set[int]] = defaultdict(set)
    rows = Responsibility.objects.filter(
        item__in=items.order_by().values("pk"),
        department__in=set().union(*portfolios.values()),
        role__in=STEERING_ROLES,
    )
    for item, unit in rows.order_by().values_list("item", "department"):
        steering[item].add(unit)
    found = {}
    for moment in moments:
        said = leaders | {pk: text for pk, text in said_then(entries, "leaders", moment).items() if pk in leaders}
        steered = dict(steering)
        for item, stood in units[moment].items():
            steered[item] = {unit.pk for unit, how in stood.items() if how.role in STEERING_ROLES}
        found[moment] = {
            pk
            for pk, text in said.items()
            if leader.name in names_in(text) or (not text and steered.get(pk, set()) & portfolios[moment])
        }
    return found


def former_leaders(reports: Collection[int]) -> list[str]:
    """The names of leaders that items of the reports (keys) have lost; one query."""
    entries = entries_of(OF_WORDS, item__report__in=reports)
    return list(dict.fromkeys(name for entry in entries for name in names_in(entry.before.get("leaders", ""))))


def former_units(reports: Collection[int]) -> list[Department]:
    """The units, in order, that stood on items of the reports (keys) before a change, told as those that act today.

    One query where nothing was changed, else six.
    """
    entries = entries_of(OF_UNITS, item__report__in=reports)
    names = {unit.name for entry in entries for unit in units_in(entry.before.get("units", ""))}
    if not names:
        return []
    written, merged = set(keys_by_name(names).values()), Department.objects.acting()
    members = CollectiveMember.objects.filter(collective__in=written).order_by().values_list("member", flat=True)
    acting = {merged[pk].pk if pk in merged else pk for pk in {*written, *members}}
    return list(Department.objects.filter(pk__in=acting))
