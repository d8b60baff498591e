"""From an uploaded workbook to the lines of its sheets, found by their hidden names and keys; nothing is guessed.

What the cells mean, and whether they may be taken in, says `planning`.
"""

import datetime
import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from ..models.target import spell_number
from ..people.reading import CellProblem
from .form import KEY, SheetForm
from .opening import NoWorkbook, sheets_of
from .record import Record, digest_of

# The names of the columns stand near the top.
_NAMES_WITHIN = 20
_MARK = re.compile("([a-z]+ workbook) [0-9]+")
SHOWN = 200  # characters of a value that is quoted


@dataclass(frozen=True)
class ReadCell:
    """A cell as it reads: its `text`, the number in it if it is one, and why it cannot be read, "" where it can.

    `is_percent`: the program shows the number as a percentage. `day`: the program has made a date of it.
    """

    letter: str
    text: str = ""
    number: int | float | None = None
    is_percent: bool = False
    wrong: str = ""
    day: datetime.date | None = None


@dataclass(frozen=True)
class ReadLine:
    """A line of one of the sheets (`title` is what it is called in the file): {name of a column: ReadCell}."""

    form: SheetForm
    title: str
    number: int
    key: str
    cells: dict

    @property
    def sheet(self):
        return self.form.name

    def problem(self, name, sentence):
        """What is wrong with the cell of the column `name`; with the whole line where it is ""."""
        cell = self.cells.get(name)
        text = cell.text if cell else " ".join(one.text for one in self.cells.values() if one.text)
        label = str(self.form.column(name).label) if name else ""
        return CellProblem(str(sentence), self.title, self.number, cell.letter if cell else "", label, text[:SHOWN])


@dataclass
class FormBook:
    """What a workbook holds. Without a `record` it is none of this portal, and `problems` says why.

    `lines` {key: ReadLine}; `strange` are lines whose key the record does not know, `lost` keys of lines that are gone.
    `notices` say what was read all the same, `problems` what was left out.
    """

    record: Record | None = None
    lines: dict = field(default_factory=dict)
    strange: list = field(default_factory=list)
    lost: list = field(default_factory=list)
    notices: list = field(default_factory=list)
    problems: list = field(default_factory=list)


def read_workbook(data, name, *, form):
    """The `FormBook` of an uploaded file that should be a workbook of the `WorkbookForm`."""
    book = FormBook()
    try:
        _read(book, sheets_of(data, name, form=form), form)
    except NoWorkbook as refused:
        book.problems.append(CellProblem(str(refused)))
    return book


def _read(book, sheets, form):
    tables = {sheet.name: [] for sheet in form.sheets}
    others = []
    for title, rows in sheets:
        sheet, index = _place_of_names(rows, form)
        if sheet:
            tables[sheet].append((title, index, rows))
        else:
            others.append((title, rows))
    marks = [(_read_cell(rows[0][0], "A").text, rows) for _title, rows in others if rows]
    hidden = [rows for mark, rows in marks if mark == form.mark]
    if len(hidden) != 1:
        kinds = {found[1] for mark, _rows in marks if mark != form.mark and (found := _MARK.fullmatch(mark))}
        book.problems.append(CellProblem(_no_record(form, kinds, any(tables.values()))))
        return
    book.record = form.record.read([[_read_cell(cell, "").text for cell in row] for row in hidden[0]])
    if book.record is None:
        sentence = _("Another portal made this workbook, or its hidden sheet was changed: download it here anew.")
        book.problems.append(CellProblem(sentence))
        return
    for sheet in form.sheets:
        if any(form.sheet_of(key) == sheet.name for key in book.record.lines):
            _Table(book, form, sheet, tables[sheet.name]).read()


def _no_record(form, kinds, is_form):
    """Why there is no record; `kinds` are those of which the hidden sheets of the file are."""
    if form.kind in kinds:
        return _("This workbook was made by another version of the portal: download it anew.")
    if is_form and not kinds:
        return _("The hidden sheet of the workbook was removed or copied: download the workbook anew.")
    return str(form.none)


def _place_of_names(rows, form):
    """(which of the sheets it is, index of the hidden line with the names of its columns); (None, 0) for another."""
    own = {sheet.name: {one.name for one in sheet.columns} for sheet in form.sheets}
    shared = {name for name, count in Counter(name for names in own.values() for name in names).items() if count > 1}
    for index, row in enumerate(rows[:_NAMES_WITHIN]):
        names = {cell.value for cell in row if isinstance(cell.value, str)}
        for sheet, wanted in own.items():
            # One name alone may be a word that somebody has written.
            if len(names & (wanted - shared)) > 1:
                return sheet, index
    return None, 0


