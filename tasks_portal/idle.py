"""Sessions end by themselves: after a while without an act (空闲超时, domain.md §10), and some hours after the sign-in.

A screen that was left open is nobody's, and one that is never left is asked for the password once a day.
"""

import logging
import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError

from items.sessions.moments import BEGAN, SEEN, is_over
from items.sessions.noting import note_key, note_seen

logger = logging.getLogger(__name__)

# Written down so often at most.
SECONDS_BETWEEN_NOTES = 60


class IdleMiddleware:
    """Ends sessions on which nothing was done for `PORTAL_IDLE_MINUTES`, and those older than `PORTAL_SESSION_HOURS`.

    Stands below the middleware of sessions. What a page asks for by itself (parts that htmx fetches) is no act of its
    reader's.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        session, now = request.session, time.time()
        if SESSION_KEY in session:
            if is_over(session, now, settings):
                logout(request)
            elif not request.user.is_authenticated:
                session.flush()  # of an account that is gone or deactivated: it must not open again with it
            elif self._is_to_note(request, now):
                _note(request, now)
        response = self.get_response(request)
        note_key(request)
        return response

    def _is_to_note(self, request, now):
        seen = request.session.get(SEEN)
        if seen is None or BEGAN not in request.session:
            return True
        return not request.htmx and now - seen >= SECONDS_BETWEEN_NOTES


def _note(request, now):
    """Write the moment down at once: that it cannot be, on a full disk say, must not stop whoever only reads."""
    session = request.session
    session[SEEN] = now
    session.setdefault(BEGAN, now)
    try:
        note_seen(request)
        session.save()
    except (DatabaseError, UpdateError):
        logger.exception("The last act of a session was not noted")
    session.modified = False
