"""A list as it was at the end of a day that is over.

Lights, statuses, deadlines and figures are those recorded then (`lights.records`), words and units those of the
history (`rules.then`), and whose items they were is told by `rules.belonging`: as on the dashboard's page of that day
and in a bulletin. Who owed a report is told by the sheet of a period that was frozen on the day, else by the light.
What units said is what had been accepted by then and still is.
"""

from collections import Counter, defaultdict
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Subquery
from django.utils.translation import gettext as _

from departments.clock import ONE_DAY
from departments.models import Department, User

from ..access import STEERING_ROLES
from ..lights.records import end_of, lights_at, not_recorded
from ..lights.rules_in_force import rules_at
from ..models import (
    Chapter,
    Colour,
    LightRecord,
    Portfolio,
    ReportingPeriod,
    Responsibility,
    WorkItem,
    WorkReport,
)
from ..models.light import lit_at
from ..models.querysets import WITHOUT
from ..models.work_item import names_in
from ..rounds.outline import bare
from ..rounds.words import SILENT_STATES
from ..rules.belonging import former_leaders, keys_by_name, keys_then, units_then
from ..rules.then import OF_WORDS, entries_after, items_then, said_then
from ..sheets import chunks
from ..steps.errors import WorkflowError
from .groups import LATE, Group, Grouped
from .lines import LineReader, Owed, chapter_paths, last_words, said_by_item
from .listed import looks_by
from .shipped import BEHIND, BY_DEADLINE, BY_LIGHT, CHAPTER, LEADER, OWING, SILENT, UNIT
from .statistics import StatisticsLine

