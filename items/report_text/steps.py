"""Dated steps of a task, told beside it: 进度安排:6月底前完成主体;12月底前投用, or columns 一季度 … 四季度."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from .columns import part_of_year, whole_year
from .dates import DATE, LASTING
from .deadlines import PHRASE, read_deadline
from .goals import Goal, in_words, is_figure
from .labels import CONTENTS, FUNDS, HOW_FAR, OF_TIME, STATUS, STEPS, says_nothing
from .model import ParsedItem, ParsedMilestone
from .numbering import BULLETS, number_at
from .source import Source, Span
from .targets import find_targets

_PARTS = re.compile("[^;。\n]+")
_COMMA = re.compile("[^,]+")
# What stands beside a day: 达到85%, 主体完工; what goes on is no step.
_DEED = re.compile("[\u4e00-\u9fff]{2}")
_DAY = re.compile(rf"(?:{DATE}|[0-9]+日)(?:之?以?前|底|内)?")
_LASTS = re.compile(LASTING)
_FURTHER_TIMES = re.compile(f"(?<=[;。, ]){OF_TIME.pattern}")
# What is so already is no step.
_DONE = re.compile("已(?!知)|目前|正在")
_WHOLE_YEAR = "全年", "年底"


def find_steps(source: Source, start: int, end: int, year: int | None) -> Iterator[ParsedMilestone]:
    """What is to be done by when in source[start:end]: a sentence, or a clause where each of several has a date.

    `year` is that of the report, for a date that names none.
    """
    for part in _PARTS.finditer(source.folded, start, end):
        clauses = [clause.span() for clause in _COMMA.finditer(source.folded, *part.span())]
        dated = [clause for clause in clauses if PHRASE.search(source.folded, *clause)]
        spans = _cut(part.span(), dated) if len(dated) > 1 else [part.span()]
        for span in spans if dated else []:
            yield _step(source, *source.strip(*span), year)


def _cut(part: Span, dated: list[Span]) -> list[Span]:
    """The sentence cut before each clause with a date."""
    starts = [part[0], *(start for start, _ in dated[1:]), part[1]]
    return list(pairwise(starts))


def _step(source: Source, start: int, end: int, year: int | None) -> ParsedMilestone:
    end = source.back(start, end, " ,;。")
    date = PHRASE.search(source.folded, start, end)
    assert date, "only what has a date is a step"
    return ParsedMilestone(
        title="".join(source.text[start:end].split()),
        literal=source.text[start:end],
        start=start,
        end=end,
        deadline=read_deadline(source.text[slice(*date.span())], date.group(), year),
    )


def with_steps(
    source: Source, item: ParsedItem, lines: Iterable[Span], year: int | None
) -> tuple[ParsedItem, list[Span]]:
    """The item with what lines beside it say of its steps and figures, and the numbers that a person must decide."""
    unsure: list[Span] = []
    for start, end in lines:
        item = replace(item, remark="\n".join(filter(None, [item.remark, source.text[start:end]])))
        if STATUS.match(source.folded, start, end) or FUNDS.match(source.folded, start, end):
            continue
        if time := _time_before(source, start, end):
            # How far it is by then is no figure of the whole.
            item = replace(item, milestones=item.milestones + tuple(_steps_of_times(source, time, end, year)))
            continue
        promised = find_targets(source, start, end, year)
        unsure += promised.unsure
        begin = _label_end(source, start, end) or start
        number = number_at(source, begin, end)
        begin = number.end if number else begin
        item = replace(
            item,
            targets=item.targets + promised.targets,
            milestones=item.milestones + tuple(find_steps(source, begin, end, year)),
        )
    return item, unsure


def _time_before(source: Source, start: int, end: int) -> re.Match[str] | None:
    """The time that a line begins with, behind a mark of a list or its number, if a step follows it."""
    start = source.skip(start, end, BULLETS)
    number = number_at(source, start, end)
    time = OF_TIME.match(source.folded, number.end if number else start, end)
    return time if time and not source.blank(time.end(), end) else None


def _steps_of_times(source: Source, first: re.Match[str], end: int, year: int | None) -> Iterator[ParsedMilestone]:
    """The steps of a line that says before each of them by when: 一季度:确定点位。二季度:开工建设。"""
    labels = [first, *_FURTHER_TIMES.finditer(source.folded, first.end(), end)]
    end = source.back(first.end(), end, " \n,;。")
    end -= first.group().startswith("(") and source.folded[end - 1] == ")"
    for label, to in zip(labels, [*(label.start() for label in labels[1:]), end], strict=True):
        begin, stop = label.end(), source.back(label.end(), to, " \n,;。")
        if begin == stop or _DONE.match(source.folded, begin, stop):
            continue
        if PHRASE.search(source.folded, begin, stop):
            yield from find_steps(source, begin, stop, year)
            continue
        deadline = read_deadline(source.text[slice(*label.span("when"))], label["when"].replace(*_WHOLE_YEAR), year)
        yield ParsedMilestone("".join(source.text[begin:stop].split()), source.text[begin:stop], begin, stop, deadline)


def steps_of_columns(
    source: Source, columns: Iterable[Goal], task: Span, year: int | None
) -> Iterator[ParsedMilestone]:
    """The steps in cells of a row, whose column's name may say by when: 一季度目标, 2026年. `task` is the range of its
    text."""
    columns = list(columns)
    years = [whole_year(source.folded[slice(*goal.name)]) if goal.name else None for goal in columns]
    of_years = sum(map(bool, years))
    for goal, whole in zip(columns, years, strict=True):
        assert goal.name, "a column without a name says no step"
        start, end = goal.cell
        if says_nothing(source.folded[start:end]) or _DONE.match(source.folded, start, end):
            continue
        name = source.folded[slice(*goal.name)]
        part, year_of_cell = part_of_year(name) or "".join(name.split()), year
        if whole and (of_years > 1 or whole.is_alone):
            if of_years == 2 and year and whole.year < year and is_figure(source, start, end):
                continue  # what there was the year before
            year_of_cell = whole.year
            part = "" if PHRASE.search(source.folded, start, end) else f"{whole.year}年"
        if PHRASE.fullmatch(part):
            deadline = read_deadline(source.text[slice(*goal.name)], part, year_of_cell)
            yield ParsedMilestone(in_words(source, goal, task), source.text[start:end], start, end, deadline)
        else:
            yield from find_steps(source, start, end, year_of_cell)


def steps_of_deadline(source: Source, span: Span | None, year: int | None) -> Iterator[ParsedMilestone]:
    """The steps in a deadline that names several days and what is done by each: 8月底前达到85%,12月底前达到93%."""
    steps = list(find_steps(source, *span, year)) if span else []
    if len(steps) > 1:
        for step in steps:
            words = _DAY.sub("", source.folded[step.start : step.end])
            if step.deadline and step.deadline.date and _DEED.search(words) and not _LASTS.search(step.title):
                yield step


def tells_steps(source: Source, start: int, end: int) -> bool:
    """Whether a line begins with a label such as 进度安排:, 工作目标: or 进展情况:, or with a time before a step:
    一季度:确定点位."""
    return _label_end(source, start, end) is not None or _time_before(source, start, end) is not None


def _label_end(source: Source, start: int, end: int) -> int | None:
    """Where a line goes on behind a label of steps, of funds or of how far the task is, or None where it has none."""
    labels = (label.match(source.folded, start, end) for label in (STEPS, STATUS, FUNDS))
    return next((label.end() for label in labels if label), None)


def lines_of_steps(source: Source, start: int, end: int) -> Iterator[Span]:
    """The lines of source[start:end] that a label of steps begins, and the points (1)(2) below one alone."""
    listed = False
    for line in source.lines(start, end):
        label_end = _label_end(source, *line)
        listed = (label_end is not None and source.blank(label_end, line[1])) or (listed and _is_point(source, line))
        if listed or label_end is not None or _time_before(source, *line):
            yield line


def lines_beside(source: Source, start: int, end: int) -> list[int]:
    """The lines behind the first one that are no part of a task's text: of how far it is, of times, and of funds with
    no contents below them."""
    lines = [source.skip_edge(*line) for line in source.lines(start, end)]
    last = max((at for at in lines if CONTENTS.match(source.folded, at, end)), default=start)
    beside = [at for at in lines if at > start and HOW_FAR.match(source.folded, at, end)]
    return [at for at in beside if at > last or not FUNDS.match(source.folded, at, end)]


def _is_point(source: Source, line: Span) -> bool:
    return number_at(source, *line) is not None
