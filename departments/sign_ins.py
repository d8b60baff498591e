"""What an account remembers of sign-ins: where the last one came from, and how many failed since.

Connected while Django loads its apps (`departments.apps`), before Django's own note of the last sign-in.
"""

import datetime
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models import F


@dataclass(frozen=True)
class SignInBefore:
    """The sign-in before the one just made: when, from where, and how many failed in between."""

    at: datetime.datetime
    address: str | None
    failed: int


def remember(sender, request, user, **kwargs):
    """Leaves with the `user` what was known, as `sign_in_before` (None at the first time), and begins anew."""
    user.sign_in_before = user.last_login and SignInBefore(user.last_login, user.last_address, user.failed_tries)
    address = request.META.get("REMOTE_ADDR") or None
    get_user_model().objects.filter(pk=user.pk).update(last_address=address, failed_tries=0)


def count_failure(sender, credentials, request=None, **kwargs):
    """A name that nobody bears asks the database the same."""
    username = credentials.get("username")
    if username:
        get_user_model().objects.filter(username=username).update(failed_tries=F("failed_tries") + 1)


user_logged_in.connect(remember)
user_login_failed.connect(count_failure)
