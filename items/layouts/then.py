"""A list as it was at the end of a day that is over.

Lights, statuses, deadlines and figures are those recorded then (`lights.records`), words and units those of the
history (`rules.then`), and whose items they were is told by `rules.belonging`: as on the dashboard's page of that day
and in a bulletin. Who owed a report is told by the sheet of a period that was frozen on the day, else by the light.
What units said is what had been accepted by then and still is.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Subquery

from departments.clock import ONE_DAY
from departments.models import Department

from ..lights.records import end_of, lights_at, not_recorded
from ..models import Chapter, LightRecord, ReportingPeriod, Responsibility, WorkItem, WorkReport
from ..models.light import lit_at
from ..rounds.outline import bare
from ..rounds.words import SILENT_STATES
from ..rules.belonging import keys_then, units_then
from ..rules.then import OF_WORDS, entries_after, items_then, said_then
from ..sheets import chunks
from ..steps.errors import WorkflowError
from .lines import LineReader, Owed, chapter_paths, last_words, said_by_item

# What the history keeps of an item beside what `rules.then.ItemThen` tells: {field: what it is called there}.
FURTHER_WORDS = ("remark", "due_text")
# What `with_latest_note` adds, as far as columns show it.
OF_NOTES = ("latest_note", "latest_note_department", "latest_note_merged")


@dataclass(frozen=True, slots=True)
class KeptThen:
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
        self.on, self.moment, self.items = on, end_of(on), items
        recorded = LightRecord.objects.filter(lit_at(self.moment), item__in=items.order_by().values("pk"))
        colours = dict(recorded.order_by().values_list("item", "colour"))
        if not colours:
            raise WorkflowError(not_recorded(on))
        kept = set().union(*(keys_then(items, [self.moment], **one)[self.moment] for one in within))
        self.keys = {pk for pk, lit in colours.items() if pk in kept and colour in ("", lit)}

    def __len__(self):
        return len(self.keys)

    def chapter_paths(self):
        """{key of a chapter: its way}; a heading that the report has no more stands for itself."""
        return chapter_paths(self.items)

    @cached_property
    def reports(self):
        """{key: WorkReport} of the whole list."""
        rows = WorkReport.objects.filter(pk__in=self.items.order_by().values("report"))
        return rows.only("title", "year", "withdrawn_at", "archived_at").in_bulk()

    @cached_property
    def rows(self):
        """[KeptThen] of all keys, in the order of the report; lit 500 at a time."""
        fields = ("pk", "report_id", "report__year", "chapter_id", "position")
        named = {row[0]: row for row in self.items.order_by().values_list(*fields) if row[0] in self.keys}
        chapters, frozen, found, keys = self._chapters_then(named), self._frozen(), [], sorted(named)
        for first in range(0, len(keys), chunks.CHUNK):
            chunk = WorkItem.objects.filter(pk__in=keys[first : first + chunks.CHUNK])
            lights = lights_at(chunk, at=self.moment)
            for pk, light in lights.items():
                _pk, report, year, chapter, position = named[pk]
                owed = frozen[pk] if pk in frozen else _owed(light)
                told = (light.colour, light.facts.status, light.facts.due_on, owed)
                found.append(KeptThen(pk, report, year, chapters.get(pk, chapter), position, *told))
        return sorted(found, key=lambda one: one.order)

    @property
    def words(self):
        """The entries of the history that say what items said before."""
        return entries_after(OF_WORDS, after=self.moment, item__in=self.items.order_by().values("pk"))

    def _chapters_then(self, named):
        """{item: key of the chapter in which it stood, its heading where the report has that no more} of those of the
        rows `named` that were moved since."""
        said = {item: text for item, text in said_then(self.words, "chapter", self.moment).items() if item in named}
        rows = Chapter.objects.filter(report__in=self.reports).values_list("report", "literal", "pk") if said else ()
        keys = {(report, literal): pk for report, literal, pk in rows}
        return {item: keys.get((named[item][1], heading), heading) or None for item, heading in said.items()}

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
    def stood(self):
        """[(item, key of the unit that acts today, role, whether the text names it)] of all duties of then."""
        changed = units_then([self.moment], item__report__in=list(self.reports))[self.moment]
        now = Responsibility.objects.filter(item__in=self.items.order_by().values("pk")).order_by()
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


@dataclass(frozen=True)
class PastItem:
    """What columns show of a `WorkItem`, as it was; who touched it last on that day is not told."""

    pk: int
    number: int
    clause: int
    display_number: str
    text: str
    leaders: str
    status: str
    due_on: datetime.date | None
    due_text: str
    remark: str
    latest_note: str | None
    latest_note_department: str | None
    latest_note_merged: int | None
    updated_at: None = None

    def get_status_display(self):
        return WorkItem.Status(self.status).label


class ReaderThen(LineReader):
    """Reads the lines of `ItemsThen` as they were, those of `rows`."""

    def __init__(self, then, rows, *, reads):
        self.on, self.reads, self.periods, self._then = then.on, reads, {}, then
        self.paths, self._names_reports = then.chapter_paths(), len({one.report for one in rows}) > 1
        self._kept = {one.pk: one for one in rows}
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
            then, light, kept = told[item.pk], lit[item.pk], self._kept[item.pk]
            units = defaultdict(list)
            for unit in then.units:
                units[unit.role].append(unit.name)
            past = self._past(item, then, light.facts)
            late = WorkItem(report=item.report, status=past.status, due_on=past.due_on).is_overdue(self.on)
            found[item.pk] = (past, light, units, self._path_of(kept, item.report), said.get(item.pk), kept.owed, late)
        return found

    def _past(self, item, then, facts):
        number, _dash, clause = then.number.partition("-")
        words = {name: self._said[name].get(item.pk, getattr(item, name)) for name in FURTHER_WORDS}
        notes = {name: getattr(item, name, None) for name in OF_NOTES}
        return PastItem(
            item.pk,
            int(number),
            int(clause or 1),
            display_number=then.number,
            text=then.text,
            leaders=then.leaders,
            status=facts.status,
            due_on=facts.due_on,
            **words,
            **notes,
        )

    def _path_of(self, kept, report):
        path = self.paths.get(kept.chapter, kept.chapter) or ""
        return "/".join(filter(None, [report.title, path])) if self._names_reports else path


def _owed(light):
    """Who owed a report in the last period that was due, and by when."""
    if not light.is_unreported:
        return None
    return Owed(tuple(light.missing_units), light.facts.due_before(light.on)[-1].due_on)
