"""The outline of a frozen sheet: all but its words, and where in its text each item stands.

Rows are counted, filtered and put on pages by it; of the text those items alone are read that a page shows.
"""

import json
from collections import Counter

from .sheet import Sheet, SheetItem, SheetRow, parse_item, parse_row, read, read_bare

# What is kept of a row, in this order.
KEPT = ("update", "department", "unit", "via", "role", "state", "timing", "returns", "needs_decision")
ITEMS = '"items":['


def outline_of(text):
    """The outline of a sheet's canonical JSON (`sheet.write`): `head` what it says of the period, and its `items`.

    Those are [[key, number, first character, the one behind the last, [row, as `KEPT` has it]]].
    """
    decoder, items = json.JSONDecoder(), []
    start = text.index(ITEMS) + len(ITEMS)
    place = start
    while text[place] != "]":
        item, end = decoder.raw_decode(text, place)
        rows = [[getattr(row, name) for name in KEPT] for row in map(parse_row, item["rows"])]
        items.append([item["pk"], item["number"], place, end, rows])
        place = end + (text[end] == ",")
    return {"head": json.loads(text[:start] + text[place:]) | {"items": []}, "items": items}


def bare(period):
    """The sheet of an opened period without any words, as `sheet.read_bare`; of a closed one by its outline."""
    if not period.is_closed:
        return read_bare(period)
    outline = period.frozen_sheet.outline
    items = tuple(
        SheetItem(pk, number, "", "", "", "", "", (), tuple(map(_bare_row, rows)))
        for pk, number, _start, _end, rows in outline["items"]
    )
    return Sheet(**{**outline["head"], "items": items})


def _bare_row(row):
    return SheetRow(**dict(zip(KEPT, row, strict=True)))


def counted(frozen):
    """Counter of (unit's key, state, timing) of the rows of a frozen sheet."""
    unit, state, timing = (KEPT.index(name) for name in ("department", "state", "timing"))
    return Counter((row[unit], row[state], row[timing]) for *_item, rows in frozen.outline["items"] for row in rows)


def with_words(period, items):
    """The sheet of the period with these of its items (keys) alone, and all that is said in their rows."""
    if not period.is_closed:
        return read(period, items=items)
    frozen = period.frozen_sheet
    places = [(start, end) for pk, _number, start, end, _rows in frozen.outline["items"] if pk in items]
    told = tuple(parse_item(json.loads(frozen.text[start:end])) for start, end in places)
    return Sheet(**{**frozen.outline["head"], "items": told})
