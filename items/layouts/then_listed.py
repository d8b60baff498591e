"""The items of a workbook as they were (`then.ItemsThen`), chosen, sorted, grouped and counted as `listed.ItemsNow`."""

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from departments.models import Department, User

from ..access import STEERING_ROLES
from ..lights.rules_in_force import rules_at
from ..models import Colour, Portfolio
from ..models.querysets import WITHOUT
from ..models.work_item import names_in
from ..rules.belonging import former_leaders, keys_by_name, keys_then
from .groups import LATE, Group, Grouped
from .listed import looks_by
from .shipped import BEHIND, BY_DEADLINE, BY_LIGHT, CHAPTER, LEADER, OWING, SILENT, UNIT
from .statistics import StatisticsLine
from .then import ReaderThen


class ListedThen:
    """The items `then` in the order of a layout."""

    def __init__(self, then, spec):
        self.then, self.spec = then, spec

    @cached_property
    def rows(self):
        """[KeptThen] as the layout chooses and sorts them."""
        rows = _only(self.then.rows, self.spec.only)
        if self.spec.sort == BY_LIGHT:
            ranks = {colour: rank for rank, colour in enumerate(Colour)}
            return sorted(rows, key=lambda one: (ranks[Colour(one.colour)], *_by_deadline(one)))
        return sorted(rows, key=_by_deadline) if self.spec.sort == BY_DEADLINE else rows

    def looks(self):
        """As `ItemsNow.looks`, under the rules of the day."""
        newest = min(self.rows, key=lambda one: one.order).report if self.rows else None
        return looks_by(rules_at([newest], self.then.moment)[newest] if newest else None)

    def count(self, only):
        """How many of the items a sheet shows that has `only` these."""
        return len(_only(self.rows, only))

    def reader(self, reads):
        """What reads their lines, with what `reads` names."""
        return ReaderThen(self.then, self.rows, reads=reads)

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
        """[(key, name, [KeptThen])] of the chapters, by where each begins in the text."""
        paths, parts = self.then.chapter_paths(), defaultdict(list)
        for one in self.rows:
            parts[one.report, one.chapter].append(one)
        several = len({report for report, _chapter in parts}) > 1
        found = []
        for key, rows in parts.items():
            report, chapter = key
            name = paths.get(chapter, chapter) or str(dict(WITHOUT)["chapter"])
            found.append((key, f"{self.then.reports[report].title}/{name}" if several else name, rows))
        return sorted(found, key=lambda part: min(one.order for one in part[2]))

    def _by_unit(self):
        """The same of the units that lead or are responsible, as written, each told as the one that acts today."""
        parts, bare = defaultdict(list), []
        steering = defaultdict(set)
        for item, unit, role, is_written in self.then.stood:
            if is_written and role in STEERING_ROLES:
                steering[item].add(unit)
        for one in self.rows:
            for unit in steering[one.pk]:
                parts[unit].append(one)
            if one.pk not in self.then.named:
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
        named = self.then.items.exclude(leaders="").order_by().values_list("leaders", flat=True).distinct()
        names = [name for text in named for name in names_in(text)] + former_leaders(self.then.reports)
        asked: dict[str, dict[str, Any]] = {leader.name: {"of_leader": leader} for leader in people}
        for name in names:
            asked.setdefault(name, {"leader": name})
        found, charged = [], set()
        for name, within in asked.items():
            keys = keys_then(self.then.items, [self.then.moment], **within)[self.then.moment]
            charged |= keys
            if rows := [one for one in self.rows if one.pk in keys]:
                found.append((name, name, rows))
        rest = [one for one in self.rows if one.pk not in charged]
        return [*found, (None, _("No leader in charge named"), rest)] if rest else found

    # Counts

    def counts(self):
        """As `ItemsNow.counts`."""
        rows = {one.pk: one for one in self.rows}
        units, roles = defaultdict(list), defaultdict(set)
        for item, unit, role, _is_written in self.then.stood:
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
