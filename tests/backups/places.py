"""Commands of the portal as an operator runs them, on the test's database or on another, empty one."""

import os
import subprocess
import sys
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from ..given.workers import ROOT, database_url


def manage(*arguments, var, url=None):
    """What `manage.py` says and its exit code, on the database `url`, by default the test's."""
    done = subprocess.run(**command(*arguments, var=var, url=url), capture_output=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def command(*arguments, var, url=None):
    """`manage.py` with these arguments, as a process is started."""
    own = {"DATABASE_URL": url or database_url(), "PORTAL_SECRET_KEY": "x" * 60, "PORTAL_VAR": str(var)}
    own["DJANGO_SETTINGS_MODULE"] = "tasks_portal.settings"
    command = [sys.executable, "manage.py", *map(str, arguments)]
    return {"args": command, "cwd": ROOT, "env": os.environ | own, "text": True}


def backup(into, *arguments):
    """The folder of a backup of the test's portal within `into`."""
    call_command("backup", into, *arguments, verbosity=0)
    return sorted(into.glob("portal-*"))[-1]


@contextmanager
def empty_database(folder):
    """The address of a database of the same kind without a table."""
    if connection.vendor == "sqlite":
        folder.mkdir(parents=True, exist_ok=True)
        yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield database_url().rpartition("/")[0] + f"/{name}"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')
