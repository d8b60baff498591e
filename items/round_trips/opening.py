"""Whether an uploaded file is a workbook that can be opened at all, and the sentences for what is none."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from ..documents.errors import Refusal
from ..documents.filled_form import UNREADABLE, require_workbook
from ..documents.kinds import OLD_WORKBOOK, kind_of
from ..documents.macros import has_macros
from ..documents.package import Package

_WIDEST = 60


class NoWorkbook(Exception):
    """The file cannot be opened. The text is a sentence for whoever uploaded it."""


def sheets_of(data, name, *, form):
    """[(title, rows of cells)] of the sheets of the .xlsx file, without empty rows at the end, as far as a workbook of
    the form can reach. Raises NoWorkbook."""
    _require(data, name, form)
    damaged = NoWorkbook(_("This file is damaged: open it, save it again and upload the new file."))
    try:
        # The formulas, not what they came to: a formula is no figure that somebody has entered.
        workbook = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    except UNREADABLE as error:
        raise damaged from error
    try:
        return [(sheet.title, _rows(sheet, form.most_lines)) for sheet in workbook.worksheets]
    except UNREADABLE as error:
        raise damaged from error
    finally:
        workbook.close()


def _rows(sheet, most):
    sheet.reset_dimensions()  # what a file says of its own size need not be true
    rows = [_held(row) for row in sheet.iter_rows(max_row=most, max_col=_WIDEST)]
    while rows and rows[-1][-1].value is None:
        rows.pop()
    return rows


def _held(row):
    """The cells up to the last one that holds something; the first one always."""
    last = len(row)
    while last > 1 and row[last - 1].value is None:
        last -= 1
    return row[:last]


def _require(data, name, form):
    try:
        if kind_of(data, name) == OLD_WORKBOOK:
            raise Refusal("old_office")
        require_workbook(data, name)
        with Package(data) as package:
            is_programmed = has_macros(package)
    except Refusal as refusal:
        raise NoWorkbook(_sentence(refusal.code, form)) from refusal
    if is_programmed:
        raise NoWorkbook(_("The file contains macros: save it without them as .xlsx."))


def _sentence(code, form):
    return {
        "old_office": _("This is a workbook of another kind (.xls, .et, .ods): open it and save it as .xlsx."),
        "encrypted": _("This file is protected by a password: remove it and upload the file again."),
        "damaged": _("This file is damaged: open it, save it again and upload the new file."),
        "unsafe": _("This file is damaged: open it, save it again and upload the new file."),
        "unpacks_too_large": str(form.too_large),
    }.get(code) or _("This is no workbook: upload the .xlsx file that the portal made, filled in.")
