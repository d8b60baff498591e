"""The form of units and people as somebody fills it in, and as it comes back."""

from io import BytesIO

from openpyxl import Workbook, load_workbook

from items.people.columns import COLUMNS, PEOPLE, SHEET_NAMES, UNITS
from items.people.entering import keep_workbook

from .factories import moment


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


def workbook_of(person):
    """A workbook that brings a unit with its liaison, and waits for the person to take it in."""
    people = [{"full_name": "林青山", "unit": "市林业局", "role": "联络员"}]
    data = form(units=[{"name": "市林业局"}], people=people)
    return keep_workbook("名单.xlsx", data, by=person, at=moment("2011-03-18 09:00"))


def saved(workbook):
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def cells(data):
    """{sheet: its lines of cells} of a workbook."""
    workbook = load_workbook(BytesIO(data))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in workbook}
