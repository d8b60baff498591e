"""The workbook of a layout: its main table under bands, what else it holds, each sheet ready for the printer."""

import contextlib
import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from ..lights.columns import ground
from ..models import Colour
from ..sheets.names import in_words, safe_name
from ..sheets.paper import PAPERS
from ..sheets.tables import Column
from ..sheets.written_as import WORKBOOK
from .columns import COLUMNS, reads_of
from .groups import LATE, Group
from .kept import KeptRows, LaidOutRow
from .listed import ItemsNow
from .shipped import (
    BEHIND,
    BEHIND_COLUMNS,
    BEHIND_WIDTHS,
    BY_UNIT,
    BY_UNIT_COLUMNS,
    BY_UNIT_WIDTHS,
    MAIN,
    SHARES,
    SHEETS,
    SILENT,
    SILENT_COLUMNS,
    SILENT_WIDTHS,
    STATISTICS,
    UNIT,
    LayoutSpec,
)
from .statistics import add_statistics
from .then import ItemsThen
from .then_listed import ListedThen
from .widths import widths_of

# What is set in red where an item is overdue.
LATE_KEYS = ("status", "due")
# Bytes of the parts of a file's name: list, layout, filter. A file system takes 255, a Chinese character three.
NAME_PARTS = (100, 60, 60)


@dataclass(frozen=True)
class ListTold:
    """What stands above every sheet: `title` names the list, `filters` are [(label, value)].

    `on` is the day of the data: today, but a report that has ended stands as on its last day, `ended_on`. `is_past`:
    the list is told as it was on that day, which its title says.
    """

    title: str
    filters: list
    on: datetime.date
    is_past: bool = False
    ended_on: datetime.date | None = None

    @property
    def data_date(self) -> datetime.date:
        return self.on if self.is_past else min(self.on, self.ended_on or self.on)


def write_layout(
    spec: LayoutSpec,
    items,
    told: ListTold,
    *,
    file,
    form=WORKBOOK,
    sign: Callable[[int, int], Any] = lambda *_done: None,
):
    """Write the items in the layout into the binary `file`, in the form (`sheets.written_as`).

    As comma-separated values it is the main table alone, every row whole.

    `items` is a WorkItemQuerySet, filtered and ordered as on the screen, not sliced; their lights are those of
    `told.on`, which is today. Of a day that is over they are a `then.ItemsThen`. `sign(done, all)` is called now and
    then. The number of queries is fixed for every 500 items.
    """
    listed = listing(items, spec, on=told.on)
    if form.holds_one_table:
        spec = replace(spec, sheets=())
    with form.tables(file, title=heading_of(spec, told)) as new_table:
        book = _Book(new_table, spec, told, listed, sign)
        book.add_items()
        if STATISTICS in spec.sheets:
            add_statistics(new_table, listed.counts(), heading=book.heading(STATISTICS, book.total), looks=book.looks)
        if SHARES in spec.sheets:
            listed.add_shares(new_table, heading=book.heading(SHARES, book.total))


def heading_of(spec, told):
    """The title of the workbook."""
    title = (str(spec.titled) % {"title": told.title or _("Tasks"), "layout": spec.name}).strip()
    return _("%(title)s (as of %(day)s)") % {"title": title, "day": told.on.isoformat()} if told.is_past else title


def file_name(spec, told, form=WORKBOOK):
    """The file's name: list, layout, filter and day; safe on Windows, too, and not too long."""
    filters = "、".join(value for value in (str(value) for _label, value in told.filters) if value != told.title)
    named = zip((told.title, str(spec.name), filters), NAME_PARTS, strict=True)
    parts = [safe_name(text).encode()[:most].decode(errors="ignore").rstrip(" ._") for text, most in named]
    return "_".join([*filter(None, parts), told.data_date.isoformat()]) + f".{form.suffix}"


def listing(items, spec, *, on):
    """The items as the layout chooses and sorts them: an `ItemsNow` of a queryset, or a `ListedThen` of `ItemsThen`."""
    return ListedThen(items, spec) if isinstance(items, ItemsThen) else ItemsNow(items, spec, on=on)


def light_words(colours, looks) -> str:
    """How many items have each light, in words: ■ 严重滞后 1　● 正常 11."""
    shown = [(looks[colour], colours[colour]) for colour in Colour if colours[colour]]
    return "　".join(f"{one.shape} {one.word} {count}" for one, count in shown)


def band_words(group: Group, looks) -> str:
    """A band in words: its name, how many items it has, and how they are lit."""
    lights = light_words(group.colours, looks)
    return _("%(name)s — %(count)s items　%(lights)s") % {"name": group.name, "count": group.total, "lights": lights}


