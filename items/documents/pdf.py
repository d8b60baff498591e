"""PDF files with a text layer: paragraphs, tables with ruling lines, without heads, feet and page numbers."""

from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from .asides import Document
from .errors import Refusal
from .limits import LARGEST_TEXT
from .pdf_flow import PageText, write
from .pdf_lines import lines_of
from .pdf_margins import without_margins
from .pdf_page import read_page
from .pdf_tables import find_tables

# A scanner may write a page number or its own name as text; that is no text layer.
_LEAST_TEXT_OF_A_PAGE = 10
_MOST_UNKNOWN = 0.2
_END = b"%%EOF"
_FURTHEST_END = 64 * 1024
_ENCRYPTED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


def read(data: bytes, progress: Callable[[int, int], None]) -> Document:
    """The text of a PDF file. Raises Refusal. The steps of `progress` are pages."""
    end = data.rfind(_END)
    if end < 0 or len(data) - end > _FURTHEST_END:
        # PDFium would read on as far as it gets, and the rest would be missing without a word.
        raise Refusal("damaged")
    try:
        pages = _read_pages(data, progress)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        raise Refusal("encrypted" if code in _ENCRYPTED else "damaged") from error
    kept, margins = without_margins([page.lines for page in pages], [(page.box[1], page.box[3]) for page in pages])
    for page, lines in zip(pages, kept, strict=True):
        page.lines = lines
    return write(pages, margins)


@dataclass(slots=True)
class _Tally:
    """Characters met so far."""

    known: int = 0
    unknown: int = 0
    most_of_a_page: int = 0

    def add(self, known: int, unknown: int) -> None:
        self.known, self.unknown = self.known + known, self.unknown + unknown
        self.most_of_a_page = max(self.most_of_a_page, known)
        if self.known > LARGEST_TEXT:
            raise Refusal("too_much_text", limit=LARGEST_TEXT)

    def judge(self) -> None:
        """Refuse what has no text layer, or one that cannot be understood."""
        if self.unknown > _MOST_UNKNOWN * (self.known + self.unknown):
            raise Refusal("unknown_signs")
        if self.most_of_a_page < _LEAST_TEXT_OF_A_PAGE:
            raise Refusal("scan")


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return next(page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE]), None) is not None


def _read_pages(data: bytes, progress: Callable[[int, int], None]) -> list[PageText]:
    pages, tally = [], _Tally()
    document = pypdfium2.PdfDocument(data)
    try:
        for index in range(len(document)):
            page = document[index]
            try:
                found = read_page(page)
                known = sum(not char.text.isspace() for char in found.chars)
                is_picture = known < _LEAST_TEXT_OF_A_PAGE and _has_picture(page)
            finally:
                page.close()
            tally.add(known, found.unknown)
            grids, outside = find_tables(found)
            pages.append(PageText(lines_of(outside), grids, found.box, is_picture, found.hidden, found.remarks))
            progress(index + 1, len(document))
    finally:
        document.close()
    if not pages:
        raise Refusal("damaged")
    tally.judge()
    return pages
