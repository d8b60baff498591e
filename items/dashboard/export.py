"""The statistics workbook (统计表): lights by kind of unit, unit, chapter, leader and month; reports; targets.

And one row for every duty, ready for a pivot table. Every number is the dashboard's and the roll-call's own.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from departments.models import Department

from ..lights.columns import as_percent, bar_part, light_columns, light_fills, light_values
from ..lights.present import present_lights
from ..models import Responsibility, WorkItem
from ..rounds.roll_call import matrix
from ..rounds.words import WORDS
from ..sheets.charts import add_bars
from ..sheets.names import in_words, safe_name
from ..sheets.tables import CENTRED, COUNT, DATE, Column
from ..sheets.written_as import WORKBOOK
from ..targets.columns import NAMED, named, target_columns
from . import breakdowns, past
from .breakdowns import LIT
from .groups import measure
from .overview import looks_of

LIGHT_COLUMN = 11  # of the duties
TARGETS_SHOWN = (*NAMED, "lead", "goal", "value", "counted_in", "percent", "planned_percent")


@dataclass(frozen=True)
class StatisticsBook:
    """What every sheet begins with, and how the lights are called."""

    new_table: Callable
    title: str
    lines: list
    looks: dict

    def table(self, name, columns, *, note="", with_chart=False):
        """A sheet of the name, the `note` above it; where a chart stands below, it is neither sorted nor filtered."""
        lines = [*self.lines, note] if note else self.lines
        heading = {"title": f"{self.title}：{name}", "lines": lines}
        return self.new_table(name=name, columns=columns, is_sorted=not with_chart, **heading)


def write_statistics(scope, *, on, filters, file, form=WORKBOOK):
    """Write the workbook of a `dashboard.scope.Scope` for the day `on`, which is today, into the binary `file`.

    `filters` is [(label, value), …] in words. A fixed number of queries.
    """
    lit = present_lights(scope.items, on=on)
    colours = {pk: light.colour for pk, light in lit.items()}
    title = _("%(title)s: statistics") % {"title": scope.ground.title}
    lines = [
        _("Data date: %(date)s. Number of work items: %(count)s")
        % {"date": scope.ground.as_of(on).isoformat(), "count": len(scope.items)},
        in_words(filters),
    ]
    with form.tables(file, title=title) as new_table:
        told = StatisticsBook(new_table, title, lines, looks_of(lit))
        _add_kinds(told, scope, colours)
        _add_units(told, breakdowns.by_unit(scope, colours))
        _add_lines(told, _("By chapter"), _("Chapter"), breakdowns.by_chapter(scope, colours))
        _add_lines(told, _("By leader"), _("Leader in charge"), breakdowns.by_leader(scope, colours))
        _add_months(told, past.past(scope, colours, on=on))
        if scope.report and scope.is_of_units:
            _add_reports(told, scope)
        _add_targets(told, scope, lit)
        _add_duties(told, scope, lit)


def statistics_name(scope, on):
    """The file's name, e.g. "2011年任务分解统计表_2011-05-01.xlsx"."""
    name = _("%(title)s_statistics") % {"title": safe_name(scope.ground.title)}
    return f"{name}_{scope.ground.as_of(on).isoformat()}.xlsx"


def _light_columns(told):
    return [Column(str(told.looks[colour].word), 10, COUNT) for colour in LIT]


def _counts(line):
    return [line.total.count, *(cell.count for cell in line.cells)]


def _add_kinds(told, scope, colours):
    """Kinds of units: an item of two units of a kind counts once."""
    columns = [Column(_("Kind of unit"), 44), Column(_("All items"), 10, COUNT), *_light_columns(told)]
    note = _("An item that units of several kinds lead counts once for each kind.")
    table = told.table(_("By kind of unit"), columns, note=note, with_chart=True)
    items = {}
    for unit in scope.steering_units:
        items.setdefault(unit.kind, set()).update(scope.steered[unit.pk])
    for kind in Department.Kind:
        if kind in items:
            tally = Counter(colours[item] for item in items[kind])
            table.add([str(kind.label), len(items[kind]), *(tally[colour] for colour in LIT)])
    _add_chart(told, table, first=3)


def _add_units(told, by_unit):
    columns = [
        Column(_("Kind of unit"), 16),
        Column(capfirst(Department._meta.verbose_name), 26),
        Column(_("All items"), 10, COUNT),
        *_light_columns(told),
    ]
    note = _("An item that several units lead counts for each of them.")
    table = told.table(_("By department"), columns, note=note)
    for kind, lines in by_unit:
        for line in lines:
            table.add([str(kind), line.label, *_counts(line)])


