"""The ledger as a file that may be changed and brought back."""

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter, quote_sheetname

from ..models import Milestone, Target, WorkItem
from ..models.supervision import REASON_LIMIT
from ..models.target import NUMBER_LIMIT
from ..models.work_item import REMARK_LIMIT
from ..round_trips.form import CellKind
from ..round_trips.writing import HEAD, FormWriter, validation
from ..sheets.names import in_words, safe_name
from .columns import CHAPTER, CHOICES_SHEET, FORM, ITEMS, MILESTONES, REASON, TARGETS, UNITS, LedgerRecord, comparators
from .contents import LONGEST, contents_of
from .help import help_lines

_LIMITS = {"text": LONGEST, "remark": REMARK_LIMIT, REASON: REASON_LIMIT} | {
    name: model._meta.get_field(name).max_length
    for model, names in (
        (WorkItem, ("leaders", "group", "due_text")),
        (Target, ("label", "unit", "per")),
        (Milestone, ("title",)),
    )
    for name in names
}


def file_name(told):
    """What the file of the list (`layouts.export.ListTold`) is called: report, filter and day."""
    filters = safe_name("、".join(str(value) for _label, value in told.filters))
    parts = [_("Ledger to change"), safe_name(told.title), filters, told.on.isoformat()]
    return "_".join(filter(None, parts)) + ".xlsx"


def write_ledger(items, told, file, sign=lambda done, total: None):
    """Write the items of a queryset into the binary `file`; `told` (`ListTold`) says which list they are."""
    contents = contents_of(items)
    lines = contents.lines
    about = in_words(told.filters) if told.filters else _("Filters: none, all work items")
    record = LedgerRecord(on=told.on.isoformat(), about=about)
    writer = FormWriter(FORM, record, title=_("Ledger to change"))
    chapters = _Chapters(writer, contents)
    for done, sheet in enumerate((ITEMS, TARGETS, MILESTONES)):
        sign(done, len(FORM.sheets))
        writer.add_table(sheet, lines[sheet], above=_lines_above(sheet, told, about, lines), checks=chapters.check)
    writer.add_help(help_lines())
    chapters.add_sheet()
    writer.save(file)


def _lines_above(sheet, told, about, lines):
    title = told.title or _("Tasks")
    words = {"title": title, "sheet": FORM.sheet(sheet).title}
    dated = {"date": told.on.isoformat(), "count": len(lines[sheet])}
    return (
        _("%(title)s: %(sheet)s") % words,
        _("Data date: %(date)s. Lines: %(count)s") % dated + " " + about,
        _("Change the yellow cells only, save the file as .xlsx and upload it on the page “Change the ledger”."),
    )


class _Chapters:
    """The chapters that the cells offer, in a hidden sheet: a column for each report, in the order of its text."""

    def __init__(self, writer, contents):
        self.writer, self.columns, self.cells = writer, list(contents.chapters.of_report.items()), {}
        columns = {report: place for place, (report, _names) in enumerate(self.columns, start=1)}
        for row, line in enumerate(contents.lines[ITEMS], start=HEAD + 1):
            if place := columns.get(contents.reports[line.key]):
                self.cells.setdefault(place, []).append(row)

    def add_sheet(self):
        longest = max((len(names) for _report, names in self.columns), default=0)
        rows = [
            [names[index] if index < len(names) else "" for _report, names in self.columns] for index in range(longest)
        ]
        self.writer.add_hidden(CHOICES_SHEET, rows)

    def check(self, sheet, column, letter, last):
        """What the program refuses of a column while somebody types."""
        if column.name == CHAPTER:
            for place, rows in self.cells.items():
                sheet.add_data_validation(self._check_chapter(column, place, _ranges(letter, rows)))
        else:
            sheet.add_data_validation(_check_of(column, f"{letter}{HEAD + 1}:{letter}{last}"))

    def _check_chapter(self, column, place, cells):
        letter, length = get_column_letter(place), len(self.columns[place - 1][1])
        names = f"{quote_sheetname(str(CHOICES_SHEET))}!${letter}$1:${letter}${length}"
        return validation(_("Choose a chapter of the report."), column.label, type="list", formula1=names, sqref=cells)


def _ranges(letter, rows):
    """The cells of the rows in the column, lines that follow each other as one range."""
    spans = []
    for row in rows:
        if spans and spans[-1][1] == row - 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return " ".join(f"{letter}{first}:{letter}{last}" for first, last in spans)


def _check_of(column, cells):
    if column.kind is CellKind.DAY:
        limit = {"type": "date", "operator": "between", "formula1": "36526", "formula2": "73050"}
        sentence = _("A day like 2011-12-31.")
    elif column.kind is CellKind.NUMBER:
        limit = {
            "type": "decimal",
            "operator": "between",
            "formula1": str(-NUMBER_LIMIT),
            "formula2": str(NUMBER_LIMIT),
        }
        sentence = _("A number alone; its unit has a column of its own.")
    elif column.kind is CellKind.CHOICE:
        words = [word for _value, word in comparators()]
        limit = {"type": "list", "formula1": '"{}"'.format(",".join(words))}
        sentence = _("Choose from the list: %(words)s.") % {"words": "、".join(words)}
    elif column.name in UNITS:
        limit = {"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(LONGEST)}
        sentence = _("Names of units, parted by “、”.")
    else:
        most = _LIMITS[column.name]
        limit = {"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(most)}
        sentence = _("At most %(limit)s characters.") % {"limit": most}
    return validation(sentence, column.label, sqref=cells, **limit)
