"""Headings that are units: (一)市教育局, or 市教育局: on a line of its own, with the tasks of that unit below; they may
say what it does with them: 市教育局牵头事项(5项).

A heading answers for what stands below it only where all headings of its kind are units and nothing below names any:
one topic among them, or one clause, and the headings are no division of responsibilities.
"""

import re
from bisect import bisect_left

from .numbering import Marker, number_at
from .source import Source, Span
from .units import clean_name, is_collective, is_plain_office, looks_like_unit
from .values import Clause, Value
from .wording import read_value

_LONGEST = 60
# 县教育局(3项)
_COUNTED = re.compile(r" ?\((?:共|计)?[0-9一二三四五六七八九十]{1,3}[项件个条](?:任务|工作|事项)?\) ?$")

# 由市教育局牵头负责的重点任务; who leads, or answers for, what stands below.
_DOES = re.compile(
    "(?P<lead>总?牵头)?(?:负责|承担|办理|承办|落实|推进|组织|实施)*的?"
    "(?P<things>(?:(?:重点|主要|具体)?(?:工作|任务|事项|项目))*)$"
)
_BY = "由"


def units_of_heading(source: Source, start: int, end: int, *, surely: bool = True) -> Value | None:
    """The units in a heading that holds nothing else, a colon behind them and what they do with the tasks aside;
    collectives head nothing.

    `surely`: the first of them is an office beyond doubt (市教育局, not 东港海关), or does something with the tasks.
    """
    start, end = source.skip(start, end), source.back(start, end, " :。")
    counted = _COUNTED.search(source.folded, start, end)
    end = counted.start() if counted else end
    if not 0 < end - start <= _LONGEST or "\n" in source.folded[start:end]:
        return None
    does = _does(source, start, end)
    if does:
        start, end = start + source.folded.startswith(_BY, start), does.start()
    reading = read_value(source, start, end)
    names = [source.folded[mention.start : mention.end] for mention in reading.mentions]
    names = [clean_name(name, name) for name in names]
    plain = bool(names) and (does or not surely or is_plain_office(names[0]))
    plain = plain and all(looks_like_unit(name) and not is_collective(name) for name in names)
    covered = plain and reading.mentions[-1].end == end and not any(mention.role for mention in reading.mentions)
    return Value("lead" if does and does["lead"] else "listed", start, end, reading) if covered else None


def says_what_units_do(source: Source, start: int, end: int, *, names_it: bool) -> bool:
    """Whether a line is a heading of units that says what they do (市教育局牵头) with what stands below it; `names_it`:
    and calls that something (市教育局牵头事项)."""
    counted = _COUNTED.search(source.folded, start, end)
    does = _does(source, start, counted.start() if counted else end)
    if does is None or (names_it and not does["things"]):
        return False
    return units_of_heading(source, start, end, surely=False) is not None


def _does(source: Source, start: int, end: int) -> re.Match[str] | None:
    """What a heading says that its units do with the tasks, to its end; None where that is nothing."""
    found = next((one for one in _DOES.finditer(source.folded, start, end) if one.end() > one.start()), None)
    if found is None or found.start() == start:
        return None
    return found if found["lead"] or found.start("things") > found.start() else None


def find_unit_lines(source: Source, markers: list[Marker], clauses: list[Clause]) -> list[tuple[Value, Marker]]:
    """The lines without number that head the numbers below them, each with the first of these; [] if they do not."""
    starts = [clause.start for clause in clauses if clause.names_units]
    found: list[tuple[Value, Marker]] = []
    last, is_plain = 0, False
    for before, marker in zip([None, *markers], markers, strict=False):
        line = _line_above(source, before.end if before else 0, marker)
        if line is None:
            continue
        marked = source.folded[line[0]] in "【[〔" and source.folded[line[1] - 1] in "】]〕"
        line = (line[0] + 1, line[1] - 1) if marked else line
        units = units_of_heading(source, *line, surely=not marked)
        is_plain |= units is not None
        if units is None and source.folded[line[1] - 1] == ":":
            units = units_of_heading(source, *line, surely=False)
        if units is None:
            if found and source.folded[line[1] - 1] == ":":
                return []
            continue
        if found and bisect_left(starts, last) < bisect_left(starts, marker.start):
            return []
        found.append((units, marker))
        last = marker.start
    names_below = bool(found) and bisect_left(starts, found[0][0].start) < len(starts)
    return found if len(found) > 1 and is_plain and not names_below else []


def _line_above(source: Source, start: int, marker: Marker) -> Span | None:
    """The line right above a number that begins its own line, if it ends in a colon or in no stop at all."""
    line_start = source.line_span(marker.start)[0]
    end = source.back(start, marker.start)
    if not start < end <= line_start:
        return None
    at, line_end = source.strip(*source.line_span(end - 1))
    return (at, line_end) if at >= start and source.folded[line_end - 1] not in "。;,、!?" else None


def heads_numbers_below(source: Source, at: int) -> bool:
    """Whether what the line says of its units heads numbers of a lower form below it: 一、市教育局牵头任务."""
    start, end = source.strip(*source.line_span(at))
    number = number_at(source, start, end)
    below = number_at(source, source.skip(end, len(source.folded)), len(source.folded))
    if below is None or (number and below.rank <= number.rank):
        return False
    return says_what_units_do(source, source.skip(number.end, end) if number else start, end, names_it=number is None)
