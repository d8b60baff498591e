"""Planned curves (逐月推进计划): the office sets them; of an issued item the units propose and the office approves.

An item has at most one proposal at a time: the curves of all its targets that were proposed together.
"""

import datetime
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access, history
from ..messages.about_items import steering_units, tell_office, tell_units
from ..models import HistoryEntry, PlannedCurve, Target, WorkItem
from ..models.target import NUMBER_LIMIT, spell_number
from ..rules.accepted import present_unit
from ..steps.asking import add, asking_unit, require_open, require_words
from ..steps.changing import fresh
from ..steps.errors import StaleItem, WorkflowError
from .effect import effect_of

State = PlannedCurve.State
Action = HistoryEntry.Action
OPEN_STATES = (State.APPROVED, State.PROPOSED)
FULL = Decimal(100)


@dataclass(frozen=True)
class Plan:
    """What is to be reached by when, cumulative: {target's key: [(day, Decimal), …]} by day, from `starts_on` on.

    The key None is the item itself, in percent. A curve without points goes back to the straight line; targets that
    are left out keep the curve they have.
    """

    starts_on: datetime.date
    curves: Mapping


def curve_keys(item):
    """The keys of an item's curves in force and proposed: what a person has `seen` who has read its plan."""
    return frozenset(PlannedCurve.objects.filter(item=item, state__in=OPEN_STATES).values_list("pk", flat=True))


def first_fall(points):
    """The first of [(day, value)] at which a cumulative value is less than the one before; None if none is."""
    return next((late for early, late in itertools.pairwise(points) if late[1] < early[1]), None)


def set_curve(item, *, by, at, version, seen, plan, reason=""):
    """The office puts the plan in force at once; after issuing with a reason. Returns the new curves.

    `version` is the item's and `seen` the `curve_keys` that the page showed. Curves that stay are not written.
    """
    if not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office sets a plan; the lead or responsible unit proposes one."))
    with transaction.atomic():
        item, rows = _present(item, version, seen)
        if item.issued_on:
            reason = require_words(reason, _("A plan that changes after issuing needs a reason."))
        unit = access.writing_department(by, item)
        new = [
            _row(item, target, points, plan, by=by, at=at, reason=reason, department=unit)
            for target, points in _changed(item, rows, plan)
        ]
        for row in new:
            row.state, row.decided_by, row.decided_at = State.APPROVED, by, at
        _put_in_force(item, rows, new, by=by, at=at, reason=reason)
        for row in new:
            add(row)
        if item.issued_on:
            title = _("Planned curve of item %(number)s set") % {"number": item.display_number}
            tell_units(item, steering_units(item), title, text=reason, by=by, at=at, part="plan")
    return new


def propose_curve(item, *, by, at, version, seen, plan, reason):
    """A lead or responsible unit proposes the plan for an issued item; returns the proposed curves."""
    if not access.can_ask(by, item):
        raise WorkflowError(_("Only a lead or responsible unit proposes a plan."))
    with transaction.atomic():
        item, rows = _present(item, version, seen)
        if not item.issued_on:
            raise WorkflowError(_("The item has not been issued yet; until then the supervision office sets the plan."))
        reason = require_words(reason, _("A proposed plan needs a reason: the supervision office decides on it."))
        unit = asking_unit(by, item)
        new = [
            add(_row(item, target, points, plan, by=by, at=at, reason=reason, department=unit, state=State.PROPOSED))
            for target, points in _changed(item, rows, plan)
        ]
        history.record(Action.PLAN_PROPOSED, by=by, item=item, department=unit, after=spell(new), reason=reason, at=at)
        title = _("%(unit)s proposes a plan for item %(number)s") % {"unit": unit, "number": item.display_number}
        tell_office(item, title, text=reason, by=by, at=at, part="plan")
    return new


def approve_curve(item, *, by, at, seen, answer="", lowering=""):
    """The office puts the proposed curves in force; returns them. `seen` as `curve_keys` the page that was read.

    Months that are over keep their plan where the proposal would lower it, unless `lowering` says why.
    """
    if not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office decides on a proposed plan."))
    with transaction.atomic():
        rows = _seen(item, seen)
        item = rows[0].item
        require_open(item)
        proposed = _proposed(rows)
        kept = _kept(item, effect_of(item, on=timezone.localdate(at), proposed=proposed), lowering, by=by, at=at)
        for row in kept:
            row.department, row.answer = proposed[0].department, answer.strip()
        instead = {row.target_id for row in kept}
        decided = {"decided_by": by, "decided_at": at, "answer": answer.strip()}
        replaced = [row for row in proposed if row.target_id in instead]
        approved = [row for row in proposed if row.target_id not in instead]
        told = with_lowering(answer, lowering)
        _put_in_force(item, rows, [*approved, *kept], by=by, at=at, reason=told)
        _settle(replaced, item, State.SUPERSEDED, **decided)
        _settle(approved, item, State.APPROVED, **decided)
        for row in kept:
            add(row)
        _tell_decided(proposed, _("Planned curve of item %(number)s approved"), told, by, at)
    return [*approved, *kept]


