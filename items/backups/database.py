"""The database as one file, taken while others write, and brought back into an empty one."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, transaction

from .counting import Rows, rows_of_postgresql, rows_of_sqlite
from .manifest import BackupError

FILES = {"sqlite": "portal.sqlite3", "postgresql": "portal.dump"}


def size() -> int:
    """Bytes of the database; a backup takes no more."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        return sum(path.stat().st_size for path in (name, Path(f"{name}-wal")) if path.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def save(folder: Path, look: Callable[[], None]) -> tuple[Path, Rows]:
    """Write the database as it is at one moment into the folder; returns the file and {table: (rows, digest)}.

    `look` is called within that moment: what it reads by the ORM is what is written.
    """
    into = folder / FILES[connection.vendor]
    return into, _save_sqlite(into, look) if connection.vendor == "sqlite" else _save_postgresql(into, look)


def _save_sqlite(into: Path, look: Callable[[], None]) -> Rows:
    """In one step: in WAL mode a reader sees one moment and holds up nobody; in several it would begin anew."""
    with closing(sqlite3.connect(into)) as copy:
        with _reading():
            look()
            connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("DELETE FROM django_session")
        copy.commit()
        [(found,)] = copy.execute("PRAGMA quick_check(1)").fetchall()
        if found != "ok":
            raise BackupError(f"The database is damaged: {found}", f"数据库已损坏：{found}")
        return rows_of_sqlite(copy)


@contextmanager
def _reading() -> Iterator[None]:
    """One moment of SQLite for whoever only reads; `atomic` would keep writers waiting."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            yield
        finally:
            cursor.execute("ROLLBACK")


def _save_postgresql(into: Path, look: Callable[[], None]) -> Rows:
    """The dump and the counts see one moment: pg_dump takes the snapshot of our transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={into}"]
        _run("pg_dump", [*options, "--exclude-table-data=django_session"])
        tables = rows_of_postgresql()
        look()
        return tables


def restore(file: Path) -> None:
    """Bring the database of a backup back into the empty one of the settings: altogether or not at all."""
    if connection.vendor == "postgresql":
        _run(
            "pg_restore", ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"], last=[str(file)]
        )
        return
    connection.close()
    name = Path(connection.settings_dict["NAME"])
    aside = name.with_name(f".{name.name}.restoring")
    shutil.copyfile(file, aside)
    for ending in ("-wal", "-shm"):
        Path(f"{name}{ending}").unlink(missing_ok=True)
    with aside.open("rb") as written:
        os.fsync(written.fileno())
    aside.replace(name)


def is_empty() -> bool:
    """Whether the database of the settings has no table yet."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def rows() -> Rows:
    """{table: (rows, digest)} of the database of the settings, as `save` finds them."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(f"{Path(connection.settings_dict['NAME']).as_uri()}?mode=ro", uri=True)) as bare:
            return rows_of_sqlite(bare)
    with transaction.atomic():
        return rows_of_postgresql()


def _run(program: str, options: list[str], last: list[str] | None = None) -> None:
    """Run one of PostgreSQL's programs on the database of the settings; no password stands on its command line."""
    arguments, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    *where, name = arguments[1:]
    command = [_path_of(program), *options, *where, "--no-password", f"--dbname={name}", *(last or [])]
    done = subprocess.run(command, env={**os.environ, **(environment or {})}, capture_output=True, text=True)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[0] if done.stderr.strip() else f"exit {done.returncode}"
        raise BackupError(f"{program} failed: {reason}", f"{program} 执行失败：{reason}")


def _path_of(program: str) -> str:
    """The program on PATH, else Debian's newest."""
    if found := shutil.which(program):
        return found
    folders = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = sorted(folders, key=lambda path: int(re.sub(r"\D", "", path.parts[-3]) or 0))
    if newest:
        return str(newest[-1])
    raise BackupError(
        f"{program} is missing: install the client of PostgreSQL in the server's version (Debian: postgresql-client).",
        f"缺少 {program}：请安装与服务器版本一致的 PostgreSQL 客户端（Debian：postgresql-client）。",
    )
