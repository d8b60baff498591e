"""From the bytes of an uploaded file, or from a path, to its text."""

from collections.abc import Callable
from pathlib import Path

from . import delimited, plain_text
from .apart import read_apart
from .asides import Document
from .errors import DocumentError, Refusal
from .kinds import CSV, TEXT, kind_of
from .limits import LARGEST_FILE, LARGEST_TEXT, MEGABYTE

Progress = Callable[[int, int], None]


def read_document(data: bytes, name: str, *, progress: Progress | None = None, wait: float | None = None) -> str:
    """The text of `open_document`, without what was left aside."""
    return open_document(data, name, progress=progress, wait=wait).text


def open_document(data: bytes, name: str, *, progress: Progress | None = None, wait: float | None = None) -> Document:
    """The text of an uploaded document of at most LARGEST_FILE bytes, with what was left aside.

    What the file is, its content decides; `name` helps where the content says nothing and appears in the sentence of
    the DocumentError. `progress(done, total)` is called now and then, with done = total at the end; what the steps are
    (pages, sheets, bytes) depends on the kind. An exception that it raises ends the reading and reaches the caller.
    After `wait` seconds an office or PDF file counts as too demanding.
    """
    progress = progress or _ignore
    try:
        if len(data) > LARGEST_FILE:
            raise Refusal("too_large", limit=LARGEST_FILE // MEGABYTE)
        kind = kind_of(data, name)
        if kind == TEXT:
            document = Document(plain_text.read(data, progress))
        elif kind == CSV:
            document = delimited.read(data, progress)
        else:
            document = read_apart(kind, data, progress, wait=wait)
        if len(document.text) > LARGEST_TEXT:
            raise Refusal("too_much_text", limit=LARGEST_TEXT)
    except Refusal as refusal:
        raise DocumentError(refusal.code, name=name, **refusal.values) from refusal
    return document


def read_file(path: str | Path, *, progress: Progress | None = None) -> str:
    """The text of `open_file`, without what was left aside."""
    return open_file(path, progress=progress).text


def open_file(path: str | Path, *, progress: Progress | None = None) -> Document:
    """`open_document` for a file on this machine. Raises DocumentError."""
    path = Path(path)
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise DocumentError("folder", name=name)
        if not path.exists():
            raise DocumentError("missing", name=name)
        if not path.is_file():
            raise DocumentError("not_regular", name=name)
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not valid"
        raise DocumentError("unreadable", name=name, reason=reason) from error
    return open_document(data, name, progress=progress)


def _ignore(done: int, total: int) -> None:
    pass
