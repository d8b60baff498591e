"""Signing for what was issued (签收), or objecting to it; the supervision office settles objections (domain.md §2)."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Department

from .. import access, history
from ..ledger.editing import require_fitting_year, set_units
from ..messages.about_items import tell_office, tell_units
from ..models import HistoryEntry, Message, Objection, Responsibility
from ..plans.effect import effect_of
from ..plans.planning import keep_past
from ..rules import workdays
from ..rules.accepted import present_unit
from ..steps.asking import add, require_open, require_words, settle
from ..steps.changing import change, fresh
from ..steps.errors import WorkflowError

Kind = Objection.Kind
State = Objection.State
Decision = Objection.Decision


def sign_by(responsibility):
    """The last day to sign for it, or None while it was not issued; expects `item.report` at hand."""
    if responsibility.issued_on is None:
        return None
    return workdays.shifted(responsibility.issued_on, responsibility.item.report.sign_days)


def overdue(rows, on):
    """Those of the responsibilities that nobody signed for although their last day to sign lies before `on`."""
    rows = rows.unsigned(on)
    late = Q(pk__in=[])
    for issued_on, days in rows.order_by().values_list("issued_on", "item__report__sign_days").distinct():
        if workdays.shifted(issued_on, days) < on:
            late |= Q(issued_on=issued_on, item__report__sign_days=days)
    return rows.filter(late)


def sign_for(responsibilities, *, by, at):
    """Sign for responsibilities in the name of their units, all or none; returns those that are signed by this.

    What was signed before, and what belongs to an item that is no longer open, is left as it is.
    """
    keys = [row.pk for row in responsibilities]
    signed = []
    with transaction.atomic():
        rows = Responsibility.objects.filter(pk__in=keys).select_related("item__report", "department")
        objected = set(
            Objection.objects.filter(item__responsibilities__in=keys, state=State.OPEN).values_list(
                "item", "department"
            )
        )
        for row in rows.order_by("item__report", "item__position", "pk"):
            _require_signable(row, by)
            if (row.item_id, row.department_id) in objected:
                raise WorkflowError(
                    _("%(unit)s objects to item %(number)s. Withdraw the objection first, or wait for the answer.")
                    % {"unit": row.department, "number": row.item.display_number}
                )
            if row.item.is_open and _sign(row, by, at):
                signed.append(row)
    return signed


def _require_signable(row, by):
    if not access.can_sign_for(by, row):
        raise WorkflowError(_("Only the liaison or the head of %(unit)s signs for it.") % {"unit": row.department})
    if row.department.is_collective:
        raise WorkflowError(
            _("“%(unit)s” is a collective: each of its members signs for itself.") % {"unit": row.department}
        )
    if row.issued_on is None:
        raise WorkflowError(
            _("Item %(number)s was not issued to %(unit)s yet.")
            % {"unit": row.department, "number": row.item.display_number}
        )


def _sign(row, by, at):
    """Whether it was this that signed the row."""
    unsigned = Responsibility.objects.filter(pk=row.pk, signed_for_at__isnull=True, issued_on__isnull=False)
    if unsigned.update(signed_for_at=at, signed_for_by=by) != 1:
        return False
    row.signed_for_at, row.signed_for_by = at, by
    history.record(HistoryEntry.Action.SIGNED_FOR, by=by, item=row.item, department=row.department, at=at)
    return True


def object_to(responsibility, *, kind, reason, by, at):
    """Object to an item instead of signing for it; returns the `Objection`. `kind` is an `Objection.Kind`."""
    with transaction.atomic():
        row = Responsibility.objects.select_related("item__report", "department").get(pk=responsibility.pk)
        _require_signable(row, by)
        if kind not in Kind.values:
            raise WorkflowError(
                _("Say what the objection is to: the duty, the role, the deadline, the wording or the target.")
            )
        reason = require_words(reason, _("An objection needs a reason."))
        require_open(row.item)
        if row.signed_for_at:
            raise WorkflowError(
                _("%(unit)s has signed for item %(number)s; talk to the supervision office instead.")
                % {"unit": row.department, "number": row.item.display_number}
            )
        objection = add(Objection(item=row.item, department=row.department, kind=kind, reason=reason, by=by, at=at))
        history.record(
            HistoryEntry.Action.OBJECTED,
            by=by,
            item=row.item,
            department=row.department,
            after={"objection": kind},
            reason=reason,
            at=at,
        )
        title = _("%(unit)s objects to item %(number)s") % {"unit": row.department, "number": row.item.display_number}
        tell_office(row.item, title, text=reason, by=by, at=at, part="objections")
    return objection


def withdraw_objection(objection, *, by, at):
    """The unit takes its open objection back; it has to sign then. Returns the objection."""
    with transaction.atomic():
        unit = present_unit(objection.department)
        if not access.writes_for(by, unit.pk):
            raise WorkflowError(access.ONLY_UNIT_WITHDRAWS % {"unit": unit})
        objection = settle(objection, states=[State.OPEN], state=State.WITHDRAWN)
        history.record(HistoryEntry.Action.OBJECTION_WITHDRAWN, by=by, item=objection.item, department=unit, at=at)
    return objection


def settle_objection(objection, *, decision, answer, by, at, version, department=None, due_on=None, text="", role=""):
    """The supervision office settles an objection; returns the item as it is then.

    `decision` is an `Objection.Decision`: KEEP (needs words), REASSIGN to `department` in the same role, DEADLINE with
    the new `due_on`, REWORD with the new `text`, ROLE with the objecting unit's new `role`, TARGET once the office has
    changed the targets on their page (needs words). `version` is that of the item which the office had open.
    """
    if not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office settles objections."))
    answer = answer.strip()
    if decision == Decision.KEEP:
        require_words(answer, _("Say why the item stays as issued: the unit reads it."))
    if decision == Decision.TARGET:
        require_words(answer, _("Say how the targets were changed: the unit reads it."))
    with transaction.atomic():
        objection = settle(
            objection,
            states=[State.OPEN],
            state=State.SETTLED,
            decision=decision,
            answer=answer,
            settled_by=by,
            settled_at=at,
        )
        item = fresh(objection.item, version)
        if decision in (Decision.KEEP, Decision.TARGET):
            _record_kept(objection, by, at)
        else:
            require_open(item)
            if decision == Decision.REASSIGN:
                _reassign(objection, item, department, by=by, at=at, version=version)
            elif decision == Decision.ROLE:
                _change_role(objection, item, role, by=by, at=at, version=version)
            else:
                _rewrite(objection, item, due_on=due_on, text=text, by=by, at=at, version=version)
        item.refresh_from_db()
        _tell_settled(objection, item, by, at)
    return item


def _record_kept(objection, by, at):
    history.record(
        HistoryEntry.Action.OBJECTION_SETTLED,
        by=by,
        item=objection.item,
        department=objection.department,
        after={"decision": objection.decision},
        reason=objection.answer,
        at=at,
    )


def _rewrite(objection, item, *, due_on, text, by, at, version):
    """Another deadline or another wording; what was and what is stand in the history. Months that are over keep their
    plan, as with any later deadline."""
    if objection.decision == Decision.DEADLINE:
        if due_on is None or due_on == item.due_on:
            raise WorkflowError(_("Give the new deadline; it differs from the present one."))
        require_fitting_year(item, due_on)
        changes = {"due_on": due_on}
        keep_past(item, effect_of(item, on=timezone.localdate(at), due_on=due_on), by=by, at=at)
    else:
        text = require_words(text, _("Write the new wording of the item."))
        if text == item.text:
            raise WorkflowError(_("The wording is the same as before: change it, or keep the item as issued."))
        changes = {"text": text}
    change(
        item,
        version=version,
        action=HistoryEntry.Action.OBJECTION_SETTLED,
        by=by,
        reason=objection.answer,
        **changes,
    )


def _reassign(objection, item, department, *, by, at, version):
    """Put `department` in the objecting unit's place, in its role; it receives the item today and signs for it."""
    on = timezone.localdate(at)
    if department is None:
        raise WorkflowError(_("Choose the unit that takes the item over."))
    if not Department.objects.active(on).unmerged().filter(pk=department.pk).exists():
        raise WorkflowError(_("“%(unit)s” does not exist any more; choose another unit.") % {"unit": department})
    former = present_unit(objection.department)
    own, direct = _own_row(item, former)
    if any(row.department_id == department.pk for row in direct):
        raise WorkflowError(_("“%(unit)s” stands on the item already; choose another unit.") % {"unit": department})
    roles = {department if row is own else row.department: row.role for row in direct}
    item = set_units(item, roles=roles, by=by, version=version, reason=objection.answer)
    history.record(
        HistoryEntry.Action.OBJECTION_SETTLED,
        by=by,
        item=item,
        department=former,
        before={"department": former.name},
        after={"decision": Decision.REASSIGN, "department": department.name},
        reason=objection.answer,
        at=at,
    )
    _tell_new_unit(item, department, by, at)


