"""Who has done nothing for a while is signed out (空闲超时, domain.md §10): a screen that was left open is nobody's."""

import logging
import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError

logger = logging.getLogger(__name__)

# In the session: the last act, in seconds of the machine's clock.
SEEN = "seen"
# Written down so often at most.
SECONDS_BETWEEN_NOTES = 300


class IdleMiddleware:
    """Ends sessions on which nothing was done for `PORTAL_IDLE_MINUTES`; stands below the middleware of sessions.

    What a page asks for by itself (parts that htmx fetches) is no act of its reader's.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        session, now = request.session, time.time()
        if settings.PORTAL_IDLE_MINUTES and SESSION_KEY in session:
            seen = session.get(SEEN)
            if seen is not None and now - seen > 60 * settings.PORTAL_IDLE_MINUTES:
                logout(request)
            elif seen is None or (not request.htmx and now - seen > SECONDS_BETWEEN_NOTES):
                _note(session, now)
        return self.get_response(request)


def _note(session, now):
    """Write the moment down at once: that it cannot be, on a full disk say, must not stop whoever only reads."""
    session[SEEN] = now
    try:
        session.save()
    except (DatabaseError, UpdateError):
        logger.exception("The last act of a session was not noted")
    session.modified = False


def note_signing_in(sender, request, **kwargs):
    request.session[SEEN] = time.time()


user_logged_in.connect(note_signing_in)
