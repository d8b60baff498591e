"""The sentences that say what a person should look at, by code, so that another layer can translate them."""

from .model import Problem
from .source import Source

MESSAGES = {
    "no_items": "No work item was found.",
    "no_text": "Item {number} has a responsibility clause and no text.",
    "no_unit": "Item {number} names no responsible unit.",
    "no_lead": "Item {number} names several units and does not say which one leads.",
    "lead_is_collective": "The first place of item {number} is a collective; who leads must be decided by hand.",
    "units_unlabelled": "{literal} was read as the units of item {number}, though nothing says so.",
    "open_list": "The units of item {number} are an open list.",
    "unsure_unit": "{literal} does not look like the name of a unit.",
    "unit_repeat": "{literal} stands twice in item {number}.",
    "units_from_above": "The cell with the units of item {number} is empty; those of the row above were taken.",
    "table_head_missing": "This table has no head; its columns were read from what they hold: {literal}",
    "column_unknown": "The column {literal} is not known; what it holds stands in the items' remarks.",
    "number_missing": "This item has no number: {literal}",
    "number_gap": "Number {number} follows {previous}.",
    "number_repeat": "Number {number} stands twice.",
    "group_size": "{literal} announces {expected} items and {found} follow.",
    "target_unsure": "Whether {literal} is a target must be decided by hand.",
    "deadline_unsure": "The deadline of item {number} names no day that is in the calendar: {literal}",
    "unbalanced_bracket": "The bracket {literal} has no partner.",
    "unread_text": "This text belongs to no item: {literal}",
}
# A long stretch is named by its beginning; its range is in the problem.
LONGEST_LITERAL = 40


def problem(source: Source, code: str, start: int, end: int, **values: object) -> Problem:
    """A problem with its sentence; `literal` defaults to the text of the range."""
    literal = source.text[start:end]
    if len(literal) > LONGEST_LITERAL:
        literal = literal[:LONGEST_LITERAL] + "…"
    values = {"literal": " ".join(literal.split()), **values}
    return Problem(code, source.line_of(start), start, end, MESSAGES[code].format(**values), tuple(values.items()))