def _own_row(item, unit):
    """The unit's responsibility on the item and all direct ones; refuses where it has none of its own any more."""
    rows = list(item.responsibilities.select_related("department", "via").order_by("position", "pk"))
    own = next((row for row in rows if row.department_id == unit.pk), None)
    if own is None:
        raise WorkflowError(_("%(unit)s does not stand on the item any more; keep it as it is.") % {"unit": unit})
    if own.via_id:
        raise WorkflowError(
            _("%(unit)s takes part as a member of “%(collective)s”: change the units of the item instead.")
            % {"unit": unit, "collective": own.via}
        )
    return own, [row for row in rows if row.via_id is None]


def _change_role(objection, item, role, *, by, at, version):
    """Give the objecting unit another role on the item; the other units keep theirs."""
    unit = present_unit(objection.department)
    own, direct = _own_row(item, unit)
    if role not in Responsibility.Role.values or role == own.role:
        raise WorkflowError(
            _("Choose the new role of %(unit)s; it is “%(role)s” now.") % {"unit": unit, "role": own.get_role_display()}
        )
    roles = {row.department: role if row is own else row.role for row in direct}
    item = set_units(item, roles=roles, by=by, version=version, reason=objection.answer)
    history.record(
        HistoryEntry.Action.OBJECTION_SETTLED,
        by=by,
        item=item,
        department=unit,
        before={"role": own.role},
        after={"decision": Decision.ROLE, "role": role},
        reason=objection.answer,
        at=at,
    )


def _tell_new_unit(item, department, by, at):
    units = item.responsibilities.filter(Q(department=department) | Q(via=department)).values("department")
    title = _("Item %(number)s was issued to your unit: sign for it") % {"number": item.display_number}
    tell_units(item, units, title, text=item.text, by=by, at=at, part="sign-for", kind=Message.Kind.ISSUED)


def _tell_settled(objection, item, by, at):
    title = _("Objection to item %(number)s settled: %(decision)s") % {
        "number": item.display_number,
        "decision": objection.get_decision_display(),
    }
    unit = present_unit(objection.department)
    tell_units(item, [unit.pk], title, text=objection.answer, by=by, at=at, part="objections")
