"""The migrated test database is made once and copied: for every process of a run, and for later runs too.

On SQLite the template is a file in pytest's cache folder, on PostgreSQL a database of the server. Its name holds a
digest of all that it is made from, so a changed migration or model never meets an old one. Whoever comes first makes it
while a lock keeps the others waiting, and only a whole template gets its name.
"""

import contextlib
import fcntl
import hashlib
import shutil
import sqlite3
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection

PREFIX = "portal_template_"


def sources():
    """The files that a migrated database depends on, of all apps, Django's own too.

    Migrations make the tables; from the models come permissions and content types, and the tables of --nomigrations.
    """
    found = {Path(sys.modules[model.__module__].__file__) for model in apps.get_models(include_auto_created=True)}
    for app in apps.get_app_configs():
        for pattern in ("migrations/**/*.py", "**/models.py", "**/models/**/*.py"):
            found.update(Path(app.path).glob(pattern))
    return sorted(found)


def digest(paths, *others):
    """A short word for the content of these files, the versions of what reads them and `others` (texts)."""
    found = hashlib.sha256()
    for part in (sys.version, django.__version__, *settings.INSTALLED_APPS, *others):
        found.update(f"{part}\n".encode())
    for path in paths:
        found.update(f"{path}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


@contextlib.contextmanager
def alone(folder):
    """Within the block no other process of this machine is in such a block with the same folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def file_copy(folder, name, target, *, make, renew=False):
    """Copy the template file `name` ("kind-digest") of `folder` to `target`; `make(path)` makes it if none is there.

    With `renew` one that is there is made again. Others of its kind are removed when a new one is made.
    """
    template, kind = folder / f"{PREFIX}{name}.sqlite3", name.partition("-")[0]
    with alone(folder):
        if renew or not template.exists():
            draft = folder / "draft.sqlite3"
            for left in (draft, *folder.glob("draft.sqlite3-*"), *folder.glob(f"{PREFIX}{kind}-*.sqlite3")):
                left.unlink(missing_ok=True)
            make(draft)
            draft.rename(template)
        shutil.copyfile(template, target)


def migrate(name):
    """Make the database `name` with all tables and leave it, closed."""
    connection.settings_dict["TEST"]["NAME"] = str(name)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()


def sqlite_file(path):
    """A migrated SQLite database in one file, without the log beside it that the portal's own setting leaves."""
    migrate(path)
    with contextlib.closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA journal_mode=DELETE")


def server_copy(folder, name, target, *, renew=False):
    """Create the database `target` on the server as a copy of the template `name`, made if there is none yet."""
    template, draft, kind = f"{PREFIX}{name}", f"{PREFIX}draft", name.partition("-")[0]
    quoted = connection.ops.quote_name
    with alone(folder):
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database")
            there = {row[0] for row in cursor.fetchall() if row[0].startswith((draft, f"{PREFIX}{kind}-"))}
            if missing := renew or template not in there:
                for old in there:
                    cursor.execute(f"DROP DATABASE {quoted(old)}")
        if missing:
            migrate(draft)
        with connection._nodb_cursor() as cursor:
            if missing:
                cursor.execute(f"ALTER DATABASE {quoted(draft)} RENAME TO {quoted(template)}")
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted(target)}")
            cursor.execute(f"CREATE DATABASE {quoted(target)} TEMPLATE {quoted(template)}")


@contextlib.contextmanager
def portal_database(folder, target, *, migrations=True, renew=False):
    """Within the block the portal's database is a fresh migrated one named `target`, which is gone afterwards.

    Without `migrations` the tables are made from the models.
    """
    own = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["MIGRATE"] = migrations
    kind = "migrations" if migrations else "models"
    name = f"{kind}-{digest(sources(), kind, connection.vendor)}"
    if connection.vendor == "sqlite":
        file_copy(folder, name, target, make=sqlite_file, renew=renew)
    else:
        server_copy(folder, name, target, renew=renew)
    connection.close()
    for names in (connection.settings_dict, settings.DATABASES[connection.alias]):
        names["NAME"] = target
    connection.settings_dict["TEST"]["NAME"] = target
    connection.ensure_connection()
    yield
    connection.creation.destroy_test_db(own, verbosity=0)


@contextlib.contextmanager
def empty_database(folder):
    """Within the block the connection leads to a database without tables, a file of `folder` or one of the server."""
    full = connection.settings_dict["NAME"]
    name = str(folder / "empty.sqlite3") if connection.vendor == "sqlite" else f"{full}_empty"
    quoted = connection.ops.quote_name

    def on_server(statement):
        if connection.vendor != "sqlite":
            with connection._nodb_cursor() as cursor:
                cursor.execute(statement)

    on_server(f"CREATE DATABASE {quoted(name)}")
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = full
        on_server(f"DROP DATABASE {quoted(name)}")
