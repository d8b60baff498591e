"""Reads files into text. No Django, no database; a file that cannot be read gives one sentence.

A table comes out as one line per row: cells separated by TAB, every row with the same number of them, a line break
inside a cell as U+2028, a cell that a vertical merge covers as 〃, one that a horizontal merge covers empty.
"""

from .asides import Addition, Aside, Document, assembled, from_json, pieces
from .errors import MESSAGES, DocumentError
from .limits import LARGEST_FILE, LARGEST_TEXT, LARGEST_UNPACKED
from .reading import open_document, open_file, read_document, read_file

__all__ = [
    "LARGEST_FILE",
    "LARGEST_TEXT",
    "LARGEST_UNPACKED",
    "MESSAGES",
    "Addition",
    "Aside",
    "Document",
    "DocumentError",
    "assembled",
    "from_json",
    "open_document",
    "open_file",
    "pieces",
    "read_document",
    "read_file",
]
