"""Asking for a file, asking again, giving it up, and forgetting what nobody fetches any more."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks.base import Task

from departments.models import User

from ..background.working import forget_ended
from ..errors import WorkflowError
from ..models import Export
from ..models.export import KEPT_FOR
from .keeping import remove, sweep

State = Export.State
UNDER_WAY = (State.WAITING, State.MAKING)
# Files under way for one person: what is asked for beyond waits for the others anyway.
MOST_UNDER_WAY = 5
LONGEST = Export._meta.get_field("title").max_length or 0


def prepare(
    task: Task[Any, Any], *, by: User, title: str, name: str, on: datetime.date, parameters: dict[str, Any]
) -> Export:
    """Have the task, made by `making.exported`, make a file for the person; returns its `Export`.

    `title` is what the person finds it by, `name` the file's, `on` the data date: today. A file that is made on a later
    day gets that one, in its name, too. What is under way already with the same parameters is not made twice. Raises
    WorkflowError when too many are under way.
    """
    asked = {"task": task.module_path, "parameters": parameters, "on": on, "language": get_language() or ""}
    under_way = Export.objects.filter(person=by, state__in=UNDER_WAY)
    with transaction.atomic():
        # One at a time for a person, so that of two presses at once the second sees the first.
        User.objects.select_for_update().get(pk=by.pk)
        for export in under_way.filter(task=asked["task"], on=on, language=asked["language"]):
            if export.parameters == parameters:
                return export
        if under_way.count() >= MOST_UNDER_WAY:
            raise WorkflowError(
                _("%(count)s files are being made for you already. Wait until one is ready, or give one up.")
                % {"count": MOST_UNDER_WAY}
            )
        export = Export.objects.create(
            person=by, title=title[:LONGEST], name=name[-LONGEST:], asked_at=timezone.now(), **asked
        )
        task.enqueue(export.pk)
    return export


def make_again(export: Export) -> None:
    """Have a file made once more that could not be made or whose making broke off. Raises WorkflowError otherwise."""
    now = timezone.now()
    if export.state != State.FAILED and not export.is_silent(now):
        raise WorkflowError(_("The file is being made, or is ready, already."))
    with transaction.atomic():
        rows = Export.objects.filter(pk=export.pk, version=export.version)
        fresh = {"state": State.WAITING, "asked_at": now, "sign_at": None, "done": 0, "total": 0, "failure": ""}
        if rows.update(**fresh, version=export.version + 1):
            import_string(export.task).enqueue(export.pk)


def give_up(export: Export) -> None:
    """Delete the export and its file; what is being made ends without one."""
    export.delete()
    remove(export.stored_as)


def forget_exports(at: datetime.datetime) -> int:
    """Delete what is older than a week, files that nobody knows, and ended tasks; returns how many exports went.

    `at`, the portal's own moment, does not count: files age by the machine's clock.
    """
    now = timezone.now()
    forgotten = 0
    for export in Export.objects.filter(asked_at__lt=now - KEPT_FOR):
        give_up(export)
        forgotten += 1
    sweep()
    forget_ended(now)
    return forgotten
