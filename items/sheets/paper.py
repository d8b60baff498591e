"""The paper under a table: as wide as its columns need, and never so wide that its print falls below 8 points.

A sheet is scaled to the width of its paper. So columns that come to more than `room` are made narrower together, and
what even then does not fit stands on two sheets side by side. `Pages` says where pages end, so that no row, and nothing
that is merged over several, is cut in two: a layout engine would cut merged cells anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

BODY_SIZE = 10
SMALLEST_PRINT = 8  # points
# A column's width counts digits of the default font (`streamed.DEFAULT_FONT`): Excel rounds them to 7 pixels, others
# take them as they are. Printers differ a little, hence the margin.
POINTS_A_DIGIT = 5.56
SURELY = 0.97
# Inches; as they are set on the sheet.
SIDE, TOP, BOTTOM, HEADER = 0.4, 0.5, 0.6, 0.3
NARROWEST = 9  # no column of texts is made narrower than this
MOST_BREAKS = 1000  # Excel takes 1,026


@dataclass(frozen=True)
class SheetPaper:
    """A sheet in landscape, in points; `code` is Excel's number of its size."""

    name: str
    code: str
    width: float
    height: float

    @property
    def room(self) -> float:
        """How wide the columns may be together for a print of at least 8 points."""
        return (self.width - 2 * 72 * SIDE) / POINTS_A_DIGIT * SURELY * BODY_SIZE / SMALLEST_PRINT

    def height_at(self, width: float) -> float:
        """How high a page is, in points of the sheet, where the columns are so wide together."""
        scale = min(1, (self.width - 2 * 72 * SIDE) / (width * POINTS_A_DIGIT))
        return (self.height - 72 * (TOP + BOTTOM)) / scale


A4 = SheetPaper("A4", Worksheet.PAPERSIZE_A4, 842, 595)
A3 = SheetPaper("A3", Worksheet.PAPERSIZE_A3, 1191, 842)
PAPERS = {paper.name: paper for paper in (A4, A3)}


def paper_for(widths: Sequence[float]) -> SheetPaper:
    """The smallest paper on which the columns fit as they are, else the largest."""
    return A4 if sum(widths) <= A4.room else A3


def fitted(widths: Sequence[float], least: Sequence[float], paper: SheetPaper) -> tuple[list[float], int]:
    """(the widths made to fit on the paper, on how many sheets side by side); none below its `least`."""
    across = max(1, ceil(sum(least) / paper.room))
    excess = sum(widths) - across * paper.room
    spare = sum(widths) - sum(least)
    if excess <= 0 or not spare:
        return list(widths), across
    share = min(1.0, excess / spare)
    return [width - (width - low) * share for width, low in zip(widths, least, strict=True)], across


class Pages:
    """Where the pages of a sheet end: after which rows, for blocks of rows that stay together."""

    def __init__(self, sheet: Worksheet, height: float):
        """`height` is that of a page, less what is repeated on each."""
        self.room = height * 0.97
        self._sheet, self._used, self._breaks = sheet, 0.0, 0
        self._with_next: tuple[int, float] | None = None

    def add(self, row: int, height: float, *, with_next: bool = False) -> None:
        """A block begins in the row and is so high; `with_next`: it stands on the page of the block that follows."""
        first, together = row, height
        if self._with_next:
            first, together = self._with_next[0], self._with_next[1] + height
        if with_next:
            self._with_next = first, together
            return
        self._with_next = None
        if self._used and self._used + together > self.room:
            self._break_before(first)
        self._used += together

    def _break_before(self, row: int) -> None:
        self._used = 0
        if self._breaks < MOST_BREAKS:
            self._breaks += 1
            self._sheet.row_breaks.append(Break(id=row - 1))
