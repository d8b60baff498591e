"""What becomes of a person's account, posts and password is told to that person; what waits, to who approves it.

So somebody whose password was set by another, who then signs in by it, learns of it.
"""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from departments import clock
from departments.models import Membership, User

from ..messages.telling import tell
from ..models import Message

Kind = Message.Kind
Role = Membership.Role


def tell_person(person, title, *, by, at=None):
    """A message to the person about what somebody else has done, `by` None for a command."""
    at = at or clock.now()
    tell([person], kind=Kind.ACCOUNT, title=title, by=by, at=at, on=timezone.localdate(at))


def named(by):
    return str(by) if by else _("a command on the server")


def note_asking(rows, *, by, at=None):
    """Of those among the rows (accounts or posts) that wait for approval: who asks for it; the approvers are told."""
    if not rows.waiting().update(asked_by=by):
        return
    at = at or clock.now()
    on, url = timezone.localdate(at), reverse("approvals")
    approvers = User.objects.filter(pk__in=Membership.objects.serving(Role.SECURITY, on).values("user"))
    waits = Message.objects.filter(url=url, read_at__isnull=True)  # it is told once until it was read
    title = _("Accounts or posts wait for your approval")
    people = list(approvers.exclude(pk__in=waits.values("to")))
    tell(people, kind=Kind.ACCOUNT, title=title, url=url, by=by, at=at, on=on)
