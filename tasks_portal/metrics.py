"""Figures for Prometheus at `/metrics` (`PORTAL_METRICS=1`), and a line in the log for what took long.

All processes of a server count in one piece of shared memory: the portal is loaded once, before they part
(`deploy/gunicorn.conf.py`). The kernel frees the lock of one that is killed.
"""

import fcntl
import ipaddress
import logging
import mmap
import os
import secrets
import shutil
import struct
import tempfile
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from departments import clock
from items.clockwork.watch import clock_state
from items.models import Delivery

from .log import request_number

ADDRESS = "/metrics"
KINDS = ("page", "part", "data", "file", "feed", "static")
CODES = (200, 206, 301, 302, 304, 400, 403, 404, 405, 409, 413, 422, 429, 500, 503, 0)  # 0: any other
BOUNDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)
MICROSECONDS = 1_000_000
# What takes longer is worth a line.
SLOW = 5.0

logger = logging.getLogger(__name__)


class Counts:
    """Whole numbers that processes which come from this one share, and their threads."""

    def __init__(self, length):
        self._memory = mmap.mmap(-1, length * 8)
        # Only to lock; it lives as long as the process.
        self._file, path = tempfile.mkstemp()
        os.unlink(path)
        self._threads = threading.Lock()

    def add(self, amounts):
        """Add {place: amount}, all or nothing for whoever reads."""
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                for place, amount in amounts.items():
                    (now,) = struct.unpack_from("Q", self._memory, place * 8)
                    struct.pack_into("Q", self._memory, place * 8, now + amount)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def read(self):
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_SH)
            try:
                return [one for (one,) in struct.iter_unpack("Q", self._memory[:])]
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


# Of each kind: how many a code, how many up to each bound and beyond, and the time they took together.
_WIDTH = len(CODES) + len(BOUNDS) + 2
_counts = Counts(_WIDTH * len(KINDS))


class MetricsMiddleware:
    """Counts and times what stands below it, and answers `/metrics` itself; needs the number of the request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == ADDRESS and settings.PORTAL_METRICS and _may_read(request):
            return HttpResponse(text(), content_type="text/plain; version=0.0.4; charset=utf-8")
        number = request_number.set(request.id)
        since = time.monotonic()
        try:
            response = self.get_response(request)
            seconds = time.monotonic() - since
            _note(_kind(request, response), response.status_code, seconds)
            if seconds > SLOW:
                match = request.resolver_match
                told = {"status_code": response.status_code, "milliseconds": round(seconds * 1000)}
                # The name, not the address: that may hold what somebody looked for.
                name = match.view_name if match else "?"
                logger.info("%s %s took %.1f seconds", request.method, name, seconds, extra=told)
            return response
        finally:
            request_number.reset(number)


def _may_read(request):
    """Whoever has the token; without one whoever asks on this machine and through no proxy."""
    if settings.PORTAL_METRICS_TOKEN:
        sent = request.headers.get("Authorization", "").encode("utf-8", "replace")
        return secrets.compare_digest(sent, f"Bearer {settings.PORTAL_METRICS_TOKEN}".encode())
    try:
        is_near = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "").is_loopback
    except ValueError:
        return False
    return is_near and "X-Forwarded-For" not in request.headers


def _kind(request, response):
    if request.path.startswith(settings.STATIC_URL):
        return "static"
    if response.get("Content-Disposition", "").startswith("attachment"):
        return "file"
    content = response.get("Content-Type", "").partition(";")[0]
    if content in ("application/json", "text/calendar"):
        return "data" if content == "application/json" else "feed"
    return "part" if request.headers.get("HX-Request") else "page"


def _note(kind, code, seconds):
    start = KINDS.index(kind) * _WIDTH
    bound = next((at for at, most in enumerate(BOUNDS) if seconds <= most), len(BOUNDS))
    known = code if code in CODES else 0
    amounts = {CODES.index(known): 1, len(CODES) + bound: 1, _WIDTH - 1: round(seconds * MICROSECONDS)}
    _counts.add({start + place: amount for place, amount in amounts.items()})


def text():
    """All figures as Prometheus reads them."""
    return "\n".join([*_of_requests(), *_of_the_portal(), ""])


def _of_requests():
    counts = _counts.read()
    by_kind = {kind: counts[at * _WIDTH : (at + 1) * _WIDTH] for at, kind in enumerate(KINDS)}
    yield "# HELP portal_requests_total Requests answered since the server was started."
    yield "# TYPE portal_requests_total counter"
    for kind, own in by_kind.items():
        for code, count in zip(CODES, own, strict=False):
            if count:
                yield f'portal_requests_total{{kind="{kind}",code="{code or "other"}"}} {count}'
    yield "# HELP portal_request_seconds How long they took."
    yield "# TYPE portal_request_seconds histogram"
    for kind, own in by_kind.items():
        so_far = 0
        for bound, count in zip((*BOUNDS, "+Inf"), own[len(CODES) : -1], strict=True):
            so_far += count
            yield f'portal_request_seconds_bucket{{kind="{kind}",le="{bound}"}} {so_far}'
        yield f'portal_request_seconds_sum{{kind="{kind}"}} {own[-1] / MICROSECONDS}'
        yield f'portal_request_seconds_count{{kind="{kind}"}} {so_far}'


def _of_the_portal():
    try:
        figures = {"portal_database_up": (1, "Whether the database answers."), **_of_database()}
    except DatabaseError:
        figures = {"portal_database_up": (0, "Whether the database answers.")}
    try:
        free = shutil.disk_usage(settings.VAR_DIR).free
        figures["portal_disk_free_bytes"] = (free, "Free room on the disk of PORTAL_VAR.")
    except OSError:
        pass
    for name, (figure, help_text) in figures.items():
        yield f"# HELP {name} {help_text}"
        yield f"# TYPE {name} gauge"
        yield f"{name} {figure}"


def _of_database():
    """{name: (figure, what it is)} of what the database tells; a few queries, whatever it holds."""
    waiting = DBTaskResult.objects.ready()
    oldest = waiting.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    now, state = clock.now(), clock_state(clock.now())
    found = {
        "portal_queue_length": (waiting.count(), "Tasks that wait for manage.py work."),
        "portal_queue_age_seconds": (
            max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0,
            "How long the oldest of them has waited.",
        ),
        "portal_deliveries_waiting": (
            Delivery.objects.filter(state__in=Delivery.DUE_STATES).count(),
            "Messages that have not gone out yet.",
        ),
        "portal_clockwork_held": (int(state.is_held), "Whether the clockwork stands still for a jump of the date."),
        "portal_database_bytes": (_size(), "What the database takes on its disk."),
    }
    if state.ran_at is not None:
        age = max(0.0, (now - state.ran_at).total_seconds())
        found["portal_clockwork_age_seconds"] = (age, "Time since the clockwork ran last.")
    return found


def _size():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return cursor.fetchone()[0]
    database = Path(connection.settings_dict["NAME"])
    files = (database.with_name(database.name + ending) for ending in ("", "-wal", "-shm"))
    return sum(file.stat().st_size for file in files if file.exists())
