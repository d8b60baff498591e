"""The Excel ledger, opened again and read."""

import datetime
import io

from openpyxl import load_workbook

from items.ledger.export import write_ledger
from items.models import ProgressNote, WorkItem

from ..given.factories import day

ON = day("2011-05-01")
HEAD_ROW = 4
HEAD = [
    "No.",
    "Original number",
    "Chapter",
    "Work item",
    "Targets",
    "Lead department",
    "Supporting/responsible departments",
    "Status",
    "Deadline",
    "Completion (%)",
    "Planned progress (%)",
    "Light",
    "Why",
    "Latest progress",
    "Updated at",
    "Remark",
]
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))


def export(items=None, *, title="2011年任务分解", filters=(), on=ON):
    """The ledger of the items as an opened workbook."""
    file = io.BytesIO()
    items = WorkItem.objects.in_order() if items is None else items
    write_ledger(items, title=title, filters=list(filters), on=on, file=file)
    file.seek(0)
    return load_workbook(file)


def rows(workbook):
    """The ledger's rows below the head as {label: cell}."""
    sheet = workbook.worksheets[0]
    found = list(sheet.iter_rows(min_row=HEAD_ROW, max_col=len(HEAD)))
    labels = [cell.value for cell in found[0]]
    return [dict(zip(labels, row, strict=True)) for row in found[1:]]


def values(workbook, label):
    return [row[label].value for row in rows(workbook)]


def statistics(workbook):
    """The second sheet below its head as {first cell: {label: value}}, and the sheet."""
    sheet = workbook.worksheets[1]
    found = list(sheet.iter_rows(min_row=HEAD_ROW + 1, values_only=True))
    return {row[0]: dict(zip(found[0], row, strict=True)) for row in found[1:]}


def note(item, text, at, *, by, department=None):
    return ProgressNote.objects.create(item=item, text=text, at=at, by=by, department=department)
