"""Chasing by hand (催办): the office asks silent units for their reports, once a unit and day."""

import re
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from departments.models import Department

from .. import access, history
from ..messages.contacts import LastAsked, contacts_of, last_asked
from ..messages.telling import nobody_to_tell, roster, spell, tell
from ..models import HistoryEntry, Message, Reminder, ReportingPeriod
from ..steps.errors import WorkflowError
from .silence import silences, spokespeople
from .words import chase_template, chase_title, chase_tokens

CHASE_LIMIT = 2000


@dataclass
class Chased:
    """What a chase by hand has done: the messages, the units told; of the others why not."""

    messages: list = field(default_factory=list)
    units: list = field(default_factory=list)
    already: list = field(default_factory=list)
    not_silent: list = field(default_factory=list)
    unreachable: list = field(default_factory=list)


def template_text():
    """The text of a chase before anybody has edited it, in the language of its readers."""
    with translation.override(settings.LANGUAGE_CODE):
        return chase_template()


def placeholders():
    """{name: what stands for it in the text of a chase}, for `unit`, `period`, `count` and `due`."""
    with translation.override(settings.LANGUAGE_CODE):
        return chase_tokens()


def chased_on(period, day):
    """Keys of the units that somebody has chased by hand for their reports of the period on the day."""
    reminders = Reminder.objects.filter(period=period, rule=Reminder.Rule.MANUAL, message__day=day)
    return set(reminders.order_by().values_list("department", flat=True).distinct())


@dataclass(frozen=True)
class Candidate:
    """A silent unit as the page of a chase shows it: what is missing since when, who is told, how it was asked last.

    `contacts` are its people with their telephones (`messages.contacts.Contact`).
    """

    department: Department
    owed: list
    people: list
    contacts: list
    asked: LastAsked | None
    chased_today: bool

    @property
    def reminded_at(self):
        return self.asked and self.asked.at

    @property
    def count(self):
        return sum(one.count for one in self.owed)

    @property
    def unsigned(self):
        return sum(one.unsigned for one in self.owed)

    @property
    def due_on(self):
        return self.owed[0].due_on

    @property
    def can_be_chased(self):
        return bool(self.people) and not self.chased_today


def candidates(period, *, on):
    """The silent units of an open or closed period as `Candidate`s, in the order of the units."""
    owed, today = _owed(period), chased_on(period, on)
    posts, contacts, asked = roster(owed, on=on), contacts_of(owed, on=on), last_asked(period)
    found = [
        Candidate(
            rows[0].department,
            rows,
            spokespeople(posts.get(unit, {}), with_head=True),
            contacts.get(unit, []),
            asked.get(unit),
            unit in today,
        )
        for unit, rows in owed.items()
    ]
    return sorted(found, key=lambda one: (one.department.position, one.department.pk))


def _owed(period):
    """{unit's key: its silences of the period, the earliest due day first}."""
    owed = {}
    for one in silences(ReportingPeriod.objects.filter(pk=period.pk, opened_at__isnull=False)):
        owed.setdefault(one.department.pk, []).append(one)
    return owed


def chase(period, departments, *, by, at, text=""):
    """Ask silent units by hand for their reports of the period, one message a person; returns `Chased`.

    `text` may hold `placeholders()`; "" is the template. A unit is chased once a day: a second click tells nobody.
    Raises WorkflowError when nobody at all is told.
    """
    if not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_CHASES)
    text = text.strip() or template_text()
    check_placeholders(text, placeholders().values())
    on, done = timezone.localdate(at), Chased()
    with transaction.atomic():
        # Two clicks at once take turns: by this lock, on SQLite by the transaction itself.
        period = ReportingPeriod.objects.select_for_update(no_key=True).get(pk=period.pk)
        posts = _choose(period, departments, on, by, done)
        if not done.units:
            raise WorkflowError(_nobody_told(done))
        with translation.override(settings.LANGUAGE_CODE):
            _tell_chased(period, posts, text, by, at, on, done)
    return done


def check_placeholders(text, known):
    """Refuse a text of a chase that is too long or holds a placeholder that is none of the `known` ones."""
    unknown = [found for found in re.findall(r"\{[^{}\n]*\}", text) if found not in known]
    if unknown:
        raise WorkflowError(
            _("The text may hold %(known)s; “%(unknown)s” stands for nothing.")
            % {"known": "、".join(known), "unknown": unknown[0]}
        )
    if len(text) > CHASE_LIMIT:
        raise WorkflowError(_("The text has more than %(limit)s characters: shorten it.") % {"limit": CHASE_LIMIT})


def _choose(period, departments, on, by, done):
    """Sort the units into `done`; returns {unit: (its silences, its people)} of those that can be chased."""
    owed, today, chosen = _owed(period), chased_on(period, on), {}
    posts = roster([unit.pk for unit in departments], on=on)
    for unit in departments:
        told = spokespeople(posts.get(unit.pk, {}), with_head=True)
        told = [person for person in told if person.pk != by.pk]
        if unit.pk not in owed:
            done.not_silent.append(unit)
        elif unit.pk in today:
            done.already.append(unit)
        elif not told:
            done.unreachable.append(unit)
        elif unit not in chosen:
            done.units.append(unit)
            chosen[unit] = owed[unit.pk], told
    return chosen


def _nobody_told(done):
    if done.already:
        return _("Chased today already, so nobody was told again: %(units)s.") % {"units": spell(done.already)}
    if done.unreachable:
        return nobody_to_tell(done.unreachable)
    if done.not_silent:
        return _("Nothing is missing any more from %(units)s.") % {"units": spell(done.not_silent)}
    return _("Choose the units that are to be chased.")


def _tell_chased(period, chosen, text, by, at, on, done):
    """Write the messages, the reminders behind them and one history entry a unit."""
    people, filled = {}, {}
    for unit, (owed, told) in chosen.items():
        filled[unit] = _fill(text, unit, owed)
        for person in told:
            people.setdefault(person, []).append(unit)
        history.record(
            HistoryEntry.Action.CHASED,
            by=by,
            report=period.report,
            department=unit,
            after={"period": period.key, "items": str(sum(one.count for one in owed))},
            at=at,
        )
    for person, units in people.items():
        [message] = tell(
            [person],
            kind=Message.Kind.CHASE,
            title=chase_title(period),
            text="\n\n".join(filled[unit] for unit in units),
            url=reverse("workbench"),
            by=by,
            period=period,
            at=at,
            on=on,
        )
        done.messages.append(message)
        Reminder.objects.bulk_create(
            Reminder(to=person, department=unit, period=period, rule=Reminder.Rule.MANUAL, message=message, at=at)
            for unit in units
        )


def _fill(text, unit, owed):
    values = {
        "unit": str(unit),
        "period": owed[0].period.name,
        "count": str(sum(one.count for one in owed)),
        "due": owed[0].due_on.isoformat(),
    }
    return fill(text, chase_tokens(), values)


def fill(text, tokens, values):
    """The text with {name: value} in the place of {name: token}."""
    names = {token: name for name, token in tokens.items()}
    return re.sub("|".join(map(re.escape, names)), lambda found: values[names[found[0]]], text)
