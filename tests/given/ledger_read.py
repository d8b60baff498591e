"""The ledger in Excel, read back."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from items.layouts.export import WorkbookHead, write_layout
from items.layouts.shipped import LEDGER, SHIPPED


def ledger_of(items, *, on):
    """{number: {column: cell}} of the items, a queryset, as the ledger says them on the day; percent of 100."""
    file = BytesIO()
    write_layout(SHIPPED[LEDGER], items, WorkbookHead("", [], on), file=file)
    rows = [[cell.value for cell in row] for row in load_workbook(file).worksheets[0].iter_rows()]
    head = next(place for place, row in enumerate(rows) if _("Completion") in row)
    found = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if isinstance(row[0], int)]
    for row in found:
        if row[_("Completion")] is not None:
            row[_("Completion")] = round(100 * row[_("Completion")], 1)
    return {str(row[_("Original number")]): row for row in found}
