"""What a list is written as: a workbook, or comma-separated values; the columns and rows are the same."""

from contextlib import contextmanager
from functools import partial

from .csv import ENCODINGS, csv_tables
from .tables import Table, streamed_workbook


class AsWorkbook:
    """Every table of a list, one a sheet."""

    suffix, content_type = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    holds_one_table = False

    @contextmanager
    def tables(self, file, *, title):
        """A function that begins a `Table` of a workbook of the title, which is in the binary `file` at the end."""
        with streamed_workbook(file, title=title) as workbook:
            yield partial(Table, workbook)


class AsCsv:
    """The first table of a list; `encoding` is a key of `csv.ENCODINGS`."""

    suffix = "csv"
    holds_one_table = True

    def __init__(self, encoding):
        self.encoding = encoding
        self.content_type = f"text/csv; charset={ENCODINGS[encoding][1]}"

    def tables(self, file, *, title):
        return csv_tables(file, encoding=self.encoding)


WORKBOOK = AsWorkbook()
