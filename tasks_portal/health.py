"""For machines that watch the portal: `/healthz` tells whether this process can answer people, `/readyz` all else, too.

Both are answered before the portal itself is asked: no session, host name or redirect stands in their way. What asks
the database does so in a thread of its own; a database that is frozen keeps that one waiting, and nobody else.
"""

import datetime
import logging
import queue
import shutil
import threading
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.utils import timezone

from departments import clock
from items.background.working import waits_in_vain
from items.clockwork.watch import clock_state, spell
from items.files.looking_after import known_lost
from items.pages.unwritable import database_is_read_only, is_read_only

from .addresses import ALIVE, READY

# Seconds in which the database has to answer.
PATIENCE = 3
LEAST_FREE = 100 * 1024 * 1024
# Three runs left out are no accident.
LONGEST_PAUSE = datetime.timedelta(hours=1)

logger = logging.getLogger(__name__)
_asking: threading.Thread | None = None


class HealthMiddleware:
    """Before all that asks for anything: answers the two addresses itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path not in (ALIVE, READY):
            return self.get_response(request)
        question = _of_database
        if request.path == READY:
            question = _of_everything
            _known_migrations()  # to read them for the first time takes longer than the database may
        found = {"disk": disk(), **_in_time(question)}
        if request.path == READY and is_read_only(settings.VAR_DIR):  # who only reads is still answered
            found["disk"] = "read-only, nothing can be saved"
        wrong = any(found.values())
        if request.path == READY:
            lines = [f"{name}: {problem or 'ok'}" for name, problem in found.items()]
        else:
            lines = [f"{name}: {problem}" for name, problem in found.items() if problem] or ["ok"]
        text = "\n".join([*lines, ""])
        headers = {"Cache-Control": "no-store"}
        return HttpResponse(text, status=503 if wrong else 200, content_type="text/plain", headers=headers)


def disk():
    """What is wrong with the room on the disk, "" if nothing."""
    try:
        free = shutil.disk_usage(settings.VAR_DIR).free
    except OSError as error:
        return f"cannot be looked at ({error.strerror})"
    return "" if free >= LEAST_FREE else f"nearly full, {free // 1024 // 1024} MB are free"


def _in_time(question):
    """{name: what is wrong, "" if nothing} as `question()` finds it, if it does in time."""
    global _asking
    late = {"database": f"does not answer within {PATIENCE} seconds"}
    if _asking:
        _asking.join(PATIENCE)  # the one before may be about to end
        if _asking.is_alive():
            return late
    answers: queue.SimpleQueue = queue.SimpleQueue()

    def ask():
        try:
            answers.put(question())
        except DatabaseError as error:
            answers.put({"database": str(error).strip().partition("\n")[0] or "does not answer"})
        except Exception:
            logger.exception("How the portal is could not be found out")
            answers.put({"portal": "could not be looked at, the log says why"})
        finally:
            connection.close()

    _asking = threading.Thread(target=ask, daemon=True)
    _asking.start()
    try:
        return answers.get(timeout=PATIENCE)
    except queue.Empty:
        return late


def _of_database():
    # Who opens a file that is gone would make an empty one.
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return {"database": "its file is gone"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
        return {"database": "" if cursor.fetchone() else "is empty"}


def _of_everything():
    found = _of_database()
    if any(found.values()):
        return found
    if database_is_read_only():
        found["database"] = "read-only, nothing can be saved"
    return {
        **found,
        "migrations": _migrations(),
        "clockwork": _clockwork(clock.now()),
        "background": "nobody works, and something waits" if waits_in_vain(timezone.now()) else "",
        "files": f"{len(lost)} are missing or damaged, see manage.py verify_files" if (lost := known_lost()) else "",
    }


def _migrations():
    applied = set(MigrationRecorder(connection).applied_migrations())
    apps = {app for app, _name in _known_migrations()}
    lacking = _known_migrations() - applied
    unknown = {one for one in applied - _known_migrations() if one[0] in apps}
    if unknown:
        return "the database is of a newer version: " + _spell(unknown)
    return "not applied yet: " + _spell(lacking) if lacking else ""


@cache
def _known_migrations():
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return frozenset(loader.disk_migrations)


def _spell(migrations):
    return ", ".join(sorted(f"{app}.{name}" for app, name in migrations)[:3])


def _clockwork(now):
    state = clock_state(now)
    if state.is_held:
        return f"stands still since {spell(state.held_at)}, for the machine's date has jumped: see /clockwork/"
    if state.ran_at is None:
        return "has not run yet"
    return "" if now - state.ran_at <= LONGEST_PAUSE else f"has not run since {spell(state.ran_at)}"
