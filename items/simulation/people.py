"""The people of the simulated year: created once in the manner of the first start, then asked for by post and day."""

import contextlib
import datetime
import itertools

from django.utils import timezone

from departments import clock
from departments.models import Delegation, Department, Membership, User

from ..messages.telling import holders, mark_all_read, office, roster

Role = Membership.Role
MORNING = datetime.time(8, 40)
# So much time passes between two acts of a day.
PAUSE = datetime.timedelta(seconds=31)


def names(chance, story):
    """Invented names, endlessly and each once."""
    whole = [surname + given for surname, given in itertools.product(story["surnames"], story["given_names"])]
    chance.of("names").shuffle(whole)
    return iter(whole)


def create_people(chance, story, invented):
    """A liaison for every single unit and a head for most, without password; units with demo accounts have theirs."""
    without_head = story["units_without_head"]
    units = Department.objects.unmerged().filter(is_collective=False)
    for unit in units.exclude(memberships__role__in=Membership.UNIT_ROLES).order_by("position"):
        create_person(f"liaison-{unit.position:03d}", next(invented), Role.LIAISON, unit)
        if unit.name not in without_head:
            create_person(f"head-{unit.position:03d}", next(invented), Role.HEAD, unit)
    own = Membership.objects.filter(role=Role.SUPERVISION).select_related("department").first()
    create_person("supervision-2", next(invented), Role.SUPERVISION, own.department)


def create_person(username, name, role=None, unit=None):
    """A person who cannot sign in, with one post if a role is given."""
    user = User.objects.create_user(username, name=name, date_joined=clock.noted(clock.now()), approved_at=clock.now())
    if role:
        Membership.objects.create(user=user, role=role, department=unit, approved_at=clock.now())
    return user


class Day:
    """One day of the simulation: who is there, and a clock that moves on with every act."""

    def __init__(self, on):
        self.on = on
        self._now = moment(on, MORNING)
        with clock.at(self._now):
            self._units = roster(None, on=on)
            self._office = office(on=on)
            self.leaders = holders([Role.LEADER], on=on)
            self.administrators = holders([Role.ADMINISTRATOR], on=on)
            running = Delegation.objects.running(on)
            self._away = set(running.values_list("post__user", "post__role", "post__department"))
        self._acted = {}
        self.signed_in = {}  # {person's key: the moment of the first act of the day}

    def reach(self, hour, minute=0):
        """Let it be at least so late."""
        self._now = max(self._now, moment(self.on, datetime.time(hour, minute)))

    @contextlib.contextmanager
    def act(self, person=None):
        """Within the block it is a little later than before, and the person acts; gives the moment."""
        self._now += PAUSE
        if person is not None:
            self._acted[person.pk] = person
            self.signed_in.setdefault(person.pk, self._now)
        with clock.at(self._now):
            yield self._now

    def post(self, unit, role):
        """Who holds the post in the unit (a key) today, the stand-in for somebody away; None if nobody does."""
        people = self._units.get(unit, {}).get(role, [])
        return next((person for person in people if (person.pk, role, unit) not in self._away), None)

    def writer(self, unit):
        """Who reports for the unit: its liaison, else its head."""
        return self.post(unit, Role.LIAISON) or self.post(unit, Role.HEAD)

    def signer(self, unit, writers):
        """Who signs for the unit what the `writers` (keys) wrote: its head or a stand-in, never one of them."""
        people = [person for person in self._units.get(unit, {}).get(Role.HEAD, []) if person.pk not in writers]
        return min(people, key=lambda person: (person.pk, Role.HEAD, unit) in self._away, default=None)

    def supervisor(self, turn=0):
        """Somebody of the supervision office; its people take turns."""
        return self._office[turn % len(self._office)]

    def end(self):
        """Whoever did something today has read what lay in the inbox."""
        self.reach(17)
        for person in self._acted.values():
            last = person.messages.order_by("-pk").values_list("pk", flat=True).first()
            if last:
                with self.act() as at:
                    mark_all_read(person, until=last, at=at)


def sign_in(moments):
    """Who acted has signed in: notes the last time of each person, {key: moment}."""
    people = list(User.objects.filter(pk__in=moments))
    for person in people:
        person.last_login = clock.noted(moments[person.pk])
    User.objects.bulk_update(people, ["last_login"])


def moment(day, time):
    """The moment in the portal's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, time))
