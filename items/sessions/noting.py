"""Noting where people are signed in, and when they were last seen there."""

import datetime
import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments import clock

from ..models import PersonSession
from .moments import BEGAN, SEEN

# In the session: under which key it is noted. Django gives it another one when a password is changed.
NOTED = "noted_as"


def note_signing_in(sender, request, user, **kwargs):
    """A session begins: it counts from now, and its owner is told of it."""
    session = request.session
    session[BEGAN] = session[SEEN] = time.time()
    if session.session_key is None:
        session.create()
    _note(request, user, timezone.now())
    _tell_of_the_one_before(request, user.sign_in_before)
    over = timezone.now() - datetime.timedelta(hours=settings.PORTAL_SESSION_HOURS)
    PersonSession.objects.filter(user=user, began_at__lt=over).delete()


def _tell_of_the_one_before(request, before):
    """Once, on the next page: who did not sign in then, or has not failed, knows that somebody else did."""
    if before is None:
        return
    at = formats.date_format(timezone.localtime(clock.told(before.at)), "Y-m-d H:i")
    words = _("Last sign-in: %(at)s, %(address)s.") % {"at": at, "address": before.address or "—"}
    if before.failed:
        failed = ngettext("%(count)s try failed since.", "%(count)s tries failed since.", before.failed)
        words = f"{words} {failed % {'count': before.failed}}"
    messages.info(request, words, fail_silently=True)


def note_signing_out(sender, request, user, **kwargs):
    if user is not None and request.session.get(NOTED):
        PersonSession.objects.filter(key=request.session[NOTED]).delete()


def note_seen(request):
    """The session was just used by its owner; called once in some minutes."""
    seen = PersonSession.objects.filter(key=request.session.get(NOTED, "")).update(seen_at=timezone.now())
    if not seen:  # begun before sessions were noted
        _note(request, request.user, timezone.now())


def note_key(request):
    """Follow a session to the key that it was given meanwhile."""
    session = request.session
    noted = session.get(NOTED)
    if noted and session.session_key and noted != session.session_key:
        PersonSession.objects.filter(key=noted).update(key=session.session_key)
        session[NOTED] = session.session_key


def _note(request, user, at):
    session = request.session
    session[NOTED] = session.session_key
    PersonSession.objects.update_or_create(
        key=session.session_key,
        defaults={
            "user": user,
            "address": request.META.get("REMOTE_ADDR") or None,
            "device": request.META.get("HTTP_USER_AGENT", "")[:300],
            "began_at": at,
            "seen_at": at,
        },
    )


user_logged_in.connect(note_signing_in)
user_logged_out.connect(note_signing_out)
