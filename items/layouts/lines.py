"""What a layout shows of each item: read for 500 items at a time, so that memory does not grow with the list."""

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import OuterRef, Subquery

from ..lights.facts import last_periods
from ..lights.light import Light
from ..lights.present import present_lights
from ..models import Chapter, ProgressUpdate, ReportingPeriod, Responsibility, WorkItem
from ..rules.accepted import in_turn
from ..sheets import chunks

# What is read of the last accepted report.
SAID = ("problems", "next_steps", "review_note", "verified", "sent_at", "item")


@dataclass(frozen=True)
class Owed:
    """Who has not reported on an item in the present period (names of units), and by which day they should."""

    units: tuple[str, ...]
    due_on: datetime.date


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item in a workbook: `number` counts them, `path` is its chapter in words, `units` {role: [names]}.

    `said` is the last report of a lead or responsible unit that was accepted, `silent` who owes one; both None where
    there is none, and where nobody looks.
    """

    number: int
    item: WorkItem
    light: Light
    units: dict[str, list[str]]
    path: str
    said: ProgressUpdate | None
    silent: Owed | None
    is_late: bool


class LineReader:
    """Reads the lines of the items of one workbook; `reads` names what its columns show beside the item itself."""

    def __init__(self, items, *, on, reads):
        self.on, self.reads = on, reads
        self.paths = chapter_paths(items)
        self._names_reports = len(items.order_by().values_list("report").distinct()[:2]) > 1
        self.periods = present_periods(items) if "silent" in reads else {}

    def lines(self, keys: Iterable[tuple[Any, int]]) -> Iterator[tuple[Any, ItemLine]]:
        """(key of the group, ItemLine) of pairs (key of the group, key of the item), in their order."""
        keys, number = iter(keys), 0
        while chunk := list(islice(keys, chunks.CHUNK)):
            wanted = {item for _group, item in chunk}
            found = self._read(wanted)
            for group, item in chunk:
                # What was deleted since the list was read is left out.
                if item in found:
                    number += 1
                    yield group, ItemLine(number, *found[item])

    def _read(self, keys: Collection[int]) -> dict[int, tuple[Any, ...]]:
        rows = WorkItem.objects.filter(pk__in=keys).for_ledger(notes="note" in self.reads)
        if "said" in self.reads:
            rows = rows.annotate(said_last=Subquery(last_words().values("pk")[:1]))
        items: list[Any] = list(rows)
        lit = present_lights(items, on=self.on) if items else {}
        units = unit_names(items) if "units" in self.reads else {}
        said = said_by_item([item.said_last for item in items if item.said_last]) if "said" in self.reads else {}
        silent = owed(items, self.periods) if self.periods else {}
        return {
            item.pk: (
                item,
                lit[item.pk],
                units.get(item.pk, {}),
                self._path(item),
                said.get(item.pk),
                silent.get(item.pk),
                item.is_overdue(self.on),
            )
            for item in items
        }

    def _path(self, item):
        """The item's chapter in words, below its report where there are several."""
        path = self.paths.get(item.chapter_id, "")
        return "/".join(filter(None, [item.report.title, path])) if self._names_reports else path


def last_words():
    """The accepted reports of an item's steering units, the last word first."""
    accepted = ProgressUpdate.objects.steering().filter(item=OuterRef("pk"), state=ProgressUpdate.State.ACCEPTED)
    return in_turn(accepted).reverse()


def said_by_item(keys):
    """{item pk: what is read of its last accepted report} of the keys of these; one query."""
    rows = ProgressUpdate.objects.filter(pk__in=keys).only(*SAID)
    return {update.item_id: update for update in rows}


def unit_names(items):
    """{item pk: {role: [names of units]}}: units in the report's order, collectives as written; one query."""
    found = {}
    rows = Responsibility.objects.direct().filter(item__in=[item.pk for item in items]).order_by("position", "pk")
    for item, role, name in rows.values_list("item", "role", "department__name"):
        found.setdefault(item, {}).setdefault(role, []).append(name)
    return found


def chapter_paths(items):
    """{chapter pk: "(七)着力保障和改善民生/十件实事"} for every chapter of the items' reports, in one query."""
    chapters = Chapter.objects.filter(report__in=items.order_by().values("report"))
    paths = {}
    # A parent's path is shorter than its children's and sorts before them.
    for pk, parent, label, title in chapters.order_by("path").values_list("pk", "parent", "label", "title"):
        own = label + title.rstrip("。")
        paths[pk] = f"{paths[parent]}/{own}" if parent in paths else own
    return paths


def present_periods(items) -> dict[int, ReportingPeriod]:
    """{key: period} of the present one of each rhythm in the items' reports: the last that was opened."""
    newest: dict[tuple[int, str], ReportingPeriod] = {}
    for period in last_periods(set(items.order_by().values_list("report", flat=True).distinct())).values():
        before = newest.setdefault((period.report_id, period.rhythm), period)
        if (period.due_on, period.pk) > (before.due_on, before.pk):
            newest[period.report_id, period.rhythm] = period
    return {period.pk: period for period in newest.values()}


def owed(items, periods) -> dict[int, Owed]:
    """{item pk: Owed} of those of the items on which units have not reported in one of the periods; one query."""
    rows = ProgressUpdate.objects.silent().filter(item__in=items, period__in=list(periods))
    found: dict[int, tuple[list[str], datetime.date]] = {}
    ordered = rows.order_by("department__position", "department")
    for item, name, period in ordered.values_list("item", "department__name", "period"):
        names, _due_on = found.setdefault(item, ([], periods[period].due_on))
        names.append(name)
    return {item: Owed(tuple(names), due_on) for item, (names, due_on) in found.items()}
