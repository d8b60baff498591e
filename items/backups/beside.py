"""An empty place beside the portal, for a drill: a folder and, on PostgreSQL, a database; gone at the end.

What a drill leaves that is killed outright, the next one finds by its name and its mark, and removes first.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import environ
from django.db import DatabaseError, connection
from django.db.utils import ConnectionHandler

from .manifest import BackupError

PREFIX = "portal-drill-"
MARK = "an empty place of manage.py drill, which may remove it"
# Any number that nothing else locks.
LOCK = 0x6472696C


@dataclass(frozen=True)
class EmptyPlace:
    """`folder` takes a backup, `var` what is brought back; `url` is of the database, "" for a file within `var`."""

    folder: Path
    var: Path
    url: str


@contextmanager
def place_beside(base: Path, url: str) -> Iterator[EmptyPlace]:
    """The empty place within the folder `base`; `url` names an empty PostgreSQL database, "" has one made.

    Raises BackupError and OSError.
    """
    with _folder(base) as folder, _database(url) as found:
        yield EmptyPlace(folder, folder / "var", found)


@contextmanager
def _folder(base):
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in base.glob(f"{PREFIX}*"):
        _remove_if_left(left)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    with _held(folder):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder):
    """Whether nobody else holds the folder; the kernel ends the hold of a process that was killed."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def _remove_if_left(folder):
    """Unless another drill is at work in it, or it is somebody else's."""
    try:
        if folder.is_symlink() or folder.lstat().st_uid != os.getuid():
            return
        with _held(folder) as is_left:
            if is_left:
                shutil.rmtree(folder)
    except (FileNotFoundError, NotADirectoryError):
        return  # gone meanwhile, or no folder


@contextmanager
def _database(url):
    if connection.vendor == "sqlite":
        if url:
            raise BackupError(
                "--database names a PostgreSQL database, and the portal keeps its rows in SQLite: leave it out.",
                "--database 用于指定 PostgreSQL 数据库，而平台使用 SQLite：请去掉该选项。",
            )
        yield ""
        return
    with _asking(connection.settings_dict) as own:
        _require_alone(own)
        if url:
            with _named(url):
                yield url
        else:
            with _made(own) as made:
                yield made


@contextmanager
def _asking(config):
    """A connection of its own to a database; one that waits for nobody else's transaction."""
    own = ConnectionHandler({"default": {**config}})["default"]
    try:
        with own.cursor() as cursor:
            yield cursor
    finally:
        own.close()


def _require_alone(cursor):
    """The lock ends with the connection, which is held as long as the drill."""
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
    if not cursor.fetchone()[0]:
        raise BackupError(
            "Another drill is under way on this database: wait for its end.",
            "本数据库的另一次恢复演练正在进行：请待其结束。",
        )


@contextmanager
def _made(cursor):
    name = f"{connection.settings_dict['NAME']}_drill"
    if _is_somebodys(cursor, name):
        raise BackupError(
            f"There is a database {name} that no drill has made: rename it, or name an empty one by --database.",
            f"已存在名为 {name} 的数据库，并非由演练创建：请将其改名，或用 --database 指定空数据库。",
        )
    quoted = connection.ops.quote_name(name)
    try:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database "
            "WHERE datname = current_database()"
        )
        alike = cursor.fetchone()
        cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0 ENCODING %s LC_COLLATE %s LC_CTYPE %s", alike)
        cursor.execute(f"COMMENT ON DATABASE {quoted} IS %s", [MARK])
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        raise BackupError(
            f"No database can be made beside ({reason}): have an empty one made that belongs to this role, and name it "
            "by --database postgres://… .",
            f"无法创建演练数据库（{reason}）：请另建一个归该角色所有的空数据库，并用 --database postgres://… 指定。",
        ) from error
    try:
        yield url_of(name)
    finally:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def _is_somebodys(cursor, name):
    """Whether there is a database of that name that no drill has made; one without mark and tables it just had."""
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
    found = cursor.fetchone()
    if found is None or found[0] == MARK:
        return False
    with _asking({**connection.settings_dict, "NAME": name}) as there:
        return bool(found[0]) or not _is_bare(there)


def _is_bare(cursor):
    cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
    return not cursor.fetchone()[0]


@contextmanager
def _named(url):
    """The database of that address, empty before and after."""
    try:
        config = environ.Env.db_url_config(url)
        if config["ENGINE"] != "django.db.backends.postgresql":
            raise ValueError(url.partition(":")[0])
        if all(str(config[one]) == str(connection.settings_dict[one]) for one in ("HOST", "PORT", "NAME")):
            raise BackupError(
                "--database names the portal's own database: name another, empty one.",
                "--database 指定的是平台正在使用的数据库：请另行指定空数据库。",
            )
        with _asking(config) as cursor:
            if _is_marked(cursor):
                _clear(cursor)
            _require_empty(cursor)
            _say(cursor, MARK)
            try:
                yield
            finally:
                _clear(cursor)
                _say(cursor, None)
    except (ValueError, KeyError, DatabaseError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise BackupError(
            f"The database of --database cannot be used ({reason}): it has to be an empty PostgreSQL database that "
            "belongs to its role.",
            f"--database 指定的数据库无法使用（{reason}）：应为归该角色所有的 PostgreSQL 空数据库。",
        ) from error


def _is_marked(cursor):
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()")
    return cursor.fetchone()[0] == MARK


def _require_empty(cursor):
    if not _is_bare(cursor):
        raise BackupError(
            "The database of --database is not empty, so nothing was written: name an empty one.",
            "--database 指定的数据库不为空，未写入任何数据：请指定空数据库。",
        )


def _say(cursor, text):
    cursor.execute("SELECT current_database()")
    name = connection.ops.quote_name(cursor.fetchone()[0])
    cursor.execute(f"COMMENT ON DATABASE {name} IS %s", [text])


def _clear(cursor):
    """Only ever where the mark of a drill stands."""
    cursor.execute("SET client_min_messages = warning")
    cursor.execute("DROP SCHEMA public CASCADE")
    cursor.execute("CREATE SCHEMA public")


def url_of(name: str) -> str:
    """The address of the database of that name, reached as the portal's own is."""
    values: dict[str, Any] = connection.settings_dict
    who = quote(values["USER"] or "", safe="") + (
        f":{quote(values['PASSWORD'], safe='')}" if values["PASSWORD"] else ""
    )
    host = str(values["HOST"] or "")
    options = {one: value for one, value in values["OPTIONS"].items() if isinstance(value, str)}
    where = f"/{quote(host)}" if host.startswith("/") else host + (f":{values['PORT']}" if values["PORT"] else "")
    return f"postgres://{who}{'@' if who else ''}{where}/{quote(name, safe='')}" + (
        f"?{urlencode(options)}" if options else ""
    )
