"""Workbooks as paper: printed through LibreOffice, and its own heights of rows."""

import ctypes
import io
import re
import shutil
import subprocess
from dataclasses import dataclass
from zipfile import ZipFile

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

SOFFICE = shutil.which("soffice")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="soffice is not on PATH (package libreoffice-calc-nogui)")
HEIGHT = re.compile(rb' ht="[^"]*" customHeight="1"')
MERGED = re.compile(rb'<mergeCell ref="[A-Z]+(\d+):[A-Z]+(\d+)"/>')
BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class PrintedPage:
    """A page: `size` in points, its `text` without blanks, the sizes of its letters in points {size: how many}."""

    size: tuple
    text: str
    sizes: dict


def convert(files, kind, folder):
    """{name: bytes} of the workbooks as files of the other kind; LibreOffice is started once for all of them."""
    for name, data in files.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    paths = [folder / f"{name}.xlsx" for name in files]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    into = folder / "made"
    command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", into, *paths]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    return {name: (into / f"{name}.{kind}").read_bytes() for name in files}


def pages(pdf):
    """[PrintedPage] of the bytes of a PDF."""
    found = []
    for page in pdfium.PdfDocument(pdf):
        text = page.get_textpage()
        sizes = {}
        for place in range(text.count_chars()):
            letter = raw.FPDFText_GetUnicode(text, place)
            # Spaces and ends of lines that the reader has put in between have no size of their own.
            if letter > 32 and not raw.FPDFText_IsGenerated(text, place):
                matrix = raw.FS_MATRIX()
                raw.FPDFText_GetMatrix(text, place, ctypes.byref(matrix))
                size = round(raw.FPDFText_GetFontSize(text, place) * abs(matrix.d), 2)
                sizes[size] = sizes.get(size, 0) + 1
        found.append(PrintedPage(page.get_size(), squeezed(text.get_text_bounded()), sizes))
    return found


def squeezed(text):
    return BLANK.sub("", str(text)).replace("\ufffe", "-")


def without_heights(data):
    """The workbook without the heights that it gives its rows, so that an office suite works them out itself.

    Nothing is merged over rows, for a merged cell makes no row higher: the first of them has to hold all of it.
    """
    into = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as source, ZipFile(into, "w") as target:
        for part in source.infolist():
            told = source.read(part)
            if part.filename.startswith("xl/worksheets/"):
                told = MERGED.sub(lambda found: found[0] if found[1] == found[2] else b"", HEIGHT.sub(b"", told))
            target.writestr(part, told)
    return into.getvalue()
