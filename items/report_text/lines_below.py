"""Clauses that are lines of nothing but offices, each below its task: 1.修缮祠堂3处。 / 县文物局、县财政局,8月底前."""

import re
from bisect import bisect_left
from itertools import pairwise

from .leftovers import is_date_line
from .numbering import BULLETS, number_at
from .source import Source, Span
from .values import Clause, Value
from .wording import names_only_offices, read_value, reads_cleanly

_LONGEST = 120
_MARKS = BULLETS + "→"
_STOPS = "。; "
# 标注“★”的为牵头单位: then a star before a name is no mark of a list.
_STAR_LEADS = re.compile(r"\*[^。;:\n]{0,12}[为是](?:总?牵头|主办|主责)")


def find_lines_below(source: Source, clauses: list[Clause]) -> list[Clause]:
    """The lines of offices that end what stands below a number, if several tasks are told so and the last one is: else
    they are headings of those that follow. Tasks with a clause of their own have none, and are not the most."""
    lines = [source.strip(*line) for line in source.lines(0, len(source.folded))]
    lines = [line for line in lines if line[0] < line[1]]
    numbered = [at for at, line in enumerate(lines) if number_at(source, *line)]
    starts = [clause.start for clause in clauses if clause.names_units]
    star_leads = _STAR_LEADS.search(source.folded) is not None
    found: list[Clause] = []
    told, last_told = 0, False
    for at, to in pairwise([*numbered, len(lines)]):
        until = lines[to][0] if to < len(lines) else len(source.folded)
        if bisect_left(starts, lines[at][0]) < bisect_left(starts, until):
            told, last_told = told + 1, True
            continue
        below = _line_of_offices(source, lines[at + 1 : to], is_last=to == len(lines), star_leads=star_leads)
        last_told = below is not None
        found += [below] if below else []
    return found if len(found) > max(told, 1) and last_told else []


def _line_of_offices(source: Source, lines: list[Span], *, is_last: bool, star_leads: bool) -> Clause | None:
    """The clause of the last of the lines below a number, of those below the last number that of the first such line;
    a signature, with a date below it, is none."""
    for at, line in enumerate(lines) if is_last else [(len(lines) - 1, line) for line in lines[-1:]]:
        start, end = source.skip(*line, _MARKS), source.back(*line, _STOPS)
        start -= star_leads and start > line[0] and source.folded[start - 1] == "*"
        if not start < end <= start + _LONGEST:
            continue
        signs = at + 1 < len(lines) and is_date_line(source.folded[slice(*lines[at + 1])])
        reading = read_value(source, start, end)
        # Behind a star that the text explains no name is in doubt.
        starred = star_leads and source.folded[start] == "*" and reads_cleanly(source, reading)
        if (starred or names_only_offices(source, reading)) and not signs:
            return Clause(line[0], end, (Value("listed", start, end, reading),))
    return None
