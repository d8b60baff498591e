"""Commands of the portal as an operator runs them, on the test's database or on another, empty one."""

import os
import subprocess
import sys
from contextlib import contextmanager

from django.db import connection

from ..given.workers import ROOT, database_url


def manage(*arguments, var, url=None):
    """What `manage.py` says and its exit code, on the database `url`, by default the test's."""
    own = {"DATABASE_URL": url or database_url(), "PORTAL_SECRET_KEY": "x" * 60, "PORTAL_VAR": str(var)}
    own["DJANGO_SETTINGS_MODULE"] = "tasks_portal.settings"
    command = [sys.executable, "manage.py", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


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
