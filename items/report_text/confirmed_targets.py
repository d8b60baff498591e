"""The target that a person sees in a number of which the reader was not sure."""

from . import target_wording as wording
from .judging import is_code
from .model import ParsedTarget
from .quantities import find_quantity_clauses
from .source import Source, Span
from .targets import REACH


def confirm_target(text: str, start: int, end: int, within: Span) -> ParsedTarget | None:
    """The target that a person sees in the undecided number text[start:end] of the item `within`, or None.

    Its label is made of the words around the number; 万 and 亿 count, but a number too large or too fine is none.
    """
    item = Source(text[slice(*within)])
    for clause in find_quantity_clauses(item, 0, len(item.text)):
        for quantity in clause.quantities:
            if quantity.start + within[0] != start or is_code(quantity.number) or is_code(quantity.upper or 0):
                continue
            before = item.folded[max(clause.start, quantity.start - REACH) : quantity.start]
            behind = item.folded[quantity.end : min(clause.end, quantity.end + REACH)]
            label = item.in_script(wording.make_label(before, behind), 0, len(item.text)) or quantity.unit
            return ParsedTarget(
                label=label,
                number=quantity.number,
                upper=quantity.upper,
                number_literal=item.text[quantity.number_start : quantity.number_end],
                unit=quantity.unit,
                comparator=quantity.comparator or wording.compared(before) or "=",
                per="",
                literal=text[start:end],
                start=start,
                end=end,
            )
    return None
