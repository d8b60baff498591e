"""Turns the outline into chapters, items, introductions and the nodes that cover the source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from .clauses import measures_before
from .goals import promised_beside, targets_of_goals
from .heads import below_heading, title_before_bullet
from .item_deadlines import deadline_of, deadline_span, unsure_deadlines
from .labels import OF_TEXT
from .leftovers import (
    INTRO,
    METADATA,
    broken_titles,
    classify_line,
    counted_group,
    find_title,
    page_heads,
    unread_problems,
)
from .model import Intro, Node, ParsedChapter, ParsedItem, ParsedMilestone, Problem
from .numbering import BULLETS, Marker
from .passages import HEADING, ITEM, NOTICE, Group, Passage, Task, units_before, without_units_before
from .problems import LONGEST_LITERAL, problem
from .promises import behind_mark, holds_figure
from .roles import Finding, assign_roles, inherit, leader_names, persons_said
from .said_above import SaidAbove
from .source import Source, Span
from .steps import lines_of_steps, steps_of_columns, steps_of_deadline, tells_steps, with_steps
from .table_items import TableHeading, TableReader
from .table_places import TablePlaces
from .targets import find_targets
from .values import Clause, Value
from .years import report_year

_SENTENCE_ENDS = "。;!?"


@dataclass(slots=True)
class Builder:
    """Goes through the passages once; every `add` continues where the last node ended."""

    source: Source
    passages: list[Passage]
    rule: str
    days: Sequence[str] = ()  # the deadlines of all tasks, folded
    chapters: list[ParsedChapter] = field(default_factory=list)
    items: list[ParsedItem] = field(default_factory=list)
    intros: list[Intro] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _at: int = 0
    _chapter_of: dict[int, int] = field(default_factory=dict)
    _group: Group | None = None
    _notice: list[Span] = field(default_factory=list)
    _table_title: Span | None = None
    _titled: int = 0
    _page_heads: frozenset[str] = frozenset()
    _stated: tuple[int | None] | None = None
    _above: SaidAbove = field(init=False)

    @property
    def title(self) -> str:
        """The title of the report in one line, "" if there is none."""
        title = find_title(self.source, self._notice) if self._table_title is None else self._table_title
        return "".join(line.strip() for line in self.source.text[slice(*title)].splitlines()) if title else ""

    def __post_init__(self) -> None:
        self._above = SaidAbove(self.chapters)

    def build(self) -> None:
        self._titled = sum(passage.table is not None and passage.table.title is not None for passage in self.passages)
        self._page_heads = page_heads(self.source)
        for index, passage in enumerate(self.passages):
            if passage.kind is None:
                continue
            if passage.table:
                self._table(passage, passage.table)
            elif passage.kind == HEADING:
                self._heading(index, passage)
            elif passage.speaks_for_all:
                self._clauses(passage.clauses)
                self._above.say(None, passage.units, leader_names(self.source, passage.units))
            elif passage.marker is None:
                self._unnumbered(passage.clauses)
            elif passage.kind == ITEM:
                self._item(passage, passage.marker)
            elif passage.kind == NOTICE:
                line_start, line_end = self.source.line_span(passage.start)
                self._add_intro(*self.source.strip(max(line_start, self._at), line_end))  # an item may end on its line
            self._leftovers(passage.end, passage)
            self._open_group(index, passage)
        self._close_group()
        self._add("separator", len(self.source.text), len(self.source.text))
        self.problems += unread_problems(self.source, self.nodes)

    def _add(self, kind: str, start: int, end: int) -> None:
        """Append a node; between it and the one before are only white space and stops."""
        if self._at < start:
            self.nodes.append(Node("separator", self._at, start))
            self._at = start
        if start < end:
            self.nodes.append(Node(kind, start, end))
            self._at = end

    def _heading(self, index: int, passage: Passage) -> None:
        self._close_group()
        start, label_end, end = self._heading_range(passage)
        source, chapter = self.source, len(self.chapters)
        title_start = source.skip(label_end, end)
        self._chapter_of[index] = chapter
        self.chapters.append(
            ParsedChapter(
                label=source.text[start:label_end],
                title=source.text[title_start : source.back(title_start, end, " 。")],
                literal=source.text[start:end],
                parent=self._chapter_above(passage),
                start=start,
                end=end,
            )
        )
        self._add("heading", start, end)
        below = below_heading(source, passage) if passage.heads_paragraphs else []
        own = [clause for clause in passage.clauses if clause not in below]
        values = tuple(value for clause in own for value in clause.values)
        if said := passage.units or values:
            leaders = leader_names(source, values) or leader_names(source, said) or self._above.leaders(chapter)
            self._above.say(chapter, said, leaders)
        self._clauses(own)
        if below:
            self._unnumbered(below, chapter, passage.marker if title_before_bullet(source, passage) else None)

    def _clauses(self, clauses: list[Clause]) -> None:
        """Clauses that belong to no task: of a heading, or of what stands above all numbers."""
        for clause in clauses:
            self._leftovers(clause.start)
            self._add("clause", clause.start, clause.end)

    def _heading_range(self, passage: Passage) -> tuple[int, int, int]:
        """Start of a heading, end of its number, and end: the first full stop or the end of the line."""
        if passage.title:
            return passage.title.start, passage.title.start, passage.title.end
        marker, source = passage.own_marker, self.source
        end = min([source.line_span(marker.start)[1], passage.end, *(c.start for c in passage.clauses[:1])])
        if passage.heads_paragraphs and (title_end := title_before_bullet(source, passage)):
            return marker.start, marker.end, title_end
        stop = source.folded.find("。", marker.end, end)
        return marker.start, marker.end, stop + 1 if stop >= 0 else source.back(marker.end, end)

    def _chapter_above(self, passage: Passage) -> int | None:
        parent = passage.parent
        while parent is not None and parent not in self._chapter_of:
            parent = self.passages[parent].parent
        return None if parent is None else self._chapter_of[parent]

    def _item(self, passage: Passage, marker: Marker) -> None:
        source = self.source
        chapter = self._group.chapter if self._group else self._chapter_above(passage)
        if self._group:
            self._group.left -= 1
        self._add("number", marker.start, marker.end)
        begin = marker.end if marker.is_written else source.skip(marker.end, passage.end, BULLETS)
        text_from, clauses = self._skip_name(begin, passage.end), passage.clauses
        if units := units_before(source, text_from, passage):
            self._add("clause", *units)
            text_from, clauses = source.skip_edge(units[1], passage.end), without_units_before(passage)
        for number, clause in enumerate(clauses, 1):
            measures = measures_before(source, source.skip(text_from, clause.start), clause.start)
            clause_start = clause.start if measures is None else measures
            text = source.strip(text_from, clause_start) if not clause.opens else self._text(passage, text_from)
            start = marker.start if number == 1 else text[0]
            self._append_item(Task(marker, chapter, number, start, *text, clause_start, clause))
            text_from = source.skip_edge(clause.end, passage.end)
        if not clauses:
            text = self._text(passage, text_from)
            self._append_item(Task(marker, chapter, 1, marker.start, *text, text[1], None))
        if self._group and self._group.left == 0:
            self._close_group()

    def _text(self, passage: Passage, start: int) -> Span:
        """The text of an item that no clause ends; whoever says where items begin says where they end, too."""
        return self.source.strip(start, passage.end) if passage.is_said else self._paragraph(start, passage.end)

    def _skip_name(self, start: int, end: int) -> int:
        """Where the text begins behind a label that only says that it is the task: 【任务内容】, 工作内容:."""
        label = OF_TEXT.match(self.source.folded, self.source.skip(start, end), end)
        if label is None:
            return start
        self._add("columns", *label.span())
        return label.end()

    def _table(self, passage: Passage, table: TableReader) -> None:
        self._close_group()
        title, source = table.title, self.source
        heads = title is not None and self._title_heads(passage, table)
        if title:
            if not self.items and not self.chapters:
                self._table_title = title
            self._add("heading" if heads else METADATA, *title)
        places = TablePlaces(source, self.chapters, self._chapter_above(passage), title if heads else None)
        for piece in table.pieces:
            self._add(*piece)
        while table.entries:
            entry = table.entries.popleft()
            if isinstance(entry, TableHeading):
                places.open(entry)
                continue
            span = (entry.start, entry.text_start, entry.text_end, entry.start)
            self._append_item(Task(entry.marker, places.current, entry.clause_number, *span, entry.clause, entry))
            places.task(entry.marker, entry.clause_number)
        self.problems += places.problems
        self.problems += [problem(source, "column_unknown", *span) for _, span in table.unknown]
        if table.is_headless:
            self.problems.append(problem(source, "table_head_missing", table.start, table.end))
        self._add("separator", passage.end, passage.end)

    def _title_heads(self, passage: Passage, table: TableReader) -> bool:
        """Whether the title of a table is the heading of its tasks: it has no other, or must be told from others."""
        return passage.parent is None and (self._titled > 1 or not table.has_headings)

    def _paragraph(self, start: int, end: int) -> Span:
        """From `start` to the first line that ends a sentence."""
        last = start
        for _, last in self.source.lines(start, end):
            if self.source.folded[last - 1] in _SENTENCE_ENDS:
                break
        return self.source.strip(start, last)

    def _unnumbered(self, clauses: list[Clause], chapter: int | None = None, marker: Marker | None = None) -> None:
        """Tasks without numbers: the paragraph before each clause is its text; `marker` numbers points of a list."""
        for number, clause in enumerate(clauses, 1):
            if clause.opens:
                line = self.source.strip(*self.source.line_span(clause.start))
                self._leftovers(line[0])
                self._append_item(Task(None, chapter, 1, line[0], *line, line[0], clause))
                continue
            measures = measures_before(self.source, self.source.skip(self._at, clause.start), clause.start)
            clause_start = clause.start if measures is None else measures
            lines = list(self.source.lines(self._at, clause_start))
            start, end = lines[-1] if lines else (clause_start, clause_start)
            start = self.source.skip(self.source.skip_edge(start, end), end, BULLETS)
            self._leftovers(self.source.line_span(start)[0])
            count = number if marker else 1
            self._append_item(Task(marker, chapter, count, start, start, end, clause_start, clause))

    def _append_item(self, task: Task) -> None:
        source, marker, clause = self.source, task.marker, task.clause
        values, said = clause.values if clause else (), task.in_table.above if task.in_table else ()
        above = said + self._above.values(task.chapter)
        assigned = inherit(assign_roles(source, values, self.rule), assign_roles(source, above, self.rule))
        if task.in_table:
            assigned = assigned.moved(source, task.in_table.moved)
        else:
            self._add("text", task.text_start, task.text_end)
            if clause and not clause.opens:
                self._add("clause", task.clause_start, clause.end)
        end, year = max(task.text_end, clause.end if clause else 0), self._year()
        promised = find_targets(source, task.promised_from, task.text_end, year)
        days = [step.deadline.literal for step in promised.milestones if step.deadline]
        opens_dated = any(source.text.startswith(day, task.promised_from) for day in days)
        text, goals = (task.text_start, task.text_end), task.in_table.goals if task.in_table else []
        if task.in_table:
            promised = promised.with_more(promised_beside(source, task.in_table.promises, text, year))
        self.items.append(
            ParsedItem(
                number=marker.number if marker and marker.is_written else None,
                number_literal=source.text[marker.start : marker.end] if marker else "",
                clause=task.clause_number,
                chapter=task.chapter,
                text=source.text[task.text_start : task.text_end],
                start=task.start,
                end=end,
                line=source.line_of(task.start),
                text_start=task.text_start,
                text_end=task.text_end,
                responsibilities=assigned.responsibilities,
                leaders=leader_names(source, values) or leader_names(source, said) or self._above.leaders(task.chapter),
                deadline=deadline_of(source, values, () if opens_dated else above, year),
                targets=promised.targets + targets_of_goals(source, goals, text, year),
                milestones=promised.milestones + self._steps_beside(task, values),
                remark="\n".join(task.in_table.remarks if task.in_table else persons_said(source, values)),
            )
        )
        if clause and not task.in_table:
            self._add_steps(self.items[-1], lines_of_steps(source, task.clause_start, clause.end))
        guessed = [("units_unlabelled", value.start, value.end) for value in values if value.is_guess]
        findings = [*assigned.findings, *guessed, *(("target_unsure", *span) for span in promised.unsure)]
        findings += unsure_deadlines(source, values, above, promised.milestones, year)
        self._item_problems(task, end, findings, has_units=bool(assigned.responsibilities))

    def _steps_beside(self, task: Task, values: Sequence[Value]) -> tuple[ParsedMilestone, ...]:
        columns, year = task.in_table.steps if task.in_table else [], self._year()
        steps = steps_of_columns(self.source, columns, (task.text_start, task.text_end), year)
        return (*steps, *steps_of_deadline(self.source, deadline_span(self.source, values), year))

    def _item_problems(self, task: Task, end: int, findings: list[Finding], *, has_units: bool) -> None:
        whole = (task.start, end)
        if not has_units:
            findings.append(("no_unit", *whole))
        if task.text_start == task.text_end:
            findings.append(("no_text", *whole))
        if task.in_table and task.in_table.from_above:
            findings.append(("units_from_above", *whole))
        shown = self.items[-1].number or "—"
        for code, at, to in findings:
            # What is wrong with a merged cell or said by the heading is shown here.
            above = {} if at >= task.start else {"literal": " ".join(self.source.text[at:to].split())[:LONGEST_LITERAL]}
            at = max(at, task.start)
            self.problems.append(problem(self.source, code, at, max(to, at), number=shown, **above))

    def _year(self) -> int | None:
        """The year of the report; asked once, when all lines above the first item are known."""
        if self._stated is None:
            self._stated = (report_year(self.source, self.title, self.nodes, self.days),)
        return self._stated[0]

    def _add_intro(self, start: int, end: int) -> None:
        self.intros.append(Intro(start, end, self.source.text[start:end]))
        self._add(INTRO, start, end)

    def _leftovers(self, end: int, passage: Passage | None = None) -> None:
        """Classify what lies between the last node and `end`, line by line; `passage` is the one that ends there."""
        before_items = not self.chapters and not self.items
        lines = list(self.source.lines(self._at, end))
        broken = broken_titles(self.source, lines) if before_items else {}
        for start, line_end in lines:
            if start in broken:
                self._notice.append((start, broken[start]))
                self._add(METADATA, start, broken[start])
            start = self.source.skip_edge(max(start, self._at), line_end)
            if start >= line_end or self._take_steps(start, line_end):
                continue
            promise_from = self._promise_from(start, passage)
            kind = classify_line(
                self.source, start, line_end, self._page_heads, before_items=before_items, promise_from=promise_from
            )
            if kind == INTRO:
                self._add_intro(start, line_end)
                continue
            if kind == METADATA and before_items:
                self._notice.append((start, line_end))
            self._add(kind, start, line_end)

    def _promise_from(self, start: int, passage: Passage | None) -> int | None:
        """Where a promise may begin in a leftover line: anywhere once the tasks have begun, or below a heading where
        something is counted (一、主要目标); else behind the mark of a list that belongs to no covering notice."""
        line_end = self.source.line_span(start)[1]
        if self.items or (self.chapters and holds_figure(self.source, start, line_end, in_digits=True)):
            return start
        return None if passage is None or passage.kind == NOTICE else behind_mark(self.source, start, passage.end)

    def _take_steps(self, start: int, end: int) -> bool:
        """Whether a line right below a task says how it goes on (进度安排:6月底前…); it is its remark then."""
        item = self.items[-1] if self.items else None
        if item is None or item.end != self._at or not tells_steps(self.source, start, end):
            return False
        if self.source.has_empty_line(self._at, start):
            return False
        self._add_steps(replace(item, end=end), [(start, end)])
        self._add("remark", start, end)
        return True

    def _add_steps(self, item: ParsedItem, lines: Iterable[Span]) -> None:
        self.items[-1], unsure = with_steps(self.source, item, lines, self._year())
        self.problems += [problem(self.source, "target_unsure", *span) for span in unsure]

    def _open_group(self, index: int, passage: Passage) -> None:
        """An introduction that counts what follows (十件实事) heads that many of the items right after it."""
        following = next((p for p in self.passages[index + 1 : index + 2] if p.kind), None)
        if not following or following.kind != ITEM or not self.intros or self.intros[-1].end != self._at:
            return
        intro = self.intros[-1]
        counted = counted_group(self.source, intro.start, intro.end)
        if counted is None:
            return
        self._close_group()
        start, end, size = counted
        literal = self.source.text[start:end]
        above = self._chapter_of.get(index, self._chapter_above(passage))
        self._group = Group(len(self.chapters), size, size)
        self.chapters.append(ParsedChapter("", literal, literal, above, start, end))

    def _close_group(self) -> None:
        group, self._group = self._group, None
        if group and group.left:
            chapter = self.chapters[group.chapter]
            self.problems.append(
                problem(
                    self.source,
                    "group_size",
                    chapter.start,
                    chapter.end,
                    expected=group.size,
                    found=group.size - group.left,
                )
            )
