"""What only the supervision office changes on an item: deadline, remark, who leads, who takes part."""

from django.db import transaction
from django.utils.translation import gettext as _

from departments import clock

from .. import access, history, read_only
from ..issue.issuing import hand_out
from ..messages.about_items import tell_units, tell_units_each
from ..models import HistoryEntry, Responsibility
from ..rounds.expecting import expect_items
from ..steps.asking import require_words
from ..steps.changing import change, fresh, fresh_each, spell_units, touch, touch_each, validate
from ..steps.errors import StaleItem, WorkflowError
from ..steps.recounting import recount

Role = Responsibility.Role
Basis = Responsibility.Basis


def _require_office(by):
    if not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_EDITS)


def edit_item(item, *, by, version, due_on, due_text, remark):
    """Set a first deadline and the remark; returns the item as it is then.

    A deadline that stands on an issued item is changed by `requests.extending.set_deadline`.
    """
    _require_office(by)
    if stands(item, due_on):
        raise WorkflowError(_("The deadline of an issued item is changed with a reason, which its units read."))
    if due_on:
        require_fitting_year(item, due_on)
    return change(
        item,
        version=version,
        action=HistoryEntry.Action.ITEM_EDITED,
        by=by,
        due_on=due_on,
        due_text=due_text.strip(),
        remark=remark.strip(),
    )


def stands(item, due_on):
    """Whether the item has a deadline already that its units know, and `due_on` (None: none) is another one."""
    return bool(item.issued_on and item.due_on and item.due_on != due_on)


def require_fitting_year(item, due_on):
    """Refuses a deadline whose year was mistyped: before the report's last year, or more than ten years after."""
    if not item.report.year - 1 <= due_on.year <= item.report.year + 10:
        raise WorkflowError(_("The year of the deadline does not fit the report; check it."))


def suggested_lead(rows):
    """The first single unit of an item's responsibilities as written, or None.

    For the office to confirm; never taken in silence (domain.md §0 fact 1).
    """
    return next((row.department for row in rows if not row.department.is_collective), None)


def confirm_lead(item, *, leads, by, version, reason=""):
    """Make `leads` (units standing on the item as written) the leads and every other unit supporting.

    Where another unit led an issued item, with a reason, which the old leads and the new ones read.
    """
    _require_office(by)
    leads = list(leads)
    if not leads:
        raise WorkflowError(_("Choose at least one unit as lead."))
    with transaction.atomic():
        current = fresh(item, version)
        rows = list(current.responsibilities.direct().select_related("department"))
        before = spell_units(rows)
        if not _put_in_lead(rows, {lead.pk for lead in leads}):
            return current
        words = {"action": HistoryEntry.Action.LEAD_CONFIRMED, "before": before, "after": spell_units(rows)}
        _write_roles(current, rows, version, by=by, reason=reason, words=words)
    current.refresh_from_db()
    return current


def _put_in_lead(rows, leads):
    """Give the rows (direct, of one item) their roles with the `leads` (keys); whether that changes any of them."""
    if leads - {row.department_id for row in rows}:
        raise WorkflowError(_("Only a unit that stands on the item can lead it."))
    was = [(row.role, row.basis) for row in rows]
    for row in rows:
        row.role = Role.LEAD if row.department_id in leads else Role.SUPPORT
        row.basis = Basis.MANUAL
    return was != [(row.role, row.basis) for row in rows]


def confirm_lead_each(chosen, *, lead, by, reason=""):
    """What `confirm_lead` does with one lead on many items, [(item, version)], in a fixed number of queries.

    Returns (keys of those changed, {key: why it is refused}).
    """
    _require_office(by)
    with transaction.atomic():
        current, refusals = fresh_each(chosen)
        rows = _direct_rows(current)
        led = {pk: _leading(rows[pk]) for pk in current}
        known, changed = _all_leading(current), {}
        for pk, item in current.items():
            try:
                before = spell_units(rows[pk])
                if not _put_in_lead(rows[pk], {lead.pk}):
                    continue
                _require_reason(item, led[pk], rows[pk], reason)
                read_only.require_change(item.report, HistoryEntry.Action.LEAD_CONFIRMED)
            except WorkflowError as error:
                refusals[pk] = str(error)
                continue
            changed[pk] = (item, before, spell_units(rows[pk]))
        items = [item for item, _before, _after in changed.values()]
        written = [row for pk in changed for row in rows[pk]]
        touch_each(items)
        Responsibility.objects.bulk_update(written, ["role", "basis"], batch_size=500)
        issued = [item for item in items if item.issued_on]
        if issued:
            hand_out([row for item in issued for row in rows[item.pk]], on=clock.today())
            expect_items(issued, at=clock.now())
        recount(items)
        history.record_each(
            HistoryEntry.Action.LEAD_CONFIRMED, list(changed.values()), by=by, reason=reason.strip(), at=clock.now()
        )
        now = _all_leading(current)
        others = [item for item in issued if is_another_lead(item, led[item.pk], rows[item.pk])]
        told = [
            (item, known[item.pk] | now[item.pk], _title_of_lead(item, led[item.pk], _leading(rows[item.pk])))
            for item in others
        ]
        tell_units_each(told, text=reason, by=by, at=clock.now())
    return set(changed), refusals


def _direct_rows(items):
    """{item key: its rows as written, in the order in which a single item has them}; one query."""
    found = {pk: [] for pk in items}
    for row in Responsibility.objects.direct().filter(item__in=list(items)).select_related("department"):
        found[row.item_id].append(row)
    return found


