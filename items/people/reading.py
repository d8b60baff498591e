"""From an uploaded workbook to its lines. Nothing is looked up here: what the lines mean says `planning`."""

import datetime
from dataclasses import dataclass, field
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from ..documents.errors import Refusal
from ..documents.filled_form import UNREADABLE, require_workbook
from .columns import COLUMNS, NEEDED, PEOPLE, SHEET_NAMES, UNITS, Unreadable, heads, label

# A city has some hundred units and a thousand people.
MOST_LINES = 5000
# The head stands below the title and what is said about the form.
_HEAD_WITHIN = 20
_WIDEST = 40
LARGEST_WORKBOOK = 5 * 1024 * 1024


@dataclass(frozen=True)
class CellProblem:
    """Something that keeps the workbook from being taken in: where it stands, what stands there, a sentence.

    `line` and `column` (a letter) are None and "" where it is about a sheet or the whole file.
    """

    sentence: str
    sheet: str = ""
    line: int | None = None
    column: str = ""
    label: str = ""
    value: str = ""


@dataclass(frozen=True)
class WorkbookLine:
    """A line of a sheet: {column: value} of the cells that hold something; `places` are their letters."""

    sheet: str
    number: int
    values: dict
    texts: dict
    places: dict

    def problem(self, name, sentence):
        """What is wrong with the cell in the column `name`."""
        return CellProblem(
            str(sentence),
            str(SHEET_NAMES[self.sheet]),
            self.number,
            self.places.get(name, ""),
            label(self.sheet, name),
            self.texts.get(name, ""),
        )


@dataclass
class Book:
    """The lines of both sheets, and what cannot be read."""

    lines: dict = field(default_factory=lambda: {UNITS: [], PEOPLE: []})
    problems: list = field(default_factory=list)


def read_workbook(data, name):
    """The lines of the .xlsx file `data`; whatever is wrong with it stands among the book's `problems`."""
    book = Book()
    try:
        require_workbook(data, name)
        workbook = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (Refusal, *UNREADABLE):
        book.problems.append(CellProblem(_("This file cannot be read: save it as .xlsx and upload it again.")))
        return book
    try:
        known = [_read_sheet(book, sheet) for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    except UNREADABLE:
        book.problems.append(CellProblem(_("This file is damaged: open it, save it again and upload the new file.")))
        return book
    finally:
        workbook.close()
    if not any(known):
        sentence = _("No sheet has the head of the form (“%(units)s” or “%(people)s”): download the form and fill it.")
        needed = {sheet: label(sheet, NEEDED[sheet]) for sheet in COLUMNS}
        book.problems.append(CellProblem(sentence % {"units": needed[UNITS], "people": needed[PEOPLE]}))
    return book


def _read_sheet(book, worksheet):
    """Whether the sheet has a head of the form; its lines go into the book."""
    sheet, places = None, {}
    worksheet.reset_dimensions()  # what a file says of its own size need not be true
    rows = worksheet.iter_rows(max_row=MOST_LINES + _HEAD_WITHIN + 1, max_col=_WIDEST, values_only=True)
    for number, cells in enumerate(rows, start=1):
        texts = [_text(cell) for cell in cells]
        if sheet is None:
            sheet = _sheet_of(texts)
            if sheet:
                places = _places(book, sheet, number, texts)
            elif number >= _HEAD_WITHIN:
                return False
            continue
        if len(book.lines[sheet]) >= MOST_LINES:
            sentence = _("The sheet has more than %(count)s lines: divide it.") % {"count": MOST_LINES}
            book.problems.append(CellProblem(sentence, str(SHEET_NAMES[sheet])))
            break
        if any(texts):
            book.lines[sheet].append(_line(book, sheet, number, texts, places))
    return sheet is not None


def _sheet_of(texts):
    return next((sheet for sheet, name in NEEDED.items() if name in {heads(sheet).get(text) for text in texts}), None)


def _places(book, sheet, number, texts):
    """{name of the column: index} as the head says; what it says beyond the form is a problem."""
    known, places = heads(sheet), {}
    for index, text in enumerate(texts):
        if not text:
            continue
        name = known.get(text)
        if name is None or name in places:
            sentence = _("This column is not of the form.") if name is None else _("This column stands here twice.")
            where = str(SHEET_NAMES[sheet]), number, get_column_letter(index + 1)
            book.problems.append(CellProblem(sentence, *where, value=text))
        else:
            places[name] = index
    return places


def _line(book, sheet, number, texts, places):
    letters = {name: get_column_letter(index + 1) for name, index in places.items()}
    written = {name: texts[index] for name, index in places.items() if index < len(texts) and texts[index]}
    values, line = {}, WorkbookLine(sheet, number, {}, written, letters)
    for column in COLUMNS[sheet]:
        if column.name in written:
            try:
                values[column.name] = column.read(written[column.name])
            except Unreadable as error:
                book.problems.append(line.problem(column.name, error))
    return WorkbookLine(sheet, number, values, written, letters)


def _text(cell):
    """The cell as it reads: numbers without a point that says nothing, days in ISO."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        cell = cell.date()
    return str(cell).replace("\0", "").strip()
