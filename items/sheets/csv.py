"""The first table of a workbook as comma-separated values: its head row and its rows, without the looks."""

import csv
import datetime
import re
from contextlib import contextmanager
from decimal import Decimal
from io import TextIOWrapper

from django.utils import timezone

from .cells import NumberShown, clean
from .tables import DATE, PERCENT

# What a spreadsheet takes for a formula, the signs of East Asian versions among them; a number stays one.
FORMULA = re.compile("\\s*[-=+@\uff0d\uff1d\uff0b\uff20]|\\t")
NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?%?\Z")

# What `?encoding=` names: Python's codec, and how the answer calls it. Excel knows UTF-8 by the mark in front alone.
ENCODINGS = {"utf-8": ("utf-8-sig", "utf-8"), "gb18030": ("gb18030", "gb18030")}


@contextmanager
def csv_tables(file, *, encoding):
    """A function that takes what `tables.Table` takes beside its workbook and gives a table like it; what that is
    given goes into the binary `file`, row by row, in the encoding (a key of ENCODINGS)."""
    text = TextIOWrapper(file, encoding=ENCODINGS[encoding][0], newline="", write_through=True)
    try:
        yield lambda **told: CsvTable(text, **told)
        text.flush()
    finally:
        text.detach()  # whoever gave the file closes it


class CsvTable:
    """Takes what a `tables.Table` takes; heading lines, sentences and the row of sums are no data and left out."""

    def __init__(self, text, *, columns, **_head):
        self.rows = 0
        self._columns = columns
        self._writer = csv.writer(text)
        self._writer.writerow([written(column.label) for column in columns])

    def add(self, values, *, below=(), **_looks):
        """Add one row, one value per column; each of the further rows `below` ({index of a column: value}) whole."""
        for others in ({}, *below):
            row = [others.get(place, value) for place, value in enumerate(values)]
            self._writer.writerow([_field(value, column) for value, column in zip(row, self._columns, strict=True)])
        self.rows += 1

    def add_band(self, text):
        """A band is no row; what it says stands in a column of its own where it matters."""

    def add_total(self, values):
        """Sums of the rows: whoever reads the file counts himself."""

    def add_sentence(self, text):
        """A sentence is no row."""


def _field(value, column):
    if isinstance(value, NumberShown):
        value = value.value
    if column.style == PERCENT and isinstance(value, (int, float, Decimal)):
        return f"{Decimal(str(value)) * 100:.1f}%"
    return written(value, with_time=column.style != DATE)


def written(value, *, with_time=True):
    """The value as a field: days in ISO's writing, moments in the portal's own time, text that is never a formula."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value, timezone.get_default_timezone()) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%d %H:%M:%S") if with_time else local.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = clean(str(value))
    return f"'{text}" if FORMULA.match(text) and not NUMBER.match(text) else text
