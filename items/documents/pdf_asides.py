"""What a reader of a PDF page does not see or see as a part of the text: hidden characters, and remarks on the page."""

import ctypes
from collections.abc import Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

# A colour of which every part is at least this is that of the paper.
_WHITE = 250
# Links, windows of remarks and fields of forms say nothing of their own.
_NO_REMARKS = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_WIDGET)
_MOST_REMARKS = 1000
_MOST_GROUNDS = 2000

_Rectangle = tuple[float, float, float, float]


def hidden_characters(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> set[int]:
    """Indexes of the characters that are not drawn, or drawn in the colour of the paper on nothing else.

    Where most are not drawn they are what a scanner recognised below a picture, and the text of the page.
    """
    count = textpage.count_chars()
    invisible = {index for index in range(count) if _is_invisible(textpage, index)}
    if 2 * len(invisible) > count:
        invisible = set()
    white = [index for index in range(count) if index not in invisible and _is_white(textpage, index)]
    if white:
        grounds = list(_grounds(page))
        invisible.update(index for index in white if not _lies_on(textpage, index, grounds))
    return invisible


def remarks(page: pypdfium2.PdfPage) -> list[str]:
    """The words of the comments on a page."""
    found = []
    for index in range(min(max(pdfium.FPDFPage_GetAnnotCount(page), 0), _MOST_REMARKS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        if pdfium.FPDFAnnot_GetSubtype(annotation) not in _NO_REMARKS and (words := _contents(annotation).strip()):
            found.append(words)
        pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def _contents(annotation: pdfium.FPDF_ANNOTATION) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pointer = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", pointer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "ignore")


def _is_invisible(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    drawn = pdfium.FPDFText_GetTextObject(textpage, index)
    return bool(drawn) and pdfium.FPDFTextObj_GetTextRenderMode(drawn) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE


def _is_white(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    parts = [ctypes.c_uint() for _ in range(4)]
    return bool(pdfium.FPDFText_GetFillColor(textpage, index, *parts)) and all(
        part.value >= _WHITE for part in parts[:3]
    )


def _grounds(page: pypdfium2.PdfPage) -> Iterator[_Rectangle]:
    """The rectangles of pictures, and of areas that are not white."""
    for index in range(min(max(pdfium.FPDFPage_CountObjects(page), 0), _MOST_GROUNDS)):
        thing = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT or (kind == pdfium.FPDF_PAGEOBJ_PATH and _is_bare(thing)):
            continue
        sides = [ctypes.c_float() for _ in range(4)]
        if pdfium.FPDFPageObj_GetBounds(thing, *sides):
            yield sides[0].value, sides[1].value, sides[2].value, sides[3].value


def _is_bare(path: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Whether a path is not filled, or in white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    parts = [ctypes.c_uint() for _ in range(4)]
    coloured = pdfium.FPDFPageObj_GetFillColor(path, *parts) and any(part.value < _WHITE for part in parts[:3])
    return not (fill.value and coloured)


def _lies_on(textpage: pypdfium2.PdfTextPage, index: int, grounds: Sequence[_Rectangle]) -> bool:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in grounds)
