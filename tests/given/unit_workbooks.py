"""The workbook of a unit as the portal makes it, filled in with openpyxl, and as it comes back."""

from io import BytesIO

from openpyxl import load_workbook

from items.round_trips.form import KEY
from items.workbooks.columns import FIGURES, PROGRESS
from items.workbooks.contents import contents_of, key_of
from items.workbooks.entering import keep_workbook
from items.workbooks.export import write_workbook

from .factories import day, moment
from .forms_filled import saved

TITLES = {PROGRESS: "进展填报", FIGURES: "指标填报"}


def exported(period, unit, person):
    """The bytes of the workbook of the unit."""
    file = BytesIO()
    write_workbook(contents_of(period, unit, person), on=day("2011-03-18"), file=file)
    return file.getvalue()


class Filled:
    """A workbook being filled in: `sheet(name)`, `cell(line of an update or target, name of a column)`."""

    def __init__(self, data):
        self.book = load_workbook(BytesIO(data))

    @property
    def data(self):
        return saved(self.book)

    def sheet(self, name=PROGRESS):
        return next(one for one in self.book if self._is(one, name))

    def _is(self, sheet, name):
        own = {"text"} if name == PROGRESS else {"value"}
        return any(own & {cell.value for cell in row} for row in sheet.iter_rows(max_row=20))

    def names(self, sheet):
        """(line of the hidden names, {name: number of its column})."""
        for row in sheet.iter_rows(max_row=20):
            names = {cell.value: cell.column for cell in row if cell.value}
            if KEY in names:
                return row[0].row, names
        raise AssertionError("no hidden line")

    def line(self, update, target=None):
        """The number of the line of a report, or of a figure of it."""
        sheet = self.sheet(FIGURES if target else PROGRESS)
        _line, names = self.names(sheet)
        wanted = key_of(update.pk, target and target.pk)
        return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, names[KEY]).value == wanted)

    def cell(self, update, name, target=None):
        sheet = self.sheet(FIGURES if target else PROGRESS)
        return sheet.cell(self.line(update, target), self.names(sheet)[1][name])

    def put(self, update, name, value, target=None):
        """Write a value into a cell, as somebody types it."""
        self.cell(update, name, target).value = value


def waiting_workbook(period, unit, person, fill=lambda filled: None):
    """A workbook of the unit that waits for the person, filled in by `fill`."""
    filled = Filled(exported(period, unit, person))
    fill(filled)
    return keep_workbook("三月.xlsx", filled.data, by=person, at=moment("2011-03-18 09:00"))
