"""Who has something now that a step was about, what he does with it and until when, in a sentence."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from departments.models import Membership, User

from .. import access
from ..messages.telling import holders
from ..models import (
    Closing,
    Extension,
    Instruction,
    InstructionAnswer,
    Objection,
    ProgressUpdate,
    ReportingPeriod,
    Responsibility,
    WorkReport,
)
from ..pages.addresses import address
from ..requests.signing import heads_to_sign
from ..rounds.announcing import first_period
from ..rules.accepted import present_unit, signed
from ..starting.page import steps_after_import
from ..updates.holder import head_of, held_by, liaison_of

State = ProgressUpdate.State
# So many people, or units, are named; of more they are counted.
NAMED = 2


@dataclass(frozen=True)
class InHand:
    """`words`, a sentence without its stop, "" where nobody has it; `is_own`: it is the person's own to go on with."""

    words: str = ""
    is_own: bool = False


NOBODY = InHand()


def held(rows: list[Any], user: User, *, on: datetime.date, many: bool = False) -> InHand:
    """Who has the rows now that a step of the person was about: of several only what holds for all of them."""
    if not rows:
        return NOBODY
    first = rows[0]
    if isinstance(first, ProgressUpdate):
        same = {(row.state, row.department_id if row.state != State.AWAITING_REVIEW else None) for row in rows}
        return _update(first, user, on, many) if len(same) == 1 else NOBODY
    if isinstance(first, WorkReport):
        return _report(first, on)
    return InHand(BY_MODEL[type(first)](first, on))


def _update(update, user, on, many):
    by = _due_by(update.due_on, on) if update.period.is_open else ""
    if update.state in (State.EXPECTED, State.DRAFT) or _goes_on(update, user):
        if not update.period.is_open or not access.can_write_update(user, update):
            return NOBODY
        return InHand(_("complete the report and send it%(by)s") % {"by": by}, is_own=True)
    if update.state == State.AWAITING_SIGN_OFF:
        return InHand(_to_sign(update, update.department, update.sent_by or user, on, by, many))
    if update.state == State.AWAITING_MERGE:
        leads = _other_leads(update)
        return InHand(_("%(who)s takes it up") % {"who": held_by(update, leads)}) if leads else NOBODY
    if update.state == State.AWAITING_REVIEW:
        # Of one report the sentence on the step says so itself.
        says = many and not access.can_review(user)
        return InHand(_("%(who)s reviews it") % {"who": held_by(update)}) if says else NOBODY
    if update.state == State.RETURNED:
        who = _writer(update.department, on)
        return InHand(_("%(who)s corrects it and sends it again%(by)s") % {"who": who, "by": by})
    return NOBODY


def _goes_on(update, user):
    """Whether the person has gone on writing what was returned."""
    return update.state == State.RETURNED and update.saved_by_id == user.pk


def _writer(unit, on):
    """Who writes for the unit: its liaison, or the unit where nobody holds that post."""
    has_liaison = unit is not None and holders([Membership.Role.LIAISON], on=on, departments=[unit])
    return liaison_of(unit) if has_liaison else signed(unit)


def _due_by(day, on):
    """ ", by the day", "" without one and once it has passed."""
    return _(", by %(date)s") % {"date": day.isoformat()} if day is not None and day >= on else ""


def _to_sign(row, unit, writer, on, by="", many=False):
    """Who signs what the `writer` wrote, by name as far as somebody may; `by` says until when.

    The sentence on the step has said that the unit's head does, except of `many`.
    """
    heads = heads_to_sign(row.item.report, unit.pk, by=writer, on=on)
    who = head_of(unit)
    if heads:
        names = _named([str(head) for head in heads], _("%(names)s and others, %(count)s people in all"))
        who = _("%(head)s (%(names)s)") % {"head": who, "names": names} if many else names
    return _("%(who)s signs it off%(by)s") % {"who": who, "by": by}


def _named(names, counted):
    if len(names) <= NAMED:
        return "、".join(names)
    return counted % {"names": "、".join(names[:NAMED]), "count": len(names)}


def _other_leads(update):
    """As the item's text names them, a collective instead of its members."""
    rows = update.item.responsibilities.direct().filter(role=Responsibility.Role.LEAD)
    rows = rows.exclude(department=update.department_id).select_related("department__successor")
    return [row.department for row in rows.order_by("position", "pk")]


def _request(row, on, office):
    """Of what a unit asks or answers; `office()` says who has it once it has left the unit."""
    if row.is_unsigned:
        unit = present_unit(row.department)
        return _to_sign(row, unit, row.by, on) if unit else ""
    if row.state == row.SENT_BACK:
        return _("%(who)s corrects it and asks again") % {"who": _writer(row.department, on)}
    return "" if row.is_within_unit else office(row)


def _extension(row):
    return _("the supervision office decides on it") if row.state == Extension.State.ASKED else ""


def _closing(row):
    states = Closing.State
    if row.state == states.RETURNED and row.department:
        return _("%(unit)s goes on with the item") % {"unit": signed(row.department)}
    return {
        states.ASKED.value: _("the supervision office checks the result"),
        states.WITH_LEADER.value: _("a city leader approves it"),
        states.APPROVED.value: _("the supervision office closes the item"),
    }.get(row.state, "")


def _answer(row):
    instruction = row.instruction
    if not instruction.is_unsettled:
        return ""
    if instruction.is_decision:
        return _("a city leader marks the decision as done")
    return _("%(person)s reads it and marks the instruction as done") % {"person": instruction.by}


def _instruction(row, on):
    if row.state != Instruction.State.OPEN:
        return ""
    # A collective is named instead of its members, who answer.
    units = row.item.responsibilities.direct().exclude(role=Responsibility.Role.SUPPORT)
    units = units.select_related("department__successor")
    names = [signed(one.department) for one in units.order_by("position", "pk")]
    units = _named(names, _("%(names)s and others, %(count)s units in all"))
    words = {"units": units, "by": _due_by(row.due_on, on)}
    return _("%(units)s answers it%(by)s") % words if names else ""


def _objection(row):
    return _("the supervision office settles it") if row.state == Objection.State.OPEN else ""


def _period(period, on):
    if period.is_closed:
        export = address("period_export", period.pk)
        return format_html('<a href="{}">{}</a>', export, _("Export the frozen sheet for the bulletin"))
    if period.is_open:
        return _("the units report%(by)s") % {"by": _due_by(period.due_on, on)}
    return ""


def _report(report, on):
    """The first step that is left until the first reports come in, or when they will."""
    if not report.is_live or report.periods.filter(opened_at__isnull=False).exists():
        return NOBODY
    step = next((one for one in steps_after_import(report, on=on) if not one.is_done), None)
    if step is None:
        return InHand(_open(first_period(report, on)))
    words = format_html('<a href="{}">{}</a>{}', step.url, step.title, _(": %(words)s") % {"words": _open(step.hint)})
    return InHand(words, is_own=True)


def _open(sentence):
    """The sentence without its stop, or the colon before a list that stands on the page."""
    return sentence.rstrip("。.：:")


BY_MODEL: dict[type, Callable[[Any, datetime.date], str]] = {
    Extension: lambda row, on: _request(row, on, _extension),
    Closing: lambda row, on: _request(row, on, _closing),
    InstructionAnswer: lambda row, on: _request(row, on, _answer),
    Instruction: _instruction,
    Objection: lambda row, _on: _objection(row),
    ReportingPeriod: _period,
}
