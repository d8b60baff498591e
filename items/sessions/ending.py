"""Ending sessions: whoever holds one is signed out with his next click."""

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import post_save
from django.utils.translation import gettext as _

from departments.models import User

from .. import access, history
from ..models import HistoryEntry, PersonSession
from ..steps.errors import WorkflowError


def end_sessions(sessions, *, person, by, at):
    """End sessions of the person, [PersonSession]; returns how many."""
    if by != person and not access.can_end_sessions(by):
        raise WorkflowError(access.ONLY_ADMINISTRATORS_END_SESSIONS)
    with transaction.atomic():
        keys = [session.key for session in sessions if session.user_id == person.pk]
        if not keys:
            raise WorkflowError(_("This session has ended already."))
        _forget(PersonSession.objects.filter(key__in=keys))
        after = {"person": f"{person.name} ({person.username})", "sessions": len(keys)}
        history.record(HistoryEntry.Action.SESSIONS_ENDED, by=by, person=person, after=after, at=at)
    return len(keys)


def forget_sessions(people, *, but=None):
    """End all sessions of people who may not, or not by what they did it, be signed in any more; `but` that key's.

    Returns how many.
    """
    return _forget(PersonSession.objects.filter(user__in=people).exclude(key=but))


def _forget(sessions):
    keys = list(sessions.values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    PersonSession.objects.filter(key__in=keys).delete()
    return len(keys)


def forget_those_of_the_deactivated(sender, instance, created, **kwargs):
    """Given back later, the account must not find its old sessions open."""
    if not created and not instance.is_active:
        forget_sessions([instance])


post_save.connect(forget_those_of_the_deactivated, sender=User)
