"""Rows that many tests begin with are built once a process; the others get them inserted again.

What building gives and the rows it writes are kept. A later test gets copies of both: the same rows with the same keys,
without the hundreds of steps and queries that made them. Their lights are kept as the clockwork keeps them: else every
form that a test sends would light all of them.
"""

import contextlib
import functools
import pickle
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils.translation import get_language

from departments import clock
from items.lights.renewing import renew
from items.models import append_only

from . import template_database

# What rows may depend on, beside the packages: code, the story, and words in messages.
FOLDERS = ("departments", "fixtures", "items", "locale", "tasks_portal", "templates")
SUFFIXES = {".html", ".json", ".mo", ".po", ".py", ".txt"}
# Rows in one statement.
AT_ONCE = 500
# What triggers write (`items.models.stale`).
NOTES = "items_stalelight"
# What is only ever added to (`items.models.append_only`).
AUDIT = {"items_auditentry", "items_auditlink"}
# What the migrations leave behind: the same in every test.
STANDING = {"auth_permission", "django_content_type", "django_migrations"}


@contextlib.contextmanager
def for_a_whole_file(blocker):
    """Within the block rows are written that stand for all tests of a file: `with for_a_whole_file(blocker) as ready`.

    Once they are there, a module's fixture yields within `with ready():`, where only a test's `db` reaches them.
    They are gone at the end. `blocker` is the fixture `django_db_blocker`.
    """
    with blocker.unblock(), transaction.atomic():
        yield blocker.block
        transaction.set_rollback(True)


class Kept:
    """A function that builds rows on an empty database: `Kept(build)()` gives what `build()` gives, or a copy.

    What was built is kept for the day, and for the moment that the clock was set to (`departments.clock`), and for the
    language: else, and on a database that holds rows already, `build` is called. With `files`, what it puts into
    settings.VAR_DIR is kept too.
    """

    def __init__(self, build, *, files=False):
        self.build, self.files, self.kept = build, files, {}

    def __call__(self):
        if not _is_empty():
            return self.build()
        key = _occasion()
        if key not in self.kept:
            result = _lit(self.build)
            self.kept[key] = pickle.dumps(result), _statements(), _files() if self.files else {}
            _database.holds = self, key
            return result
        result, statements, files = self.kept[key]
        _execute_all(statements)
        _database.holds = self, key
        for path, content in files.items():
            path = settings.VAR_DIR / path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return pickle.loads(result)


class Upon:
    """A step upon kept rows: `Upon(step)(*arguments)` calls `step(*arguments)`, or writes again what it has written.

    Written again it is where the database holds just what it held the first time: the rows of one `Kept`, and what
    other such steps have made of them, on the same occasion. Whatever else was written since then, a savepoint that was
    taken back or a test whose rows others can see make it call the step. `arguments` can be compared.
    """

    def __init__(self, step):
        self.step, self.kept = step, {}

    def __call__(self, *arguments):
        held = _database.holds if connection.in_atomic_block else None
        if held is None:
            self.step(*arguments)
            return
        key = held, self, arguments, _occasion()
        if key not in self.kept:
            before = _rows()
            _lit(self.step, *arguments)
            self.kept[key] = _changes(before, _rows())
        else:
            _execute_all(self.kept[key])
        _database.holds = key


class _Database:
    """What this process's database is known to hold (`holds`, of any kind that can be compared), None for anything."""

    holds = None

    def notice(self, execute, sql, params, many, context):
        """An execute wrapper of Django's connections."""
        if not sql.startswith(HARMLESS):
            self.holds = None
        return execute(sql, params, many, context)


_database = _Database()
# Statements after which the database holds what it held before.
HARMLESS = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "SET CONSTRAINTS", "PRAGMA", "EXPLAIN")


def watch():
    """Notice from now on what is written through this thread's connection."""
    if _database.notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(_database.notice)


def _occasion():
    """What building may depend on besides: the moment that the clock was set to, or the day; the language."""
    return clock.stopped_at() or clock.today(), get_language()


