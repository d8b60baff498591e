"""What a table is made of: lines, cells, rows, and what kind of row each is."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from .columns import DITTO, TEXT_KINDS, head_kinds, is_row_of_names
from .labels import PEOPLE_KINDS, UNIT_KINDS
from .leftovers import is_metadata, is_page_mark
from .source import Source, Span

_PHYSICAL_LINE = re.compile("[^\r\n\x0b\x0c\x85\u2029]+")
TOTAL = re.compile(r"(?:合|总|小|共) {0,4}计(?:$|[ :(\d])")
NOTE = re.compile(
    r"(?:备 ?)?注 ?(?:\d|一|二)? ?[:.、]|说 ?明 ?:|附 ?件? ?:|单 ?位 ?:"
    r"|(?:填 ?表|审 ?核|制 ?表|填 ?报)(?:人|单位|时间|日期)? ?:"
)
_CN_NUMBER = re.compile(r"(?:第?[一二三四五六七八九十]{1,3}(?:部分|章|节)?|\([一二三四五六七八九十]{1,3}\)) ?[、.]?")
_NUMBER = re.compile(r"(?:第|任务|项目)?\(?\d{1,4}(?:[.\-]\d{1,3}){0,3}\)?(?:项|号)? ?[、.:]?|[①-⑳㉑-㉟⑴-⒇]")
HEADING_NUMBER = re.compile(
    r"第[一二三四五六七八九十百]{1,4}(?:部分|章|节|编|篇)"
    r"|[一二三四五六七八九十]{1,3} ?[、.]|\([一二三四五六七八九十]{1,3}\)[、.]?"
)
_SENTENCE_STOP = re.compile("[。;!?]")
_LONGEST_GROUP = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell without white space around it; an empty cell has start == end."""

    start: int
    end: int
    is_ditto: bool = False

    @property
    def is_own(self) -> bool:
        """Whether the cell has a text of its own."""
        return self.start < self.end and not self.is_ditto


@dataclass(frozen=True, slots=True)
class Row:
    """`kind`: item, group (a heading inside the table), head (column names), note (no item) or single (a short text
    alone in the task column: a heading, or a further task whose other cells are merged). `names`: in a form, what
    stands before each cell."""

    kind: str
    start: int
    end: int
    cells: tuple[Cell, ...]
    names: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`kinds` says what each column holds (columns.column_kind); an item row has at least as many cells.

    `title` is the range of the title line above the head, or None, `above` those of the lines between both that say
    who acts, or by when, in all rows (责任单位:县教育局); `start` lies before all. `said`: the columns of which a
    person says what they hold. `is_delimited`: marks stand between its cells, or gaps between the names of its columns.
    `is_read`: its rows are tasks. `is_prose`: nobody knows whether it is a table; only its first rows are kept.
    `is_flat`: it lost its lines (`flat_tables`), so that a merged cell stands in the first of its rows only.
    """

    start: int
    end: int
    kinds: tuple[str, ...]
    rows: tuple[Row, ...]
    title: Span | None = None
    above: tuple[Span, ...] = ()
    said: frozenset[int] = frozenset()
    is_delimited: bool = False
    is_read: bool = True
    is_prose: bool = False
    is_flat: bool = False


class Lines:
    """The physical lines of a text that are not blank. U+2028 is a break inside a cell and does not end one."""

    def __init__(self, source: Source):
        self.source = source
        blank = source.blank
        self.spans = [m.span() for m in _PHYSICAL_LINE.finditer(source.text) if not blank(*m.span())]

    def __len__(self) -> int:
        return len(self.spans)

    def index_of(self, offset: int) -> int:
        """The index of the line that holds the offset, or of the one before it."""
        return max(bisect_right(self.spans, offset, key=lambda span: span[0]) - 1, 0)

    def stripped(self, index: int) -> Span:
        return self.source.strip(*self.spans[index])

    def folded(self, index: int) -> str:
        """The line in its folded form, without white space around it."""
        return self.source.folded[slice(*self.stripped(index))]


def cell(source: Source, start: int, end: int) -> Cell:
    """The cell between two separators."""
    start, end = source.strip(start, end)
    return Cell(start, end, source.folded[start:end] in DITTO)


def is_number(folded: str) -> bool:
    """Whether a cell is nothing but the number of a row."""
    return _NUMBER.fullmatch(folded) is not None


def make_row(source: Source, kinds: tuple[str, ...], cells: list[Cell], start: int, end: int) -> Row:
    """The row with its kind; missing cells at its end are filled up with empty ones."""
    cells = cells + [Cell(end, end)] * (len(kinds) - len(cells))
    return Row(_row_kind(source, kinds, cells), start, end, tuple(cells))


def _row_kind(source: Source, kinds: tuple[str, ...], cells: list[Cell]) -> str:
    own = [(at, source.folded[c.start : c.end]) for at, c in enumerate(cells) if c.is_own]
    if not own:
        return "item" if any(c.is_ditto for c in cells) else "note"
    place, first = own[0]
    if TOTAL.match(first) or NOTE.match(first) or (len(own) > 1 and place == 0 and TOTAL.match(own[1][1])):
        return "note"
    texts = {text for _, text in own}
    if len(own) >= 2 and not is_number(first):
        names = [source.folded[c.start : c.end] for c in cells]
        if is_row_of_names(names) or head_kinds(names):
            return "head"
    if len(texts) == 1:
        return _kind_of_single(kinds, cells, place, first, len(own))
    written = {kinds[at] if at < len(kinds) else "remark" for at, _ in own}
    if (
        place < len(kinds)
        and kinds[place] == "number"
        and _CN_NUMBER.fullmatch(first)
        and written <= {"number", "task", "goal"}
    ):
        # Dittos tell a row of a merged block, which is no heading.
        return "item" if any(c.is_ditto for c in cells) else "group"
    return "item"


def _kind_of_single(kinds: tuple[str, ...], cells: list[Cell], place: int, text: str, times: int) -> str:
    """The kind of a row that has one text alone, in one cell or the same in several."""
    if is_number(text) or is_page_mark(text):
        return "note"
    kind = kinds[place] if place < len(kinds) else "remark"
    if any(c.is_ditto for c in cells):
        return "item"
    if times > 1 and times >= len(kinds) - 1:
        return "group"
    if kind in ("number", "group"):
        return "group"
    if kind not in TEXT_KINDS:
        return "item" if kind in (*UNIT_KINDS, *PEOPLE_KINDS, "deadline") else "note"
    if HEADING_NUMBER.match(text):
        return "group"
    short = len(text) <= _LONGEST_GROUP and not _SENTENCE_STOP.search(text)
    return "single" if short and len(kinds) > 2 and kinds[0] in ("number", "group") and place else "item"


def tells_of_page(source: Source, first: Cell) -> bool:
    """Whether a row begins with what a web page tells of itself (索引号:)."""
    folded = source.folded[first.start : first.end]
    return folded.endswith(":") and is_metadata(folded)