def keep_past(item, effect, *, by, at, lowering=""):
    """Keep the plan of the months that are over, which a later deadline lowers, unless `lowering` says why not.

    `effect` is what `plans.effect.effect_of` said before the deadline was changed; call it in the same transaction.
    """
    kept = _kept(item, effect, lowering, by=by, at=at)
    if kept:
        rows = list(item.curves.filter(state=State.APPROVED).select_related("target"))
        _put_in_force(item, rows, kept, by=by, at=at, reason=kept[0].reason)
        for row in kept:
            add(row)


def keep_past_each(changed, *, by, at):
    """The same of many items, [(item, effect)], of which no month is lowered, in a fixed number of queries."""
    targets = Target.objects.in_bulk({one.target for _item, effect in changed for one in effect.kept if one.target})
    kept = {item.pk: _kept(item, effect, "", by=by, at=at, targets=targets) for item, effect in changed if effect.kept}
    present = {pk: [] for pk in kept}
    for row in PlannedCurve.objects.filter(item__in=kept, state=State.APPROVED).select_related("target"):
        present[row.item_id].append(row)
    ended = {pk: _of_targets(present[pk], rows) for pk, rows in kept.items()}
    keys = [row.pk for rows in ended.values() for row in rows]
    PlannedCurve.objects.filter(pk__in=keys, state=State.APPROVED).update(state=State.SUPERSEDED)
    entries = [(rows[0].item, spell(ended[pk]) if ended[pk] else {}, spell(rows)) for pk, rows in kept.items()]
    history.record_each(Action.PLAN_APPROVED, entries, by=by, reason=_past_stays(), at=at)
    PlannedCurve.objects.bulk_create([row for rows in kept.values() for row in rows])


def _past_stays():
    return _("The plan of the months that are over stays as it was.")


def _kept(item, effect, lowering, *, by, at, targets=None):
    """The curves, not saved, by which the months that are over stay as they were; none where `lowering` says why.

    `targets` are those of the curves by their keys, if they are at hand.
    """
    if lowering.strip():
        return []
    if targets is None:
        targets = Target.objects.in_bulk({one.target for one in effect.kept if one.target})
    reason, found = _past_stays(), []
    for one in effect.kept:
        target = targets[one.target] if one.target else None
        plan, fields = Plan(one.starts_on, {}), {"by": by, "at": at, "decided_by": by, "decided_at": at}
        found.append(_row(item, target, one.points, plan, reason=reason, state=State.APPROVED, **fields))
    return found


def with_lowering(answer, lowering):
    """The office's words and, if any, why it lowers the plan of months that are over: for history and message."""
    why = (
        _("Plan of months that are over lowered: %(reason)s") % {"reason": lowering.strip()} if lowering.strip() else ""
    )
    return "\n".join(words for words in (answer.strip(), why) if words)


def refuse_curve(item, *, by, at, seen, answer):
    """The office refuses the proposed curves, in words; returns them."""
    if not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office decides on a proposed plan."))
    answer = require_words(answer, _("Say why the plan is refused: the unit reads it."))
    with transaction.atomic():
        proposed = _proposed(_seen(item, seen))
        _settle(proposed, item, State.REFUSED, decided_by=by, decided_at=at, answer=answer)
        _record(Action.PLAN_REFUSED, proposed, by=by, at=at, reason=answer)
        _tell_decided(proposed, _("Planned curve of item %(number)s refused"), answer, by, at)
    return proposed


def withdraw_curve(item, *, by, at, seen):
    """The unit takes its proposal back; returns the curves."""
    with transaction.atomic():
        proposed = _proposed(_seen(item, seen))
        unit = present_unit(proposed[0].department)
        if unit is None or not access.writes_for(by, unit.pk):
            raise WorkflowError(access.ONLY_UNIT_WITHDRAWS % {"unit": unit})
        _settle(proposed, item, State.WITHDRAWN)
        _record(Action.PLAN_WITHDRAWN, proposed, by=by, at=at)
    return proposed


def _present(item, version, seen):
    """(item, its curves in force) for a new plan; refuses what is stale, closed, or waits for the office."""
    item = fresh(item, version)
    require_open(item)
    rows = _seen(item, seen)
    if any(row.state == State.PROPOSED for row in rows):
        raise WorkflowError(_("A proposed plan waits for the supervision office; it is decided on first."))
    return item, rows