def shared(folder, name, build):
    """What `build()` gives on an empty database, or a copy with its rows, kept in `folder` for all processes and runs.

    Its name there holds a digest of the portal's code, story, words and packages and of the file that holds `build`:
    with any other, `build` is called. Others wait while one process builds; beside it both would be slower.
    """
    assert _is_empty()
    ground = sorted([*sources(), Path(__file__), Path(build.__code__.co_filename)])
    own = folder / name
    path = own / f"{template_database.digest(ground, connection.vendor)}.pickle"
    with template_database.alone(own):
        if not path.exists():
            result = _lit(build)
            for old in own.glob("*.pickle"):
                old.unlink()
            draft = own / "draft"
            draft.write_bytes(pickle.dumps((result, _statements())))
            draft.rename(path)
            return result
    result, statements = pickle.loads(path.read_bytes())
    _execute_all(statements)
    return result


def _lit(build, *arguments):
    """What `build(*arguments)` gives, with the lights of its rows kept."""
    result = build(*arguments)
    renew(clock.now())
    return result


def sources():
    """The files that a test's rows and its queries may depend on, beside the tests' own."""
    base = settings.BASE_DIR
    found = [path for part in FOLDERS for path in (base / part).rglob("*.*") if path.suffix in SUFFIXES]
    return found + list(base.glob("requirements*.txt"))


def empty(*_):
    """Delete all that a test wrote for others to see.

    Django's flush makes all permissions anew each time, and leaves what triggers note while it deletes.
    """
    held = [table for table in _held() if table != NOTES]
    # The database refuses to empty the audit record, as everywhere.
    with append_only.unguarded() if AUDIT.intersection(held) else contextlib.nullcontext():
        _execute_all([f"DELETE FROM {_quoted(table)}" for table in (*held, NOTES)])


def _execute_all(statements):
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _files():
    """{path within settings.VAR_DIR: content}."""
    paths = (path for path in settings.VAR_DIR.rglob("*") if path.is_file())
    return {path.relative_to(settings.VAR_DIR): path.read_bytes() for path in paths}


@functools.cache
def _tables():
    """The names of all tables that tests write to."""
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models if model._meta.managed} - STANDING)


def _is_empty():
    return not _held()


def _held():
    """The tables that hold rows; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"EXISTS (SELECT 1 FROM {_quoted(table)})" for table in _tables()))
        return [table for table, holds in zip(_tables(), cursor.fetchone(), strict=True) if holds]


def _statements():
    """The SQL that inserts all rows that there are into an empty database."""
    return _changes({}, _rows())


def _rows():
    """{table: {first value, which is the key: row as SQL}} of all tables that tests write to."""
    with connection.cursor() as cursor:
        return {table: _rows_of(cursor, table) for table in _tables()}


def _rows_of(cursor, table):
    """The values are written by the database itself."""
    literal = "quote({})" if connection.vendor == "sqlite" else "quote_nullable({})"
    columns = _columns(table)
    cursor.execute(f"SELECT {', '.join(literal.format(name) for name in columns)} FROM {_quoted(table)}")
    return {row[0]: f"({', '.join(row)})" for row in cursor.fetchall()}


@functools.cache
def _columns(table):
    with connection.cursor() as cursor:
        return [_quoted(column.name) for column in connection.introspection.get_table_description(cursor, table)]


def _quoted(name):
    return connection.ops.quote_name(name)


def _changes(before, after):
    """The SQL that makes of the rows `before` the rows `after`, each as `_rows` gives them."""
    gone, new, last = [], [], []
    for table, rows in after.items():
        was = before.get(table, {})
        into = f"INSERT INTO {_quoted(table)} ({', '.join(_columns(table))}) VALUES "
        keys = [key for key, row in was.items() if rows.get(key) != row]
        values = [row for key, row in rows.items() if was.get(key) != row]
        if table == NOTES:  # the database fills it while the others are written: at the end it is as it was
            last = [f"DELETE FROM {_quoted(table)}", *(into + ", ".join(part) for part in _portions(rows.values()))]
            continue
        if keys:
            gone.append(f"DELETE FROM {_quoted(table)} WHERE {_columns(table)[0]} IN ({', '.join(keys)})")
        new += [into + ", ".join(part) for part in _portions(values)]
    new += last
    # The next keys come after these. SQLite sees to that by itself and has nothing to say here.
    if sequences := connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
        new.append(";".join(sequences))
    return gone + new


def _portions(values):
    values = list(values)
    return [values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE)]
