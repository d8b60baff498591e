"""Making the file of an `Export`, by a task of the subject whose file it is.

    @exported
    def ledger_file(export, file, sign):
        ...writes the bytes into `file`, and says `sign(rows done, rows in all)` now and then

`prepare(ledger_file, …)` then asks for one. The function runs in the person's language, possibly a second time, and
decides itself what `export.person` may read at that moment. `ExportRefused` says why there can be no file.
"""

import datetime
import errno
import logging
import time
from collections.abc import Callable
from typing import Any, BinaryIO

from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import TaskContext, task
from django_tasks.base import Task

from departments import clock

from ..models import Export
from .keeping import remove, writing

State = Export.State
Sign = Callable[[int, int], None]
log = logging.getLogger(__name__)
_SECONDS_BETWEEN_SIGNS = 0.5


class ExportRefused(Exception):
    """There can be no such file. The text is a sentence for the person."""


class _Overtaken(Exception):
    """The export was given up, or another process makes it by now."""


def exported(write: Callable[[Export, BinaryIO, Sign], None]) -> Task[Any, Any]:
    """A decorator: the function becomes a task that makes the file of the export whose key it is given."""

    def make(context: TaskContext, pk: int) -> None:
        make_export(pk, write, is_again=context.attempt > 1)

    # Not `wraps`: the queue asks what the task takes, which is not what the function takes.
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(make, name, getattr(write, name))
    return task(takes_context=True)(make)


def make_export(pk: int, write: Callable[[Export, BinaryIO, Sign], None], *, is_again: bool = False) -> None:
    """Make the file and note what became of it. `is_again`: the process that began with it is dead."""
    if not _claim(pk, is_again=is_again):
        return
    export = Export.objects.select_related("person").get(pk=pk)
    _date(export, clock.today())
    with translation.override(export.language or None):
        try:
            with writing() as written:
                write(export, written.file, _signs(export))
            fields = {"state": State.READY, "stored_as": written.stored_as, "size": written.size}
            if not _settle(export, **fields):
                remove(written.stored_as)
        except _Overtaken:
            return
        except ExportRefused as refused:
            _settle(export, state=State.FAILED, failure=str(refused))
        except Exception as error:
            log.exception("Export %s could not be made", pk)
            _settle(export, state=State.FAILED, failure=_what_failed(error))


def _what_failed(error: Exception) -> str:
    """A sentence for the person, who can do something about it or knows who can."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _(
            "The file could not be made: the disk of the server is full. Tell the administrators; try again once they "
            "have made room."
        )
    return _(
        "The file could not be made: an error of the portal. Try again; if it happens once more, tell the "
        "administrators."
    )


def _claim(pk: int, *, is_again: bool) -> bool:
    """Whether this making, and no other one at the same time, may go on."""
    states = [State.WAITING, State.MAKING] if is_again else [State.WAITING]
    begun = {"state": State.MAKING, "sign_at": timezone.now(), "done": 0, "total": 0, "failure": ""}
    return Export.objects.filter(pk=pk, state__in=states).update(**begun, version=F("version") + 1) == 1


def _date(export: Export, today: datetime.date) -> None:
    """What is made later than on the day on which it was asked for says what holds then: it bears that day."""
    if export.on < today:
        name = export.name.replace(export.on.isoformat(), today.isoformat())
        _of_this_making(export).update(on=today, name=name)
        export.on, export.name = today, name


def _of_this_making(export: Export):
    """The export's row, unless a later making has begun or the person gave it up: the version counts the makings."""
    return Export.objects.filter(pk=export.pk, state=State.MAKING, version=export.version)


def _settle(export: Export, **fields: Any) -> bool:
    return _of_this_making(export).update(**fields, sign_at=timezone.now(), version=F("version") + 1) == 1


def _signs(export: Export) -> Sign:
    """Writes how far the making is, twice a second at most; ends it when the export was given up."""
    last = 0.0

    def sign(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < _SECONDS_BETWEEN_SIGNS:
            return
        last = time.monotonic()
        if not _of_this_making(export).update(done=done, total=total, sign_at=timezone.now()):
            raise _Overtaken

    return sign
