"""Which words of a flat row belong to which column, read from what the columns hold."""

import re
from itertools import pairwise

from .columns import TEXT_KINDS
from .deadlines import PHRASE
from .grid import Cell, cell, is_number
from .labels import PEOPLE_KINDS, UNIT_KINDS
from .source import Source, Span
from .units import is_office, looks_like_unit
from .wording import read_value, reads_cleanly

# The surnames of nearly everybody; a short word that begins otherwise (城建, 新建) is no name of a person.
_SURNAMES = frozenset(
    "赖卜尉庹王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄"
    "聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈"
    "饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎"
    "甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉"
)
_PERSON = re.compile(r"[\u4e00-\u9fff·]{2,5}(?:[、,/][\u4e00-\u9fff·]{2,5})*")
_DATE = re.compile(rf"{PHRASE.pattern}|\d{{4}}[.\-/年]\d{{1,2}}(?:[.\-/月]\d{{0,2}}日?)?(?:底|前|底前)?")
_OF_OFFICES = (*UNIT_KINDS, "overseers")
# 王 伟
_BLANK_WITHIN = re.compile("(?<=^.) +(?=.$)")
_EMPTY = {"task": -8.0, "lead": -1.2, "listed": -1.0}
_DIGITS = re.compile(r"\d+")
_LONGEST_ROW = 80
_LONGEST_LIST = 600
_LONGEST_SHORT = 30


def holds_units(source: Source, start: int, end: int) -> bool:
    """Whether the range reads as a list of units and nothing else."""
    start, end = source.skip_edge(start, end), source.back(start, end, " \n、,;。")
    # A figure belongs to a task: 新建学校2所 ends like a unit.
    if start >= end or end - start > _LONGEST_LIST or _DIGITS.search(source.folded, start, end):
        return False
    return reads_cleanly(source, read_value(source, start, end))


def is_date(source: Source, start: int, end: int) -> bool:
    """Whether a short text begins with a date: 12月底前, 5月底前动工."""
    return end - start <= _LONGEST_SHORT and _DATE.match(source.folded, start, end) is not None


def guess_kinds(source: Source, rows: list[list[Cell]]) -> tuple[str, ...] | None:
    """What the columns of a table without a head hold, from its first rows, or None if they are no tasks with units.

    The rows begin with consecutive numbers; the longest column that is none of units, dates and persons is the task.
    Unit columns say nothing about who leads.
    """
    if len(rows) < 2 or any(len(row) != len(rows[0]) for row in rows) or len(rows[0]) < 3:
        return None
    numbers = [number for row in rows if (number := _row_number(source, row[0])) is not None]
    if len(numbers) < len(rows) or any(after != before + 1 for before, after in pairwise(numbers)):
        return None
    kinds = ["number", *(kind_of_column(source, [row[at] for row in rows]) for at in range(1, len(rows[0])))]
    texts = [at for at, kind in enumerate(kinds) if kind in ("remark", "leaders")]
    if "listed" not in kinds or not texts:
        return None
    # A short task looks like a person's name, so it is told by its length alone.
    kinds[max(texts, key=lambda at: sum(row[at].end - row[at].start for row in rows))] = "task"
    return tuple(kinds)


def _row_number(source: Source, cell: Cell) -> int | None:
    folded = source.folded[cell.start : cell.end]
    digits = _DIGITS.search(folded) if is_number(folded) else None
    return int(digits.group()) if digits else None


def kind_of_column(source: Source, cells: list[Cell]) -> str:
    """What the cells of one column hold: listed, deadline, leaders or remark."""
    own = [cell for cell in cells if cell.is_own]
    texts = [source.folded[cell.start : cell.end] for cell in own]
    if own and all(holds_units(source, cell.start, cell.end) for cell in own):
        return "listed"
    if own and all(map(_DATE.fullmatch, texts)):
        return "deadline"
    return "leaders" if own and all(map(names_persons, texts)) else "remark"


def names_persons(folded: str) -> bool:
    """Whether the words are names of persons, by their surnames."""
    names = re.split("[、,/]", folded)
    return _PERSON.fullmatch(folded) is not None and all(name[:1] in _SURNAMES for name in names)


def divide(source: Source, kinds: tuple[str, ...], spans: list[Span]) -> list[Cell]:
    """One cell for each column: one span each where that fits, else the best division of them."""
    if len(spans) == len(kinds) and fits(source, kinds, spans):
        return [cell(source, *span) for span in spans]
    return align(source, kinds, spans)


