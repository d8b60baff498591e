"""How wide the columns of a layout are: what the office set stands, all else gives way so that the print stays at 8
points or more."""

from ..sheets.paper import NARROWEST, PAPERS, fitted
from ..sheets.tables import TEXT
from .columns import COLUMNS

# Characters that a width may be set to.
LEAST, MOST = 4, 120


def widths_of(spec):
    """{key: width in characters} of the columns of the main table; those of a shipped layout are made to fit when they
    are written."""
    widths = [_width(key, spec.widths) for key in spec.columns]
    if spec.own is not None:
        widths, _across = fitted(widths, _least(spec.columns, spec.widths), PAPERS[spec.paper])
    return dict(zip(spec.columns, widths, strict=True))


def short_of_room(columns, widths, paper):
    """(how many characters the columns need at least, how many the paper holds at 8 points), None where they fit.

    `widths` are those that the office set; a column of texts without one may become narrow.
    """
    need, room = sum(_least(columns, widths)), PAPERS[paper].room
    return (round(need), int(room)) if need > room else None


def _width(key, widths):
    return widths.get(key, COLUMNS[key].width)


def _least(columns, widths):
    may_give = [key not in widths and COLUMNS[key].style == TEXT for key in columns]
    found = [_width(key, widths) for key in columns]
    return [min(width, NARROWEST) if gives else width for width, gives in zip(found, may_give, strict=True)]
