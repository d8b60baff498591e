"""Numbers of items that Excel made into dates: 1-2 was typed and became 1月2日."""

import re
from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from .asides import words_of
from .xlsx_sheet import Sheet

_NUMBERED = re.compile(r"(?:原)?(?:序号|编号|项目号|任务编号|任务序号|项号|号)")
_NUMBER = re.compile(r"\d{1,3}(?:[.\-—－]\d{1,2})?")


def dated_numbers(sheet: Sheet) -> Iterator[str]:
    """The addresses of cells below a head such as 序号, or among numbers in the first column, that show a date."""
    columns = {column for _, column in sheet.dates}
    for column in sorted(columns):
        rows = [row for row in sorted(sheet.cells) if column in sheet.cells[row]]
        texts = {row: "".join(words_of(sheet.cells[row][column]).split()) for row in rows}
        heads = [row for row in rows if _NUMBERED.fullmatch(texts[row])]
        is_first = column == min(min(cells) for cells in sheet.cells.values() if cells)
        has_numbers = any(_NUMBER.fullmatch(texts[row]) for row in rows if (row, column) not in sheet.dates)
        if heads or (is_first and has_numbers):
            first = heads[0] if heads else 0
            yield from (
                f"{get_column_letter(column)}{row}" for row in rows if row > first and (row, column) in sheet.dates
            )
