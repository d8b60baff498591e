"""Tables of a PDF page by their ruling lines."""

from bisect import bisect_right
from dataclasses import dataclass

from .pdf_lines import cell_text, lines_of
from .pdf_page import Char, Page, Ruling

# How far apart lines may be that are meant to lie in one place or to touch.
_SNAP = 3.0
# A page that claims more is a drawing.
_MOST_LINES = 500
_MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid, over `height` rows.

    `room` is the width that its last line could still take, `token` the width of what its first line had to begin with.
    `blank` as in Line, of the last one.
    """

    row: int
    column: int
    height: int
    text: str
    token: float
    room: float
    blank: bool


@dataclass(slots=True)
class Grid:
    """A table: x of its vertical and y of its horizontal lines (from the top), and its cells in reading order."""

    xs: list[float]
    ys: list[float]
    cells: list[Cell]

    def holds(self, char: Char) -> bool:
        x, y = (char.left + char.right) / 2, (char.bottom + char.top) / 2
        return self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]


def find_tables(page: Page) -> tuple[list[Grid], list[Char]]:
    """(tables from the top down, characters outside of them). A frame around text is no table."""
    grids, outside = [], page.chars
    for horizontal, vertical in _networks(_merged(page.horizontal), _merged(page.vertical)):
        xs = _places([line.at for line in vertical])
        ys = _places([line.at for line in horizontal])[::-1]
        if len(xs) < 2 or len(ys) < 2 or not 2 <= (len(xs) - 1) * (len(ys) - 1) <= _MOST_CELLS:
            continue
        grid = Grid(xs, ys, [])
        inside = [char for char in outside if grid.holds(char)]
        regions = _regions(xs, ys, horizontal, vertical)
        if len({cell for row in regions for cell in row}) < 2 or not inside:
            continue
        grid.cells = _cells(grid, regions, inside)
        outside = [char for char in outside if not grid.holds(char)]
        grids.append(grid)
    return sorted(grids, key=lambda grid: -grid.ys[0]), outside


def _merged(rulings: list[Ruling]) -> list[Ruling]:
    """Pieces of one line, also of a dotted or double one, as one line."""
    found: list[Ruling] = []
    for place in _groups(rulings):
        first, *others = sorted(place, key=lambda piece: piece.start)
        at, start, end = place[0].at, first.start, first.end
        for piece in others:
            if piece.start <= end + _SNAP:
                end = max(end, piece.end)
                continue
            found.append(Ruling(at, start, end))
            start, end = piece.start, piece.end
        found.append(Ruling(at, start, end))
    return [line for line in found if line.end - line.start > 2 * _SNAP][:_MOST_LINES]


def _groups(rulings: list[Ruling]) -> list[list[Ruling]]:
    groups: list[list[Ruling]] = []
    for ruling in sorted(rulings, key=lambda ruling: ruling.at):
        if groups and ruling.at - groups[-1][0].at <= _SNAP:
            groups[-1].append(ruling)
        else:
            groups.append([ruling])
    return groups


def _places(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return found


def _networks(horizontal: list[Ruling], vertical: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Lines that touch one another belong together; those that touch none are underlines and the like."""
    parent = list(range(len(horizontal) + len(vertical)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = index = parent[parent[index]]
        return index

    for i, h in enumerate(horizontal):
        for j, v in enumerate(vertical, start=len(horizontal)):
            if _reaches(h, v.at) and _reaches(v, h.at):
                parent[root(i)] = root(j)
    networks: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for index, line in enumerate((*horizontal, *vertical)):
        networks.setdefault(root(index), ([], []))[index >= len(horizontal)].append(line)
    return [(h, v) for h, v in networks.values() if h and v]


def _reaches(line: Ruling, place: float) -> bool:
    return line.start - _SNAP <= place <= line.end + _SNAP


def _regions(
    xs: list[float], ys: list[float], horizontal: list[Ruling], vertical: list[Ruling]
) -> list[list[tuple[int, int]]]:
    """For each row and column of the grid the (top, left) of the cell that lies there."""
    across = [[line for line in horizontal if abs(line.at - y) <= _SNAP] for y in ys]
    upright = [[line for line in vertical if abs(line.at - x) <= _SNAP] for x in xs]
    regions = [[(row, column) for column in range(len(xs) - 1)] for row in range(len(ys) - 1)]
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            x, y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            if column and not _has_line(upright[column], y):
                regions[row][column] = regions[row][column - 1]
            elif row and not _has_line(across[row], x):
                regions[row][column] = regions[row - 1][column]
    return regions


def _has_line(lines: list[Ruling], place: float) -> bool:
    return any(line.start <= place <= line.end for line in lines)


def _cells(grid: Grid, regions: list[list[tuple[int, int]]], chars: list[Char]) -> list[Cell]:
    """The cells with their texts, by rows and in each row by columns."""
    texts: dict[tuple[int, int], list[Char]] = {}
    rising = grid.ys[::-1]
    for char in chars:
        column = min(bisect_right(grid.xs, (char.left + char.right) / 2), len(grid.xs) - 1) - 1
        above = min(bisect_right(rising, (char.bottom + char.top) / 2), len(rising) - 1) - 1
        top, left = regions[len(rising) - 2 - above][max(column, 0)]
        texts.setdefault((top, left), []).append(char)
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    for row, places in enumerate(regions):
        for column, (top, left) in enumerate(places):
            bottom, right = ends.get((top, left), (0, 0))
            ends[top, left] = max(bottom, row + 1), max(right, column + 1)
    found = []
    for (top, left), (bottom, right) in sorted(ends.items()):
        lines = lines_of(texts.get((top, left), []))
        text, room = cell_text(lines, grid.xs[right] - grid.xs[left])
        token, blank = (lines[0].token, lines[-1].blank) if lines else (0.0, False)
        found.append(Cell(top, left, bottom - top, text, token, room, blank))
    return found
