"""What a cell of units, people or days says; the name of its column may speak of two of them."""

import re

from .alignment import holds_units, names_persons
from .clauses import read_values
from .columns import kinds_of_lines, speaks_of_persons
from .grid import Cell
from .labels import UNIT_KINDS
from .source import Source
from .units import looks_like_unit
from .values import Value

# 财政所 冯某, 财政所(冯某)
_WITH_PERSON = re.compile(r"(?P<units>.+?)[ \n(:/]{1,3}(?P<person>[\u4e00-\u9fff·]{2,4})\)?", re.DOTALL)


def values_of_cell(source: Source, cell: Cell, kind: str, name: str) -> tuple[Value, ...]:
    """The values of a cell in a column of this kind and (folded) name.

    Below 牵头单位/配合单位 one unit alone in the first of several lines leads; below 责任单位及责任人 the last word may
    be a person.
    """
    start, end = cell.start, cell.end
    if kind == "listed" and (kinds := kinds_of_lines(name)):
        first = source.folded.find("\n", start, end)
        if first >= 0 and source.folded[first - 1] not in "、," and holds_units(source, start, first):
            values = read_values(source, start, first, kinds[0])
            if sum(len(value.reading.mentions) for value in values if value.reading) == 1:
                return values + read_values(source, first + 1, end, kinds[1])
    if kind in UNIT_KINDS and speaks_of_persons(name):
        both = _WITH_PERSON.fullmatch(source.folded, start, end)
        if both and names_persons(both["person"]) and not looks_like_unit(both["person"]):
            return (*read_values(source, *both.span("units"), kind), Value("persons", *both.span("person"), None))
    return read_values(source, start, end, kind)