# What the history keeps of an item beside what `rules.then.ItemThen` tells: {field: what it is called there}.
FURTHER_WORDS = ("remark", "due_text")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of each item of the list at once; `owed` says who owed a report."""

    pk: int
    report: int
    year: int
    chapter: int | str | None
    position: int
    colour: str
    status: str
    due_on: Any
    owed: Owed | None

    @property
    def order(self):
        """The newest report first, as `WorkItemQuerySet.in_order`."""
        return -self.year, -self.report, self.position


class ItemsThen:
    """Those of the items of some reports, a queryset of whole reports, that belonged then to whom `within` names.

    `within` is what `rules.belonging.keys_then` takes, each of several where that many are asked for; `colour` leaves
    those of a light. Raises WorkflowError where nothing was recorded of the reports on the day.
    """

    def __init__(self, items, *, on, within=({},), colour=""):
        self.on, self.moment, self._items, self._colour = on, end_of(on), items, colour
        recorded = LightRecord.objects.filter(lit_at(self.moment), item__in=items.order_by().values("pk"))
        colours = dict(recorded.order_by().values_list("item", "colour"))
        if not colours:
            raise WorkflowError(not_recorded(on))
        kept = set().union(*(keys_then(items, [self.moment], **one)[self.moment] for one in within))
        self.keys = {pk for pk, lit in colours.items() if pk in kept and colour in ("", lit)}
        self.only = self.sort = ""

    def __len__(self):
        return len(self.keys)

    def laid_out(self, spec):
        """The items as the layout chooses and sorts them."""
        found = copy(self)
        found.only, found.sort = spec.only, spec.sort
        return found

    def chapter_paths(self):
        """{key of a chapter: its way}; a heading that the report has no more stands for itself."""
        return chapter_paths(self._items)

    @cached_property
    def reports(self):
        """{key: WorkReport} of the whole list."""
        rows = WorkReport.objects.filter(pk__in=self._items.order_by().values("report"))
        return rows.only("title", "year", "withdrawn_at", "archived_at").in_bulk()

    @cached_property
    def _all(self):
        """[Kept] of all keys, in the order of the report; lit 500 at a time."""
        fields = ("pk", "report_id", "report__year", "chapter_id", "position")
        named = {row[0]: row for row in self._items.order_by().values_list(*fields) if row[0] in self.keys}
        chapters, frozen, found, keys = self._chapters_then(), self._frozen(), [], sorted(named)
        for first in range(0, len(keys), chunks.CHUNK):
            chunk = WorkItem.objects.filter(pk__in=keys[first : first + chunks.CHUNK])
            lights = lights_at(chunk, at=self.moment)
            for pk, light in lights.items():
                _pk, report, year, chapter, position = named[pk]
                owed = frozen[pk] if pk in frozen else _owed(light)
                told = (light.colour, light.facts.status, light.facts.due_on, owed)
                found.append(Kept(pk, report, year, chapters.get(pk, chapter), position, *told))
        return sorted(found, key=lambda one: one.order)

    @property
    def words(self):
        """The entries of the history that say what items said before."""
        return entries_after(OF_WORDS, after=self.moment, item__in=self._items.order_by().values("pk"))

    def _chapters_then(self):
        """{item: key of the chapter in which it stood, its heading where the report has that no more} of those that
        were moved since."""
        said = said_then(self.words, "chapter", self.moment)
        rows = Chapter.objects.filter(report__in=self.reports).values_list("literal", "pk") if said else ()
        keys = dict(rows)
        return {item: keys.get(heading, heading) or None for item, heading in said.items()}

    def _frozen(self):
        """{item: who owed a report, or None} of the items of the periods that were frozen on the day."""
        periods = ReportingPeriod.objects.filter(
            report__in=self.reports, closed_at__gt=end_of(self.on - ONE_DAY), closed_at__lte=self.moment
        )
        found, places = {}, dict(Department.objects.values_list("pk", "position"))
        for period in periods.select_related("frozen_sheet").defer("frozen_sheet__text"):
            for item in bare(period).items:
                rows = [row for row in item.rows if row.state in SILENT_STATES]
                rows.sort(key=lambda row: (places.get(row.department, 0), row.department))
                silent = tuple(dict.fromkeys(row.unit for row in rows))
                found[item.pk] = Owed(silent, period.due_on) if silent else None
        return found

    @cached_property
    def rows(self):
        """[Kept] as the layout chooses and sorts them."""
        rows = _only(self._all, self.only)
        if self.sort == BY_LIGHT:
            ranks = {colour: rank for rank, colour in enumerate(Colour)}
            return sorted(rows, key=lambda one: (ranks[Colour(one.colour)], *_by_deadline(one)))
        return sorted(rows, key=_by_deadline) if self.sort == BY_DEADLINE else rows

    def looks(self):
        """As `ItemsNow.looks`, under the rules of the day."""
        newest = min(self.rows, key=lambda one: one.order).report if self.rows else None
        return looks_by(rules_at([newest], self.moment)[newest] if newest else None)

    def count(self, only):
        """How many of the items a sheet shows that has `only` these."""
        return len(_only(self.rows, only))

    def reader(self, reads):
        """What reads their lines, with what `reads` names."""
        return ReaderThen(self, reads)

    def add_shares(self, new_table, *, heading):
        """Nothing: what had fallen to whom on a past day is not kept."""

    # Groups

    def grouped(self, group):
        """As `groups.grouped`."""
        gather = {CHAPTER: self._by_chapter, UNIT: self._by_unit, LEADER: self._by_leader, OWING: self._by_owing}
        if group not in gather:
            return Grouped(lambda: ((None, one.pk) for one in self.rows), {}, _colours(self.rows))
        parts = gather[group]()
        groups = {key: Group(name, _colours(rows)) for key, name, rows in parts}
        return Grouped(
            lambda: ((key, one.pk) for key, _name, rows in parts for one in rows), groups, _colours(self.rows)
        )

    def _by_chapter(self):
        """[(key, name, [Kept])] of the chapters, by where each begins in the text."""
        paths, parts = self.chapter_paths(), defaultdict(list)
        for one in self.rows:
            parts[one.report, one.chapter].append(one)
        several = len({report for report, _chapter in parts}) > 1
        found = []
        for key, rows in parts.items():
            report, chapter = key
            name = paths.get(chapter, chapter) or str(dict(WITHOUT)["chapter"])
            found.append((key, f"{self.reports[report].title}/{name}" if several else name, rows))
        return sorted(found, key=lambda part: min(one.order for one in part[2]))

    def _by_unit(self):
        """The same of the units that lead or are responsible, as written, each told as the one that acts today."""
        parts, bare = defaultdict(list), []
        steering = defaultdict(set)
        for item, unit, role, is_written in self.stood:
            if is_written and role in STEERING_ROLES:
                steering[item].add(unit)
        for one in self.rows:
            for unit in steering[one.pk]:
                parts[unit].append(one)
            if one.pk not in self.named:
                bare.append(one)
        units = Department.objects.filter(pk__in=parts).order_by("position", "pk")
        found = [(unit.pk, unit.name, parts[unit.pk]) for unit in units.only("name", "position")]
        return [*found, (None, str(dict(WITHOUT)["unit"]), bare)] if bare else found

    def _by_owing(self):
        """The same of the units that owed a report."""
        parts = defaultdict(list)
        for one in self.rows:
            for name in one.owed.units if one.owed else ():
                parts[name].append(one)
        keys = keys_by_name(parts)
        places = dict(Department.objects.filter(pk__in=keys.values()).values_list("pk", "position"))
        names = sorted(parts, key=lambda name: (places.get(keys.get(name), 0), keys.get(name, 0)))
        return [(name, name, parts[name]) for name in names]

    def _by_leader(self):
        """The same of leaders named, or with a portfolio (`rules.portfolio`)."""
        people = list(User.objects.filter(pk__in=Portfolio.objects.values("leader")).order_by("pk"))
        named = self._items.exclude(leaders="").order_by().values_list("leaders", flat=True).distinct()
        names = [name for text in named for name in names_in(text)] + former_leaders(self.reports)
        asked: dict[str, dict[str, Any]] = {leader.name: {"of_leader": leader} for leader in people}
        for name in names:
            asked.setdefault(name, {"leader": name})
        found, charged = [], set()
        for name, within in asked.items():
            keys = keys_then(self._items, [self.moment], **within)[self.moment]
            charged |= keys
            if rows := [one for one in self.rows if one.pk in keys]:
                found.append((name, name, rows))
        rest = [one for one in self.rows if one.pk not in charged]
        return [*found, (None, _("No leader in charge named"), rest)] if rest else found

    @cached_property
    def stood(self):
        """[(item, key of the unit that acts today, role, whether the text names it)] of all duties of then."""
        changed = units_then([self.moment], item__report__in=list(self.reports))[self.moment]
        now = Responsibility.objects.filter(item__in=self._items.order_by().values("pk")).order_by()
        fields = ("item", "department", "role", "via")
        found = [
            (item, unit, role, via is None)
            for item, unit, role, via in now.values_list(*fields).iterator()
            if item in self.keys and item not in changed
        ]
        found += [
            (item, unit.pk, how.role, how.is_written)
            for item, standing in changed.items()
            if item in self.keys
            for unit, how in standing.items()
        ]
        return found

    @cached_property
    def named(self):
        """The keys of the items on which any unit stood."""
        return {item for item, *_duty in self.stood}

    # Counts

    def counts(self):
        """As `ItemsNow.counts`."""
        rows = {one.pk: one for one in self.rows}
        units, roles = defaultdict(list), defaultdict(set)
        for item, unit, role, _is_written in self.stood:
            if item in rows:
                units[unit].append((role, rows[item]))
                roles[role].add(item)
        names = Department.objects.filter(pk__in=units).order_by("position", "pk").values_list("pk", "name")
        lines = []
        for pk, name in names:
            line = StatisticsLine(name)
            for role, one in units[pk]:
                line.add(role, one.status, one.colour, 1)
            lines.append(line)
        chapters = [_line(name, part) for _key, name, part in self._by_chapter()]
        total = _line(_("Total (each item counted once)"), self.rows)
        return chapters, lines, replace(total, roles={role: len(keys) for role, keys in roles.items()})


def _only(rows, only):
    if only == BEHIND:
        return [one for one in rows if one.colour in LATE]
    return [one for one in rows if one.owed] if only == SILENT else rows


def _by_deadline(one):
    return one.due_on is None, one.due_on, one.order


def _colours(rows):
    return Counter(one.colour for one in rows)


def _line(name, rows):
    statuses = Counter(one.status for one in rows)
    return StatisticsLine(name, {}, statuses, _colours(rows), len(rows))


class ReaderThen(LineReader):
    """Reads the lines of the items as they were."""

    def __init__(self, then, reads):
        self.on, self.reads, self.periods, self._then = then.on, reads, {}, then
        self.paths, self._names_reports = then.chapter_paths(), len({one.report for one in then.rows}) > 1
        self._kept = {one.pk: one for one in then.rows}
        entries = then.words
        self._said = {name: said_then(entries, name, then.moment) for name in FURTHER_WORDS}

    def _read(self, keys):
        moment = self._then.moment
        rows = WorkItem.objects.filter(pk__in=keys).for_ledger(notes=False)
        if "note" in self.reads:
            rows = rows.with_latest_note(until=moment)
        if "said" in self.reads:
            rows = rows.annotate(said_last=Subquery(last_words().filter(reviewed_at__lte=moment).values("pk")[:1]))
        items: list[Any] = list(rows)
        told, lit = items_then(items, moment), lights_at(WorkItem.objects.filter(pk__in=keys), at=moment)
        said = said_by_item([item.said_last for item in items if item.said_last]) if "said" in self.reads else {}
        found = {}
        for item in items:
            then, light = told[item.pk], lit[item.pk]
            units = defaultdict(list)
            for unit in then.units:
                units[unit.role].append(unit.name)
            self._put_back(item, then, light.facts)
            late = item.is_overdue(self.on)
            found[item.pk] = (item, light, units, self._path(item), said.get(item.pk), self._kept[item.pk].owed, late)
        return found

    def _put_back(self, item, then, facts):
        """Make the item say what it said; it is never saved."""
        number, _dash, clause = then.number.partition("-")
        item.number, item.clause, item.text, item.leaders = int(number), int(clause or 1), then.text, then.leaders
        item.status, item.due_on = facts.status, facts.due_on
        # Who touched it last on that day is not told.
        item.updated_at = None
        for name in FURTHER_WORDS:
            setattr(item, name, self._said[name].get(item.pk, getattr(item, name)))

    def _path(self, item):
        chapter = self._kept[item.pk].chapter
        path = self.paths.get(chapter, chapter) or ""
        return "/".join(filter(None, [item.report.title, path])) if self._names_reports else path


def _owed(light):
    """Who owed a report in the last period that was due, and by when."""
    if not light.is_unreported:
        return None
    return Owed(tuple(light.missing_units), light.facts.due_before(light.on)[-1].due_on)
