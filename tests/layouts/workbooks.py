"""The Excel ledger, opened again and read."""

import datetime
import io

from openpyxl import load_workbook

from items.layouts.export import WorkbookHead, write_layout
from items.layouts.shipped import SHIPPED
from items.models import ProgressNote, WorkItem

from ..given.factories import day

ON = day("2011-05-01")
HEAD_ROW = 5
HEAD = [
    "No.",
    "Original number",
    "Chapter",
    "Work item",
    "Targets",
    "Target",
    "Unit of count",
    "Cumulative value",
    "Lead department",
    "Supporting/responsible departments",
    "Leaders in charge",
    "Status",
    "Deadline",
    "Completion",
    "Planned progress",
    "Light",
    "Why",
    "Latest progress",
    "Problems",
    "Next steps",
    "Reported on",
    "Remark of the review",
    "Remark",
]
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))


def write(items=None, *, title="2011年任务分解", filters=(), on=ON, layout="ledger", file=None):
    """The items in a shipped layout as the bytes of a workbook, in `file` if given."""
    file = file or io.BytesIO()
    items = WorkItem.objects.in_order() if items is None else items
    write_layout(SHIPPED[layout], items, WorkbookHead(title, list(filters), on), file=file)
    return file


def export(items=None, **told):
    """The same as an opened workbook."""
    file = write(items, **told)
    file.seek(0)
    return load_workbook(file)


def rows(workbook, sheet=0):
    """The items of a sheet as {label: cell}, each by its first row: without bands and who signs."""
    found = list(workbook.worksheets[sheet].iter_rows())
    head = next(place for place, row in enumerate(found) if row[0].value == "No.")
    labels = [cell.value for cell in found[head]]
    return [dict(zip(labels, row, strict=True)) for row in found[head + 1 :] if isinstance(row[0].value, int)]


def bands(workbook, sheet=0):
    """What stands across all columns below the head of a sheet, without who signs."""
    found = [row[0].value for row in workbook.worksheets[sheet].iter_rows()]
    return [text for text in found[found.index("No.") + 1 : -1] if isinstance(text, str)]


def values(workbook, label):
    return [row[label].value for row in rows(workbook)]


def statistics(workbook, band="By unit"):
    """What the sheet of counts has below a band as {first cell: {label: value}}."""
    found = list(workbook["Statistics"].iter_rows(values_only=True))
    head = next(row for row in found if row[0] == "Chapter or unit")
    below = found[[row[0] for row in found].index(band) + 1 :]
    last = next(place for place, row in enumerate(below) if row[0].startswith("Total"))
    return {row[0]: dict(zip(head, row, strict=True)) for row in below[: last + 1]}


def note(item, text, at, *, by, department=None):
    return ProgressNote.objects.create(item=item, text=text, at=at, by=by, department=department)