def _add_lines(told, name, label, lines):
    if not lines:
        return
    columns = [Column(label, 44), Column(_("All items"), 10, COUNT), *_light_columns(told)]
    note = _("What is set in is counted in the line above it as well.") if any(line.depth for line in lines) else ""
    table = told.table(name, columns, note=note, with_chart=True)
    for line in lines:
        table.add(["　" * line.depth + line.label, *_counts(line)])
    _add_chart(told, table, first=3)


def _add_months(told, found):
    table = told.table(_("By month"), [Column(_("Month"), 30), *_light_columns(told)], with_chart=True)
    for month, cells in found.trend:
        table.add([str(month.label), *(cell.count for cell in cells)])
    _add_chart(told, table, first=2, is_upright=True)


def _add_chart(told, table, *, first, is_upright=False):
    """The lights of the table's rows below it; `first` is the column of the first light."""
    if table.rows:
        rows = {"first": table.head_row + 1, "count": table.rows}
        parts = [bar_part(told.looks[colour]) for colour in LIT]
        add_bars(table, parts, title="", column=first, is_upright=is_upright, **rows)


def _add_reports(told, scope):
    """How units reported, period by period: closed ones as they were frozen."""
    columns = [
        Column(_("Kind of unit"), 16),
        Column(capfirst(Department._meta.verbose_name), 26),
        Column(_("Reporting period"), 16),
        Column(_("Reports due on"), 12, DATE),
        Column(_("Asked for"), 10, COUNT),
        *(Column(str(word.label), 10, COUNT) for word in WORDS.values()),
    ]
    table = told.table(_("Reports by period"), columns)
    found = matrix(scope.report)
    for kind, lines in found.groups:
        for line in lines:
            if scope.unit and line.department.pk != scope.unit.pk:
                continue
            for (period, _all), cell in zip(found.columns, line.cells, strict=True):
                if cell:
                    tally = Counter(cell.tally)
                    named = [str(kind), line.department.name, period.name]
                    table.add([*named, period.due_on, cell.total, *(tally[key] for key in WORDS)])
    if not table.rows:
        table.add_sentence(_("Nothing has been asked for yet."))


def _add_targets(told, scope, lit):
    table = told.table(_("Targets"), target_columns(*TARGETS_SHOWN))
    for item in scope.items:
        for one in lit[item.pk].facts.targets:
            planned = measure(lit[item.pk], one).planned
            told_of = [*named(item, one), scope.leads.get(item.pk, "")]
            table.add([*told_of, one.number, one.value, one.unit, as_percent(one.percent), as_percent(planned)])
    if not table.rows:
        table.add_sentence(_("No target fits this filter."))


def _add_duties(told, scope, lit):
    """One row for every unit on every item, as the text names them."""
    roles = dict(Responsibility._meta.get_field("role").choices)
    kinds = dict(Department.Kind.choices)
    statuses = dict(WorkItem.Status.choices)
    columns = [
        Column(_("Original number"), 8, CENTRED),
        Column(_("Chapter"), 24),
        Column(capfirst(WorkItem._meta.verbose_name), 40),
        Column(_("Leader in charge"), 12),
        Column(_("Kind of unit"), 14),
        Column(capfirst(Department._meta.verbose_name), 22),
        Column(capfirst(Responsibility._meta.get_field("role").verbose_name), 8, CENTRED),
        Column(capfirst(WorkItem._meta.get_field("status").verbose_name), 10, CENTRED),
        Column(capfirst(WorkItem._meta.get_field("due_on").verbose_name), 12, DATE),
        *light_columns(),
        Column(_("Against the plan"), 12, CENTRED),
    ]
    table = told.table(_("Every duty"), columns)
    duties = {}
    for duty in scope.ground.duties:
        if duty.is_direct:
            duties.setdefault(duty.item, []).append(duty)
    for item in scope.items:
        light = lit[item.pk]
        head = [item.display_number, item.chapter.literal if item.chapter else "", item.text]
        head.append("、".join(item.leader_names))
        tail = [statuses[item.status], item.due_on or item.due_text, *light_values(light), light.schedule_word]
        for duty in duties.get(item.pk, [None]):
            unit = [kinds[duty.unit.kind], duty.unit.name, roles[duty.role]] if duty else ["", "", ""]
            table.add([*head, *unit, *tail], fills=light_fills(light, LIGHT_COLUMN))
