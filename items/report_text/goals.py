"""The figure that a column of its own gives a task: 指标名称 粮食产量 | 计量单位 万吨 | 目标值 58."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .alignment import is_date
from .columns import TEXT_KINDS
from .grid import Row
from .model import ParsedTarget
from .quantities import scaled
from .source import Source, Span
from .targets import find_targets, in_script

_FIGURE = re.compile(
    r"(?P<least>≥|>=?|不低于|不少于|达到?|超过)?(?P<most>≤|<=?|不超过|不高于|控制在)?"
    r" ?(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?P<fraction>\.[0-9]{1,4})?(?P<scale>万|亿)?"
    r" ?(?P<unit>[^0-9,;。\s以]{0,8})"
    r"(?P<more>以上)?(?P<less>以内|以下)?"
)
# 农村危房改造(户), 目标值(万元)
_BRACKETED = re.compile(r"\((?:单位:?)?([^()0-9]{1,6})\)$")
_SCALED_UNIT = re.compile("(?P<scale>万|亿)(?P<unit>.+)")
_ABOUT = ("左右", "上下")
_NO_UNIT = re.compile("[-—/]*")
_LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Goal:
    """A cell with a figure or with words, the cell that names its unit (None: no such column), its column's name.

    What is due in a part of the year is one, too.
    """

    cell: Span
    unit: Span | None
    name: Span | None


def is_figure(source: Source, start: int, end: int) -> bool:
    """Whether a cell holds a figure and no words of its own but a measure word."""
    return _FIGURE.fullmatch(source.folded, start, end) is not None


def targets_of_goal(source: Source, goal: Goal, task: Span, year: int | None) -> tuple[ParsedTarget, ...]:
    """The targets of a goal: of a figure alone in the unit that the table gives, else those that its words promise.

    A figure for which the table gives no unit is none.
    """
    start, end = goal.cell
    figure = _FIGURE.fullmatch(source.folded, start, end)
    if figure is None:
        return find_targets(source, start, end, year).targets
    unit = _unit_of_figure(source, figure, goal, task)
    if not unit:
        return ()
    number = scaled(figure["number"] + (figure["fraction"] or ""), figure["scale"])
    measure = _SCALED_UNIT.fullmatch(unit)
    if measure:
        number, unit = number * scaled("1", measure["scale"]), measure["unit"]
    least, most = figure["least"] or figure["more"], figure["most"] or figure["less"]
    return (
        ParsedTarget(
            label=in_script(source, _label(source, task), *task),
            number=_plain(number),
            upper=None,
            number_literal=source.text[figure.start("number") : end if figure["fraction"] else figure.end("number")],
            unit=unit,
            comparator=">=" if least else "<=" if most else "=",
            per="",
            literal=source.text[start:end],
            start=start,
            end=end,
        ),
    )


def _unit_of_figure(source: Source, figure: re.Match[str], goal: Goal, task: Span) -> str:
    own = figure["unit"]
    return _unit(source, goal, task) if own in ("", *_ABOUT) else own


def in_words(source: Source, goal: Goal, task: Span) -> str:
    """What a cell asks for, without white space: a figure alone with the task and the unit that it counts."""
    words = "".join(source.text[slice(*goal.cell)].split())
    figure = _FIGURE.fullmatch(source.folded, *goal.cell)
    if figure is None:
        return words
    unit = "" if figure["unit"] else _unit(source, goal, task)
    return in_script(source, _label(source, task), *task) + words + unit


def _plain(number: Decimal) -> Decimal:
    return number.to_integral_value() if number == number.to_integral_value() else number


def _unit(source: Source, goal: Goal, task: Span) -> str:
    """The unit from its own column, behind the task or behind the column's name; "" where none is given."""
    if goal.unit:
        unit = "".join(source.folded[slice(*goal.unit)].split())
        return "" if _NO_UNIT.fullmatch(unit) else unit
    for span in (task, goal.name):
        found = _BRACKETED.search(source.folded[slice(*span)].rstrip()) if span else None
        if found:
            return found[1]
    return ""


def _label(source: Source, task: Span) -> str:
    words = "".join(source.folded[slice(*task)].split())
    return _BRACKETED.sub("", words)[:_LONGEST_LABEL]


def targets_of_goals(source: Source, goals: Iterable[Goal], task: Span, year: int | None) -> tuple[ParsedTarget, ...]:
    """The targets of all goals of a task."""
    return tuple(target for goal in goals for target in targets_of_goal(source, goal, task, year))


def kinds_by_content(source: Source, known: tuple[str, ...], rows: Sequence[Row]) -> tuple[str, ...]:
    """The kinds of the columns, where one of figures alone is a goal, whatever its name (年度指标); and where what is
    named on the left is merged over numbered rows of measures or tasks (主要任务 | 序号 | 具体举措), those are it."""
    kinds = list(known)
    for at, kind in enumerate(known):
        others = any(other in TEXT_KINDS for place, other in enumerate(kinds) if place != at)
        if kind == "task" and others and holds_figures(source, at, rows):
            kinds[at] = "goal"
    merged, below = _merged_text(kinds, rows)
    if merged is not None and below is not None:
        kinds[merged], kinds[below] = "group", "task"
    return tuple(kinds)


def _merged_text(kinds: Sequence[str], rows: Sequence[Row]) -> tuple[int | None, int | None]:
    """The column of texts that are merged over rows with numbers of their own, and the one that holds a task or a
    measure in each row; None where there is none."""
    texts = [at for at, kind in enumerate(kinds) if kind in TEXT_KINDS]
    wanted = "measures" if len(texts) == 1 else "task"
    below = next((at for at, kind in enumerate(kinds) if kind == wanted and at not in texts[:1]), None)
    if not texts or below is None or "number" not in kinds or max(texts[0], kinds.index("number")) > below:
        return None, None
    items = [row for row in rows if row.kind in ("item", "single")]
    merged = [row for row in items if row.cells[texts[0]].is_ditto]
    # A number merged with its text counts the texts.
    counted = bool(merged) and all(row.cells[kinds.index("number")].is_own for row in merged)
    is_filled = all(row.cells[below].is_own for row in items if row.kind == "item")
    return (texts[0], below) if counted and is_filled else (None, None)


def holds_figures(source: Source, at: int, rows: Sequence[Row]) -> bool:
    """Whether a column holds figures and nothing else."""
    own = [row.cells[at] for row in rows if row.kind in ("item", "single") and row.cells[at].is_own]
    return bool(own) and all(is_figure(source, cell.start, cell.end) for cell in own)


def tells_days(source: Source, at: int, name: str, rows: Sequence[Row]) -> bool:
    """Whether a column that asks for progress (进度要求) holds nothing but dates."""
    own = [row.cells[at] for row in rows if row.kind == "item" and row.cells[at].is_own]
    return name.strip().endswith("要求") and bool(own) and all(is_date(source, c.start, c.end) for c in own)
