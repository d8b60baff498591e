"""What all requests and their answers share: objections, extensions, closings, instructions.

A request is settled once: the row is written where it still is in a state from which the step may be taken, so that of
two people at once the second gets a sentence.
"""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from departments.models import Department, User

from .. import access
from ..models import Closing, Extension, Instruction, InstructionAnswer, Objection, WorkItem
from .changing import validate
from .errors import WorkflowError

Row = TypeVar("Row", bound=Model)
Asked = TypeVar("Asked", Closing, Extension, Instruction, InstructionAnswer, Objection)


def require_words(text: str, sentence: str) -> str:
    """`text` without blanks around it; refuses with the sentence when nothing is left."""
    text = text.strip()
    if not text:
        raise WorkflowError(sentence)
    return text


def within(text: str, limit: int) -> str:
    """`text`, a reason, if it has no more than `limit` characters; refuses a longer one."""
    if len(text) > limit:
        raise WorkflowError(
            _("The reason has %(length)s characters; %(limit)s are possible.") % {"length": len(text), "limit": limit}
        )
    return text


def require_open(item: WorkItem) -> None:
    if not item.is_open:
        raise WorkflowError(
            _("Item %(number)s is no longer open (%(status)s), so nothing was saved.")
            % {"number": item.display_number, "status": item.get_status_display()}
        )


def add(row: Row) -> Row:
    """Save a new row. A rule of the database that somebody else used up in the same moment is told in its sentence."""
    validate(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        validate(row)  # now it sees what the other one wrote
        raise
    return row


def settle(row: Asked, *, states: Collection[str], **changes: Any) -> Asked:
    """Write `changes` if the row still is in one of the `states`; refuses with the state that it has come to.

    Returns the row as it is then; `row` itself stays as it was, so that a step that fails later leaves it so. Call
    inside the transaction of the step.
    """
    rows = type(row)._default_manager
    of_item = "instruction__item__report" if isinstance(row, InstructionAnswer) else "item__report"
    current = rows.select_related(of_item).get(pk=row.pk)
    if current.state in states:
        for name, value in changes.items():
            setattr(current, name, value)
        validate(current)
        if rows.filter(pk=row.pk, state__in=states).update(**changes) == 1:
            return current
        current.refresh_from_db(fields=["state"])
    raise WorkflowError(
        _("It stands at “%(state)s” now, so this step cannot be taken. Look at the page as it is now.")
        % {"state": current.get_state_display()}
    )


def asking_unit(by: User, item: WorkItem) -> Department | None:
    """The lead or responsible unit in whose name the person asks, or None for the supervision office."""
    return access.writing_department(by, item) if access.can_steer(by, item) else None
