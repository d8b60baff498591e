"""Reminders by rule: before the due day, on it and after it, up to the unit head and the supervision office.

Every run finds out anew what is due and writes what is missing: a late, doubled or broken-off run of `manage.py tick`
loses nothing and says nothing twice. After missed runs only the latest rule speaks (domain.md §3: T−5, T−1; §2: 催办).
"""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from departments.models import Department, User

from ..messages.telling import in_office_hours, office, one_line, queue, roster
from ..models import (
    Instruction,
    InstructionAnswer,
    Message,
    Objection,
    Reminder,
    ReportingPeriod,
    Responsibility,
    WorkItem,
)
from ..models.querysets import live
from ..requests.signing_for import overdue, sign_by
from ..rules import workdays
from .silence import Silence, silences, spokespeople
from .words import lines_of, title_of

Rule = Reminder.Rule
# Rule → workdays from the due day, in the order of time.
RULES = {Rule.BEFORE_5: -5, Rule.BEFORE_1: -1, Rule.DUE: 0, Rule.AFTER_1: 1, Rule.AFTER_3: 3, Rule.AFTER_7: 7}
RANKS = {rule.value: rank for rank, rule in enumerate(RULES)}
WITH_HEAD = (Rule.AFTER_3, Rule.AFTER_7)
WITH_OFFICE = (Rule.AFTER_7,)
# A period may close before the last rule applies; so long after the due day its reports are still asked for.
ASKED_FOR = datetime.timedelta(days=21)


@dataclass(frozen=True)
class DueReminder:
    """One reminder that a rule asks for on some day: of what a unit owes in a period, of an item to sign for, or of an
    instruction to answer; `unsigned` when its answer waits for the head."""

    to: User
    rule: str
    department: Department
    silence: Silence | None = None
    item: WorkItem | None = None
    instruction: Instruction | None = None
    sign_by: object = None
    for_office: bool = False
    unsigned: bool = False

    @property
    def period(self):
        return self.silence and self.silence.period

    @property
    def subject(self):
        """What the rules speak about, as keys: later rules about the same replace earlier ones."""
        if self.instruction:
            return self.to.pk, self.department.pk, self.instruction.pk, self.instruction.due_on, "instruction"
        if self.item:
            return self.to.pk, self.department.pk, self.item.pk
        return self.to.pk, self.department.pk, self.period.pk, self.silence.due_on


def rule_day(rule, due_on):
    """The day from which a rule of `RULES` applies. A due day that is no workday counts as the workday before it."""
    return workdays.shifted(workdays.on_or_before(due_on), RULES[rule])


def rule_on(due_on, on):
    """The latest rule that applies on the day, None while it is too early for any."""
    return next((rule for rule in reversed(RULES) if rule_day(rule, due_on) <= on), None)


def remind(at):
    """Write the reminders that are due by `at`, gathered in one message a person and day; returns these messages.

    Outside office hours nothing happens; the next run within them makes up for it.
    """
    if not in_office_hours(at):
        return []
    on = timezone.localdate(at)
    with translation.override(settings.LANGUAGE_CODE), workdays.reading_once():
        people = {}
        for due in _missing([*_for_reports(on), *_for_signatures(on), *_for_instructions(on)]):
            people.setdefault(due.to.pk, []).append(due)
        written = [_write(dues, on, at) for dues in people.values()]
    return [message for message in written if message]


def _for_reports(on):
    """What is due for units that have not reported in a period that is open or has just been closed."""
    asked_for = Q(closed_at__isnull=True) | Q(due_on__gte=on - ASKED_FOR)
    found = silences(ReportingPeriod.objects.live().filter(asked_for, opened_at__isnull=False))
    posts = roster({one.department.pk for one in found}, on=on)
    supervisors = None
    for one in found:
        rule = rule_on(one.due_on, on)
        if rule is None:
            continue
        people = spokespeople(
            posts.get(one.department.pk, {}),
            unsigned=one.unsigned,
            unwritten=one.unwritten,
            with_head=rule in WITH_HEAD,
        )
        yield from (DueReminder(person, rule, one.department, one) for person in people)
        if rule in WITH_OFFICE:
            supervisors = office(on=on) if supervisors is None else supervisors
            yield from (DueReminder(person, rule, one.department, one, for_office=True) for person in supervisors)


def _for_signatures(on):
    """What is due for units that have not signed for what was issued to them, and have not objected either."""
    objections = set(Objection.objects.filter(state=Objection.State.OPEN).values_list("item", "department"))
    rows = overdue(Responsibility.objects.all(), on).select_related("department", "item__report")
    rows = rows.order_by("item__report", "item__position", "pk")
    rows = [row for row in rows if (row.item_id, row.department_id) not in objections]
    posts = roster({row.department_id for row in rows}, on=on)
    for row in rows:
        for person in spokespeople(posts.get(row.department_id, {})):
            yield DueReminder(person, Rule.SIGN_FOR, row.department, item=row.item, sign_by=sign_by(row))


