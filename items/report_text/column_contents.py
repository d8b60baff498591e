"""What the cells of a column tell where its name does not: figures, days, units, and the longest texts, the tasks."""

import re
from collections.abc import Sequence

from .alignment import holds_units, is_date, kind_of_column
from .cell_values import last_day_in
from .columns import TEXT_KINDS, asks_for, column_kind, part_of_year
from .goals import is_figure
from .grid import Cell, Row
from .labels import LABEL, PEOPLE_KINDS, UNIT_KINDS
from .role_marks import is_role_mark
from .source import Source
from .table_levels import merged_text

_SUPPORTS = re.compile("配合|协|会办|参与|参加|支持")
_LEADS = re.compile("牵头|主办|主责|主抓")
# Bodies of several units, whose tasks are parted among these: 专班名称, 工作专班, 指挥部.
_JOINT_BODIES = re.compile("[\u4e00-\u9fff]{0,4}(?:专班|小组|(?:专项|工作|推进|攻坚)组|指挥部)(?:名称)?")

Kinds = tuple[str, ...]


def with_figures(source: Source, known: Kinds, names: Sequence[str], rows: Sequence[Row]) -> Kinds:
    """The kinds of the columns, where one of figures alone is a goal, whatever its name (年度指标); and where what is
    named on the left is merged over rows of measures or tasks (主要任务 | 序号 | 具体举措), those are it."""
    kinds = list(known)
    for at, kind in enumerate(known):
        others = any(other in TEXT_KINDS for place, other in enumerate(kinds) if place != at)
        if kind == "task" and others and holds_figures(source, at, rows):
            kinds[at] = "goal"
    merged, below = merged_text(kinds, rows)
    if merged is not None and below is not None:
        kinds[merged], kinds[below] = "group", "task"
    return tuple(kinds)


def with_longest(source: Source, known: Kinds, names: Sequence[str], rows: Sequence[Row]) -> Kinds:
    """The kinds, where 类别, an unknown name or mere figures stood in for the task that no name tells: a column of
    unknown name is the task if its texts are longer than those of every other column but units and persons."""
    stand_in = next((at for at, kind in enumerate(known) if kind in TEXT_KINDS), None)
    named = names[stand_in] if stand_in is not None and stand_in < len(names) else ""
    if stand_in is None or sum(kind in TEXT_KINDS for kind in known) > 1:
        return known
    figures = known[stand_in] == "goal" and holds_figures(source, stand_in, rows)
    if column_kind(named) not in (None, "group") and not figures:
        return known
    cells = [row.cells for row in rows if row.kind in ("item", "single")]
    lengths = [sum(c[at].end - c[at].start for c in cells if at < len(c)) for at in range(len(known))]
    texts = [at for at, kind in enumerate(known) if kind not in (*UNIT_KINDS, *PEOPLE_KINDS)]
    longest = max(texts, key=lengths.__getitem__)
    if longest == stand_in or longest >= len(names) or column_kind(names[longest]):
        return known
    kinds = list(known)
    kinds[stand_in] = "goal" if figures else "group" if column_kind(named) else "remark"
    kinds[longest] = "task"
    return tuple(kinds)


def with_unknown(source: Source, known: Kinds, names: Sequence[str], rows: Sequence[Row]) -> Kinds:
    """The kinds, where a column whose name is not known holds units or deadlines if all its cells do, or is a unit's of
    a matrix if all are marks; and what is asked for holds deadlines, too, if each cell says one and no column does. A
    column of joint bodies (专班名称) heads the tasks of the units beside it; without these the bodies are the units."""
    kinds = list(known)
    for at, name in enumerate(names[: len(kinds)]):
        own = [row.cells[at] for row in rows if row.kind == "item" and row.cells[at].is_own]
        days = bool(own) and "deadline" not in kinds and all(is_date(source, c.start, c.end) for c in own)
        if kinds[at] == "steps" and days and _tells_days(source, name, own):
            kinds[at] = "deadline"
        if kinds[at] == "remark" and asks_for(name) and "deadline" not in kinds and own and _all_dated(source, own):
            kinds[at] = "measures"
        if kinds[at] != "remark" or not name.strip() or column_kind(name):
            continue
        if any(kind in UNIT_KINDS for kind in known) and _JOINT_BODIES.fullmatch("".join(name.split())):
            kinds[at] = "group"
        elif own and all(holds_units(source, c.start, c.end) or _labels_units(source, c) for c in own):
            kinds[at] = role_by_name(name)
        elif own and all(is_role_mark(source.text[c.start : c.end]) for c in own):
            kinds[at] = "listed"
        elif days:
            kinds[at] = "deadline"
    return tuple(kinds)


def role_by_name(name: str) -> str:
    """The kind of a column of units whose name is not known, by its words: 谁牵头, 谁来配合."""
    return "support" if _SUPPORTS.search(name) else "lead" if _LEADS.search(name) else "listed"


def _tells_days(source: Source, name: str, own: list[Cell]) -> bool:
    """Whether a column of steps tells by when the whole task is due: 进度要求, or days alone below 节点."""
    return asks_for(name) or (part_of_year(name) is None and kind_of_column(source, own) == "deadline")


def _all_dated(source: Source, own: list[Cell]) -> bool:
    """Whether each cell says by when, or that it goes on: 6月20日前提交方案, 即知即改、8月底前清零."""
    return all(last_day_in(source, cell) for cell in own)


def _labels_units(source: Source, cell: Cell) -> bool:
    """Whether a cell says itself who has which role: 牵头:甲局 配合:乙局."""
    label = LABEL.match(source.folded, cell.start, cell.end)
    return label is not None and label.lastgroup in UNIT_KINDS


def holds_figures(source: Source, at: int, rows: Sequence[Row]) -> bool:
    """Whether a column holds figures and nothing else."""
    own = [row.cells[at] for row in rows if row.kind in ("item", "single") and row.cells[at].is_own]
    return bool(own) and all(is_figure(source, cell.start, cell.end) for cell in own)