def _all_leading(items):
    """{item key: keys of all units that lead it, members of collectives among them} of items (keys); one query."""
    found = {pk: set() for pk in items}
    rows = Responsibility.objects.leading().filter(item__in=list(items)).order_by()
    for pk, unit in rows.values_list("item", "department"):
        found[pk].add(unit)
    return found


def confirm_leads(choices, *, by):
    """Confirm one lead on each of several items: `choices` is [(item, department, version)].

    Items that somebody changed in the meantime are left alone. Returns (confirmed, left) as lists of items.
    """
    _require_office(by)
    confirmed, left = [], []
    for item, department, version in choices:
        try:
            confirmed.append(confirm_lead(item, leads=[department], by=by, version=version))
        except StaleItem:
            left.append(item)
    return confirmed, left


def require_roles(roles):
    """Refuses {Department: role} that no item can have: nobody, or a lead beside somebody whose lead is not stated."""
    if not roles:
        raise WorkflowError(_("An item needs at least one responsible unit."))
    if {Role.LEAD, Role.RESPONSIBLE} <= set(roles.values()):
        raise WorkflowError(_("With a lead on the item every other unit is supporting; change the roles."))


def set_units(item, *, roles, by, version, reason=""):
    """Replace the units as written: `roles` is {Department: role} in order. Literals of kept units stay.

    Where another unit led an issued item, with a reason, which the old leads and the new ones read.
    """
    _require_office(by)
    require_roles(roles)
    with transaction.atomic():
        current = fresh(item, version)
        rows = {row.department_id: row for row in current.responsibilities.direct().select_related("department")}
        before = spell_units(rows.values())
        kept = []
        for position, (department, role) in enumerate(roles.items(), start=1):
            row = rows.pop(department.pk, None)
            if row is None:
                # A member of a collective that is now named itself stands in its own name from here on.
                current.responsibilities.filter(department=department).delete()
                row = Responsibility(item=current, department=department, role=role, basis=Basis.MANUAL)
            elif row.role != role:
                row.role, row.basis = role, Basis.MANUAL
            row.position = position
            kept.append(row)
        after = spell_units(kept)
        if before == after:
            return current
        words = {"action": HistoryEntry.Action.UNITS_CHANGED, "before": before, "after": after}
        _write_roles(current, kept, version, by=by, reason=reason, words=words, gone=rows.values())
    current.refresh_from_db()
    return current


def _write_roles(item, rows, version, *, by, reason, words, gone=()):
    """Save the rows as written without those `gone`, give the members of collectives the same role, record and tell.

    `words` are the action, before and after of the history.
    """
    led = _leads(item)
    reason = _require_reason(item, led, rows, reason)
    known = _all_leading([item.pk])[item.pk]
    touch(item, version)
    for row in gone:
        item.responsibilities.filter(via=row.department).delete()
        row.delete()
    for row in rows:
        validate(row)
        row.save()
    if item.issued_on:
        hand_out(rows, on=clock.today())
        expect_items([item], at=clock.now())
    recount([item])
    history.record(
        words["action"], by=by, item=item, before=words["before"], after=words["after"], reason=reason.strip()
    )
    if is_another_lead(item, led, rows):
        now = _all_leading([item.pk])[item.pk]
        tell_units(item, known | now, _title_of_lead(item, led, _leading(rows)), text=reason, by=by, at=clock.now())


def is_another_lead(item, led, rows):
    """Whether other units lead the issued item by its `rows` than did before (`led`, {key: name})."""
    return bool(item.issued_on and led and led.keys() != {row.department_id for row in rows if row.role == Role.LEAD})


def _require_reason(item, led, rows, reason):
    """The reason; refuses another lead without one."""
    if is_another_lead(item, led, rows):
        return require_words(reason, _("Another lead needs a reason: the old and the new one read it."))
    return reason


def _title_of_lead(item, before, now):
    return _("Item %(number)s has another lead: %(now)s (before: %(before)s)") % {
        "number": item.display_number,
        "now": "、".join(now.values()) or _("not stated"),
        "before": "、".join(before.values()),
    }


def _leads(item):
    """{key: name} of the units that lead the item as written."""
    rows = item.responsibilities.direct().leading().order_by("position", "pk")
    return dict(rows.values_list("department", "department__name"))


def _leading(rows):
    """The same of rows as written that are at hand."""
    led = [row for row in rows if row.role == Role.LEAD]
    return {row.department_id: row.department.name for row in sorted(led, key=lambda row: (row.position, row.pk))}


def relate(item, *, others, by, version):
    """Say which items of the same report can share a progress update with `item` (domain.md §9); returns the item.

    The relation counts from both sides. `others` replaces what was said before.
    """
    _require_office(by)
    others = sorted(others, key=lambda other: other.position)
    if any(other.report_id != item.report_id or other.pk == item.pk for other in others):
        raise WorkflowError(_("Only another item of the same report can be related to this one."))
    with transaction.atomic():
        current = fresh(item, version)
        before = list(current.related.order_by("position"))
        if before == others:
            return current
        touch(current, version)
        current.related.set(others)
        history.record(
            HistoryEntry.Action.ITEM_EDITED,
            by=by,
            item=current,
            before={"related": _numbers(before)},
            after={"related": _numbers(others)},
        )
    current.refresh_from_db()
    return current


def _numbers(items):
    return "、".join(item.display_number for item in items)
