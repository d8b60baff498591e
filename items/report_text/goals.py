"""The figure that a column of its own gives a task: 指标名称 粮食产量 | 计量单位 万吨 | 目标值 58."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .columns import plans_money
from .model import ParsedTarget
from .quantities import scaled
from .source import Source, Span
from .targets import TargetReading, find_targets, subject_in_cell

_FIGURE = re.compile(
    r"(?P<least>≥|>=?|不低于|不少于|达到?|超过)?(?P<most>≤|<=?|不超过|不高于|控制在)?"
    r" ?(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?P<fraction>\.[0-9]{1,4})?(?P<scale>万|亿)?"
    r" ?(?!月|季度|年[底末内]|个月[之以]?内|[日号][之以]?[前内底])(?P<unit>[^0-9,;。\s以]{0,8})"
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
        return promised_beside(source, [goal.cell], task, year).targets
    unit = _unit_of_figure(source, figure, goal, task)
    if not unit:
        return ()
    number = scaled(figure["number"] + (figure["fraction"] or ""), figure["scale"])
    measure = _SCALED_UNIT.fullmatch(unit)
    if measure:
        number, unit = number * scaled("1", measure["scale"]), measure["unit"]
    counted = _counted(source, goal, task)
    least, most = figure["least"] or figure["more"], figure["most"] or figure["less"]
    return (
        ParsedTarget(
            label=source.in_script(_label(source, counted), *counted),
            number=_plain(number),
            upper=None,
            number_literal=source.text[figure.start("number") : end if figure["fraction"] else figure.end("number")],
            unit=unit,
            comparator="=" if figure["unit"] in _ABOUT else ">=" if least else "<=" if most else "=",
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
    counted = _counted(source, goal, task)
    return source.in_script(_label(source, counted), *counted) + words + unit


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


def _counted(source: Source, goal: Goal, task: Span) -> Span:
    """What the figure is of: the task, whose end its cell may be, or the money that the column's name speaks of."""
    if goal.name and plans_money(source.folded[slice(*goal.name)]):
        return goal.name
    return (task[0], goal.cell[0]) if task[0] < goal.cell[0] and goal.cell[1] == task[1] else task


def _label(source: Source, task: Span) -> str:
    words = "".join(source.folded[slice(*task)].split())
    return _BRACKETED.sub("", words)[:_LONGEST_LABEL]


def targets_of_goals(source: Source, goals: Iterable[Goal], task: Span, year: int | None) -> tuple[ParsedTarget, ...]:
    """The targets of all goals of a task."""
    return tuple(target for goal in goals for target in targets_of_goal(source, goal, task, year))


def promised_beside(source: Source, cells: Iterable[Span], task: Span, year: int | None) -> TargetReading:
    """What the words of cells beside a task promise; where they do not say of what (增长6%), it is the task."""
    subject, found = subject_in_cell(source, *task), TargetReading((), (), ())
    for start, end in cells:
        found = found.with_more(find_targets(source, start, end, year, subject=subject))
    return found