class _Sheet:
    """A table of items on a sheet of the workbook, under bands where it is grouped."""

    def __init__(self, new_table, name, keys, widths, **heading):
        self.keys = keys
        columns = [Column(str(COLUMNS[key]), widths.get(key, COLUMNS[key].width), COLUMNS[key].style) for key in keys]
        self.table = new_table(name=name, columns=columns, **heading)
        self._columns = [COLUMNS[key] for key in keys]
        self._parts = [index for index, column in enumerate(self._columns) if column.parts]
        self._light = keys.index("light") if "light" in keys else None
        self._late = tuple(index for index, key in enumerate(keys) if key in LATE_KEYS)
        self._running = keys.index("running") if "running" in keys else None
        self._band: Any = object()  # no band is

    def add(self, row, band, words):
        """Add the row of an item; its band, `words`, above it if it is another one than that of the item before."""
        if words and band != self._band:
            self.table.add_band(words)
        self._band = band
        if self._running is not None:
            row.values[self._running] = self.table.rows + 1
        self.table.add(row.values, late=row.late, fills=row.fills, below=row.below)

    def row(self, line):
        """The item as it stands on the sheet."""
        targets = line.light.facts.targets if self._parts else ()
        first = targets[0] if targets else None
        values = [column.value(line, first) if column.parts else column.value(line) for column in self._columns]
        below = [{i: self._columns[i].value(line, target) for i in self._parts} for target in targets[1:]]
        fills = {} if self._light is None else {self._light: ground(line.light.look)}
        return LaidOutRow(values, self._late if line.is_late else (), fills, below)

    def end(self):
        if not self.table.rows:
            self.table.add_sentence(_("No work item matches these filters."))
        self.table.add_sentence(sign_off())


def sign_off():
    """The line on which those sign who answer for the paper."""
    gap = "　" * 12
    return "\n" + _("Reporting unit: %(gap)s Checked by: %(gap)s Date: %(gap)s") % {"gap": gap}


# The sheets that list items beside the main table: their columns, and which lines of the main table they show.
FURTHER = {
    BEHIND: (BEHIND_COLUMNS, BEHIND_WIDTHS, lambda line: line.light.colour in LATE),
    SILENT: (SILENT_COLUMNS, SILENT_WIDTHS, lambda line: line.silent is not None),
}


class _Book:
    """The sheets of one workbook that list items; the main table and those of FURTHER are written side by side."""

    def __init__(self, new_table, spec, told, listed, sign):
        self.looks = listed.looks()
        self._new_table, self._spec, self._told, self._listed, self._sign = new_table, spec, told, listed, sign
        self._found = listed.grouped(spec.group)
        self._by_unit = listed.grouped(UNIT) if BY_UNIT in spec.sheets else None
        self.total, self._done = self._found.total, 0
        self._rows = sum(one.listed for one in (self._found, self._by_unit) if one)

    def heading(self, sheet, total):
        """{title, lines} of a sheet of `total` items."""
        spec, told = self._spec, self._told
        title = heading_of(spec, told)
        if sheet != MAIN:
            title = _("%(title)s: %(layout)s") % {"title": title, "layout": SHEETS[sheet]}
        dated = _("Data date: %(date)s. Number of work items: %(count)s") % {
            "date": told.data_date.isoformat(),
            "count": total,
        }
        lights = light_words(self._found.colours, self.looks) if sheet == MAIN else ""
        filters = in_words(told.filters) if told.filters else _("Filters: none, all work items")
        return {"title": title, "lines": list(filter(None, [spec.title_line, dated, filters, lights]))}

    def add_items(self):
        """All sheets that list items, in the order of SHEETS."""
        spec, sheets = self._spec, {}
        wanted = {MAIN: (spec.columns, widths_of(spec), self.total)}
        if self._by_unit:
            wanted[BY_UNIT] = (BY_UNIT_COLUMNS, BY_UNIT_WIDTHS, self.total)
        for key, (columns, widths, _fits) in FURTHER.items():
            if key in spec.sheets and not spec.only:
                wanted[key] = (columns, widths, self._listed.count(key))
        for key, (columns, widths, total) in wanted.items():
            heading = self.heading(key, total)
            paper = PAPERS[spec.paper]
            sheets[key] = _Sheet(self._new_table, str(SHEETS[key]), columns, widths, paper=paper, **heading)
        by_unit = sheets.pop(BY_UNIT, None)
        with contextlib.closing(KeptRows()) as kept:
            self._write_side_by_side(sheets, by_unit, kept)
            if by_unit:
                self._write_by_unit(by_unit, kept)

    def _write_side_by_side(self, sheets, by_unit, kept):
        words = self._words(self._found)
        names = {key: group.name for key, group in self._found.groups.items()}
        main, further = sheets[MAIN], [(FURTHER[key][2], sheet) for key, sheet in sheets.items() if key != MAIN]
        shown = {key for sheet in [*sheets.values(), *filter(None, [by_unit])] for key in sheet.keys}
        reader = self._listed.reader(reads_of(shown))
        for band, line in reader.lines(self._found.keys()):
            main.add(main.row(line), band, words.get(band, ""))
            for fits, sheet in further:
                if fits(line):
                    sheet.add(sheet.row(line), band, names.get(band, ""))
            # An item stands under each of its leaders.
            if by_unit and line.item.pk not in kept:
                kept.keep(line.item.pk, by_unit.row(line))
            self._tell()
        for sheet in sheets.values():
            sheet.end()

    def _write_by_unit(self, sheet, kept):
        words, keys = self._words(self._by_unit), self._by_unit.keys()
        for band, item in keys:
            # What was added since the main table was read is left out.
            if item in kept:
                sheet.add(kept.row(item), band, words.get(band, ""))
                self._tell()
        sheet.end()

    def _words(self, found):
        return {key: band_words(group, self.looks) for key, group in found.groups.items()}

    def _tell(self):
        """Say now and then how many lines are done."""
        self._done += 1
        if not self._done % 100:
            self._sign(min(self._done, self._rows), self._rows)
