"""The lights by unit, by chapter and by leader: counts that lead to their lists, never a ranking."""

from collections import Counter
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from departments.models import Department

from ..models import Colour
from ..models.querysets import STEERING, WITHOUT

LIT = [colour for colour in Colour if colour != Colour.NONE]


@dataclass(frozen=True)
class BreakdownCell:
    """A number and the address of its list."""

    count: int
    url: str


@dataclass(frozen=True)
class BreakdownLine:
    """One unit, chapter or leader: all its items, and how many have each light, in the order of `LIT`.

    `leader` is the name of the leader whose line it is, "" in all others.
    """

    label: str
    total: BreakdownCell
    cells: list
    depth: int = 0
    leader: str = ""


def line(label, colours, link, depth=0):
    """A `BreakdownLine` of items with these `colours` (list); `link(**filters)` gives the address of their list."""
    tally = Counter(colours)
    cells = [BreakdownCell(tally[colour], link(light=colour.value)) for colour in LIT]
    return BreakdownLine(label, BreakdownCell(len(colours), link()), cells, depth)


def by_unit(scope, colours):
    """[(kind of unit, [BreakdownLine])] in the order of kinds and units: what each leads or is responsible for."""
    kinds = {}
    for unit in scope.steering_units:

        def link(unit=unit, **filters):
            return scope.link(**{**filters, "department": unit.pk, "role": STEERING})

        items = scope.steered[unit.pk]
        kinds.setdefault(unit.kind, []).append(line(unit.name, [colours[item] for item in items], link))
    found = [(kind.label, kinds[kind]) for kind in Department.Kind if kind in kinds]
    if scope.unit is None:
        left = {item.pk for item in scope.items}.difference(*scope.steered.values())
        found += [(_("Not assigned"), rest) for rest in [_left_out(scope, colours, left, "unit")] if rest]
    return found


def _left_out(scope, colours, keys, what):
    """[BreakdownLine] of the items with these keys, which no other line counts; [] without any.

    Without it the lines come to less than the figures above them, and a red light may stand in none.
    """

    def link(**filters):
        return scope.link(**filters, without=what)

    return [line(dict(WITHOUT)[what], [colours[key] for key in keys], link)] if keys else []


def by_chapter(scope, colours):
    """[BreakdownLine] of the chapters with items in them or below them, in their order, and of what is in none."""
    found = []
    for chapter in scope.ground.chapters:
        items = [item for item in scope.items if item.chapter and chapter.holds(item.chapter)]
        if items and (scope.chapter is None or scope.chapter.holds(chapter)):

            def link(chapter=chapter, **filters):
                return scope.link(**{**filters, "chapter": chapter.pk})

            found.append(line(chapter.literal, [colours[item.pk] for item in items], link, chapter.depth))
    left = {item.pk for item in scope.items if item.chapter is None}
    return found + _left_out(scope, colours, left, "chapter") if found else found


def by_leader(scope, colours):
    """[BreakdownLine] of the leaders in charge; an item of two leaders counts for both."""
    found = []
    for leader in [scope.leader] if scope.leader else scope.ground.leaders:
        items = [item for item in scope.items if leader in item.leader_names]
        if items:

            def link(leader=leader, **filters):
                return scope.link(**{**filters, "leader": leader})

            found.append(replace(line(leader, [colours[item.pk] for item in items], link), leader=leader))
    left = {item.pk for item in scope.items if not item.leader_names}
    return found + _left_out(scope, colours, left, "leader") if found else found
