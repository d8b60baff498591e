"""What waits for approval: accounts and posts, who asked for it and since when, what a post was and is to become."""

import datetime
import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from departments.models import Department, Membership, User

ACCOUNT, POST = "account", "post"


@dataclass(frozen=True)
class WaitingLine:
    """An account or a post that waits; `before` and `after` in words, "" for what was not there."""

    kind: str
    row: User | Membership
    person: User
    before: str
    after: str

    @property
    def key(self):
        return f"{self.kind}-{self.row.pk}"

    @property
    def mark(self):
        """Tells whether it still is what somebody has seen of it."""
        asked = self.row.asked_at.isoformat() if self.row.asked_at else ""
        said = "\n".join([self.key, self.person.username, self.person.name, self.before, self.after, asked])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def value(self):
        """What a form sends to say which line was seen, and as what."""
        return f"{self.key}-{self.mark}"


def waiting_count():
    """How many accounts and posts wait."""
    return User.objects.waiting().count() + Membership.objects.waiting().count()


def waiting_lines(*, locked=False):
    """All `WaitingLine`s, those of a person together; three queries. `locked` keeps them as they are until the end."""
    people = User.objects.waiting().select_related("asked_by").order_by("pk")
    posts = Membership.objects.waiting().select_related("user", "department", "asked_by").order_by("pk")
    if locked:
        people, posts = (rows.select_for_update(of=("self",)) for rows in (people, posts))
    posts = list(posts)
    units = {key for post in posts if post.was and (key := post.was["department_id"])}
    names = dict(Department.objects.filter(pk__in=units).values_list("pk", "name")) if units else {}
    holders = {key for post in posts if post.was and (key := post.was["user_id"]) != post.user_id}
    called = {person.pk: str(person) for person in User.objects.filter(pk__in=holders)} if holders else {}
    lines = [WaitingLine(ACCOUNT, person, person, "", _("may sign in")) for person in people]
    lines += [WaitingLine(POST, post, post.user, _was(post, names, called), _is(post)) for post in posts]
    return sorted(lines, key=lambda line: (line.person.username, line.kind, line.row.pk))


def _is(post):
    return _spell(str(post), post.start_on, post.end_on)


def _was(post, names, called):
    """The post as it was approved last, with its holder's name if that was somebody else."""
    if not post.was:
        return ""
    days = [datetime.date.fromisoformat(day) if day else None for day in (post.was["start_on"], post.was["end_on"])]
    role = str(dict(Membership.Role.choices)[post.was["role"]])
    words = " ".join(filter(None, [names.get(post.was["department_id"]), role]))
    holder = called.get(post.was["user_id"])
    return _spell(f"{words} ({holder})" if holder else words, *days)


def _spell(words, start, end):
    days = {"start": start.isoformat() if start else "", "end": end.isoformat() if end else ""}
    if start and end:
        return _("%(post)s from %(start)s to %(end)s") % {"post": words, **days}
    if start:
        return _("%(post)s from %(start)s") % {"post": words, **days}
    if end:
        return _("%(post)s until %(end)s") % {"post": words, **days}
    return words
