"""Workbooks of any length: openpyxl writes all but rows and merged cells, which wait in files of their own.

openpyxl makes two objects of every styled cell and asks each of them about comments, links and formulas, which takes
several times as long as reading the rows from the database; a row of texts and numbers is a line of XML.
"""

import io
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from .cells import CellStyle

# As openpyxl writes a sheet without rows, and one with the merged cells of its heading.
NO_ROWS = b"<sheetData></sheetData>"
MERGED = re.compile(rb'<mergeCells count="(\d+)">(.*?)</mergeCells>')


@dataclass
class StreamedSheet:
    """A sheet: `sheet` takes everything but rows, the file `rows` takes them, `merge` what is merged among them.

    openpyxl compares each merged area with all others; of thousands of rows these go to the disk as they come, too.
    """

    sheet: Worksheet
    rows: IO[bytes]
    merged: IO[bytes]
    count: int = 0

    def merge(self, area: str) -> None:
        """Merge the cells of the area ("A7:A9"), which overlaps no other one."""
        self.merged.write(f'<mergeCell ref="{area}"/>'.encode())
        self.count += 1

    def write_into(self, into: IO[bytes], frame: bytes) -> None:
        """The whole sheet, by its `frame` as openpyxl writes it."""
        before, found, after = frame.partition(NO_ROWS)
        assert found, "openpyxl writes sheets without rows otherwise than it did"
        self.rows.seek(0)
        into.write(before + b"<sheetData>")
        shutil.copyfileobj(self.rows, into)
        into.write(b"</sheetData>")
        if not self.count:
            into.write(after)
            return
        place = MERGED.search(after)
        assert place, "the heading of a sheet is merged"
        self.merged.seek(0)
        into.write(after[: place.start()] + b'<mergeCells count="%d">' % (int(place[1]) + self.count) + place[2])
        shutil.copyfileobj(self.merged, into)
        into.write(b"</mergeCells>" + after[place.end() :])


# Widths of columns count digits of the default font: Excel's own is on few other machines, and what stands in for it
# may be a third wider. Arial, or one of its very widths, is everywhere.
DEFAULT_FONT = Font(name="Arial", sz=10)


class StreamedWorkbook:
    """A workbook whose sheets get their rows as XML; memory does not grow with them. Close it when it is done.

    `before_saving` are called when all rows are written.
    """

    def __init__(self) -> None:
        self.book = Workbook(write_only=True)
        # openpyxl has no other way to the default font.
        inside: Any = self.book
        inside._fonts[0] = inside._named_styles["Normal"].font = DEFAULT_FONT
        self.before_saving: list[Callable[[], None]] = []
        self._open = ExitStack()
        self._sheets: list[StreamedSheet] = []
        self._styles: dict[tuple[str, str, str, str], CellStyle] = {}

    def add_sheet(self, name: str) -> StreamedSheet:
        rows, merged = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - `close` closes them
        for file in (rows, merged):
            self._open.enter_context(file)
        self._sheets.append(StreamedSheet(self.book.create_sheet(name), rows, merged))
        return self._sheets[-1]

    def style(self, name: str, colour: str = "", fill: str = "", form: str = "") -> CellStyle:
        """The named style; in letters of the `colour` (#rrggbb), on a ground `fill`, in a number format `form`."""
        key = (name, colour, fill, form)
        if key not in self._styles:
            told = []
            for quoted in (False, True):
                cell = WriteOnlyCell(self.book.worksheets[0])
                cell.style = name
                if colour:
                    named = cell.font
                    cell.font = Font(name=named.name, sz=named.sz, b=named.b, color=colour[1:].upper())
                if fill:
                    cell.fill = PatternFill("solid", fgColor=fill[1:].upper())
                if form:
                    cell.number_format = form
                cell.quotePrefix = quoted
                told.append(cell.style_id)
            self._styles[key] = CellStyle(*told)
        return self._styles[key]

    def save(self, file: BinaryIO) -> None:
        """Write all of it into the binary `file`."""
        for last in self.before_saving:
            last()
        frame = io.BytesIO()
        self.book.save(frame)
        sheets = {one.sheet.path.lstrip("/"): one for one in self._sheets}
        with ZipFile(frame) as framed, ZipFile(file, "w", ZIP_DEFLATED) as full:
            for part in framed.infolist():
                data, sheet = framed.read(part), sheets.get(part.filename)
                if sheet is None:
                    full.writestr(part, data)
                    continue
                with full.open(part.filename, "w", force_zip64=True) as into:
                    sheet.write_into(into, data)

    def close(self) -> None:
        """Delete what waits on the disk."""
        self._open.close()
