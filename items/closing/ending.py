"""What nobody has decided on when an item ends (随事项终结): nobody can decide on it any more, so it ends, too.

However an item ends – closed, cancelled, carried over, left out by a corrected file, withdrawn with its report – the
step passes here. What lies open is told before (`closing.page`); instructions of leaders go on, for a leader may look
at an item again, but not those of a report that can only be read afterwards.
"""

from django.utils.translation import gettext as _

from .. import history
from ..messages.about_items import tell_people, tell_units
from ..models import Closing, Extension, HistoryEntry, Instruction, InstructionAnswer, Objection, PlannedCurve
from ..models.supervision import LAPSED
from ..requests import signing
from ..requests.instructing import KIND, part_of
from ..rules.accepted import present_unit

STATE = LAPSED[0]
# What waits for somebody outside the unit that asks: what the history calls it, its place on the page.
_WAITING = (
    (Extension, "extension", "extensions"),
    (Closing, "closing", "closing"),
    (Objection, "objection", "objections"),
    (PlannedCurve, "plan", "plan"),
)
_TO_SIGN = ((Extension, "extension", "extensions"), (Closing, "closing", "closing"))


def end_requests(items, *, by, at, reason):
    """End what units have asked for on the items, which have just ended, for the `reason`; who asked is told.

    `items` are keys. What waits for a unit's head is taken back, so that it stays the unit's own. Call inside the
    transaction of the step.
    """
    for model, kind, part in _WAITING:
        rows = _waiting(model, "department", item__in=items, state__in=model.UNSETTLED)
        asked = {(row.item_id, row.department_id): row for row in rows}
        model.objects.filter(pk__in=[row.pk for row in rows], state__in=model.UNSETTLED).update(state=STATE)
        for row in asked.values():
            _tell(row, kind, part, by=by, at=at, reason=reason)
    for model, kind, part in _TO_SIGN:
        for row in _waiting(model, "department", item__in=items, state=model.State.UNSIGNED):
            signing.end_unsigned(row, kind, part, at=at, reason=reason)


def end_instructions(report, *, by, at, reason):
    """End what leaders and meetings have instructed on the items of a report that can only be read from now on."""
    unsigned = InstructionAnswer.objects.filter(
        instruction__item__report=report, state=InstructionAnswer.State.UNSIGNED
    )
    for answer in unsigned.select_related("instruction__item__report", "department", "by").order_by("pk"):
        signing.end_unsigned(answer, KIND, part_of(answer.instruction), at=at, reason=reason, answer=answer.text)
    open_ones = _waiting(Instruction, item__report=report, state__in=Instruction.UNSETTLED)
    Instruction.objects.filter(pk__in=[one.pk for one in open_ones]).update(state=STATE)
    for one in open_ones:
        name = "meeting_decision" if one.is_decision else "instruction"
        _record(one.item, by=by, at=at, reason=reason, after={name: one.text})
        title = _("No longer followed up: %(what)s on item %(number)s") % _named(one.kind_word, one.item)
        tell_people(one.item, [one.by], title, text=reason, by=by, at=at, part=part_of(one))


def _waiting(model, *related, **conditions):
    rows = model.objects.filter(**conditions).select_related("item__report", "by", *related)
    return list(rows.order_by("pk"))


def _tell(row, kind, part, *, by, at, reason):
    unit, item = present_unit(row.department), row.item
    _record(item, by=by, at=at, reason=reason, department=unit, after={"request": kind})
    if unit:
        title = _("No longer decided on: %(what)s on item %(number)s") % _named(row._meta.verbose_name, item)
        tell_units(item, [unit.pk], title, text=reason, by=by, at=at, part=part)


def _record(item, **told):
    history.record(HistoryEntry.Action.REQUEST_LAPSED, item=item, **told)


def _named(what, item):
    return {"what": what, "number": item.display_number}
