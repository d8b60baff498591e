"""A person's private calendar address: made anew, found by its token, ended."""

import datetime
import hashlib
import secrets

from django.utils.translation import get_language

from departments.models import User

from .. import access
from ..models import CalendarFeed

_TOKEN_BYTES = 32


def renew(*, by: User, at: datetime.datetime) -> str:
    """Give the person a new address in place of the one there was; returns its token, which is kept nowhere."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    fresh = {"digest": _digest(token), "language": get_language() or "", "made_at": at}
    CalendarFeed.objects.update_or_create(user=by, defaults=fresh)
    return token


def revoke(*, by: User) -> bool:
    """End the person's address; returns whether there was one."""
    return CalendarFeed.objects.filter(user=by).delete()[0] > 0


def feed_at(token: str) -> CalendarFeed | None:
    """The address with its person, if the token is right and the account in use.

    The database compares digests: how long it takes says nothing of the token.
    """
    digest = _digest(token)
    feed = CalendarFeed.objects.select_related("user").filter(digest=digest, user__is_active=True).first()
    is_right = feed is not None and secrets.compare_digest(feed.digest, digest)
    return feed if is_right and not access.is_apart(feed.user) else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
