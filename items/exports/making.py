"""Making the file of an `Export`, by a task of the subject whose file it is.

    @exported
    def ledger_file(export, file, sign):
        ...writes the bytes into `file`, and says `sign(rows done, rows in all)` now and then

`prepare(ledger_file, …)` then asks for one. The function runs in the person's language, possibly a second time, and
decides itself what `export.person` may read at that moment. `ExportRefused` says why there can be no file.
"""

import logging
from collections.abc import Callable
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import TaskContext, task
from django_tasks.base import Task

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
        except Exception:
            log.exception("Export %s could not be made", pk)
            sentence = _(
                "The file could not be made: an error of the portal. Try again; if it happens once more, tell the "
                "administrators."
            )
            _settle(export, state=State.FAILED, failure=sentence)


def _settle(export: Export, **fields: Any) -> bool:
    return MAKING.settle(export, **fields, sign_at=timezone.now())
