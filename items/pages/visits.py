"""When a person signed in the time before this one: what has changed since then is news to them."""

import datetime

from django.utils.dateparse import parse_datetime

from departments import clock

LAST_VISIT = "last_visit"


def remember_visit(request, before):
    """Keep in the session when the person had signed in before, a moment or None."""
    if before is not None:
        request.session[LAST_VISIT] = before.isoformat()


def last_visit(request) -> datetime.datetime | None:
    """The moment at which the person had signed in the time before; None at the first time."""
    return clock.told(parse_datetime(request.session.get(LAST_VISIT, "")))
