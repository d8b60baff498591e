"""A later deadline (延期申请), asked for and signed before the present one passes; the supervision office answers."""

import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access, history
from ..ledger.editing import edit_item, require_fitting_year, stands
from ..messages.about_items import steering_units, steering_units_each, tell_office, tell_units, tell_units_each
from ..models import Extension, HistoryEntry, WorkItem
from ..plans.effect import effect_of
from ..plans.planning import keep_past, keep_past_each, with_lowering
from ..rules.accepted import present_unit
from ..steps.asking import add, asking_unit, require_open, require_words, settle
from ..steps.changing import change, change_each, fresh, fresh_each
from ..steps.errors import WorkflowError
from . import signing

State = Extension.State
# What the history calls it, and its place on the item's page.
KIND, PART = "extension", "extensions"


def ask_extension(item, *, by, at, version, wanted_on, reason):
    """Ask for the later deadline `wanted_on`; returns the `Extension`, which waits for the unit's head or the office.

    The due day itself still counts; afterwards the request is refused (domain.md §2). One request is open at a time.
    """
    if not access.can_ask(by, item):
        raise WorkflowError(_("Only a lead or responsible unit asks for a later deadline."))
    with transaction.atomic():
        item = fresh(item, version)
        reason = require_words(reason, _("A request for a later deadline needs a reason."))
        _require_askable(item, wanted_on, timezone.localdate(at))
        unit, on = asking_unit(by, item), timezone.localdate(at)
        extension = Extension(
            item=item, department=unit, due_on=item.due_on, wanted_on=wanted_on, reason=reason, by=by, at=at
        )
        extension.state = signing.first_state(item, unit, by=by, on=on, otherwise=State.ASKED)
        for name, value in signing.signature(item, unit, by=by, at=at).items():
            setattr(extension, name, value)
        _require_none_open(extension)
        add(extension)
        if extension.is_unsigned:
            signing.hand_to_head(extension, KIND, PART, by=by, at=at)
        else:
            _hand_in(extension, unit, by=by, at=at)
    return extension


def _hand_in(extension, unit, *, by, at):
    """Out of the unit, to the office."""
    item = extension.item
    history.record(
        HistoryEntry.Action.EXTENSION_ASKED,
        by=by,
        item=item,
        department=unit,
        after={"wanted_on": extension.wanted_on.isoformat()},
        reason=extension.reason,
        at=at,
    )
    title = _("%(unit)s asks for a later deadline of item %(number)s: %(day)s") % {
        "unit": unit,
        "number": item.display_number,
        "day": extension.wanted_on.isoformat(),
    }
    tell_office(item, title, text=extension.reason, by=by, at=at, part=PART)


def sign_extension(extension, *, by, at):
    """The unit's head signs the request, and the office gets it; returns it. The deadline must not have passed yet."""
    with transaction.atomic():
        extension = signing.put_signature(extension, by=by, at=at, state=State.ASKED)
        _require_askable(extension.item, extension.wanted_on, timezone.localdate(at))
        _hand_in(extension, present_unit(extension.department), by=by, at=at)
    return extension


def return_extension(extension, *, by, at, reason):
    """The unit's head returns the request to its writer; the office never hears of it. Returns the request."""
    with transaction.atomic():
        return signing.return_to_writer(extension, KIND, PART, by=by, at=at, reason=reason)


def _require_askable(item, wanted_on, on):
    require_open(item)
    if item.due_on is None:
        raise WorkflowError(_("This item has no deadline, so there is nothing to extend."))
    _require_in_time(item, on)
    if wanted_on <= item.due_on:
        raise WorkflowError(_("The deadline asked for lies after the present one."))
    require_fitting_year(item, wanted_on)


def _require_none_open(extension):
    """One request is open at a time, also while this one still waits for the head."""
    if Extension.objects.filter(item=extension.item, state=State.ASKED).exists():
        raise WorkflowError(_("The item has an open extension request already."))


def _require_in_time(item, on):
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
        if Extension.objects.filter(pk=extension.pk, state=State.UNSIGNED).exists():
            return signing.take_back(extension, KIND, by=by, at=at)
        extension = settle(extension, states=[State.ASKED], state=State.WITHDRAWN)
        history.record(HistoryEntry.Action.EXTENSION_WITHDRAWN, by=by, item=extension.item, department=unit, at=at)
    return extension


