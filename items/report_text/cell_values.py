"""What a cell of units, people or days says; the name of its column may speak of two of them."""

import re
from itertools import pairwise

from .alignment import holds_units
from .columns import kinds_of_lines, leader_before_units, speaks_of_persons
from .dates import DATE, LASTING, read_date
from .grid import Cell
from .labelled_values import leaders_and_units, parted_by_stroke, read_values
from .labels import UNIT_KINDS, names_leaders_too, without_post
from .numbering import number_at
from .persons import names_persons
from .source import Source, Span
from .units import looks_like_unit
from .values import Value

_LINE = re.compile("[^\n\u2028]+")
_DAY, _LASTS = re.compile(rf"(?:{DATE})(?:之?以?前|底|内)?"), re.compile(f"{LASTING}[坚推实]?[持进施]?")
_ANY_YEAR = 2028
# 财政所 冯某, 财政所(冯某)
_WITH_PERSON = re.compile(r"(?P<units>.+?)[ \n(:/]{1,3}(?P<person>[\u4e00-\u9fff·]{2,4})\)?", re.DOTALL)
# 教育局(张某)、财政局(王某)
_BRACKETED = re.compile(r"\((?P<person>[\u4e00-\u9fff·]{2,4})\)(?=[、,;。 \n]|$)")


def numbered_lines(source: Source, start: int, end: int) -> list[Span]:
    """The lines of a cell, each from its number on, if it begins with one, there are several and they count on; lines
    without a number belong to the one above. Otherwise none."""
    lines = [match.span() for match in _LINE.finditer(source.text, start, end)]
    marks = [number_at(source, source.skip(*line), line[1]) for line in lines]
    numbered = [mark for mark in marks if mark]
    follow = all(b.number == a.number + 1 and b.style == a.style for a, b in pairwise(numbered))
    if len(numbered) < 2 or marks[0] is None or not follow:
        return []
    return [source.strip(*span) for span in pairwise([*(mark.start for mark in numbered), end])]


def part_of_cell(source: Source, cell: Cell, part: int, parts: int) -> Cell:
    """The `part`-th of the numbered lines of a cell, without its number, if there are as many as `parts`; else the
    whole cell."""
    lines = numbered_lines(source, cell.start, cell.end)
    if len(lines) != parts:
        return cell
    start, end = lines[part - 1]
    marker = number_at(source, start, end)
    return Cell(source.skip(marker.end, end) if marker else start, end)


def values_of_cell(source: Source, cell: Cell, kind: str, name: str) -> tuple[Value, ...]:
    """The values of a cell in a column of this kind and (folded) name.

    Below 牵头单位/配合单位 one unit alone in the first of several lines leads, or those before a stroke; below
    责任单位及责任人 the last word may be a person, or each unit has one in brackets; below 责任领导及责任单位 stand
    leaders and units.
    """
    start, end = cell.start, cell.end
    if kind in UNIT_KINDS and (names_leaders_too(name) or leader_before_units(name)):
        return tuple(leaders_and_units(source, kind, start, end))
    if kind == "listed" and kinds_of_lines(name) and (parted := parted_by_stroke(source, start, end)):
        return tuple(parted)
    if kind == "listed" and (kinds := kinds_of_lines(name)):
        first = source.folded.find("\n", start, end)
        if first >= 0 and source.folded[first - 1] not in "、," and holds_units(source, start, first):
            values = read_values(source, start, first, kinds[0])
            if sum(len(value.reading.mentions) for value in values if value.reading) == 1:
                return values + read_values(source, first + 1, end, kinds[1])
    if kind in UNIT_KINDS and speaks_of_persons(name):
        each = [found for found in _BRACKETED.finditer(source.folded, start, end) if _names_people(found["person"])]
        if len(each) > 1:
            people = [Value("persons", *found.span("person"), None) for found in each]
            return (*read_values(source, start, end, kind), *people)
        both = _WITH_PERSON.fullmatch(source.folded, start, end)
        if both and _names_people(both["person"]):
            return (*read_values(source, *both.span("units"), kind), Value("persons", *both.span("person"), None))
    return read_values(source, start, end, kind)


def _names_people(folded: str) -> bool:
    """Whether the words are names of persons, with their posts or without, and not a unit's."""
    names = [without_post(name, name) for name in folded.split("、")]
    return names_persons("、".join(names)) and not looks_like_unit(folded)


def last_day_in(source: Source, cell: Cell) -> tuple[Value, ...]:
    """The last of the days among the words of a cell as its deadline, else what goes on; () where it says neither."""
    found = [day.span() for day in _DAY.finditer(source.folded, cell.start, cell.end)] if cell.is_own else []
    days = [(day, span) for span in found if (day := read_date(source.folded[slice(*span)], _ANY_YEAR).day)]
    if days:
        return (Value("deadline", *max(days)[1], None),)
    lasting = _LASTS.search(source.folded, cell.start, cell.end) if cell.is_own else None
    return (Value("deadline", *lasting.span(), None),) if lasting else ()
