"""The supervision office adds an item that no document breaks down: 会议议定, 领导批示, 上级交办, 建议提案."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access, history
from ..issue.issuing import issue_items
from ..models import HistoryEntry, Responsibility, WorkItem
from ..rounds.expecting import expect_items
from ..steps.asking import add
from ..steps.changing import as_text, spell_units, validate
from ..steps.errors import WorkflowError
from .editing import require_fitting_year, require_roles
from .rewording import names, require_own_chapter


def next_number(report):
    """The number after the highest of the report's items."""
    return (report.items.aggregate(highest=Max("number"))["highest"] or 0) + 1


def add_item(
    report, *, by, at, origin, reference, text, number, clause, chapter, leaders, group, due_on, due_text, roles
):
    """Add an item behind those of the report; returns it. `roles` is {Department: role} in order.

    On a report that was issued its units have it from now on, and open periods ask for it; else it is issued with the
    others. `origin` is a `WorkItem.Origin` other than REPORT.
    """
    if not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_EDITS)
    if origin == WorkItem.Origin.REPORT:
        raise WorkflowError(_("Say where the item comes from."))
    if not text.strip():
        raise WorkflowError(_("An item needs a text."))
    require_roles(roles)
    require_own_chapter(report.pk, chapter)
    item = WorkItem(
        report=report,
        origin=origin,
        reference=reference.strip(),
        text=text.strip(),
        number=number,
        clause=clause,
        chapter=chapter,
        leaders=names(leaders),
        group=names(group),
        due_on=due_on,
        due_text=due_text.strip(),
        **{"start": 0, "text_start": 0, "text_end": 0, "end": 0},
        updated_at=at,
    )
    if due_on:
        require_fitting_year(item, due_on)
    with transaction.atomic():
        item.position = (report.items.aggregate(last=Max("position"))["last"] or 0) + 1
        add(item)
        rows = [
            Responsibility(item=item, department=department, role=role, position=position)
            for position, (department, role) in enumerate(roles.items(), start=1)
        ]
        for row in rows:
            validate(row)
            row.save()
        if report.issued_on:
            issue_items([item], on=timezone.localdate(at))
            expect_items([item], at=at)
        _record(item, rows, by=by, at=at)
    return item


def _record(item, rows, *, by, at):
    said = {
        "origin": item.origin,
        "reference": item.reference,
        "number": item.display_number,
        "text": item.text,
        "chapter": as_text(item.chapter),
        "leaders": item.leaders,
        "group": item.group,
        "due_on": as_text(item.due_on),
        "due_text": item.due_text,
        **spell_units(rows),
    }
    after = {name: value for name, value in said.items() if value}
    history.record(HistoryEntry.Action.ITEM_ADDED, by=by, item=item, after=after, at=at)
