"""Lines cut into the cells of a table: at tabs, at bars as in markdown, or at wide gaps."""

import re
import unicodedata
from bisect import bisect_left

from .grid import Cell, Lines, Row, cell
from .source import Source, Span

TAB, BAR, GAP = "\t", "|", "  "
_GAP = re.compile("(?<=[^ \n]) {2,}(?=[^ \n])")
# So many cells beside one another tell that gaps part them.
_FEWEST_BESIDE_GAPS = 3


class PartedLines:
    """Cuts lines at `mark`: a tab of the text, a bar of the folded text, or a gap of several blanks in it.

    Where gaps part the cells, the first line tells where the columns begin, and a line of fewer cells leaves out those
    under which nothing stands.
    """

    def __init__(self, lines: Lines, mark: str):
        self.lines, self.source, self.mark = lines, lines.source, mark
        self.fewest = _FEWEST_BESIDE_GAPS if mark == GAP else 2
        self._columns: list[int] = []

    def has_mark(self, index: int) -> bool:
        """Whether the line has more than one cell."""
        start, end = self.lines.stripped(index)
        if self.mark == TAB:
            return self.source.text.find(TAB, *self.lines.spans[index]) >= 0
        if self.mark == BAR:
            return self.source.folded.find(BAR, start, end) >= 0
        return _GAP.search(self.source.folded, start, end) is not None

    def cells(self, start: int, end: int) -> list[Cell]:
        """The cells of the row source[start:end]."""
        return self._at_gaps(start, end) if self.mark == GAP else self._at_marks(start, end)

    def _at_marks(self, start: int, end: int) -> list[Cell]:
        text = self.source.text if self.mark == TAB else self.source.folded
        if self.mark == BAR:
            start, end = self.source.strip(start, end)
            start += text.startswith(BAR, start, end)
            end -= text.endswith(BAR, start, end)
        found, quoted_until = [], start
        at = start
        while True:
            if self.mark == TAB and text.startswith('"', at, end):
                closing = text.find('"\t', at + 1, end)
                quoted_until = closing + 1 if closing >= 0 else at
            stop = text.find(self.mark, max(at, quoted_until), end)
            found.append(self._unquoted(at, stop if stop >= 0 else end))
            if stop < 0:
                return found
            at = stop + 1

    def _unquoted(self, start: int, end: int) -> Cell:
        found = cell(self.source, start, end)
        text = self.source.text
        if found.end - found.start > 2 and text[found.start] == text[found.end - 1] == '"' and self.mark == TAB:
            return cell(self.source, found.start + 1, found.end - 1)
        return found

    def _at_gaps(self, start: int, end: int) -> list[Cell]:
        spans = cut_at_gaps(self.source, start, end)
        places = self._places(start, [span[0] for span in spans])
        if not self._columns and len(spans) >= self.fewest:
            self._columns = places
        if len(spans) >= len(self._columns):
            return [Cell(*span) for span in spans]
        cells: list[Cell] = []
        for (at, to), place in zip(spans, places, strict=True):
            column = max(self._nearest(place), len(cells))
            cells += [Cell(at, at)] * (column - len(cells)) + [Cell(at, to)]
        return cells + [Cell(end, end)] * (len(self._columns) - len(cells))

    def _nearest(self, place: int) -> int:
        """The column that begins nearest to the place in its line."""
        after = bisect_left(self._columns, place)
        beside = [at for at in (after - 1, after) if 0 <= at < len(self._columns)]
        return min(beside, key=lambda at: abs(self._columns[at] - place))

    def _places(self, start: int, offsets: list[int]) -> list[int]:
        """How far from the beginning of their line the offsets stand; a Chinese character is as wide as two others."""
        found, place, at = [], 0, self.source.text.rfind("\n", 0, start) + 1
        for offset in offsets:
            place += sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in self.source.text[at:offset])
            found.append(place)
            at = offset
        return found


def is_gapped(source: Source, row: Row) -> bool:
    """Whether a wide gap parts the first two cells of a row."""
    cells = row.cells[:2]
    gap = _GAP.match(source.folded, cells[0].end) if len(cells) > 1 else None
    return gap is not None and gap.end() == cells[1].start


def cut_at_gaps(source: Source, start: int, end: int) -> list[Span]:
    """The stretches of source[start:end] between wide gaps."""
    start, end = source.strip(start, end)
    gaps = [gap.span() for gap in _GAP.finditer(source.folded, start, end)]
    return list(zip([start, *(to for _, to in gaps)], [*(at for at, _ in gaps), end], strict=True))


def next_mark(source: Source, mark: str, start: int, end: int) -> int:
    """Where the mark, or the next wide gap between words, begins within source[start:end]; `end` if nowhere."""
    if mark == GAP:
        gap = _GAP.search(source.folded, start, end)
        return gap.start() if gap else end
    at = (source.text if mark == TAB else source.folded).find(mark, start, end)
    return at if at >= 0 else end
