"""What the story tells beside the rounds: objections, extensions, plans, meetings, posts, a merger."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from departments.models import Department, Membership

from ..closing import closing
from ..closing.moving import move_status
from ..lights.rules_in_force import rules_on
from ..lights.setting import FIELDS, newest, set_light_rules
from ..meetings import deciding
from ..models import Extension, Instruction, Objection, Responsibility, WorkItem, WorkReport
from ..plans import planning
from ..posts import handing_over
from ..requests import extending, instructing, signing_for
from ..rounds.planning import set_rules
from ..units import merging
from .people import Role, create_person


@dataclass(frozen=True)
class Event:
    """One thing that the story wants on a day: `act` is called with the `Day` and the story's row."""

    on: datetime.date
    act: object
    row: dict


class Plot:
    """Plays each event of the story on its day or the first workday after it."""

    def __init__(self, story, invented):
        self.story = story
        self.invented = invented
        self.events = sorted(self._told(), key=lambda event: event.on)

    def play(self, day):
        while self.events and self.events[0].on <= day.on:
            event = self.events.pop(0)
            event.act(day, event.row)

    def _told(self):
        """The story's events; one whose day is null never comes."""
        table = [
            ("objections", "on", _object),
            ("objections", "withdraw_on", _withdraw_objection),
            ("objections", "settle_on", _settle_objection),
            ("extensions", "on", _ask_extension),
            ("extensions", "decide_on", _decide_extension),
            ("instructions", "on", _instruct),
            ("instructions", "answer_on", _answer),
            ("instructions", "done_on", _mark_done),
            ("plans", "on", _propose_plan),
            ("plans", "decide_on", _decide_plan),
            ("meetings", "on", _hold_meeting),
            ("rules", "on", _change_rules),
            ("light_rules", "on", _set_light_rules),
            ("reopenings", "on", _reopen),
            ("carried_over", "on", _carry_over),
            ("handovers", "told_on", self._hand_over),
            ("delegations", "entered_on", _delegate),
            ("mergers", "on", _merge),
        ]
        for name, key, act in table:
            for row in self.story[name]:
                if row.get(key):
                    yield Event(as_day(row[key]), act, row)

    def _hand_over(self, day, row):
        unit = Department.objects.get(name=row["unit"])
        post = Membership.objects.current(day.on).get(department=unit, role=row["role"])
        with day.act(day.administrators[0]) as at:
            successor = create_person(f"{post.user.username}-2", next(self.invented))
            post = handing_over.hand_over(post, to=successor, on=as_day(row["on"]), by=day.administrators[0], at=at)
            Membership.objects.filter(pk=post.pk).update(approved_at=at)


def _object(day, row):
    duty = Responsibility.objects.get(item__number=row["item"], department__name=row["unit"])
    person = day.writer(duty.department_id)
    with day.act(person) as at:
        signing_for.object_to(duty, kind=row["kind"], reason=row["reason"], by=person, at=at)


def _withdraw_objection(day, row):
    objection = _objection(row)
    person = day.writer(objection.department_id)
    with day.act(person) as at:
        signing_for.withdraw_objection(objection, by=person, at=at)


def _settle_objection(day, row):
    objection, office = _objection(row), day.supervisor()
    item = objection.item
    changes = {"due_on": as_day(row.get("due_on"))}
    if "department" in row:
        changes["department"] = Department.objects.get(name=row["department"])
    if "find" in row:
        changes["text"] = item.text.replace(row["find"], row["replace"])
    with day.act(office) as at:
        signing_for.settle_objection(
            objection,
            decision=row["decision"],
            answer=row["answer"],
            by=office,
            at=at,
            version=item.version,
            **changes,
        )


def _ask_extension(day, row):
    item = _item(row)
    person = speaker(day, item)
    with day.act(person) as at:
        asked = extending.ask_extension(
            item, by=person, at=at, version=item.version, wanted_on=as_day(row["wanted_on"]), reason=row["reason"]
        )
    sign(day, asked, extending.sign_extension)


def _decide_extension(day, row):
    extension = Extension.objects.get(item__number=row["item"], state=Extension.State.ASKED)
    office, granted_on = day.supervisor(), as_day(row["granted_on"])
    with day.act(office) as at:
        extending.decide_extension(extension, by=office, at=at, granted_on=granted_on, answer=row["answer"])


def _instruct(day, row):
    leader = day.leaders[0]
    with day.act(leader) as at:
        instructing.instruct(_item(row), by=leader, at=at, text=row["text"], due_on=as_day(row["due_on"]))


def _answer(day, row):
    instruction = _instruction(row)
    person = speaker(day, instruction.item)
    with day.act(person) as at:
        answer = instructing.answer_instruction(instruction, by=person, at=at, text=row["answer"])
    sign(day, answer, instructing.sign_answer)


