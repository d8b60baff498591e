"""Whether anything can be written: a kernel makes a disk read-only after errors, a standby database takes no writes."""

import errno
import os
import sqlite3
from pathlib import Path

from django.db import connection

# What PostgreSQL says of a write on a standby, or within what only reads.
READ_ONLY_TRANSACTION = "25006"


def is_read_only(folder: Path) -> bool:
    """Whether the disk of the folder takes no writes from anybody."""
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False  # who looks at the disk itself says what is wrong


def database_is_read_only() -> bool:
    """Whether the database takes no writes; asks it, where it is a server."""
    if connection.vendor == "sqlite":
        return is_read_only(Path(connection.settings_dict["NAME"]).parent)
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        return bool(cursor.fetchone()[0] == "on")


def refused_write(error: BaseException | None) -> bool:
    """Whether the error says that something was to be written where nothing can be."""
    if isinstance(error, OSError):
        return error.errno == errno.EROFS
    cause = error.__cause__ if error else None
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY
    return getattr(cause, "pgcode", None) == READ_ONLY_TRANSACTION


def found_no_room(error: BaseException | None) -> bool:
    """Whether the error says that a disk is full, past the database, which says so by itself."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
