"""What a parse gives: plain, frozen data with offsets into the text it came from.

All offsets are half-open ranges in Unicode code points of the text handed to `parse`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Node:
    """One piece of the exact partition of the source.

    `kind`: heading, number, text, clause, intro, metadata, separator or unread; in tables also columns (their names),
    remark (cells that are no part of a task's text or responsibility) and skipped (a column that is not to be read).
    """

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedChapter:
    """A heading. `label` is its number as written ("三、", empty for a group), `parent` an index into chapters."""

    label: str
    title: str
    literal: str
    parent: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedResponsibility:
    """One unit of an item, in the order of the text.

    `name` has no star and no white space and carries a restored prefix; `literal` is the text as written.
    `role`: lead, support, responsible (listed without saying who leads).
    `basis` of the role: star, label, wording, rule, sole, none, inherited (from the heading above). `collective`: the
    name stands for several units.
    start..end lies within the item or, where it is inherited, within that heading.
    """

    name: str
    literal: str
    role: str
    basis: str
    collective: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """`date` is None where the text leaves the year or the day open; `unsure`: a person has to say the day, for the
    words name none (春节前), or one that does not exist."""

    literal: str
    date: date | None
    unsure: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class ParsedTarget:
    """A countable promise: 改造农村危房10000户以上.

    `number` is the value with 万 and 亿 multiplied out, in `unit` (% for percentages); a range 3%—5% has its lower
    end there and `upper`, else None. `number_literal` is the number as written, without unit.
    `comparator`: = a bare number, >= 以上 达到 不少于 …, <= 以内 不超过 …. `per`: what each figure is counted per
    (每个乡镇, 日), "" for the whole. `label` is made of the clause's own words; `literal` is source[start:end].
    """

    label: str
    number: Decimal
    upper: Decimal | None
    number_literal: str
    unit: str
    comparator: str
    per: str
    literal: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedMilestone:
    """A promise without a number that can be checked: 贯通内环西线.

    `title` is the clause without white space, after the thing that it is about where a clause before it in the sentence
    names that; `literal` is source[start:end], `deadline` a date in the clause, with the report's year if it has none.
    """

    title: str
    literal: str
    start: int
    end: int
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """One task. A numbered passage with several clauses gives several items: same number, `clause` 1, 2, …

    `text` is source[text_start:text_end]; start..end runs from the number to the end of the clause. `leaders` are
    those that the clause names, else those of the nearest heading that names any. `remark`: what the document says
    beside the task (备注, the units' own persons, columns whose names are not known), one line each.
    """

    number: int | None
    number_literal: str
    clause: int
    chapter: int | None
    text: str
    start: int
    end: int
    line: int
    text_start: int
    text_end: int
    responsibilities: tuple[ParsedResponsibility, ...]
    leaders: tuple[str, ...]
    deadline: Deadline | None
    targets: tuple[ParsedTarget, ...] = ()
    milestones: tuple[ParsedMilestone, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Intro:
    """A paragraph that introduces items and promises nothing itself."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SaidColumns:
    """What a person says of a table: {column: what it holds}, and `head`, how many of its first rows are no tasks but
    names and titles, None where nobody said so."""

    kinds: Mapping[int, str] = field(default_factory=dict)
    head: int | None = None


@dataclass(frozen=True, slots=True)
class SaidStarts:
    """Where items begin in the text up to `end`, as a person says; other numbers there count nothing."""

    starts: tuple[int, ...]
    end: int


@dataclass(frozen=True, slots=True)
class ParsedColumn:
    """A column of a table: its name in the head, "" if it has none, and what the parser believes of it.

    `kind`: number, task, goal, group, lead, support, listed, leaders, persons, deadline, steps, remark, or skipped:
    nothing of it reaches an item. `certainty`: said (by a person), named (in the head), content (its cells say so),
    unsure, or empty (nothing stands in it).
    """

    kind: str
    certainty: str
    name: str


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A table with its cells between tabs or bars, named by the place where its first row begins.

    `head`: how many of its first rows are no tasks; `rows`: (start, end) of every cell of the first rows; `is_read`:
    whether its rows were read as tasks.
    """

    start: int
    end: int
    columns: tuple[ParsedColumn, ...]
    head: int
    rows: tuple[tuple[tuple[int, int], ...], ...]
    is_read: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should look at. `code` is a key of problems.MESSAGES, `line` counts from 1.

    `message` is the English sentence; `values` fill the places of a translated one.
    """

    code: str
    line: int
    start: int
    end: int
    message: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedReport:
    """`lead_rule`: star, label, wording, first or none — the rule that was given or found in the text.

    `tables`: those with cells between tabs or bars, read or not, in the order of the text.
    """

    source: str
    title: str
    lead_rule: str
    chapters: tuple[ParsedChapter, ...]
    items: tuple[ParsedItem, ...]
    intros: tuple[Intro, ...]
    nodes: tuple[Node, ...]
    problems: tuple[Problem, ...]
    tables: tuple[ParsedTable, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The parse as JSON values, schema 1; neither the source nor its nodes are repeated in it."""
        return {
            "schema": 1,
            "title": self.title,
            "lead_rule": self.lead_rule,
            "chapters": [_fields(c, "label title literal parent start end") for c in self.chapters],
            "items": [_item_as_json(item) for item in self.items],
            "intros": [_fields(intro, "start end text") for intro in self.intros],
            "problems": [_fields(p, "code line start end message") for p in self.problems],
        }


def _fields(row: object, names: str) -> dict[str, object]:
    return {name: getattr(row, name) for name in names.split()}


def _item_as_json(item: ParsedItem) -> dict[str, object]:
    data = _fields(item, "number number_literal clause chapter text start end line")
    data["responsibilities"] = [_fields(unit, "name literal role basis collective") for unit in item.responsibilities]
    data["leaders"] = list(item.leaders)
    data["remark"] = item.remark
    data["deadline"] = _deadline_as_json(item.deadline)
    data["targets"] = [_target_as_json(target) for target in item.targets]
    data["milestones"] = [
        _fields(milestone, "title literal start end") | {"deadline": _deadline_as_json(milestone.deadline)}
        for milestone in item.milestones
    ]
    return data


def _deadline_as_json(deadline: Deadline | None) -> dict[str, object] | None:
    if deadline is None:
        return None
    return {"literal": deadline.literal, "date": deadline.date and deadline.date.isoformat()}


def _target_as_json(target: ParsedTarget) -> dict[str, object]:
    data = _fields(target, "label number upper number_literal unit comparator per literal start end")
    return data | {"number": _number_as_json(target.number), "upper": _number_as_json(target.upper)}


def _number_as_json(number: Decimal | None) -> int | str | None:
    """A whole number as int, another one as a string: a float would change 3.9."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else str(number)