class _Table:
    """Reads one of the sheets into the book; `found` [(title, index of the line of names, rows)] are all like it."""

    def __init__(self, book, form, sheet, found):
        self.book, self.form, self.sheet, self.found = book, form, sheet, found
        self.title = book.record.titles[sheet.name]

    def _problem(self, sentence, letter="", label="", value="", line=None):
        self.book.problems.append(CellProblem(str(sentence), self.title, line, letter, label, value[:SHOWN]))

    def _notice(self, sentence, letter="", value=""):
        self.book.notices.append(CellProblem(str(sentence), self.title, None, letter, value=value[:SHOWN]))

    def read(self):
        if not self.found:
            self._problem(_("This sheet is missing, or its hidden line was removed: nothing of it is taken in."))
            return
        if len(self.found) > 1:
            titles = "、".join(title for title, _index, _rows in self.found)
            self._problem(_("This sheet stands here several times: nothing of it is taken in."), value=titles)
            return
        [(title, index, rows)] = self.found
        if title != self.title:
            self._notice(_("This sheet was renamed; it was found by its hidden line."), value=title)
            self.title = title
        places = self._places(index, rows)
        needed = {KEY, *self.sheet.said_of} - set(places)
        if needed:
            labels = "、".join(str(self.sheet.column(one).label) for one in sorted(needed - {KEY}))
            sentence = _("Columns by which a line is told from others were removed: nothing of the sheet is taken in.")
            self._problem(sentence, value=labels)
            return
        self._read_lines(index + 2, rows, places)

    def _places(self, index, rows):
        """{name of a column: index of its cells}: each once, below the head that it was given."""
        names = [_read_cell(cell, "").text for cell in rows[index]]
        heads = [_read_cell(cell, "").text for cell in rows[index + 1]] if len(rows) > index + 1 else []
        known, written = self.book.record.heads[self.sheet.name], [name for name in names if name]
        places = {}
        for place, name in enumerate(names):
            letter, head = get_column_letter(place + 1), heads[place] if place < len(heads) else ""
            if written.count(name) > 1:
                self._problem(_("This column stands here twice."), letter, value=head)
            elif name == KEY or (name in known and head == known[name]):
                places[name] = place
            elif name in known:
                sentence = _("The head of this column was “%(head)s”: what stands below it is not taken in.")
                self._problem(sentence % {"head": known[name]}, letter, known[name], head, line=index + 2)
            elif name or any(len(row) > place and row[place].value is not None for row in rows[index + 1 :]):
                self._notice(
                    _("This column is not of the form: what stands in it is not taken in."), letter, value=head
                )
        for name in known:
            if name not in written:
                sentence = _("This column was removed: nothing of it is taken in.")
                self._problem(sentence, label=known[name])
        order = [name for name in written if name in known]
        if order != [one.name for one in self.sheet.columns if one.name in written]:
            self._notice(_("Columns were moved; each was found by its hidden name."))
        return places

    def _read_lines(self, first, rows, places):
        lines = []
        for number, row in enumerate(rows[first:], start=first + 1):
            letters = {name: get_column_letter(place + 1) for name, place in places.items()}
            cells = {
                name: _read_cell(row[place], letters[name]) if place < len(row) else ReadCell(letters[name])
                for name, place in places.items()
            }
            key = cells.pop(KEY).text
            if key or any(cell.text for cell in cells.values()):
                lines.append(ReadLine(self.sheet, self.title, number, key, cells))
        keys = Counter(line.key for line in lines)
        for line in lines:
            record = self.book.record.lines.get(line.key)
            if record is None or self.form.sheet_of(line.key) != self.sheet.name:
                self.book.strange.append(line)
            elif keys[line.key] > 1:
                self.book.problems.append(line.problem("", _("This line stands here twice: neither is taken in.")))
            elif digest_of(line.cells[name].text for name in self.sheet.said_of) != record.said:
                sentence = _(
                    "What this line is about was changed, or cells were sorted without their line: it is not taken in."
                )
                self.book.problems.append(line.problem("", sentence))
            else:
                self.book.lines[line.key] = line
        own = [key for key in self.book.record.lines if self.form.sheet_of(key) == self.sheet.name]
        self.book.lost += [key for key in own if key not in keys]


def _read_cell(cell, letter):
    """The cell as it reads; what a program makes of a figure by itself (a date, true or false) is no figure."""
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None:
        return ReadCell(letter)
    if kind == "f":
        return ReadCell(
            letter, str(getattr(value, "text", value)), wrong=_("A formula stands here: write the value itself.")
        )
    if kind == "e":
        return ReadCell(letter, str(value), wrong=_("An error of a formula stands here: write the value itself."))
    if isinstance(value, bool):
        sentence = _("The program has made true or false of it: write it as a text.")
        return ReadCell(letter, str(value).upper(), wrong=sentence)
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        sentence = _("The program has made a date or time of it: write it as a text or a number.")
        text = str(value).removesuffix(" 00:00:00")
        day = value.date() if isinstance(value, datetime.datetime) and value.time() == datetime.time() else None
        return ReadCell(letter, text, wrong=sentence, day=day)
    if isinstance(value, (int, float)):
        is_percent = "%" in (cell.number_format or "")
        text = f"{value * 100:.10g}%" if is_percent else spell_number(Decimal(str(value)))
        return ReadCell(letter, text, value, is_percent)
    return ReadCell(letter, str(value).strip())
