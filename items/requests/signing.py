"""The unit head's signature on what a unit asks and answers: extensions, requests to close, answers to instructions.

It leaves the unit as a report does (domain.md §0 fact 3): where the report's rules have heads sign off and the unit
has one, the office, the leaders and everybody else know of it only when it is signed. What becomes of it then is the
room's that has the request.
"""

import datetime
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Department, Membership, User

from .. import access, history
from ..messages.about_items import tell_people, tell_units
from ..messages.telling import holders
from ..models import Closing, Extension, HistoryEntry, InstructionAnswer, Message, ProgressUpdate, WorkItem, WorkReport
from ..rules.accepted import present_unit
from ..steps.asking import require_words, settle
from ..steps.errors import WorkflowError

Asked = TypeVar("Asked", Closing, Extension, InstructionAnswer)
Action = HistoryEntry.Action


def heads_to_sign(report: WorkReport, department_id: int, *, by: User, on: datetime.date) -> list[User]:
    """Who may sign what `by` writes for the unit: its heads but `by`; nobody where the rules have no heads sign."""
    if not report.with_sign_off:
        return []
    heads = holders([Membership.Role.HEAD], on=on, departments=[department_id])
    return [head for head in heads if head.pk != by.pk]


def first_state(item: WorkItem, unit: Department | None, *, by: User, on: datetime.date, otherwise: str) -> str:
    """The state in which a request of the unit begins: "unsigned" while a head has to sign, else `otherwise`."""
    if unit is None or access.signs_at_once(by, unit.pk, item):
        return otherwise
    return Extension.UNSIGNED if heads_to_sign(item.report, unit.pk, by=by, on=on) else otherwise


def signature(item: WorkItem, unit: Department | None, *, by: User, at: datetime.datetime) -> dict[str, Any]:
    """The fields of a request that its head writes himself, who signs by sending it; none for anybody else."""
    if unit is None or not item.report.with_sign_off or not access.signs_at_once(by, unit.pk, item):
        return {}
    return {"signed_by": by, "signed_post": by.post_label[:200], "signed_at": at}


def hand_to_head(row: Asked, kind: str, part: str, *, by: User, at: datetime.datetime) -> None:
    """Record that a request was written, and tell the unit's heads that it waits for them."""
    item, unit, on = row.item, row.department, timezone.localdate(at)
    assert unit is not None  # what nobody's head has to sign goes another way: see `first_state`
    history.record(Action.REQUEST_WRITTEN, by=by, item=item, department=unit, after={"request": kind}, at=at)
    title = _("To sign off: %(what)s on item %(number)s") % {
        "what": row._meta.verbose_name,
        "number": item.display_number,
    }
    heads = heads_to_sign(item.report, unit.pk, by=by, on=on)
    tell_people(item, heads, title, by=by, at=at, part=part, kind=Message.Kind.SUBMITTED)


def require_signer(row: Asked, *, by: User) -> Department:
    """The unit for which `by` may sign the request now; refuses anybody else."""
    unit = present_unit(row.department)
    if unit is None or not access.heads(by, unit.pk):
        raise WorkflowError(access.ONLY_HEAD_SIGNS % {"unit": unit or ""})
    if row.is_unsigned and not access.can_sign_request(by, row, unit, row.by_id, row.item):
        raise WorkflowError(access.NOT_ONES_OWN % {"unit": unit})
    return unit


def put_signature(row: Asked, *, by: User, at: datetime.datetime, state: str) -> Asked:
    """Sign the request, which comes to `state`; returns it as it is then. Call inside the step's transaction."""
    require_signer(row, by=by)
    signed = {"signed_by": by, "signed_post": by.post_label[:200], "signed_at": at}
    return settle(row, states=[row.UNSIGNED], state=state, **signed)


def return_to_writer(row: Asked, kind: str, part: str, *, by: User, at: datetime.datetime, reason: str) -> Asked:
    """The head does not sign and says why; the unit writes it anew. Call inside the step's transaction."""
    unit = present_unit(row.department)
    if unit is None or not access.heads(by, unit.pk):
        raise WorkflowError(access.ONLY_HEAD_SIGNS % {"unit": unit or ""})
    reason = require_words(reason, _("Say why it is returned, so that the unit knows what to change."))
    row = settle(row, states=[row.UNSIGNED], state=row.SENT_BACK, return_reason=reason)
    history.record(
        Action.REQUEST_RETURNED,
        by=by,
        item=row.item,
        department=unit,
        after={"request": kind, "returned_by": ProgressUpdate.ReturnedBy.HEAD.value},
        reason=reason,
        at=at,
    )
    title = _("Returned by the head: %(what)s on item %(number)s") % {
        "what": row._meta.verbose_name,
        "number": row.item.display_number,
    }
    tell_units(row.item, [unit.pk], title, text=reason, by=by, at=at, part=part, kind=Message.Kind.RETURNED)
    return row


def take_back(row: Asked, kind: str, *, by: User, at: datetime.datetime) -> Asked:
    """The unit takes back what its head has not signed yet. Call inside the step's transaction."""
    unit = present_unit(row.department)
    if unit is None or not access.writes_for(by, unit.pk):
        raise WorkflowError(access.ONLY_UNIT_WITHDRAWS % {"unit": unit or ""})
    row = settle(row, states=[row.UNSIGNED], state=row.TAKEN_BACK)
    history.record(Action.REQUEST_TAKEN_BACK, by=by, item=row.item, department=unit, after={"request": kind}, at=at)
    return row


def end_unsigned(row: Asked, kind: str, part: str, *, at: datetime.datetime, reason: str, **told: str) -> None:
    """What waits for a unit's head is asked for no longer, for the `reason`: its writer is told, nobody signs it.

    `told` is what the history says besides. Call inside the transaction of the step that ends it.
    """
    unit = row.department
    settle(row, states=[row.UNSIGNED], state=row.TAKEN_BACK)
    after = {"request": kind, **told}
    history.record(
        Action.REQUEST_TAKEN_BACK, by=None, item=row.item, department=unit, after=after, reason=reason, at=at
    )
    title = _("No longer waited for: %(what)s on item %(number)s") % {
        "what": row._meta.verbose_name,
        "number": row.item.display_number,
    }
    tell_people(row.item, [row.by], title, text=reason, by=None, at=at, part=part)
