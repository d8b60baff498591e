"""Workbooks of the old kinds (.xls, .xlsb, .ods, .et), by calamine: values and merged cells, without formats.

What of them is hidden or struck out, comments and drawings, cannot be told: that is said once for the whole file.
"""

import datetime
import io
from collections.abc import Callable

import python_calamine as calamine

from .asides import OLD_WORKBOOK, Aside, Document, without_signs
from .errors import Refusal
from .limits import LARGEST_TEXT
from .xlsx import FoundSheet, write
from .xlsx_sheet import Sheet
from .xlsx_values import GENERAL, iso_date, shown


def read(data: bytes, progress: Callable[[int, int], None]) -> Document:
    """The text of the workbook. Raises Refusal. The steps of `progress` are sheets."""
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = []
        listed = [one for one in workbook.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
        for index, about in enumerate(listed):
            sheet = _read(workbook.get_sheet_by_name(about.name))
            is_hidden = about.visible != calamine.SheetVisibleEnum.Visible
            found.append(FoundSheet(about.name, is_hidden, sheet, sheet.table(), [], []))
            progress(index, len(listed))
    except calamine.PasswordError as error:
        raise Refusal("encrypted") from error
    except calamine.CalamineError as error:
        raise Refusal("damaged") from error
    document = write([one for one in found if not one.table.is_empty()])
    document.asides[OLD_WORKBOOK] = Aside(count=1)
    progress(1, 1)
    return document


def _read(sheet: calamine.CalamineSheet) -> Sheet:
    found, size = Sheet(comments={}), 0
    for row, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        for column, value in enumerate(values, start=1):
            text = _text(value)
            if text.strip():
                size += len(text) + 1
                found.cells.setdefault(row, {})[column] = text
                if isinstance(value, datetime.date):
                    found.dates.add((row, column))
        if size > LARGEST_TEXT:
            raise Refusal("too_much_text", limit=LARGEST_TEXT)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        found.merged.append((top + 1, left + 1, bottom + 1, right + 1))
    return found


def _text(value: object) -> str:
    if isinstance(value, str):
        return without_signs(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return shown(repr(value), GENERAL)
    return iso_date(value.isoformat()) if isinstance(value, datetime.date) else str(value)
