"""How many rows each table has, and a digest of what they say, at one moment of a database.

The digest is the sum of the rows' SHA-256: it does not depend on the order in which a database gives them, which
differs after they were brought back.
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from typing import Any

from django.db import connection

# Sessions would let in whoever held one on the day of the backup: they are neither kept nor counted.
NOT_COUNTED = {"django_session"}
Rows = dict[str, tuple[int, str]]


def rows_of_sqlite(bare: sqlite3.Connection) -> Rows:
    """{table: (rows, digest)} of the database to which the bare connection leads."""
    bare.text_factory = bytes  # as they stand in the file, and faster
    tables = _sqlite_tables(bare)
    return {table: _digested(bare.execute(f'SELECT * FROM "{table}"'), repr) for table in tables}  # noqa: S608 - a table that the database itself has named


def _sqlite_tables(bare: sqlite3.Connection) -> list[str]:
    """Tables with rows of their own: not those in which SQLite keeps an index of words."""
    rows = bare.execute("SELECT CAST(name AS BLOB), CAST(sql AS BLOB) FROM sqlite_master WHERE type = 'table'")
    found = [(name.decode(), (sql or b"").decode().upper()) for name, sql in rows.fetchall()]
    virtual = [name for name, sql in found if sql.startswith("CREATE VIRTUAL")]
    return sorted(
        name
        for name, _sql in found
        if name not in NOT_COUNTED
        and not name.startswith("sqlite_")
        and not any(name == one or name.startswith(f"{one}_") for one in virtual)
    )


def rows_of_postgresql() -> Rows:
    """The same of the database of the settings, as its transaction sees it; row by row, whatever a table takes."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - NOT_COUNTED)
    found = {}
    for table in tables:
        with connection.chunked_cursor() as cursor:
            cursor.execute(f'SELECT one::text FROM "{table}" one')  # noqa: S608 - a table that the database itself has named
            found[table] = _digested(cursor, lambda row: row[0])
    return found


def _digested(rows: Iterable[Any], spell: Any) -> tuple[int, str]:
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256(spell(row).encode()).digest())
    return count, f"{total % (1 << 256):064x}"
