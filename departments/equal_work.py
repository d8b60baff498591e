"""A sign-in that fails has cost the same work, whatever made it fail: the time tells nothing about accounts.

Passwords are kept in two kinds: by Argon2, and by so many rounds of PBKDF2 where they were chosen before that, or are
one-time ones. Each failure is therefore made up to one Argon2 and as many rounds of PBKDF2 as any account has.
"""

import hashlib

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, identify_hasher, is_password_usable

from .models import User


class EqualWorkBackend(ModelBackend):
    """Looks at the password of an account in use; unknown, inactive and without a password take as long."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None:
            return None
        user = User.objects.filter(username=username).first()
        hasher = _hasher(user.password) if user else None
        if hasher and hasher.verify(password, user.password) and self.user_can_authenticate(user):
            if hasher.algorithm != get_hasher().algorithm or get_hasher().must_update(user.password):
                user.check_password(password)  # keeps it anew, as passwords are kept now
            return user
        _make_up(password, user.password if hasher else "", hasher)
        return None


def _hasher(encoded):
    """What the password is kept by, None if nobody can know it."""
    try:
        return identify_hasher(encoded) if is_password_usable(encoded) else None
    except ValueError:
        return None


def _make_up(password, encoded, hasher):
    """The work that this failure lacks of what the dearest one costs."""
    preferred = get_hasher()
    if hasher is None or hasher.algorithm != preferred.algorithm:
        preferred.encode(password, preferred.salt())
    lacking = _most_rounds() - (_rounds(encoded) if isinstance(hasher, PBKDF2PasswordHasher) else 0)
    if lacking > 0:
        hashlib.pbkdf2_hmac("sha256", password.encode(), preferred.salt().encode(), lacking)


def _most_rounds():
    """The rounds of PBKDF2 in the dearest password of all accounts, 0 without such passwords."""
    kept = User.objects.filter(password__startswith=f"{PBKDF2PasswordHasher.algorithm}$").order_by()
    return max((_rounds(encoded) for encoded in kept.values_list("password", flat=True)), default=0)


def _rounds(encoded):
    return int(encoded.split("$", 2)[1])
