"""How the server's processes use their database: none waits for ever, and SQLite stays readable on a full disk."""

import select
import time
from functools import partial

import psycopg2
from django.db import DatabaseError, connection
from psycopg2.extensions import POLL_OK, POLL_READ, set_wait_callback

from items.pages.unwritable import database_is_read_only

# Seconds that a statement of a page may take; what takes longer is made in the background.
LONGEST = 60


def prepare(seconds=LONGEST):
    """For a process that answers people, once it is alone in its memory."""
    if connection.vendor == "postgresql":
        # A server that stands still keeps its connections: neither libpq nor the network notices.
        set_wait_callback(partial(_wait, seconds))
    else:
        _stay_open()


def _wait(seconds, database):
    until = time.monotonic() + seconds
    while (state := database.poll()) != POLL_OK:
        ready = select.poll()
        ready.register(database.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT)
        if not ready.poll(max(0, 1000 * (until - time.monotonic()))):
            raise psycopg2.OperationalError(f"The database has not answered for {seconds} seconds.")


def _stay_open():
    """One connection that nothing closes: SQLite removes the files of its journal with the last one, and to make them
    anew for a reader takes room on the disk.

    None on a read-only disk: the whole process would stay read-only with it when the disk takes writes again.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
        if database_is_read_only():
            connection.close()
    except DatabaseError:
        return  # pages say so themselves