def decide_extension(extension, *, by, at, granted_on=None, answer="", lowering="", shown_on=None):
    """The supervision office grants a day or, with None, denies; returns the item as it is then.

    Denying, and granting another day than was asked for, needs words. The first deadline stays as `original_due_on`.
    Months that are over keep their plan, unless the office says in `lowering` why they are lowered. `shown_on` is the
    day of which the office has seen what granting it does, if a page has shown that: no other one is granted.
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
        if granted_on and shown_on and granted_on != shown_on:
            # Last, so that it is asked only of what would be granted.
            raise WorkflowError(
                _("Nothing was saved yet: see what a deadline on %(day)s does to the light, then grant it again.")
                % {"day": granted_on.isoformat()}
            )
    return item


def extend(item, *, by, at, version, due_on, reason, effect=None):
    """The supervision office grants a later deadline that nobody has asked for; returns the item as it is then.

    Months that are over keep their plan. The lead and responsible units are told. `effect` is what `plans.effect` says
    of this deadline on the day, if the caller knows it already.
    """
    if not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office decides on extensions."))
    with transaction.atomic():
        item = fresh(item, version)
        reason = _require_extendable(item, due_on, reason, _is_asked([item]))
        item = _grant(item, due_on, reason, "", by=by, at=at, effect=effect)
        tell_units(item, steering_units(item), _title_extended(item, due_on), text=reason, by=by, at=at)
    return item


def extend_each(chosen, *, by, at, due_on, reason, effects):
    """What `extend` does on many items, [(item, version)]; `effects` are {item key: Effect}.

    Returns (keys of those changed, {key: why it is refused}) in a fixed number of queries.
    """
    if not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office decides on extensions."))
    with transaction.atomic():
        current, refusals = fresh_each(chosen)
        asked, wanted = _is_asked(current.values()), []
        for item in current.values():
            try:
                words = _require_extendable(item, due_on, reason, asked)
                _require_grantable(item, due_on)
            except WorkflowError as error:
                refusals[item.pk] = str(error)
                continue
            wanted.append(item)
        changed, refused = _extend_together(wanted, due_on, words, effects, by, at) if wanted else (set(), {})
    return changed, refusals | refused


def set_deadline_each(chosen, *, by, at, due_on, due_text, reason="", effects):
    """What `set_deadline` does on many items, [(item, version)], with a day; remarks stay. As `extend_each`."""
    if not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_EDITS)
    with transaction.atomic():
        current, refusals = fresh_each(chosen)
        asked, later, earlier, words = _is_asked(current.values()), [], [], ""
        for item in current.values():
            try:
                if due_on != item.due_on:
                    require_open(item)
                if not stands(item, due_on):
                    require_fitting_year(item, due_on)
                elif due_on > item.due_on:
                    words = _require_extendable(item, due_on, reason, asked)
                    _require_grantable(item, due_on)
                    later.append(item)
                else:
                    words = _require_shortenable(item, due_on, reason, asked)
                    earlier.append(item)
            except WorkflowError as error:
                refusals[item.pk] = str(error)
        changed = set()
        for items, step in ((later, partial(_extend_together, effects=effects)), (earlier, _shorten_together)):
            if items:
                done, refused = step(items, due_on, words, by=by, at=at)
                changed, refusals = changed | done, refusals | refused
        rest = [item for pk, item in current.items() if pk not in refusals]
        versions = dict(WorkItem.objects.filter(pk__in=[item.pk for item in rest]).values_list("pk", "version"))
        edited = [(item, versions[item.pk], {"due_on": due_on, "due_text": due_text.strip()}) for item in rest]
        done, refused = change_each(edited, action=HistoryEntry.Action.ITEM_EDITED, by=by, beside=_nothing)
    return changed | done, refusals | refused


def _extend_together(items, due_on, reason, effects, by, at):
    changes = [
        (item, item.version, {"due_on": due_on, "original_due_on": item.original_due_on or item.due_on})
        for item in items
    ]
    action = HistoryEntry.Action.EXTENSION_DECIDED
    changed, refusals = change_each(changes, action=action, by=by, reason=with_lowering(reason, ""), beside=_nothing)
    done = [item for item in items if item.pk in changed]
    keep_past_each([(item, effects[item.pk]) for item in done], by=by, at=at)
    units = steering_units_each(done)
    told = [(item, units[item.pk], _title_extended(item, due_on)) for item in done]
    tell_units_each(told, text=reason, by=by, at=at)
    return changed, refusals


def _shorten_together(items, due_on, reason, by, at):
    changes = [(item, item.version, {"due_on": due_on}) for item in items]
    action = HistoryEntry.Action.ITEM_EDITED
    changed, refusals = change_each(changes, action=action, by=by, reason=reason, beside=_nothing)
    done = [item for item in items if item.pk in changed]
    units = steering_units_each(done)
    told = [(item, units[item.pk], _title_shortened(item, item.due_on, due_on)) for item in done]
    tell_units_each(told, text=reason, by=by, at=at)
    return changed, refusals


def _nothing(_item, _values):
    return {}


def _is_asked(items):
    """Keys of those of the items on which a request for a later deadline is open."""
    rows = Extension.objects.filter(item__in=list(items), state=State.ASKED)
    return set(rows.order_by().values_list("item", flat=True))


def _require_extendable(item, due_on, reason, asked):
    """The reason; refuses what nobody can be granted without having asked."""
    reason = require_words(reason, _("A later deadline needs a reason: the units read it."))
    if item.due_on is None:
        raise WorkflowError(_("This item has no deadline, so there is nothing to extend."))
    _require_none_asked(item, asked)
    return reason


def _require_none_asked(item, asked):
    if item.pk in asked:
        raise WorkflowError(_("The item has an open extension request already."))


def _require_shortenable(item, due_on, reason, asked):
    """The reason of an earlier deadline, or of none."""
    reason = require_words(reason, _("Another deadline needs a reason: the units read it."))
    _require_none_asked(item, asked)
    if due_on:
        require_fitting_year(item, due_on)
    return reason


def _title_extended(item, due_on):
    words = {"number": item.display_number, "day": due_on.isoformat()}
    return _("Deadline of item %(number)s extended: due on %(day)s") % words


def _title_shortened(item, was, due_on):
    words = {"number": item.display_number, "day": due_on and due_on.isoformat(), "was": was.isoformat()}
    if due_on:
        return _("Deadline of item %(number)s changed: due on %(day)s (before: %(was)s)") % words
    return _("Deadline of item %(number)s taken away (before: %(was)s)") % words


def set_deadline(item, *, by, at, version, due_on, due_text, remark, reason="", effect=None):
    """Set deadline and remark (`ledger.editing.edit_item`); returns the item as it is then.

    A deadline that stands on an issued item is changed with a reason, and the units are told: a later one is an
    extension, like one that nobody has asked for (`effect` as there). The deadline of an item that is no longer open
    stays.
    """
    if not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_EDITS)
    with transaction.atomic():
        item = fresh(item, version)
        if due_on != item.due_on:
            require_open(item)
        if stands(item, due_on):
            if due_on and due_on > item.due_on:
                item = extend(item, by=by, at=at, version=version, due_on=due_on, reason=reason, effect=effect)
            else:
                item = _shorten(item, due_on, reason, by=by, at=at)
        words = {"due_on": due_on, "due_text": due_text, "remark": remark}
        return edit_item(item, by=by, version=item.version, **words)


def _shorten(item, due_on, reason, *, by, at):
    """An earlier deadline, or none; the first one stays as `original_due_on` where none is left.

    Without one the plan goes on to the end of the year; months that are over keep theirs.
    """
    reason = _require_shortenable(item, due_on, reason, _is_asked([item]))
    changes = {"due_on": due_on} if due_on else {"due_on": None, "original_due_on": item.original_due_on or item.due_on}
    title = _title_shortened(item, item.due_on, due_on)
    effect = effect_of(item, on=timezone.localdate(at), due_on=due_on or datetime.date(item.report.year, 12, 31))
    item = change(item, version=item.version, action=HistoryEntry.Action.ITEM_EDITED, by=by, reason=reason, **changes)
    keep_past(item, effect, by=by, at=at)
    tell_units(item, steering_units(item), title, text=reason, by=by, at=at)
    return item


def _require_grantable(item, granted_on):
    require_open(item)
    if item.due_on and granted_on <= item.due_on:
        raise WorkflowError(
            _("The item is due on %(day)s already; grant a later day, or deny.") % {"day": item.due_on.isoformat()}
        )
    require_fitting_year(item, granted_on)


def _grant(item, granted_on, answer, lowering, *, by, at, effect=None):
    _require_grantable(item, granted_on)
    effect = effect or effect_of(item, on=timezone.localdate(at), due_on=granted_on)
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
