"""Tables of values between commas, semicolons or tabs (.csv, .tsv), in the encodings of text files."""

import csv
import io
from collections import Counter
from collections.abc import Callable

from .asides import Document, without_signs
from .limits import LARGEST_FILE
from .plain_text import decode
from .rendering import Output, Table

_DELIMITERS = ",;\t，；"
# Excel writes the delimiter above the table if it is told to.
_SAYS_DELIMITER = "sep="


def read(data: bytes, progress: Callable[[int, int], None]) -> Document:
    """The table of a .csv or .tsv file. Raises Refusal for what is no text."""
    text = without_signs(decode(data))
    delimiter = ""
    if text[:4].lower() == _SAYS_DELIMITER:
        delimiter, _, text = text[4:].partition("\n")
        delimiter = delimiter.rstrip("\r")
    rows = _rows(text, delimiter if len(delimiter) == 1 else _delimiter(text))
    table, output = Table(), Output()
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            table.put(index, column, value)
    table.render(output)
    progress(1, 1)
    return output.document()


def _delimiter(text: str) -> str:
    """The one that parts most rows into equally many values."""
    found = ",", 0
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in _rows(text, delimiter))
        parted = max((width * count for width, count in widths.items() if width > 1), default=0)
        if parted > found[1]:
            found = delimiter, parted
    return found[0]


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The rows; where quotes have no partner they are signs like any other."""
    csv.field_size_limit(LARGEST_FILE)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        lines = io.StringIO(text, newline="")
        return list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))
