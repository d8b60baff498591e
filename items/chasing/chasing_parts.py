"""The lead reminds its supporting units (牵头单位催配合材料): of its own item, once a unit and day."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .. import access, history
from ..messages.contacts import LastAsked, contacts_of
from ..messages.telling import nobody_to_tell, roster, spell, tell
from ..models import HistoryEntry, Message, ProgressUpdate, Reminder
from ..rules import parts
from ..steps.errors import WorkflowError
from .chasing import Chased, check_placeholders, fill
from .silence import spokespeople
from .words import part_template, part_title, part_tokens

State = ProgressUpdate.State


@dataclass(frozen=True)
class SilentPart:
    """A part that a supporting unit owes the lead: whom to ring up, how the lead asked for it last."""

    update: ProgressUpdate
    contacts: list
    asked: LastAsked | None
    chased_today: bool

    @property
    def department(self):
        return self.update.department

    @property
    def can_be_chased(self):
        return bool(self.contacts) and not self.chased_today


def template_text():
    """The text before anybody has edited it, in the language of its readers."""
    with translation.override(settings.LANGUAGE_CODE):
        return part_template()


def placeholders():
    """What stands for a unit's own values in the text: {name: placeholder}."""
    with translation.override(settings.LANGUAGE_CODE):
        return part_tokens()


def silent_parts(update, *, on):
    """The parts that nobody has handed in yet to the lead's update, as `SilentPart`s in the order of the units."""
    rows = parts.of_lead(update).silent().select_related("department", "period__report")
    rows = list(rows.order_by("department__position", "department"))
    units = [row.department_id for row in rows]
    contacts, asked = contacts_of(units, on=on), {}
    reminders = _reminders(update).select_related("to", "message").order_by("at", "pk")
    for one in reminders:
        last = asked.get(one.department_id)
        if last is None or last.at != one.at:
            last = asked[one.department_id] = LastAsked(one.at, one.get_rule_display())
        last.receipts.append((one.to, one.message.read_at))
    today = {unit for unit, last in asked.items() if timezone.localdate(last.at) == on}
    return [
        SilentPart(row, contacts.get(row.department_id, []), asked.get(row.department_id), row.department_id in today)
        for row in rows
    ]


def _reminders(update):
    return Reminder.objects.filter(period=update.period_id, item=update.item_id, rule=Reminder.Rule.LEAD)


def chase_parts(update, departments, *, by, at, text=""):
    """Ask supporting units of the lead's item for their parts, one message a person and unit; returns `Chased`.

    `update` is the lead's own report; `text` may hold `placeholders()`, "" is the template. Raises WorkflowError when
    nobody at all is told.
    """
    if not access.can_chase_parts(by, update):
        raise WorkflowError(access.ONLY_LEAD_CHASES)
    if not update.period.is_open:
        raise WorkflowError(_("The period is closed: nobody is asked for parts any more."))
    text = text.strip() or template_text()
    check_placeholders(text, placeholders().values())
    on, done = timezone.localdate(at), Chased()
    with transaction.atomic():
        # Two clicks at once take turns: by this lock, on SQLite by the transaction itself.
        ProgressUpdate.objects.select_for_update(no_key=True).get(pk=update.pk)
        chosen = _choose(update, departments, on, by, done)
        if not done.units:
            raise WorkflowError(_nobody_told(done))
        with translation.override(settings.LANGUAGE_CODE):
            for part, people in chosen:
                _tell(update, part, people, text, by, at, on, done)
    return done


def _choose(update, departments, on, by, done):
    """Sort the units into `done`; returns [(part, its people)] of those that can be asked."""
    silent = {one.department.pk: one for one in silent_parts(update, on=on)}
    posts, chosen = roster([unit.pk for unit in departments], on=on), []
    for unit in dict.fromkeys(departments):
        one = silent.get(unit.pk)
        people = spokespeople(posts.get(unit.pk, {}), with_head=True)
        people = [person for person in people if person.pk != by.pk]
        if one is None:
            done.not_silent.append(unit)
        elif one.chased_today:
            done.already.append(unit)
        elif not people:
            done.unreachable.append(unit)
        else:
            done.units.append(unit)
            chosen.append((one.update, people))
    return chosen


def _nobody_told(done):
    if done.already:
        return _("Asked today already, so nobody was told again: %(units)s.") % {"units": spell(done.already)}
    if done.unreachable:
        return nobody_to_tell(done.unreachable)
    if done.not_silent:
        return _("Nothing is missing any more from %(units)s.") % {"units": spell(done.not_silent)}
    return _("Choose the units that are to be asked.")


def _tell(update, part, people, text, by, at, on, done):
    values = {
        "unit": str(part.department),
        "lead": str(update.department),
        "item": update.item.display_number,
        "period": update.period.name,
        "due": part.due_on.isoformat(),
    }
    told = tell(
        people,
        kind=Message.Kind.CHASE,
        title=part_title(update),
        text=fill(text, part_tokens(), values),
        url=part.get_absolute_url(),
        by=by,
        item=update.item,
        period=update.period,
        at=at,
        on=on,
    )
    done.messages.extend(told)
    Reminder.objects.bulk_create(
        Reminder(
            to=message.to,
            department=part.department,
            period=update.period,
            item=update.item,
            due_on=part.due_on,
            rule=Reminder.Rule.LEAD,
            message=message,
            at=at,
        )
        for message in told
    )
    history.record(
        HistoryEntry.Action.CHASED,
        by=by,
        item=update.item,
        department=part.department,
        after={"period": update.period.key},
        at=at,
    )
