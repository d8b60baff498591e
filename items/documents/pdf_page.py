"""What stands on a page of a PDF file, where: characters and ruling lines, turned so that the text reads upright.

Lengths are points (1/72 inch), x grows to the right and y upwards.
"""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from .pdf_asides import hidden_characters, remarks

# A ruling line is drawn as a line, as a thin filled rectangle or as the border of a rectangle.
_THINNEST_AREA = 3.0
_SLANT = 1.0
_DEEPEST_FORM = 10
_MOST_SEGMENTS = 200_000
_QUARTER = math.pi / 2
_UPRIGHT_WITHIN = 0.1
# Characters that some programs write in place of the common ones they are compatible with.
_COMPATIBLE = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF))
_NOTHING = ("\x00", "\ufffd", "\ufffe", "\uffff")

Point = tuple[float, float]
# Left, bottom, right, top.
Box = tuple[float, float, float, float]
_Matrices = tuple[pdfium.FS_MATRIX, ...]


@dataclass(frozen=True, slots=True)
class Char:
    """One character: its box and the height of its baseline. `wide` is a Chinese character or full-width sign."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    base: float
    wide: bool


@dataclass(frozen=True, slots=True)
class Ruling:
    """A horizontal line at y = `at` from x = `start` to `end`, or a vertical one with x and y exchanged."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """`unknown` counts the characters of which the file does not say what they are; the box is that of the page.

    `hidden` are the words that nobody sees, `remarks` the comments on the page.
    """

    chars: list[Char]
    horizontal: list[Ruling]
    vertical: list[Ruling]
    box: Box
    unknown: int
    hidden: str = ""
    remarks: Sequence[str] = ()


def read_page(page: pypdfium2.PdfPage) -> Page:
    """All upright characters and ruling lines of a page. Raises PdfiumError where the page cannot be read."""
    found, turn, unknown, hidden = _characters(page)
    lines = [_turned(line, turn) for line in _lines(page)]
    horizontal, vertical = [], []
    for x0, y0, x1, y1 in lines:
        if y1 - y0 <= _SLANT < x1 - x0:
            horizontal.append(Ruling((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= _SLANT < y1 - y0:
            vertical.append(Ruling((x0 + x1) / 2, y0, y1))
    return Page(found, horizontal, vertical, _turned(page.get_bbox(), turn), unknown, hidden, remarks(page))


def _characters(page: pypdfium2.PdfPage) -> tuple[list[Char], int, int, str]:
    """(characters, their quarter turns, number of unknown ones, hidden words); what stands at a rarer angle is left
    aside."""
    textpage = page.get_textpage()
    try:
        raw = [_character(textpage, index) for index in range(textpage.count_chars())]
        unseen = hidden_characters(page, textpage)
    finally:
        textpage.close()
    unknown = sum(one is None for one in raw)
    drawn = [one for index, one in enumerate(raw) if one and index not in unseen]
    hidden = "".join(one[0] for index in sorted(unseen) if (one := raw[index]))
    turns = Counter(turn for _, turn, _, _ in drawn if turn is not None)
    turn = max(turns, key=turns.__getitem__, default=0)
    chars = []
    for text, its_turn, box, origin in drawn:
        if its_turn == turn:
            left, bottom, right, top = _turned(box, turn)
            base = _turned((*origin, *origin), turn)[1]
            wide = unicodedata.east_asian_width(text[0]) in "WF"
            chars.append(Char(text, left, right, bottom, top, base, wide))
    return chars, turn, unknown, hidden


def _character(textpage: pypdfium2.PdfTextPage, index: int) -> tuple[str, int | None, Box, Point] | tuple[()] | None:
    """(text, quarter turns or None, box, origin); None if unknown, () if PDFium made it up or it is not drawn."""
    if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
        return ()
    text = chr(pdfium.FPDFText_GetUnicode(textpage, index))
    if text in _NOTHING:
        return None
    if text in "\r\n" or unicodedata.category(text) in ("Cc", "Cf", "Cs"):
        return ()
    if any(first <= ord(text) <= last for first, last in _COMPATIBLE):
        text = unicodedata.normalize("NFKC", text)
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetLooseCharBox(textpage, index, box):
        return ()
    pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
    angle = pdfium.FPDFText_GetCharAngle(textpage, index)
    turn = round(angle / _QUARTER)
    is_upright = abs(angle - turn * _QUARTER) < _UPRIGHT_WITHIN
    # PDFium measures the angle clockwise.
    return text, -turn % 4 if is_upright else None, (box.left, box.bottom, box.right, box.top), (x.value, y.value)


def _turned(box: Box, turn: int) -> Box:
    """A box after as many quarter turns as bring text of that angle upright."""
    left, bottom, right, top = box
    for _ in range(turn):
        left, bottom, right, top = bottom, -right, top, -left
    return left, bottom, right, top


def _lines(page: pypdfium2.PdfPage) -> list[Box]:
    """The straight lines of all paths as boxes of no or little width or height."""
    found: list[Box] = []
    _collect(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, (), found, 0)
    return found


def _collect(
    parent: pypdfium2.PdfPage | pdfium.FPDF_PAGEOBJECT,
    count: Callable[[pdfium.FPDF_PAGEOBJECT], int],
    get: Callable[[pdfium.FPDF_PAGEOBJECT, int], pdfium.FPDF_PAGEOBJECT],
    outer: _Matrices,
    found: list[Box],
    depth: int,
) -> None:
    for index in range(max(count(parent), 0)):
        thing = get(parent, index)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            found += _path_lines(thing, (_matrix(thing), *outer))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            inner = (_matrix(thing), *outer)
            _collect(thing, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, found, depth + 1)
        if len(found) > _MOST_SEGMENTS:
            return


def _matrix(thing: pdfium.FPDF_PAGEOBJECT) -> pdfium.FS_MATRIX:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, matrix)
    return matrix


def _path_lines(path: pdfium.FPDF_PAGEOBJECT, matrices: _Matrices) -> list[Box]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    lines: list[Box] = []
    for points in _outlines(path, matrices):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        width, height = box[2] - box[0], box[3] - box[1]
        if min(width, height) <= _THINNEST_AREA:
            lines.append(_middle(box))
        elif stroke.value:
            lines += [(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in pairwise(points)]
    return lines if fill.value or stroke.value else []


def _middle(box: Box) -> Box:
    left, bottom, right, top = box
    if right - left > top - bottom:
        return left, (bottom + top) / 2, right, (bottom + top) / 2
    return (left + right) / 2, bottom, (left + right) / 2, top


def _outlines(path: pdfium.FPDF_PAGEOBJECT, matrices: _Matrices) -> list[list[Point]]:
    """The corners of each part of a path, closed where the part is; parts with curves are left out."""
    parts: list[list[Point]] = []
    curved = False
    for index in range(min(max(pdfium.FPDFPath_CountSegments(path), 0), _MOST_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = _moved(x.value, y.value, matrices)
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not parts:
            parts, curved = (parts[:-1] if curved else parts), False
            parts.append([])
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        parts[-1].append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            parts[-1].append(parts[-1][0])
    return parts[:-1] if curved else parts


def _moved(x: float, y: float, matrices: _Matrices) -> Point:
    for m in matrices:
        x, y = m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f
    return x, y
