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
from collections.abc import Callable
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import TaskContext, task
from django_tasks.base import Task

from departments import clock

from ..background.claims import Overtaken, Sign, Work
from ..models import Export
from .keeping import remove, writing

State = Export.State
MAKING = Work(Export, State.MAKING)
log = logging.getLogger(__name__)


class ExportRefused(Exception):
    """There can be no such file. The text is a sentence for the person."""


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
    states = [State.WAITING, State.MAKING] if is_again else [State.WAITING]
    if not MAKING.claim(Export.objects.filter(pk=pk, state__in=states), failure=""):
        return
    export = Export.objects.select_related("person").get(pk=pk)
    _date(export, clock.today())
    with translation.override(export.language or settings.LANGUAGE_CODE):
        try:
            with writing() as written:
                write(export, written.file, MAKING.signs(export))
            if not _settle(export, state=State.READY, stored_as=written.stored_as, size=written.size):
                remove(written.stored_as)
        except Overtaken:
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


def _date(export: Export, today: datetime.date) -> None:
    """What is made later than on the day on which it was asked for says what holds then: it bears that day.

    What was asked for of a day that was over says so in its parameters, `is_past`.
    """
    if export.on < today and not export.parameters.get("is_past"):
        name = export.name.replace(export.on.isoformat(), today.isoformat())
        MAKING.note(export, on=today, name=name)
        export.on, export.name = today, name


def _settle(export: Export, **fields: Any) -> bool:
    return MAKING.settle(export, **fields, sign_at=timezone.now())
