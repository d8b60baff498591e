"""The stretches that numbers, headings and tables cut a text into."""

from dataclasses import dataclass, field, replace

from .numbering import SAID, Marker
from .source import Source, Span
from .table_items import TableReader, TableTask
from .titles import Title
from .values import Clause, Value

_LONGEST_ASKED = len("责成")
HEADING, ITEM, PROSE, NOTICE = "heading", "item", "prose", "notice"


@dataclass(slots=True)
class Passage:
    """The text from one marker to the next. `marker` is None for what stands before the first one.

    `parent` is an index into the passages; `kind` one of HEADING, ITEM, PROSE, NOTICE or, for points that an item has
    taken over, None. `heads_paragraphs`: the number heads tasks without numbers, each a paragraph with its clause.
    `is_kept`: a task though it names no unit. `units`: what the heading says of the units (and the deadline) of all
    that stands below it.
    """

    marker: Marker | None
    start: int
    end: int
    clauses: list[Clause]
    parent: int | None = None
    children: list[int] = field(default_factory=list)
    has_clause_below: bool = False
    kind: str | None = PROSE
    table: TableReader | None = None
    title: Title | None = None
    heads_paragraphs: bool = False
    is_kept: bool = False
    units: tuple[Value, ...] = ()

    @property
    def level(self) -> int:
        """The usual depth of the number, or that of a heading without one."""
        if self.marker:
            return self.marker.rank
        assert self.title, "only a number or a title has a level"
        return self.title.level

    @property
    def own_marker(self) -> Marker:
        """The marker of a passage that is known to begin with one."""
        assert self.marker, "the passage begins without a number"
        return self.marker

    @property
    def speaks_for_all(self) -> bool:
        """Whether the units stand above all numbers and answer for every task (责任单位: below the title)."""
        return self.marker is None and self.title is None and bool(self.units)

    @property
    def is_said(self) -> bool:
        """Whether a person says that an item begins here."""
        return self.marker is not None and self.marker.style == SAID

    @property
    def is_task(self) -> bool:
        """Whether the clauses give the number work to do: a heading may name the leader of what stands below it."""
        if self.heads_paragraphs or self.units or not self.clauses:
            return False
        return self.names_units or not self.has_clause_below

    @property
    def names_units(self) -> bool:
        """Whether a clause of it says who acts."""
        return any(clause.names_units for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class Task:
    """Where the parts of one item stand; `start` is that of the number for the first clause of a passage."""

    marker: Marker | None
    chapter: int | None
    clause_number: int
    start: int
    text_start: int
    text_end: int
    clause_start: int
    clause: Clause | None
    in_table: TableTask | None = None

    @property
    def promised_from(self) -> int:
        """Where the text says what is promised: behind the names that it begins with (请市财政局…)."""
        opens = self.clause is not None and self.clause.opens and self.clause.start <= self.text_start + _LONGEST_ASKED
        return max(self.clause.end, self.text_start) if self.clause and opens else self.text_start


@dataclass(slots=True)
class Group:
    """A counted group (十件实事) that is being filled: `left` of its `size` items have not come yet."""

    chapter: int
    size: int
    left: int


def title_of(source: Source, passage: Passage) -> str | None:
    """The rest of the line after a number, if it could be a heading."""
    marker = passage.own_marker
    start, line_end = source.strip(marker.end, source.line_span(marker.start)[1])
    title = source.folded[start : min(line_end, passage.end)]
    return title if title and not any(stop in title.removesuffix("。") for stop in "。;") else None


def units_before(source: Source, start: int, passage: Passage) -> Span | None:
    """The bracket of units that the text of a task begins with (1.【区住建局】改造…), where a text follows it."""
    first = passage.clauses[0] if passage.clauses else None
    if first is None or first.opens or source.skip(start, passage.end) != first.start:
        return None
    text_end = passage.clauses[1].start if passage.clauses[1:] else passage.end
    return (first.start, first.end) if source.skip_edge(first.end, passage.end) < text_end else None


def without_units_before(passage: Passage) -> list[Clause]:
    """The clauses of a task that begins with a bracket of units: what this says goes with the first of the others, or
    opens the text."""
    first, *others = passage.clauses
    if not others:
        return [replace(first, opens=True)]
    return [replace(others[0], values=first.values + others[0].values), *others[1:]]
