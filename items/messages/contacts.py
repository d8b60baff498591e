"""Whom to ring up in a unit, when each was last there, and how the unit was last asked for its reports."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Max

from departments import clock
from departments.models import Membership, User

from ..models import Call, Message, Reminder
from .telling import roster


@dataclass(frozen=True)
class Contact:
    """Somebody of a unit: `role` in words, when he last signed in and last opened a message (None: never)."""

    person: User
    role: str
    signed_in_at: datetime.datetime | None
    read_at: datetime.datetime | None

    @property
    def seen_at(self):
        """The last sign of life in the portal."""
        return max((moment for moment in (self.signed_in_at, self.read_at) if moment), default=None)

    @property
    def spelled(self):
        """ "李联络 联络员 3510001": name, role and telephone."""
        return " ".join(part for part in (str(self.person), self.role, self.person.phone) if part)


@dataclass(frozen=True)
class LastAsked:
    """How a unit was last asked for its reports of a period: reminded or chased, or rung up (`call`).

    `receipts` are [(person, moment at which the message was read or None)].
    """

    at: datetime.datetime
    way: str
    receipts: list = field(default_factory=list)
    call: Call | None = None

    @property
    def is_read(self):
        return any(read_at for _person, read_at in self.receipts)


def contacts_of(departments, *, on):
    """{unit's key: [Contact]} of liaisons and heads of the units (keys); one who is both stands once, as liaison."""
    posts = roster(departments, on=on)
    people = {user.pk for roles in posts.values() for users in roles.values() for user in users}
    opened = Message.objects.filter(to__in=people, read_at__isnull=False).order_by().values("to")
    read = dict(opened.annotate(last=Max("read_at")).values_list("to", "last"))
    found = {}
    for unit, roles in posts.items():
        rows = {}
        for role in Membership.UNIT_ROLES:
            for user in roles.get(role, []):
                contact = Contact(user, str(role.label), clock.told(user.last_login), read.get(user.pk))
                rows.setdefault(user.pk, contact)
        found[unit] = list(rows.values())
    return found


def last_asked(period, departments=None):
    """{unit's key: LastAsked} for the reports of a period; of `departments` (keys) if given. Two queries."""
    reminders = Reminder.objects.filter(period=period).exclude(rule=Reminder.Rule.PHONE)
    calls = Call.objects.filter(period=period).select_related("by")
    if departments is not None:
        reminders, calls = reminders.filter(department__in=departments), calls.filter(department__in=departments)
    found = {}
    # The last rule tells the office, too: that asks nobody.
    office = Membership.objects.filter(role=Membership.Role.SUPERVISION).values("user")
    reminders = reminders.exclude(rule=Reminder.Rule.AFTER_7, to__in=office)
    for row in reminders.select_related("to", "message").order_by("at", "pk"):
        last = found.get(row.department_id)
        if last is None or last.at != row.at:
            last = found[row.department_id] = LastAsked(row.at, row.get_rule_display())
        last.receipts.append((row.to, row.message.read_at))
    for call in calls.order_by("called_at", "pk"):
        last = found.get(call.department_id)
        if last is None or last.at <= call.called_at:
            found[call.department_id] = LastAsked(call.called_at, str(Reminder.Rule.PHONE.label), call=call)
    return found
