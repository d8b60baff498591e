"""A later deadline (延期申请): asked for before the present one passes, answered by the supervision office."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access, history
from ..ledger.editing import require_fitting_year
from ..messages.about_items import steering_units, tell_office, tell_units
from ..models import Extension, HistoryEntry
from ..plans.effect import effect_of
from ..plans.planning import keep_past, with_lowering
from ..rules.accepted import present_unit
from ..steps.asking import add, asking_unit, require_open, require_words, settle
from ..steps.changing import change, fresh
from ..steps.errors import WorkflowError

State = Extension.State


def ask_extension(item, *, by, at, version, wanted_on, reason):
    """Ask for the later deadline `wanted_on`; returns the `Extension`.

    The due day itself still counts; afterwards the request is refused (domain.md §2). One request is open at a time.
    """
    if not access.can_ask(by, item):
        raise WorkflowError(_("Only a lead or responsible unit asks for a later deadline."))
    with transaction.atomic():
        item = fresh(item, version)
        require_open(item)
        _require_in_time(item, timezone.localdate(at))
        reason = require_words(reason, _("A request for a later deadline needs a reason."))
        if wanted_on <= item.due_on:
            raise WorkflowError(_("The deadline asked for lies after the present one."))
        require_fitting_year(item, wanted_on)
        unit = asking_unit(by, item)
        extension = add(
            Extension(item=item, department=unit, due_on=item.due_on, wanted_on=wanted_on, reason=reason, by=by, at=at)
        )
        history.record(
            HistoryEntry.Action.EXTENSION_ASKED,
            by=by,
            item=item,
            department=unit,
            after={"wanted_on": wanted_on.isoformat()},
            reason=reason,
            at=at,
        )
        title = _("%(unit)s asks for a later deadline of item %(number)s: %(day)s") % {
            "unit": unit,
            "number": item.display_number,
            "day": wanted_on.isoformat(),
        }
        tell_office(item, title, text=reason, by=by, at=at, part="extensions")
    return extension


def _require_in_time(item, on):
    if item.due_on is None:
        raise WorkflowError(_("This item has no deadline, so there is nothing to extend."))
    if on > item.due_on:
        raise WorkflowError(
            _(
                "The deadline (%(day)s) has passed; an extension is asked for before. Report where the item stands, "
                "and the supervision office decides on the deadline."
            )
            % {"day": item.due_on.isoformat()}
        )


def withdraw_extension(extension, *, by, at):
    """The unit takes its open request back; returns the request."""
    with transaction.atomic():
        unit = present_unit(extension.department)
        if not access.writes_for(by, unit.pk):
            raise WorkflowError(access.ONLY_UNIT_WITHDRAWS % {"unit": unit})
        extension = settle(extension, states=[State.ASKED], state=State.WITHDRAWN)
        history.record(HistoryEntry.Action.EXTENSION_WITHDRAWN, by=by, item=extension.item, department=unit, at=at)
    return extension


def decide_extension(extension, *, by, at, granted_on=None, answer="", lowering=""):
    """The supervision office grants a day or, with None, denies; returns the item as it is then.

    Denying, and granting another day than was asked for, needs words. The first deadline stays as `original_due_on`.
    Months that are over keep their plan, unless the office says in `lowering` why they are lowered.
    """
    if not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office decides on extensions."))
    answer = answer.strip()
    if granted_on is None:
        require_words(answer, _("Say why the request is denied: the unit reads it."))
    elif granted_on != extension.wanted_on:
        require_words(answer, _("Say why another day is granted than was asked for: the unit reads it."))
    with transaction.atomic():
        state = State.DENIED if granted_on is None else State.APPROVED
        extension = settle(
            extension,
            states=[State.ASKED],
            state=state,
            granted_on=granted_on,
            answer=answer,
            decided_by=by,
            decided_at=at,
        )
        item = extension.item
        if granted_on is None:
            _record_denied(extension, by, at)
        else:
            item = _grant(item, granted_on, answer, lowering, by=by, at=at)
        _tell_decided(extension, item, with_lowering(answer, lowering if granted_on else ""), by, at)
    return item


def _grant(item, granted_on, answer, lowering, *, by, at):
    require_open(item)
    if item.due_on and granted_on <= item.due_on:
        raise WorkflowError(
            _("The item is due on %(day)s already; grant a later day, or deny.") % {"day": item.due_on.isoformat()}
        )
    require_fitting_year(item, granted_on)
    effect = effect_of(item, on=timezone.localdate(at), due_on=granted_on)
    changed = change(
        item,
        version=item.version,
        action=HistoryEntry.Action.EXTENSION_DECIDED,
        by=by,
        reason=with_lowering(answer, lowering if effect.lowered else ""),
        due_on=granted_on,
        original_due_on=item.original_due_on or item.due_on,
    )
    keep_past(changed, effect, by=by, at=at, lowering=lowering)
    return changed


def _record_denied(extension, by, at):
    history.record(
        HistoryEntry.Action.EXTENSION_DECIDED,
        by=by,
        item=extension.item,
        department=extension.department,
        after={"decision": State.DENIED},
        reason=extension.answer,
        at=at,
    )


def _tell_decided(extension, item, text, by, at):
    words = {"number": item.display_number, "day": extension.granted_on and extension.granted_on.isoformat()}
    if extension.state == State.APPROVED:
        title = _("Extension of item %(number)s approved: due on %(day)s") % words
    else:
        title = _("Extension of item %(number)s denied") % words
    units = steering_units(item) | {present_unit(extension.department).pk}
    tell_units(item, units, title, text=text, by=by, at=at, part="extensions")
