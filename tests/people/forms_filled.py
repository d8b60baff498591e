"""The form of units and people as somebody fills it in, and as it comes back."""

from io import BytesIO

from openpyxl import Workbook, load_workbook

from items.people.columns import COLUMNS, PEOPLE, SHEET_NAMES, UNITS


def head(sheet):
    return [str(column.label) for column in COLUMNS[sheet]]


def form(*, units=(), people=()):
    """The bytes of a workbook with these rows ({column: value}); the head stands on line 1, the rows below."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet, rows in ((UNITS, units), (PEOPLE, people)):
        written = workbook.create_sheet(str(SHEET_NAMES[sheet]))
        written.append(head(sheet))
        for row in rows:
            assert set(row) <= {column.name for column in COLUMNS[sheet]}
            written.append([row.get(column.name) for column in COLUMNS[sheet]])
    return saved(workbook)


def saved(workbook):
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def cells(data):
    """{sheet: its lines of cells} of a workbook."""
    workbook = load_workbook(BytesIO(data))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in workbook}
