"""How the items of a layout are chosen, sorted and gathered under bands, with the counts that a band tells."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Case, Count, Exists, F, FilteredRelation, Min, OuterRef, Q, Value, When, Window
from django.utils.translation import gettext as _

from departments.models import Department, User

from ..access import STEERING_ROLES
from ..lights.present import coloured
from ..models import Colour, Portfolio, ProgressUpdate
from ..models.querysets import WITHOUT, among
from ..rounds.words import SILENT_STATES
from ..rules.portfolio import charge_of
from .lines import chapter_paths, present_periods
from .shipped import BEHIND, BY_DEADLINE, BY_LIGHT, CHAPTER, LEADER, OWING, SILENT, UNIT

LATE = (Colour.RED, Colour.YELLOW)
ORDER = ("-report__year", "-report_id", "position")


@dataclass(frozen=True)
class Group:
    """What a band says: its name, and how many of its items have each light."""

    name: str
    colours: Counter

    @property
    def total(self):
        return self.colours.total()


@dataclass(frozen=True)
class Grouped:
    """Items in the order of a layout: `keys()` gives (key of the group, key of the item), `groups` {key: Group}."""

    keys: Any
    groups: dict
    colours: Counter

    @property
    def total(self):
        return self.colours.total()

    @property
    def listed(self):
        """How many lines that makes: an item stands in each of its groups."""
        return sum(group.total for group in self.groups.values()) or self.total


def chosen(items, only, *, on):
    """Those of the items that a layout shows, with `colour`; a fixed number of queries at once."""
    return narrowed(coloured(items, on=on), only)


def narrowed(lit, only):
    """Those of the lit items that are behind, or on which a report is missing; a query at once for the latter."""
    if only == BEHIND:
        return lit.filter(colour__in=LATE)
    if only == SILENT:
        silent = ProgressUpdate.objects.silent().filter(item=OuterRef("pk"), period__in=list(present_periods(lit)))
        return lit.filter(Exists(silent))
    return lit


def ordered(lit, sort):
    """The items as a layout sorts them; as they come by default."""
    if sort == BY_LIGHT:
        ranks = Case(*(When(colour=colour, then=Value(rank)) for rank, colour in enumerate(Colour)))
        return lit.order_by(ranks, F("due_on").asc(nulls_last=True), *ORDER)
    if sort == BY_DEADLINE:
        return lit.order_by(F("due_on").asc(nulls_last=True), *ORDER)
    return lit


def count_colours(lit):
    """Counter {colour: number} of the items; one query."""
    return Counter(dict(lit.order_by().values_list("colour").annotate(count=Count("pk"))))


def grouped(lit, group):
    """The items, from `chosen` and `ordered`, as `Grouped`; what queries it takes does not depend on their number."""
    gather = {CHAPTER: _by_chapter, UNIT: _by_unit, LEADER: _by_leader, OWING: _by_owing}.get(group)
    keys, groups = gather(lit) if gather else (lambda: _keys(lit), {})
    return Grouped(keys, groups, count_colours(lit))


def _keys(rows, *key):
    """(key or None, key of the item), the next when it is asked for."""
    for *found, item in rows.values_list(*key, "pk").iterator(chunk_size=2000):
        yield (tuple(found) if len(found) > 1 else found[0] if found else None), item


def _counted(rows, *key):
    """{key: Counter {colour: number}} of rows of items; one query."""
    found: dict[Any, Counter] = {}
    for *parts, colour, count in rows.order_by().values_list(*key, "colour").annotate(count=Count("pk")):
        found.setdefault(tuple(parts) if len(parts) > 1 else parts[0], Counter())[colour] += count
    return found


def _by_chapter(lit):
    key = ("report_id", "chapter_id")
    counts, paths = _counted(lit, *key), chapter_paths(lit)
    titles = dict(lit.order_by().values_list("report_id", "report__title").distinct())
    groups = {}
    for (report, chapter), colours in counts.items():
        name = paths.get(chapter, str(dict(WITHOUT)["chapter"]))
        groups[report, chapter] = Group(f"{titles[report]}/{name}" if len(titles) > 1 else name, colours)
    # By where each begins in the text: what stands in no chapter may stand before the first one.
    begins = Window(Min("position"), partition_by=["report_id", "chapter_id"])
    rows = lit.alias(begins=begins).order_by("-report__year", "-report_id", "begins", *_own_order(lit))
    return lambda: _keys(rows, *key), groups


def _own_order(lit):
    """How the items are sorted, to go on with within a group."""
    return lit.query.order_by or ORDER


def _by_unit(lit):
    steered = Q(responsibilities__via=None, responsibilities__role__in=STEERING_ROLES)
    return _by_relation(lit, "responsibilities", steered, lit.without("unit"), str(dict(WITHOUT)["unit"]))


def _by_owing(lit):
    periods = list(present_periods(lit))
    silent = Q(updates__period__in=periods, updates__state__in=SILENT_STATES)
    return _by_relation(lit, "updates", silent, lit.none(), "")


def _by_relation(lit, relation, condition, rest, rest_name):
    """The items under each unit that stands on them by the relation; `rest` are those under none."""
    under = lit.alias(under=FilteredRelation(relation, condition=condition)).filter(under__isnull=False)
    key = "under__department_id"
    counts = _counted(under, key)
    names = dict(Department.objects.filter(pk__in=counts).values_list("pk", "name"))
    groups = {pk: Group(names[pk], colours) for pk, colours in counts.items()}
    if colours := count_colours(rest):
        groups[None] = Group(rest_name, colours)
    rows = under.order_by("under__department__position", key, *_own_order(lit))
    return lambda: _once(chain(_keys(rows, key), _keys(rest))), groups


def _once(keys: Iterator) -> Iterator:
    """Without what comes twice in a row: a unit that owes two reports on an item."""
    last = None
    for key in keys:
        if key != last:
            yield key
        last = key


def _by_leader(lit):
    """Under each leader named, or with a portfolio, the own items (`rules.portfolio`)."""
    named = lit.exclude(leaders="").order_by().values_list("leaders", flat=True).distinct()
    people = list(User.objects.filter(pk__in=Portfolio.objects.values("leader")).order_by("pk"))
    own = {leader.name: charge_of(leader) for leader in people}
    for text in named:
        for name in filter(None, text.split("、")):
            own.setdefault(name, among("leaders", name))
    groups, parts, nobody = {}, [], Q()
    for name, condition in own.items():
        rows = lit.filter(condition)
        nobody |= condition
        if colours := count_colours(rows):
            groups[name] = Group(name, colours)
            parts.append((name, rows))
    rest = lit.exclude(pk__in=lit.filter(nobody).order_by().values("pk")) if own else lit
    if colours := count_colours(rest):
        groups[None] = Group(_("No leader in charge named"), colours)
        parts.append((None, rest))
    return lambda: ((name, item) for name, rows in parts for _none, item in _keys(rows)), groups
