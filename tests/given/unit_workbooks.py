"""The workbook of a unit as the portal makes it, filled in with openpyxl, and as it comes back."""

from io import BytesIO

from items.workbooks.columns import FIGURES, FORM, PROGRESS
from items.workbooks.contents import contents_of, key_of
from items.workbooks.entering import keep_workbook
from items.workbooks.export import write_workbook

from .factories import day, moment
from .filled_workbooks import FilledForm

TITLES = {PROGRESS: "进展填报", FIGURES: "指标填报"}


def exported(period, unit, person):
    """The bytes of the workbook of the unit."""
    file = BytesIO()
    write_workbook(contents_of(period, unit, person), on=day("2011-03-18"), file=file)
    return file.getvalue()


class Filled(FilledForm):
    """A unit's workbook: `cell(update, name of a column)`, with a `target` that of its figure."""

    form = FORM

    def line(self, update, target=None):
        """The number of the line of a report, or of a figure of it."""
        return self.line_of(key_of(update.pk, target and target.pk))

    def cell(self, update, name, target=None):
        return self.cell_of(key_of(update.pk, target and target.pk), name)

    def put(self, update, name, value, target=None):
        """Write a value into a cell, as somebody types it."""
        self.cell(update, name, target).value = value


def waiting_workbook(period, unit, person, fill=lambda filled: None):
    """A workbook of the unit that waits for the person, filled in by `fill`."""
    filled = Filled(exported(period, unit, person))
    fill(filled)
    return keep_workbook("三月.xlsx", filled.data, by=person, at=moment("2011-03-18 09:00"))
