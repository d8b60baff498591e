"""How long a password may be kept: a warning some days before, and another one asked for at the next sign-in after."""

import math

from django.utils import timezone

from departments.passwords import expires_at

from ..sessions.moments import began_at

DAYS_WARNED = 7


def must_choose(request) -> bool:
    """Whether the person who is signed in chooses another password before anything else.

    Not in the middle of his work: what ends meanwhile is asked for when he next signs in.
    """
    return request.user.must_change_password or is_over(request)


def is_over(request) -> bool:
    """Whether the password had been kept too long when the person signed in."""
    if not request.user.is_authenticated:  # signed out by this very request
        return False
    end, began = expires_at(request.user), began_at(request.session)
    return end is not None and began is not None and end <= began


def days_left(user) -> int | None:
    """In how many days another one is asked for, where that is to be said; None: not yet."""
    end = expires_at(user)
    if end is None or user.must_change_password:
        return None
    left = (end - timezone.now()).total_seconds() / 86_400
    return max(1, math.ceil(left)) if left <= DAYS_WARNED else None
