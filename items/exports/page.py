"""The files of a person as their page shows them."""

from ..background.working import PATIENCE, is_anybody_working
from ..models import Export


def exports_of(user):
    """The person's exports, the last one first."""
    return Export.objects.filter(person=user)


def waits_for_nobody(exports, now):
    """Whether one of the exports waits, and no process is there that would make it."""
    waits = any(one.state == Export.State.WAITING and now - one.asked_at > PATIENCE for one in exports)
    return waits and not is_anybody_working(now)
