"""A workbook that comes back being filled in with openpyxl, and as LibreOffice writes it again."""

import subprocess
from io import BytesIO

from openpyxl import load_workbook

from items.round_trips.form import KEY

from .forms_filled import saved


class FilledForm:
    """A workbook of the `form`: `cell(key of a line, name of a column)`, `put` as somebody types it."""

    form = None

    def __init__(self, data):
        self.book = load_workbook(BytesIO(data))

    @property
    def data(self):
        return saved(self.book)

    def sheet(self, name=None):
        name = name or self.form.sheets[0].name
        return next(one for one in self.book if self._is(one, name))

    def _is(self, sheet, name):
        own = {one.name for one in self.form.sheet(name).typed}
        return any(len(own & {cell.value for cell in row}) > 1 for row in sheet.iter_rows(max_row=20))

    def names(self, sheet):
        """(line of the hidden names, {name: number of its column})."""
        for row in sheet.iter_rows(max_row=20):
            names = {cell.value: cell.column for cell in row if cell.value}
            if KEY in names:
                return row[0].row, names
        raise AssertionError("no hidden line")

    def line_of(self, key):
        """The number of the line with the key."""
        sheet = self.sheet(self.form.sheet_of(key))
        _line, names = self.names(sheet)
        return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, names[KEY]).value == key)

    def cell_of(self, key, name):
        sheet = self.sheet(self.form.sheet_of(key))
        return sheet.cell(self.line_of(key), self.names(sheet)[1][name])


def through_libreoffice(data, folder):
    """The workbook as LibreOffice writes it again."""
    (folder / "in.xlsx").write_bytes(data)
    out = folder / "out"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", out, folder / "in.xlsx"], check=True, capture_output=True, timeout=120)
    data = (out / "in.xlsx").read_bytes()
    assert load_workbook(BytesIO(data))["平台信息"].sheet_state == "hidden"
    return data
