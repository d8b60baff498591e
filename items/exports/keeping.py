"""Where exports lie on the disk: under random names in a folder that no web server reaches."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from ..models import Export

# What is being written is younger than this; what is older and has no row was left behind.
_ABANDONED_AFTER = 24 * 3600


class ExportLost(Exception):
    """The file of an export is not on the disk any more."""


class Written:
    """A file being written: `file` to write into, `stored_as` its name, `size` in bytes once the block has ended."""

    def __init__(self, file: BinaryIO, stored_as: str) -> None:
        self.file, self.stored_as, self.size = file, stored_as, 0


def folder() -> Path:
    return Path(settings.VAR_DIR) / "exports"


def path_of(stored_as: str) -> Path:
    return folder() / stored_as


@contextmanager
def writing() -> Iterator[Written]:
    """A new file; under its name it is never half of itself. Without a trace if the block ends with an error."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    stored_as = secrets.token_hex(16)
    aside = path_of(f"{stored_as}.part")
    try:
        with os.fdopen(os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            written = Written(file, stored_as)
            yield written
            file.flush()
            os.fsync(file.fileno())
            written.size = os.fstat(file.fileno()).st_size
        aside.rename(path_of(stored_as))
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def open_made(export: Export) -> BinaryIO:
    """The file, opened for reading. Raises ExportLost."""
    try:
        return path_of(export.stored_as).open("rb")
    except OSError as error:
        raise ExportLost(export.stored_as) from error


def remove(stored_as: str) -> None:
    if stored_as:
        path_of(stored_as).unlink(missing_ok=True)


def sweep() -> int:
    """Delete files that no row names, a day after they were written; returns how many."""
    swept, known = 0, set(Export.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    for path in folder().glob("*"):
        if path.name not in known and path.stat().st_mtime < time.time() - _ABANDONED_AFTER:
            path.unlink(missing_ok=True)
            swept += 1
    return swept
