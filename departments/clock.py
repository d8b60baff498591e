"""Today and now for the whole portal.

Views and commands ask here and hand the answer on; steps and queries take the day or the moment as an argument. A
demonstration may live in another year: `PORTAL_DAYS_BACK` sets the portal's calendar back by whole days (settings.py).
"""

import contextlib
import datetime
from collections.abc import Iterator
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

ONE_DAY = datetime.timedelta(days=1)

_stopped_at: ContextVar[datetime.datetime | None] = ContextVar("clock_stopped_at", default=None)


def stopped_at() -> datetime.datetime | None:
    """The moment that the clock was set to (`at`), None while it runs."""
    return _stopped_at.get()


def now() -> datetime.datetime:
    """The present moment, aware."""
    return stopped_at() or timezone.now() - datetime.timedelta(days=settings.PORTAL_DAYS_BACK)


def today() -> datetime.date:
    """The present day in the portal's time zone."""
    return timezone.localdate(now())


def told(moment: datetime.datetime | None) -> datetime.datetime | None:
    """A moment that the machine's own clock has noted (a sign-in), by the portal's calendar."""
    return moment and moment - datetime.timedelta(days=settings.PORTAL_DAYS_BACK)


def noted(moment: datetime.datetime) -> datetime.datetime:
    """A moment of the portal's calendar as the machine's own clock would have noted it; `told` turns it back."""
    return moment + datetime.timedelta(days=settings.PORTAL_DAYS_BACK)


@contextlib.contextmanager
def at(moment: datetime.datetime | None) -> Iterator[None]:
    """Within the block it is `moment`: a simulation lives through its year, a test through a month."""
    token = _stopped_at.set(moment)
    try:
        yield
    finally:
        _stopped_at.reset(token)
