"""Passwords: one-time ones, made by the portal, handed over once; and what one that a person chooses must be.

The rules are those that assessors apply (domain.md §10): eight characters, twelve for administrators, three of the
kinds of characters, another one than before. Django's own look for common ones and for the person's names.
"""

import secrets
import unicodedata

from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher, get_hashers, make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Without letters and digits that are mistaken for one another when typed from a print-out.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

# Of 59 bits drawn by lot nobody tries all, however quick a try is; what a password that a person thinks of gets would
# take long for a list of five hundred people.
ROUNDS = 20_000


def one_time_password() -> str:
    """Twelve random characters in three groups, e.g. "k7mp-w3xq-9tbd": 59 bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def stored(password: str) -> str:
    """What the database keeps of a one-time password. Django makes it stronger by itself when it is first used."""
    for hasher in get_hashers():
        if isinstance(hasher, PBKDF2PasswordHasher):
            return hasher.encode(password, hasher.salt(), iterations=ROUNDS)
    return make_password(password)


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id as OWASP advises it: Django's own measure takes 100 MB for each of those who sign in at once."""

    time_cost = 3
    memory_cost = 32 * 1024
    parallelism = 1


class LengthValidator:
    """Eight characters at least, twelve for administrators; more than 128 nobody types."""

    LEAST, LEAST_OF_ADMINISTRATORS, MOST = 8, 12, 128

    def validate(self, password, user=None):
        least = self.LEAST_OF_ADMINISTRATORS if user is not None and user.pk and user.is_staff else self.LEAST
        if len(password) < least:
            raise ValidationError(_("At least %(count)s characters.") % {"count": least}, code="password_too_short")
        if len(password) > self.MOST:
            raise ValidationError(_("At most %(count)s characters.") % {"count": self.MOST}, code="password_too_long")

    def get_help_text(self):
        return _("8 to 128 characters, for administrators 12 to 128.")


class KindsValidator:
    """Three of: small letters, capital letters, digits, letters of other scripts, all else."""

    LEAST = 3

    def validate(self, password, user=None):
        if len({_kind(character) for character in password}) < self.LEAST:
            raise ValidationError(self.get_help_text(), code="password_of_few_kinds")

    def get_help_text(self):
        return _("Three of these: small letters, capital letters, digits, Chinese characters, punctuation.")


class AnotherValidator:
    """Another one than the present; a one-time password is not asked about here but where it is changed."""

    def validate(self, password, user=None):
        if user is None or not user.pk or user.must_change_password:
            return
        if user.check_password(password):
            raise ValidationError(_("This is the present password; choose another one."), code="password_unchanged")

    def get_help_text(self):
        return _("Another one than the present.")


def _kind(character):
    category = unicodedata.category(character)
    return category if category in ("Ll", "Lu", "Nd", "Lo") else ""
