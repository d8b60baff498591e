"""A process that takes tasks from the queue (django-tasks), gives signs of life, and takes over from those that died.

A task may run a second time where its process was killed; it is told so by `context.attempt`, and what it does must
bear that.
"""

import datetime
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from ..models import BackgroundWorker
from ..models.background import ALIVE_FOR

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_SIGNS = 15.0
# A task whose process died twice is not tried again: it may be what kills them.
MOST_ATTEMPTS = 2
KEPT_FOR = datetime.timedelta(days=7)
# What waits longer than this waits longer than a process takes that has nothing else to do.
PATIENCE = datetime.timedelta(seconds=20)


def work(*, until_done: bool = False) -> None:
    """Take tasks one after the other, for ever, or until none is left. Ends after the task at hand on SIGTERM."""
    name = get_random_string(32)
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=SECONDS_BETWEEN_LOOKS,
        batch=False,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
    )
    if until_done:
        give_sign(name, timezone.now())
        take_over(timezone.now())
        while (taken := _take(name)) is not None:
            worker.run_task(taken)
        forget(name)
        return
    # Before the first sign of life: whoever sees one may ask the process to end, and the signal ends the block.
    worker.configure_signals()
    with giving_signs(name):
        worker.run()


def _take(name: str) -> "DBTaskResult[Any, Any] | None":
    """The next task, taken by the process of the name. As the library's loop does, but on the connection at hand."""
    with exclusive_transaction():
        taken = DBTaskResult.objects.ready().get_locked()
        if taken is not None:
            taken.claim(name)
    return taken


@contextmanager
def giving_signs(name: str) -> Iterator[None]:
    """A thread gives signs of life within the block, the first one at once, and takes over from processes that give
    none any more."""
    ended = threading.Event()

    def go_on() -> None:
        while not ended.is_set():
            now = timezone.now()
            try:
                give_sign(name, now)
                take_over(now)
            except DatabaseError:
                log.exception("No sign of life could be given")
            finally:
                connection.close()
            ended.wait(SECONDS_BETWEEN_SIGNS)

    thread = threading.Thread(target=go_on, daemon=True)
    try:
        give_sign(name, timezone.now())
        thread.start()
        yield
    finally:
        ended.set()
        if thread.ident is not None:
            thread.join()
        forget(name)


def give_sign(name: str, now: datetime.datetime) -> None:
    BackgroundWorker.objects.update_or_create(name=name, defaults={"seen_at": now})


def forget(name: str) -> None:
    BackgroundWorker.objects.filter(name=name).delete()


def take_over(now: datetime.datetime) -> int:
    """Put back into the queue what dead processes had taken, or let it fail after `MOST_ATTEMPTS`; returns how many."""
    alive = set(BackgroundWorker.objects.alive(now).values_list("name", flat=True))
    taken = 0
    for pk, workers in DBTaskResult.objects.running().values_list("pk", "worker_ids"):
        if workers and workers[-1] in alive:
            continue
        status = TaskResultStatus.READY
        ended: dict[str, object] = {}
        if len(workers) >= MOST_ATTEMPTS:
            status, ended = TaskResultStatus.FAILED, {"finished_at": now, "traceback": "its processes were killed"}
        # By its workers: another one may take it over, or have it, at this moment.
        rows = DBTaskResult.objects.running().filter(pk=pk, worker_ids=workers)
        taken += rows.update(status=status, **ended)
    return taken


def is_anybody_working(now: datetime.datetime) -> bool:
    """Whether what waits in the queue will be taken without anybody's doing."""
    alive: bool = BackgroundWorker.objects.alive(now).exists()
    return alive


def waits_in_vain(now: datetime.datetime) -> bool:
    """Whether something has been waiting in the queue for longer than `PATIENCE` and nobody works."""
    waiting: bool = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - PATIENCE).exists()
    return waiting and not is_anybody_working(now)


def forget_ended(now: datetime.datetime) -> int:
    """Drop tasks that ended a week ago, and processes that did a day ago; returns how many tasks went."""
    BackgroundWorker.objects.filter(seen_at__lt=now - 1440 * ALIVE_FOR).delete()
    return DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT_FOR).delete()[0]
