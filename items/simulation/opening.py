"""The first days: rules, leads, deadlines and milestones; then every unit signs for what was issued to it."""

import datetime

from ..ledger import editing
from ..models import Objection, Responsibility, WorkItem, WorkReport
from ..requests import signing_for
from ..rounds.planning import set_rules
from ..rules import workdays
from ..targets.editing import set_targets
from .character import TO_SIGN_FOR, lag


def set_up(day, story):
    """What the supervision office does on the day of issue, so that the rounds can begin."""
    office, plan = day.supervisor(), story["opening"]
    with day.act(office) as at:
        report = WorkReport.objects.get()
        set_rules(report, by=office, at=at, version=report.version, **plan["rules"])
    for item in WorkItem.objects.with_units().order_by("position"):
        if item.number not in plan["leads_open"]:
            _confirm_lead(day, office, item)
        _set_deadline(day, office, item, plan)
        if not item.milestones.exists() and not item.targets.exists():
            _set_milestones(day, office, item, plan["milestones"])


def _confirm_lead(day, office, item):
    rows = item.direct_responsibilities
    if any(row.role == Responsibility.Role.LEAD for row in rows):
        return
    with day.act(office):
        lead = editing.suggested_lead(rows)
        editing.confirm_leads([(item, lead, item.version)], by=office)


def _set_deadline(day, office, item, plan):
    item.refresh_from_db()
    by_group = plan["deadline_of_group"].get(item.group, plan["deadline"])
    due_on = datetime.date.fromisoformat(plan["deadlines"].get(str(item.number), by_group))
    with day.act(office):
        editing.edit_item(
            item, by=office, version=item.version, due_on=due_on, due_text=item.due_text, remark=plan["remark"]
        )


def _set_milestones(day, office, item, wanted):
    """Milestones for an item that promises nothing countable, those within its deadline."""
    item.refresh_from_db()
    rows = [{"pk": None, "title": row["title"], "due_on": datetime.date.fromisoformat(row["due_on"])} for row in wanted]
    rows = [row for row in rows if row["due_on"] <= item.due_on]
    with day.act(office):
        set_targets(item, by=office, version=item.version, targets=[], milestones=rows)


def sign_for_due(day, chance, story):
    """Every unit signs for what lies before it once it is ready to; what it objects to waits for the answer."""
    will_object = {(row["item"], row["unit"]) for row in story["objections"] if row["on"] >= day.on.isoformat()}
    rows = Responsibility.objects.unsigned(day.on).select_related("department", "item")
    objected = set(Objection.objects.filter(state=Objection.State.OPEN).values_list("item", "department"))
    ready = {}
    for row in rows.order_by("department__position", "item__position"):
        if (row.item.number, row.department.name) in will_object:
            continue
        waits = lag(TO_SIGN_FOR, chance, row.department, row.issued_on)
        if (row.item_id, row.department_id) not in objected and workdays.shifted(row.issued_on, waits) <= day.on:
            ready.setdefault(row.department_id, []).append(row)
    for unit, own in ready.items():
        person = day.writer(unit)
        if person:
            with day.act(person) as at:
                signing_for.sign_for(own, by=person, at=at)
