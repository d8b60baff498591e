"""Workbooks of any length: openpyxl writes all but the rows, which wait in a file of their own as they come.

openpyxl makes two objects of every styled cell and asks each of them about comments, links and formulas, which takes
several times as long as reading the rows from the database; a row of texts and numbers is a line of XML.
"""

import io
import shutil
import tempfile
from contextlib import ExitStack
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from .cells import CellStyle

# As openpyxl writes a sheet without rows.
NO_ROWS = b"<sheetData></sheetData>"


class StreamedWorkbook:
    """A workbook whose sheets get their rows as XML; memory does not grow with them. Close it when it is done."""

    def __init__(self) -> None:
        self.book = Workbook(write_only=True)
        self._open = ExitStack()
        self._sheets: list[tuple[Worksheet, IO[bytes]]] = []
        self._styles: dict[tuple[str, Font | None, str], CellStyle] = {}

    def add_sheet(self, name: str) -> tuple[Worksheet, IO[bytes]]:
        """(a new sheet, which takes everything but rows, the file that takes its rows)."""
        rows = tempfile.TemporaryFile()  # noqa: SIM115 - `close` closes it
        self._open.enter_context(rows)
        self._sheets.append((self.book.create_sheet(name), rows))
        return self._sheets[-1]

    def style(self, name: str, font: Font | None = None, fill: str = "") -> CellStyle:
        """The named style, in another font and on a ground of the colour (#rrggbb) if they are given."""
        if (name, font, fill) not in self._styles:
            told = []
            for quoted in (False, True):
                cell = WriteOnlyCell(self.book.worksheets[0])
                cell.style = name
                if font:
                    cell.font = font
                if fill:
                    cell.fill = PatternFill("solid", fgColor=fill[1:].upper())
                cell.quotePrefix = quoted
                told.append(cell.style_id)
            self._styles[name, font, fill] = CellStyle(*told)
        return self._styles[name, font, fill]

    def save(self, file: BinaryIO) -> None:
        """Write all of it into the binary `file`."""
        frame = io.BytesIO()
        self.book.save(frame)
        rows_of = {sheet.path.lstrip("/"): rows for sheet, rows in self._sheets}
        with ZipFile(frame) as framed, ZipFile(file, "w", ZIP_DEFLATED) as full:
            for part in framed.infolist():
                data, rows = framed.read(part), rows_of.get(part.filename)
                if rows is None:
                    full.writestr(part, data)
                    continue
                before, found, after = data.partition(NO_ROWS)
                assert found, "openpyxl writes sheets without rows otherwise than it did"
                rows.seek(0)
                with full.open(part.filename, "w", force_zip64=True) as into:
                    into.write(before + b"<sheetData>")
                    shutil.copyfileobj(rows, into)
                    into.write(b"</sheetData>" + after)

    def close(self) -> None:
        """Delete what waits on the disk."""
        self._open.close()
