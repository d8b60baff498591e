"""A list of what was asked and instructed as an Excel file: the columns of the page."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..sheets.names import in_words
from ..sheets.tables import CENTRED, Column
from ..sheets.written_as import WORKBOOK

# Characters of a sheet's name that Excel takes.
SHEET_NAME = 31


def write_lines(kind, lines, *, filters, on, file, form=WORKBOOK):
    """Write the `listing.Line`s of the kind in the form into the binary `file`; `filters` are [(label, value), …]."""
    title = str(kind.title)
    count = ngettext("%(count)s row", "%(count)s rows", len(lines)) % {"count": len(lines)}
    heading = [_("Data date: %(date)s.") % {"date": on.isoformat()} + " " + count, in_words(filters)]
    columns = [
        Column(_("Report"), 24),
        Column(_("Original number"), 7, CENTRED),
        Column(_("Work item"), 34),
        *(Column(str(column.label), column.width, column.style) for column in kind.columns),
        Column(_("State"), 12, CENTRED),
    ]
    with form.tables(file, title=title) as new_table:
        table = new_table(name=title[:SHEET_NAME], title=title, lines=heading, columns=columns)
        for line in lines:
            item = line.row.item
            values = [str(item.report), item.display_number, item.text]
            values += [value for _column, value in line.cells]
            table.add([*values, line.state], late=(len(columns) - 1,) if line.is_late else ())
        if not table.rows:
            table.add_sentence(_("Nothing fits this filter."))
