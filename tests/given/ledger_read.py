"""The ledger in Excel, read back."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from items.ledger.export import write_ledger


def ledger_of(items, *, on):
    """{number: {column: cell}} of the items, a queryset, as the ledger says them on the day."""
    file = BytesIO()
    write_ledger(items, title="", filters=[], on=on, file=file)
    rows = [[cell.value for cell in row] for row in load_workbook(file).worksheets[0].iter_rows()]
    head = next(place for place, row in enumerate(rows) if _("Completion (%)") in row)
    found = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
    return {str(row[_("Original number")]): row for row in found}
