"""What taking a workbook in would make and change, worked out in a fixed number of queries; nothing is written.

A workbook adds and changes; it takes nothing away: an empty cell leaves what is there, a unit or person that is not in
it stays. A post is ended by its last day, an account by “may sign in: no”.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from departments.folding import pinyin
from departments.models import Department, Membership, User
from departments.models.department import valid_on
from departments.models.people import overlap
from departments.models.three import is_at_odds, why_at_odds, why_not_oneself

from .columns import PEOPLE, SEPARATOR, SHEET_NAMES, UNITS, label, roles, words_of, yes_or_no
from .unit_planning import Units, in_cells, require_order

Role = Membership.Role
# What a line says of the person, whatever the post on it.
OF_PERSON = {"full_name": "name", "phone": "phone", "email": "email", "is_active": "is_active"}
OF_POST = ("start_on", "end_on")


@dataclass(frozen=True)
class PlannedChange:
    """One thing that would be made or changed, in words: what it is, [(label, before, after)] of its fields."""

    sheet: str
    line: int
    name: str
    is_new: bool
    fields: tuple

    @property
    def is_unit(self):
        return self.sheet == UNITS


@dataclass
class PeoplePlan:
    """What is to be written, and the same in words.

    `units` are `unit_planning.UnitToSave`s; `people` and `posts` rows to save, `new_people` those that were
    not there. `unchanged` counts the lines that say what is there already. `secrets` are `reading.CellProblem`s that
    are taken in with a reason alone (`secrets.secrets_in_book`).
    """

    units: list = field(default_factory=list)
    people: list = field(default_factory=list)
    new_people: list = field(default_factory=list)
    posts: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    secrets: list = field(default_factory=list)
    unchanged: int = 0

    @property
    def mark(self):
        """What tells this plan from another that the same workbook makes of other rows: 64 hexadecimal digits."""
        told = [[one.sheet, one.line, one.name, one.is_new, one.fields] for one in self.changes]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def plan_workbook(book, *, on, by=None):
    """The `PeoplePlan` for a `reading.Book` of `by` on the day `on`; with problems in it nothing may be written."""
    plan = PeoplePlan(problems=list(book.problems))
    units = Units(book.lines[UNITS])
    plan.units, unit_changes = units.planned()
    plan.problems += units.problems
    people = _People(units, book.lines[PEOPLE], on, by)
    plan.people, plan.posts = people.people, people.posts
    plan.new_people = [person for person in people.people if person.pk is None]
    plan.problems += people.problems
    plan.changes = [PlannedChange(*change) for change in (*unit_changes, *people.changes)]
    changed = {(change.sheet, change.line) for change in plan.changes}
    lines = [(sheet, line.number) for sheet in (UNITS, PEOPLE) for line in book.lines[sheet]]
    plan.unchanged = sum(place not in changed for place in lines)
    order = {str(name): at for at, name in enumerate(SHEET_NAMES.values())}
    plan.problems.sort(key=lambda one: (order.get(one.sheet, 0), one.line or 0, one.column))
    return plan


class _People:
    """Works through the lines of people; three queries."""

    def __init__(self, units, lines, on, by):
        self.units, self.on, self.by = units, on, by
        self.people, self.posts, self.changes, self.problems = [], [], [], []
        rows = list(User.objects.prefetch_related("memberships"))
        self.by_username = {person.username: person for person in rows}
        self.held = {person.pk: list(person.memberships.all()) for person in rows}
        self.near = {}
        current = Membership.objects.filter(valid_on(on, start="start_on", end="end_on"), department__isnull=False)
        for name, unit, username in current.values_list("user__name", "department__name", "user__username"):
            self.near.setdefault((name, unit), set()).add(username)
        self.said = {}
        # Names that the file itself gives are taken before any is made up.
        self.taken = {*self.by_username, *(line.values.get("username", "") for line in lines)}
        for line in lines:
            self._line(line)

    def _line(self, line):
        before = len(self.problems)
        if "full_name" not in line.values:
            self.problems.append(line.problem("full_name", _("Write the person's full name.")))
        unit = self._unit(line)
        self._require_post(line, unit)
        if len(self.problems) > before:
            return
        person, is_new = self._person(line, unit)
        if person is None:
            return
        told = self._tell(line, person, is_new)
        post, is_new_post = self._post(line, person, unit)
        if post is not None:
            told += self._tell_post(line, person, post, is_new_post, unit)
        if told and (sentence := why_not_oneself(self.by, person)):
            self.problems.append(line.problem("full_name", sentence))
        if told:
            self.changes.append((PEOPLE, line.number, f"{person.name} ({person.username})", is_new, tuple(told)))

    def _unit(self, line):
        if "unit" not in line.values:
            return None
        unit, why = self.units.called(line.values["unit"])
        if why:
            self.problems.append(line.problem("unit", why))
        return unit

    def _require_post(self, line, unit):
        role = line.values.get("role")
        if role is None and "role" not in line.texts:
            alone = [name for name in ("unit", *OF_POST) if name in line.values]
            if alone:
                self.problems.append(line.problem("role", _("Say which post the person holds there.")))
        elif role in Membership.UNIT_ROLES and "unit" not in line.texts:
            sentence = _("A liaison or unit head belongs to a department: choose it.")
            self.problems.append(line.problem("unit", sentence))

    def _person(self, line, unit):
        """(the person of the line, whether it is a new one); (None, False) where it cannot be told."""
        name, username = line.values["full_name"], line.values.get("username", "")
        unit_name = unit.name if unit else ""
        if not username:
            known = self.near.get((name, unit_name), set()) if unit else set()
            if len(known) > 1:
                sentence = _("Several people of this name are in the unit (%(names)s): write the user name.")
                self.problems.append(line.problem("username", sentence % {"names": SEPARATOR.join(sorted(known))}))
                return None, False
            username = next(iter(known), "") or self._new_username(name)
        person = self.by_username.get(username)
        is_new = person is None
        if person is None:
            person = User(username=User.normalize_username(username), name=name)
            person.set_unusable_password()
            self.by_username[username] = person
            self.people.append(person)
        if unit:
            self.near.setdefault((name, unit_name), set()).add(username)
        return person, is_new

    def _new_username(self, name):
        """From the name's pinyin, with a number where somebody has it already."""
        stem, number = pinyin(name) or "user", 1
        while (username := stem if number == 1 else f"{stem}{number}") in self.taken:
            number += 1
        self.taken.add(username)
        return username

    def _tell(self, line, person, is_new):
        """[(label, before, after)] of what the line says of the person, who is changed to it."""
        said = self.said.setdefault(person.username, {})
        told = [(label(PEOPLE, "username"), "", person.username)] if is_new else []
        for column, name in OF_PERSON.items():
            if column not in line.values:
                continue
            value = line.values[column]
            if column in said and said[column][0] != value:
                sentence = _("Line %(line)s says otherwise of the same person (%(value)s).")
                other = in_words(column, said[column][0])
                self.problems.append(line.problem(column, sentence % {"line": said[column][1], "value": other}))
                continue
            if column in said:
                continue
            said[column] = value, line.number
            before = "" if is_new else getattr(person, name)
            if before == value and not is_new:
                continue
            setattr(person, name, value)
            if not is_new or column != "is_active" or not value:
                told.append((label(PEOPLE, column), in_words(column, before), in_words(column, value)))
        if is_new or told:
            self._check(line, person)
        if told and person not in self.people:
            self.people.append(person)
        return told

    def _check(self, line, person):
        try:
            person.clean_fields(exclude=["password"])
        except ValidationError as error:
            columns = {name: column for column, name in OF_PERSON.items()}
            self.problems += in_cells(line, error, columns)

    def _post(self, line, person, unit):
        """(the post that the line speaks of, whether it is new), or (None, False) if it speaks of none."""
        role = line.values.get("role")
        if role is None:
            return None, False
        held = self.held.setdefault(person.pk or person.username, [])
        same = [post for post in held if post.role == role and _is_in(post, unit)]
        start = line.values.get("start_on")
        found = [post for post in same if post.start_on == start]
        if not found and start is None:
            found = [post for post in same if post.end_on is None or post.end_on >= self.on]
        if len(found) == 1:
            return found[0], False
        if found:
            sentence = _("The person holds this post more than once: write from which day it is held.")
            self.problems.append(line.problem("start_on", sentence))
            return None, False
        if any(post.end_on is None for post in same) and "end_on" not in line.values:
            self.problems.append(line.problem("role", _("This person already holds this post.")))
            return None, False
        post = Membership(user=person, role=role, department=unit, start_on=start, end_on=line.values.get("end_on"))
        for other in held:
            if is_at_odds(role, other.role) and overlap(post, other):
                word = why_at_odds(role, other.role, person=person, post=dict(roles())[other.role])
                self.problems.append(line.problem("role", word))
                return None, False
        post.end_on = None  # told by the cell below
        held.append(post)
        return post, True

    def _tell_post(self, line, person, post, is_new, unit):
        told = []
        word = dict(roles())[post.role]
        if is_new:
            told.append((label(PEOPLE, "role"), "", f"{unit.name} {word}" if unit else word))
        for name in OF_POST:
            value = line.values.get(name)
            before = None if is_new else getattr(post, name)
            if value is None or value == before:
                continue
            setattr(post, name, value)
            told.append((label(PEOPLE, name), in_words(name, before), in_words(name, value)))
        if told:
            problem = require_order(line, post, ("start_on", "end_on"), "post_dates_in_order")
            self.problems += problem
            self.posts.append(post)
        return told


def _is_in(post, unit):
    """Whether the post is held in the unit, or in none; neither of a new post nor of a new unit the key is known."""
    if post.pk is None:
        return post.department is unit
    return post.department_id == (unit.pk if unit else None)


def in_words(column, value):
    """A value as its cell would show it."""
    if value is None or value == "":
        return ""
    if column == "is_active":
        return dict(yes_or_no())[value]
    if column == "kind":
        return dict(words_of(Department.Kind.choices))[value]
    return str(value)
