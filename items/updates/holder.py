"""Who has a report now (现由…办理): the unit that writes it, its head, a lead or the supervision office."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from departments.models import Department

from ..models import ProgressUpdate
from ..rules.accepted import signed

State = ProgressUpdate.State


def held_by(update: ProgressUpdate, leads: Iterable[Department | None] = ()) -> str:
    """Who has the report now, in words, "" once nobody has; `leads` are asked only of a part that waits for them."""
    if update.state in (State.ACCEPTED, State.DROPPED):
        return ""
    if update.state == State.AWAITING_REVIEW:
        return _("the supervision office")
    if update.state == State.AWAITING_MERGE:
        return "、".join(map(signed, leads))
    return head_of(update.department) if update.state == State.AWAITING_SIGN_OFF else liaison_of(update.department)


def head_of(unit: Department | None) -> str:
    return _("head of %(unit)s") % {"unit": signed(unit)}


def liaison_of(unit: Department | None) -> str:
    return _("liaison of %(unit)s") % {"unit": signed(unit)}
