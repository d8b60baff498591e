"""What becomes of accounts and posts, one entry a person and change in the history.

Whoever changes an account or a post calls these in the transaction of the change. Who acts for himself is found by the
entry itself: `by` is `person`. No password is ever written, nor what telephone and address say.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from departments import clock
from departments.models import Delegation, Department, Membership, User
from departments.models.three import THREE

from .. import history
from ..models import HistoryEntry
from .announcing import named as told_by
from .announcing import note_asking, tell_person

Action = HistoryEntry.Action

CONTACTS = ("phone", "email")
TOLD = {"username": "username", "name": "full_name"}


@dataclass(frozen=True)
class Held:
    """A post as it was, or is, at a moment."""

    key: int
    person: User
    label: str
    role: str
    department: Department | None
    start_on: str
    end_on: str

    @classmethod
    def of(cls, post):
        days = [day.isoformat() if day else "" for day in (post.start_on, post.end_on)]
        return cls(post.pk, post.user, str(post), post.role, post.department, *days)

    @property
    def what(self):
        return self.person, self.label

    @property
    def is_of_administrator(self):
        return self.role in THREE

    def told(self):
        days = {"from": self.start_on, "until": self.end_on}
        return {"post": self.label, **{name: day for name, day in days.items() if day}}


def named(person):
    """How entries name a person, e.g. "李联络 (liaison)"."""
    return f"{person.name} ({person.username})"


def held_by(person):
    """{key: Held} of all posts of the person."""
    return {post.pk: Held.of(post) for post in person.memberships.select_related("user", "department").order_by("pk")}


def lent(posts, on):
    """{key: Delegation} of the delegations of the posts (keys) that run on the day or will."""
    rows = Delegation.objects.filter(post__in=posts, revoked_at__isnull=True, end_on__gte=on)
    return {row.pk: row for row in rows.select_related("to", "post__user", "post__department").order_by("pk")}


def record_account(action, person, *, by, at=None, before=None, after=None, reason=""):
    """An entry about the account of a person, under the unit of his first post."""
    posts = person.memberships.lasting(timezone.localdate(at) if at else clock.today()).filter(department__isnull=False)
    post = posts.select_related("department").order_by("pk").first()
    history.record(
        action,
        by=by,
        person=person,
        department=post.department if post else None,
        before=before,
        after={"person": named(person), **(after or {})},
        reason=reason,
        at=at,
    )


def record_reset(person, *, is_one_time, by, at=None):
    """A password set by other means than the person's own choice; one of a single use is changed at the sign-in."""
    after = {"password": history.ONE_TIME} if is_one_time else None
    record_account(Action.PASSWORD_RESET, person, by=by, at=at, after=after)
    tell_person(person, _("Your password was set by %(by)s") % {"by": told_by(by)}, by=by, at=at)


def record_new_account(person, *, by, at=None, posts=True):
    """A new account and, unless they are told elsewhere, the posts that it came with."""
    record_account(Action.ACCOUNT_MADE, person, by=by, at=at)
    note_asking(User.objects.filter(pk=person.pk), by=by, at=at)
    for held in held_by(person).values() if posts else ():
        record_post(None, held, by=by, at=at)


def record_account_changes(before, person, *, by, at=None):
    """What an account says otherwise than before; `before` are the earlier values {field: value} of what changed."""
    if "is_active" in before and before["is_active"] != person.is_active:
        action = Action.ACCOUNT_ACTIVATED if person.is_active else Action.ACCOUNT_DEACTIVATED
        record_account(action, person, by=by, at=at)
    if "is_active" in before and person.waits:
        record_account(Action.APPROVAL_ASKED, person, by=by, at=at)
        note_asking(User.objects.filter(pk=person.pk), by=by, at=at)
    changed = {name: old for name, old in before.items() if getattr(person, name) != old}
    told = {TOLD[name]: (str(old), getattr(person, name)) for name, old in changed.items() if name in TOLD}
    contact = " ".join(name for name in CONTACTS if name in changed)
    if told or contact:
        after = {name: new for name, (_old, new) in told.items()}
        record_account(
            Action.ACCOUNT_CHANGED,
            person,
            by=by,
            at=at,
            before={name: old for name, (old, _new) in told.items()},
            after={**after, "contact": contact} if contact else after,
        )
        tell_person(person, _("Your account was changed by %(by)s") % {"by": told_by(by)}, by=by, at=at)


def record_deleted_account(person, posts, *, by, at=None):
    """An account entered by mistake that is gone with its posts ({key: Held}); its entries name it in words alone."""
    label = {"person": named(person)}
    for held in posts.values():
        history.record(_taken(held), by=by, department=held.department, before={**label, **held.told()}, at=at)
    history.record(Action.ACCOUNT_DELETED, by=by, before=label, at=at)


def record_posts(before, after, *, by, at=None):
    """What became of posts: {key: Held} before and after."""
    for key in dict.fromkeys([*before, *after]):
        record_post(before.get(key), after.get(key), by=by, at=at)


def record_post(before, after, *, by, at=None, told=True):
    """What became of one post, `Held` before and after; None where it was not there. Nothing for nothing.

    Not `told` to the person where another message does it.
    """
    if before == after:
        return
    if before and after and before.person != after.person:
        record_post(before, None, by=by, at=at)
        record_post(None, after, by=by, at=at)
        return
    now = after or before
    history.record(
        _what_became(before, after),
        by=by,
        person=now.person,
        department=now.department,
        before=before.told() if before else None,
        after={"person": named(now.person), **(after.told() if after else {})},
        at=at,
    )
    if after:
        note_asking(Membership.objects.filter(pk=after.key), by=by, at=at)
    if told and now.person.last_login:  # who has never been here has nothing to miss
        _tell_holder(before, after, by=by, at=at)


def _tell_holder(before, after, *, by, at):
    named_by = {"post": (after or before).label, "by": told_by(by)}
    if before is None:
        title = _("The post %(post)s was given to you by %(by)s") % named_by
    elif after is None or _is_ended(before, after):
        title = _("Your post %(post)s was ended by %(by)s") % named_by
    else:
        title = _("Your post %(post)s was changed by %(by)s") % named_by
    tell_person((after or before).person, title, by=by, at=at)


def _what_became(before, after):
    if before is None:
        return Action.RIGHTS_GIVEN if after.is_of_administrator else Action.POST_GIVEN
    if after is None or _is_ended(before, after):
        return _taken(before)
    if before.is_of_administrator != after.is_of_administrator:
        return Action.RIGHTS_GIVEN if after.is_of_administrator else Action.RIGHTS_TAKEN
    return Action.POST_CHANGED


def _taken(held):
    return Action.RIGHTS_TAKEN if held.is_of_administrator else Action.POST_TAKEN


def _is_ended(before, after):
    """The same post with an earlier last day, or with one at last."""
    is_shorter = bool(after.end_on) and (not before.end_on or after.end_on < before.end_on)
    return before.what == after.what and before.start_on == after.start_on and is_shorter


def record_revoked(delegations, *, by, at=None):
    """Delegations that ended with their post, or because it became another one."""
    for one in delegations:
        history.record(
            Action.DELEGATION_REVOKED,
            by=by,
            person=one.to,
            department=one.post.department,
            before={"post": str(one.post), "person": str(one.to)},
            after={"person": str(one.post.user)},
            at=at,
        )