def fits(source: Source, kinds: tuple[str, ...], spans: list[Span], *, strictly: bool = False) -> bool:
    """Whether cells hold what their columns announce: units in unit columns; strictly, also nothing else elsewhere."""
    for kind, (start, end) in zip(kinds, spans, strict=True):
        if kind in _OF_OFFICES and not holds_units(source, start, end):
            return False
        if strictly and kind in (*PEOPLE_KINDS, "deadline", "group") and end - start > _LONGEST_SHORT:
            return False
        if strictly and kind in TEXT_KINDS and is_office(source.folded[start:end]):
            return False
        if strictly and kind in (*PEOPLE_KINDS, "deadline", "group") and holds_units(source, start, end):
            return False
    return True


def align(source: Source, kinds: tuple[str, ...], words: list[Span]) -> list[Cell]:
    """One cell for each column; every word belongs to one, in order. The best of all divisions is taken.

    A word scores by how well it suits its column; a column without words costs a little. Words before the last
    eighty are one, so that the work grows with the length of the row only.
    """
    if not kinds or not words:
        at = words[-1][1] if words else 0
        return [Cell(at, at) for _ in kinds]
    if len(words) > _LONGEST_ROW:
        words = [(words[0][0], words[-_LONGEST_ROW][1]), *words[1 - _LONGEST_ROW :]]
    scores = [_scores(source, kinds, words, at) for at in range(len(words))]
    skipped = [0.0]
    for kind in kinds:
        skipped.append(skipped[-1] + _EMPTY.get(kind, -0.5 if kind != "remark" else -0.1))
    best = [[float("-inf")] * len(kinds) for _ in words]
    came_from = [[0] * len(kinds) for _ in words]
    for at in range(len(words)):
        for column in range(len(kinds)):
            if at == 0:
                best[at][column] = skipped[column] + scores[at][column][0]
                continue
            options = [(best[at - 1][column] + scores[at][column][1], column)]
            options += [
                (best[at - 1][before] + skipped[column] - skipped[before + 1] + scores[at][column][0], before)
                for before in range(column)
            ]
            best[at][column], came_from[at][column] = max(options)
    return _cells(kinds, words, best, came_from, skipped)


def _cells(
    kinds: tuple[str, ...],
    words: list[Span],
    best: list[list[float]],
    came_from: list[list[int]],
    skipped: list[float],
) -> list[Cell]:
    spans: list[Span | None] = [None] * len(kinds)
    column = max(range(len(kinds)), key=lambda c: best[-1][c] + skipped[-1] - skipped[c + 1])
    for at in range(len(words) - 1, -1, -1):
        start, end = words[at]
        behind = spans[column]
        spans[column] = (start, behind[1] if behind else end)
        column = came_from[at][column]
    cells, at = [], words[0][0]
    for span in spans:
        cells.append(Cell(*span) if span else Cell(at, at))
        at = cells[-1].end
    return cells


def _scores(source: Source, kinds: tuple[str, ...], words: list[Span], at: int) -> list[tuple[float, float]]:
    """For every column what a word scores as its first word and as a later one."""
    start, end = words[at]
    folded = source.folded[start:end]
    units = holds_units(source, start, end)
    strong = units and is_office(folded.split("、")[0])
    wrapped = (
        at > 0
        and "\n" in source.folded[words[at - 1][1] : start]
        and not holds_units(source, *words[at - 1])
        and holds_units(source, words[at - 1][0], end)
    )
    date = _DATE.fullmatch(folded) is not None
    person = _PERSON.fullmatch(_BLANK_WITHIN.sub("", folded)) is not None and not looks_like_unit(folded)
    found = []
    for kind in kinds:
        if kind in _OF_OFFICES:
            # The two halves of a name that was broken make up for the first one, which is no unit.
            score = (2.0 if strong else 1.0 if units else -3.0, 5.0 if wrapped else 1.0 if units else -3.0)
        elif kind in PEOPLE_KINDS:
            score = (2.0 if person else -3.0,) * 2
        elif kind == "deadline":
            score = (2.0 if date else -3.0, 1.0 if date else -1.0)
        elif kind in TEXT_KINDS:
            plain = -1.0 if strong or date else 0.2 if units else 0.6
            score = (plain, min(plain, 0.4))
        else:
            score = (0.0, 0.1)
        found.append(score)
    return found