def _seen(item, seen):
    """The curves in force and proposed, with their item; refuses unless they still are those that the person saw."""
    # Without the lock two people at once could each propose for another target: two proposals on one item.
    list(WorkItem.objects.select_for_update(no_key=True).filter(pk=item.pk).values_list("pk"))
    rows = list(
        PlannedCurve.objects.filter(item=item, state__in=OPEN_STATES)
        .select_related("item__report", "target", "department")
        .order_by("target__position", "pk")
    )
    if {row.pk for row in rows} != set(seen):
        _raise_stale(item)
    return rows


def _raise_stale(item):
    raise StaleItem(
        _(
            "The plan has been changed or decided on in the meantime, so nothing was saved. "
            "Compare your entry with the plan as it is now and save again."
        ),
        item,
    )


def _proposed(rows):
    proposed = [row for row in rows if row.state == State.PROPOSED]
    if not proposed:
        raise WorkflowError(_("No proposed plan waits for a decision any more."))
    return proposed


def _changed(item, rows, plan):
    """[(target or None, points)] of the plan that differ from what is in force; refuses a plan that cannot be."""
    targets = {None: None, **{target.pk: target for target in Target.objects.filter(item=item)}}
    if not plan.curves.keys() <= targets.keys():
        raise WorkflowError(_("A plan names only targets of its own item."))
    _require_year(item, plan.starts_on)
    in_force = {row.target_id: row for row in rows}
    changed = []
    for key, points in plan.curves.items():
        points = sorted(points)
        _require_possible(targets[key], points, plan.starts_on)
        if not _is_same(in_force.get(key), points, plan.starts_on):
            changed.append((targets[key], points))
    if not changed:
        raise WorkflowError(_("This is the plan that is in force already, so nothing was saved."))
    return changed


def _is_same(row, points, starts_on):
    if row is None or not row.points:
        return not points
    return row.dated_points == points and row.starts_on == starts_on


def _require_year(item, starts_on):
    if not item.report.year - 1 <= starts_on.year <= item.report.year + 10:
        raise WorkflowError(_("The year of the planned start does not fit the report; check it."))


def _require_possible(target, points, starts_on):
    label = target.label if target else _("completion in percent")
    if points and points[0][0] < starts_on:
        raise WorkflowError(_("%(label)s: the planned start lies after the first planned value.") % {"label": label})
    if any(not 0 <= value <= (NUMBER_LIMIT if target else FULL) for _day, value in points):
        raise WorkflowError(
            _("%(label)s: a planned value is not below zero, a percentage not above 100.") % {"label": label}
        )
    fall = first_fall(points)
    if fall:
        raise WorkflowError(
            _("%(label)s: planned values are cumulative and never fall; look at %(day)s.")
            % {"label": label, "day": fall[0].isoformat()}
        )


def _row(item, target, points, plan, **fields):
    spelt = [[day.isoformat(), spell_number(value)] for day, value in points]
    return PlannedCurve(item=item, target=target, starts_on=plan.starts_on, points=spelt, **fields)


def _put_in_force(item, rows, new, *, by, at, reason):
    """End the curves of the same targets, and record before and after."""
    ended = _of_targets([row for row in rows if row.state == State.APPROVED], new)
    _settle(ended, item, State.SUPERSEDED)
    _record(Action.PLAN_APPROVED, new, ended, by=by, at=at, reason=reason)


def _of_targets(rows, new):
    """Those of the rows that speak of the same targets as the new ones."""
    targets = {row.target_id for row in new}
    return [row for row in rows if row.target_id in targets]


def _settle(rows, item, state, **changes):
    """Write the state where the rows still are in the one that was read."""
    for was in {row.state for row in rows}:
        keys = [row.pk for row in rows if row.state == was]
        if PlannedCurve.objects.filter(pk__in=keys, state=was).update(state=state, **changes) != len(keys):
            _raise_stale(item)
    for row in rows:
        row.state = state


def _record(action, rows, ended=(), *, by, at, reason=""):
    first = rows[0]
    before, after = (spell(ended) if ended else {}), spell(rows)
    unit = present_unit(first.department)
    history.record(action, by=by, item=first.item, department=unit, before=before, after=after, reason=reason, at=at)


def spell(rows):
    """Curves as the history keeps them: {"starts_on": …, "plan": one line a target, "%" for the item itself}."""
    return {"starts_on": rows[0].starts_on.isoformat(), "plan": "\n".join(_line(row) for row in rows)}


def _line(row):
    points = "; ".join(f"{day.isoformat()} {value}" for day, value in row.spelt)
    return f"{row.target.label if row.target else '%'}: {points or '—'}"


def _tell_decided(rows, title, answer, by, at):
    item, unit = rows[0].item, present_unit(rows[0].department)
    units = steering_units(item) | ({unit.pk} if unit else set())
    tell_units(item, units, title % {"number": item.display_number}, text=answer.strip(), by=by, at=at, part="plan")