def _for_instructions(on):
    """What is due for units that have not answered an instruction or a meeting's decision, by the ladder of reports."""
    asked = Instruction.objects.filter(live("item__report"), state=Instruction.State.OPEN, due_on__isnull=False)
    asked = [one for one in asked.select_related("item__report", "by") if rule_on(one.due_on, on)]
    if not asked:
        return
    units = {}
    rows = Responsibility.objects.filter(item__in={one.item_id for one in asked}).steering()
    for row in rows.filter(department__is_collective=False).select_related("department").order_by("position", "pk"):
        units.setdefault(row.item_id, []).append(row.department)
    unsigned = InstructionAnswer.objects.filter(instruction__in=asked, state=InstructionAnswer.State.UNSIGNED)
    unsigned = set(unsigned.values_list("instruction", "department"))
    posts = roster({unit.pk for found in units.values() for unit in found}, on=on)
    supervisors = office(on=on)
    for one in asked:
        rule = rule_on(one.due_on, on)
        for unit in units.get(one.item_id, []):
            waits = (one.pk, unit.pk) in unsigned
            people = spokespeople(
                posts.get(unit.pk, {}), unsigned=waits, unwritten=not waits, with_head=rule in WITH_HEAD
            )
            told = {"department": unit, "instruction": one, "unsigned": waits}
            yield from (DueReminder(person, rule, **told) for person in people)
            if rule in WITH_OFFICE:
                yield from (DueReminder(person, rule, **told, for_office=True) for person in supervisors)


def _missing(dues):
    """Those whose rule, or a later one about the same, has not spoken to the person yet; each once."""
    spoken, found = _spoken(dues), {}
    for due in dues:
        if spoken.get(due.subject, -1) < RANKS.get(due.rule, 0):
            found.setdefault(due.subject, due)
    return list(found.values())


def _spoken(dues):
    """{subject: rank of the latest rule that spoke of it}."""
    people = {due.to.pk for due in dues}
    reminders = Reminder.objects.filter(to__in=people)
    spoken = {}
    periods = {due.period.pk for due in dues if due.period}
    rows = reminders.filter(period__in=periods, rule__in=RANKS).order_by()
    for *subject, rule in rows.values_list("to", "department", "period", "due_on", "rule"):
        subject = tuple(subject)
        spoken[subject] = max(spoken.get(subject, -1), RANKS[rule])
    told = {due.instruction.pk for due in dues if due.instruction}
    rows = reminders.filter(instruction__in=told, rule__in=RANKS).order_by()
    for *subject, rule in rows.values_list("to", "department", "instruction", "due_on", "rule"):
        subject = (*subject, "instruction")
        spoken[subject] = max(spoken.get(subject, -1), RANKS[rule])
    if any(due.item for due in dues):
        rows = reminders.filter(rule=Rule.SIGN_FOR).order_by()
        spoken |= dict.fromkeys(rows.values_list("to", "department", "item"), 0)
    return spoken


def _write(dues, on, at):
    """Write one person's reminders into the message of the day, all or none; None if another run was faster."""
    person = dues[0].to
    with transaction.atomic():
        # Two runs at once take turns per person: by this lock, on SQLite by the transaction itself.
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        dues = _missing(dues)
        if not dues:
            return None
        message = Message.objects.filter(to=person, day=on, kind=Message.Kind.REMINDER).first()
        text = "\n".join(lines_of(dues))
        if message is None:
            message = Message.objects.create(
                to=person,
                kind=Message.Kind.REMINDER,
                title=one_line(title_of(dues)),
                text=text,
                url=_address(dues),
                day=on,
                at=at,
            )
            queue([message], at=at)
        else:
            # More for the same day: the message is unread again. By e-mail it went out, or goes, once.
            message.text, message.read_at = f"{message.text}\n{text}", None
            message.save(update_fields=["text", "read_at"])
        Reminder.objects.bulk_create(
            Reminder(
                to=person,
                department=due.department,
                period=due.period,
                due_on=due.instruction.due_on if due.instruction else due.silence and due.silence.due_on,
                item=due.item,
                instruction=due.instruction,
                rule=due.rule,
                message=message,
                at=at,
            )
            for due in dues
        )
    return message


def _address(dues):
    """Where the message leads: to what the person has to do, the office to whom it can chase."""
    if all(due.instruction for due in dues):
        return f"{reverse('instruction_list')}?state=open"
    if all(due.for_office and due.silence for due in dues):
        return reverse("period_chase", args=[dues[0].period.pk])
    return reverse("workbench")