def _mark_done(day, row):
    leader = day.leaders[0]
    with day.act(leader) as at:
        instructing.mark_done(_instruction(row), by=leader, at=at)


def _propose_plan(day, row):
    """The lead unit plans the item in percent, or its first target in figures."""
    item = _item(row)
    person = speaker(day, item)
    target = item.targets.first().pk if row["of_target"] else None
    points = [(as_day(on), Decimal(value)) for on, value in row["points"]]
    with day.act(person) as at:
        planning.propose_curve(
            item,
            by=person,
            at=at,
            version=item.version,
            seen=planning.curve_keys(item),
            plan=planning.Plan(as_day(row["starts_on"]), {target: points}),
            reason=row["reason"],
        )


def _decide_plan(day, row):
    item, office = _item(row), day.supervisor()
    decide = planning.approve_curve if row["approved"] else planning.refuse_curve
    with day.act(office) as at:
        decide(item, by=office, at=at, seen=planning.curve_keys(item), answer=row["answer"])


def _hold_meeting(day, row):
    """The office enters the meeting and what was decided there; the units answer as they answer any instruction."""
    report, office = WorkReport.objects.get(), day.supervisor()
    with day.act(office) as at:
        meeting = deciding.enter_meeting(report, by=office, at=at, held_on=day.on, title=row["title"])
    for decision in row["decisions"]:
        with day.act(office) as at:
            due_on = as_day(decision["due_on"])
            deciding.decide(meeting, _item(decision), by=office, at=at, text=decision["text"], due_on=due_on)


def _set_light_rules(day, row):
    report, office = WorkReport.objects.get(), day.supervisor()
    present = rules_on({report.pk}, day.on)[report.pk]
    fields = {name: row.get(name, getattr(present, name)) for name in FIELDS}
    with day.act(office) as at:
        set_light_rules(
            report,
            by=office,
            at=at,
            effective_on=day.on,
            seen=newest(report),
            reason=row["reason"],
            **fields,
        )


def _change_rules(day, row):
    office, report = day.supervisor(), WorkReport.objects.get()
    rules = {name: value for name, value in row.items() if name != "on"}
    with day.act(office) as at:
        set_rules(report, by=office, at=at, version=report.version, **rules)


def _reopen(day, row):
    item, office = _item(row), day.supervisor()
    with day.act(office) as at:
        move_status(
            item,
            by=office,
            at=at,
            on=day.on,
            version=item.version,
            status=WorkItem.Status.IN_PROGRESS,
            text=row["reason"],
            due_on=as_day(row["due_on"]),
        )


def _carry_over(day, row):
    item, office = _item(row), day.supervisor()
    with day.act(office) as at:
        closing.carry_over(item, by=office, at=at, version=item.version, reason=row["reason"])


def _delegate(day, row):
    """The head is away; the unit's liaison holds the post meanwhile."""
    unit = Department.objects.get(name=row["unit"])
    post = Membership.objects.current(day.on).get(department=unit, role=row["role"])
    stand_in = day.post(unit.pk, Role.LIAISON)
    with day.act(post.user) as at:
        handing_over.delegate(
            post,
            to=stand_in,
            start_on=as_day(row["start_on"]),
            end_on=as_day(row["end_on"]),
            reason=row["reason"],
            by=post.user,
            at=at,
        )


def _merge(day, row):
    units = {unit.name: unit for unit in Department.objects.filter(name__in=[row["unit"], row["into"]])}
    administrator = day.administrators[0]
    with day.act(administrator):
        merging.merge(units[row["unit"]], into=units[row["into"]], by=administrator, on=day.on, reason=row["reason"])


def speaker(day, item):
    """Who speaks for the item: the writer of its lead, else of its first responsible unit."""
    rows = item.responsibilities.steering().order_by("position", "department__position")
    return next(filter(None, (day.writer(row.department_id) for row in rows)), None)


def sign(day, asked, step):
    """The head signs at once what waits for that: the request or answer `asked`, by its `step`."""
    head = day.signer(asked.department_id, [asked.by_id]) if asked.is_unsigned else None
    if head is not None:
        with day.act(head) as at:
            step(asked, by=head, at=at)


def as_day(text):
    """The date of an ISO text; None for None."""
    return datetime.date.fromisoformat(text) if text else None


def _item(row):
    return WorkItem.objects.select_related("report").get(number=row["item"])


def _objection(row):
    rows = Objection.objects.filter(state=Objection.State.OPEN).select_related("item", "department")
    return rows.get(item__number=row["item"], department__name=row["unit"])


def _instruction(row):
    return Instruction.objects.select_related("item", "by").get(text=row["text"])
