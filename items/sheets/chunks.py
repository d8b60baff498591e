"""Rows of any number, read for a workbook so that they never all stand in memory."""

from itertools import islice

CHUNK = 500


def in_chunks(rows):
    """The rows of a queryset in lists of 500, each read when it is asked for."""
    rows = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
