"""What somebody has changed in a ledger that came back: worked out once, when it is uploaded, and kept as JSON.

Of three thousand items only the cells that were touched are kept, so that looking at the differences costs no more
than these.
"""

import datetime
from dataclasses import asdict, dataclass, field

from ..people.reading import CellProblem
from ..round_trips.form import CellKind
from ..round_trips.reading import ReadCell, ReadLine, read_workbook
from ..round_trips.writing import is_same_number
from ..sheets.cells import clean
from .columns import COMPARATOR, FORM, comparator_of


@dataclass(frozen=True)
class TouchedLine:
    """A line with the cells that were touched, what these had said, and the version of its item then."""

    line: ReadLine
    base: dict
    version: int


@dataclass
class FilledLedger:
    """What was changed: `lines` {key: TouchedLine}; the rest as in `reading.FormBook`.

    `on` is the day on which the workbook was made, "" for what is none; `same` counts the cells that nobody touched.
    """

    on: str = ""
    about: str = ""
    titles: dict = field(default_factory=dict)
    lines: dict = field(default_factory=dict)
    strange: list = field(default_factory=list)
    lost: list = field(default_factory=list)
    notices: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    same: int = 0


def read_ledger(data, name):
    """The `FilledLedger` of an uploaded file."""
    book = read_workbook(data, name, form=FORM)
    told = {name: getattr(book, name) for name in ("notices", "problems", "strange", "lost")}
    if book.record is None:
        return FilledLedger(**told)
    lines, same = {}, 0
    for key, line in book.lines.items():
        record = book.record.lines[key]
        touched, left = _touched(line, record.base)
        same += left
        if touched:
            own = ReadLine(line.form, line.title, line.number, key, touched)
            lines[key] = TouchedLine(own, {name: record.base[name] for name in touched}, record.version)
    about = {name: getattr(book.record, name) for name in ("on", "about", "titles")}
    return FilledLedger(**told, **about, lines=lines, same=same)


def _touched(line, base):
    """({name: ReadCell} of the cells that were touched, how many were left alone)."""
    touched, left = {}, 0
    for column in line.form.typed:
        cell = line.cells.get(column.name)
        if cell is None or column.name not in base:  # the column is gone, or the text was too long for a cell
            continue
        if _is_untouched(column, cell, base[column.name]):
            left += 1
        else:
            touched[column.name] = cell
    return touched, left


def _is_untouched(column, cell, base):
    """Whether the cell says what it had said, however a program has written it."""
    if column.kind is CellKind.NUMBER and is_same_number(base, cell):
        return True
    text = comparator_of(cell.text) if column.name == COMPARATOR else cell.text
    return _bare(text) == _bare(clean(base))


def _bare(text):
    """Programs write line breaks each in their own way, and leave out blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.strip().replace("\r\n", "\n").replace("_x000D_", "").split("\n"))


def to_json(filled):
    """The `FilledLedger` as data for a JSON column."""
    data = {name: getattr(filled, name) for name in ("on", "about", "titles", "lost", "same")}
    data["lines"] = {
        key: {"line": _line_to_json(one.line), "base": one.base, "version": one.version}
        for key, one in filled.lines.items()
    }
    data["strange"] = [_line_to_json(line) for line in filled.strange]
    for name in ("notices", "problems"):
        data[name] = [asdict(one) for one in getattr(filled, name)]
    return data


def from_json(data):
    """The `FilledLedger` that `to_json` was given, in the order of its lines: PostgreSQL keeps none."""
    order = [sheet.name for sheet in FORM.sheets]
    found = [TouchedLine(_line_from_json(one["line"]), one["base"], one["version"]) for one in data["lines"].values()]
    found.sort(key=lambda one: (order.index(one.line.sheet), one.line.number))
    lines = {one.line.key: one for one in found}
    strange = [_line_from_json(line) for line in data["strange"]]
    said = {name: [CellProblem(**one) for one in data[name]] for name in ("notices", "problems")}
    told = {name: data[name] for name in ("on", "about", "titles", "lost", "same")}
    return FilledLedger(**told, **said, lines=lines, strange=strange)


def _line_to_json(line):
    cells = {
        name: asdict(cell) | {"day": cell.day.isoformat() if cell.day else None} for name, cell in line.cells.items()
    }
    return {"sheet": line.sheet, "title": line.title, "number": line.number, "key": line.key, "cells": cells}


def _line_from_json(data):
    form = FORM.sheet(data["sheet"])
    cells = {
        column.name: ReadCell(**{**cell, "day": cell["day"] and datetime.date.fromisoformat(cell["day"])})
        for column in form.columns
        if (cell := data["cells"].get(column.name))
    }
    return ReadLine(form, data["title"], data["number"], data["key"], cells)
