"""The page on which a layout is chosen: which ones there are, what is exported, and a look at the first rows."""

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import Layout, WorkReport
from ..sheets.cells import NumberShown
from ..sheets.tables import DATE, PERCENT
from .columns import COLUMNS, percent, reads_of
from .export import ListTold, band_words, heading_of, listing
from .shipped import CHAPTER, LEDGER, SHIPPED, LayoutSpec
from .widths import widths_of

PREVIEWED = 6
OWN = "own-"


def layouts():
    """[LayoutSpec] that one may choose from: the shipped ones, then those of the supervision office; one query."""
    return [*SHIPPED.values(), *map(spec_of, Layout.objects.all())]


def spec_of(layout: Layout) -> LayoutSpec:
    """The layout that the office keeps, as the shipped ones are."""
    lists = {name: tuple(getattr(layout, name)) for name in ("columns", "sheets")}
    told = {name: getattr(layout, name) for name in ("name", "group", "paper", "title_line", "only", "sort", "widths")}
    return LayoutSpec(key=f"{OWN}{layout.pk}", own=layout.pk, **told, **lists)


def layout_by(key: str) -> LayoutSpec | None:
    """The layout of the key; the full ledger for "", None for one that is not there (any more)."""
    if key.startswith(OWN):
        number = key.removeprefix(OWN)
        row = Layout.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 10 else None
        return spec_of(row) if row else None
    return SHIPPED.get(key or LEDGER)


def laid_out(spec: LayoutSpec, filter_) -> LayoutSpec:
    """The layout for the list that an `ItemFilter` gives: what is sorted otherwise has no bands of chapters."""
    is_sorted = filter_.form.cleaned_data["sort"] and not spec.sort
    return replace(spec, group="") if is_sorted and spec.group == CHAPTER else spec


def told_of(filter_, *, on: datetime.date, is_past: bool = False) -> ListTold:
    """What stands above the sheets of the list that an `ItemFilter` gives: its report, and its filters in words.

    `is_past`: as it was on the day `on`.
    """
    report = filter_.form.cleaned_data["report"]
    if report is None:
        live = WorkReport.objects.live()[:2]
        report = live[0] if len(live) == 1 else None
    filters = [(str(label), str(value or _("yes"))) for _name, label, value in filter_.active()]
    return ListTold(report.title if report else "", filters, on, is_past, report.ended_on if report else None)


@dataclass(frozen=True)
class PreviewColumn:
    """`width` is its share of the paper's in percent."""

    label: str
    width: int


@dataclass(frozen=True)
class PreviewRow:
    """An item with its cells [(text, tone of the light or "")], or a band across all columns."""

    cells: tuple = ()
    band: str = ""


@dataclass(frozen=True)
class LayoutPreview:
    """The first rows of a workbook."""

    title: str
    columns: list
    rows: list
    count: int

    @property
    def is_cut(self):
        return sum(not row.band for row in self.rows) < self.count


def preview(spec: LayoutSpec, items, told: ListTold) -> LayoutPreview:
    """The head and the first items of the workbook's main table; queries do not depend on the items."""
    listed = listing(items, spec, on=told.on)
    found, looks = listed.grouped(spec.group), listed.looks()
    columns = [COLUMNS[key] for key in spec.columns]
    widths = list(widths_of(spec).values())
    heads = [
        PreviewColumn(str(column), round(100 * width / sum(widths)))
        for column, width in zip(columns, widths, strict=True)
    ]
    rows, band = [], object()  # no band is
    for key, line in listed.reader(reads_of(spec.columns)).lines(islice(found.keys(), PREVIEWED)):
        if key != band and key in found.groups:
            rows.append(PreviewRow(band=band_words(found.groups[key], looks)))
        band = key
        cells = [_cell(name, column, line) for name, column in zip(spec.columns, columns, strict=True)]
        rows.append(PreviewRow(tuple(cells)))
    return LayoutPreview(heading_of(spec, told), heads, rows, found.listed)


def _cell(key, column, line):
    if column.parts:
        values = [column.value(line, target) for target in line.light.facts.targets]
    else:
        values = [column.value(line)]
    text = "\n".join(_text(value, column.style) for value in values)
    return text, line.light.look.tone if key == "light" else ""


def _text(value: Any, style: str) -> str:
    if value is None:
        return ""
    if isinstance(value, NumberShown):
        return value.form.replace('"', "").replace("General", _text(value.value, style))
    if style == PERCENT:
        return percent(value)
    if style == DATE and isinstance(value, datetime.date):
        return date_format(value, "Y-m-d")
    return f"{value.normalize() + 0:f}" if isinstance(value, Decimal) else str(value)
