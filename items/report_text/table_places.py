"""Where the tasks of a table stand: below the heading above the table, its title, and the headings inside it."""

from .model import ParsedChapter, Problem
from .numbering import DOCKET, Marker, number_at
from .problems import problem
from .source import Source, Span
from .table_items import TableHeading

_UNNUMBERED = 2
# A merged cell of a column lies below every heading that has a row of its own.
_FIRST_COLUMN = 100


class TablePlaces:
    """Adds the headings of one table to `chapters`; `current` is the index of the one that heads the next task.

    `parent` is the chapter above the table, `title` the range of a title that heads it, both or either None.
    """

    def __init__(self, source: Source, chapters: list[ParsedChapter], parent: int | None, title: Span | None):
        self._source, self._chapters = source, chapters
        self._root = self._add(*title, title[0], parent) if title else parent
        self._open: list[tuple[int, int]] = []  # (level, chapter), outermost first
        self._after_heading = False
        self._last_number: int | None = None
        self.problems: list[Problem] = []

    @property
    def current(self) -> int | None:
        return self._open[-1][1] if self._open else self._root

    def open(self, heading: TableHeading) -> None:
        """Add a heading; it closes those of its level and below."""
        level = self._level(heading)
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, self._add(heading.start, heading.end, heading.label_end, self.current)))
        self._after_heading = heading.column is None

    def _level(self, heading: TableHeading) -> int:
        if heading.column is not None:
            return _FIRST_COLUMN + heading.column
        number = number_at(self._source, heading.start, heading.end)
        if number:
            return number.rank * 2
        # Two headings in a row: the second lies below the first.
        return self._open[-1][0] + 1 if self._after_heading and self._open else _UNNUMBERED * 2

    def _add(self, start: int, end: int, label_end: int, parent: int | None) -> int:
        text, source = self._source.text, self._source
        title_start = source.skip(label_end, end)
        self._chapters.append(
            ParsedChapter(
                label=text[start:label_end],
                title=text[title_start : source.back(title_start, end, " \n。")],
                literal=text[start:end],
                parent=parent,
                start=start,
                end=end,
            )
        )
        return len(self._chapters) - 1

    def task(self, marker: Marker | None, clause_number: int) -> None:
        """Note a task; a number that leaves out or repeats one is a problem, one that begins again at 1 is not."""
        self._after_heading = False
        if marker is None or clause_number > 1:
            return
        before, self._last_number = self._last_number, marker.number
        if before is None or marker.number in (before + 1, 1):
            return
        if marker.style == DOCKET and marker.number > before:
            return
        code = "number_repeat" if marker.number == before else "number_gap"
        self.problems.append(
            problem(self._source, code, marker.start, marker.end, number=marker.number, previous=before)
        )
