"""Passwords: one-time ones, made by the portal, handed over once; and what one that a person chooses must be.

The rules are those that assessors apply (domain.md §10): eight characters, twelve for administrators, three of the
kinds of characters, another one than before. Django's own look for common ones and for the person's names.
"""

import datetime
import secrets
import unicodedata

from django.conf import settings
from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    PBKDF2PasswordHasher,
    check_password,
    get_hashers,
    make_password,
)
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
    """Another one than the present and those before, as many as `PORTAL_PASSWORD_HISTORY` says.

    A one-time password is not asked about here but where it is changed, nor is it remembered.
    """

    def validate(self, password, user=None):
        if user is None or not user.pk:
            return
        if not user.must_change_password and user.check_password(password):
            raise ValidationError(_("This is the present password; choose another one."), code="password_unchanged")
        kept = user.used_passwords.values_list("password", flat=True)[: settings.PORTAL_PASSWORD_HISTORY]
        if any(check_password(password, one) for one in kept):
            count = {"count": settings.PORTAL_PASSWORD_HISTORY}
            raise ValidationError(
                _("This is one of your last %(count)s passwords; choose another one.") % count, code="password_used"
            )

    def password_changed(self, password, user=None):
        """Called by Django once a password is saved."""
        if user is None or user.must_change_password:
            return
        user.used_passwords.create(password=user.password)
        kept = list(user.used_passwords.values_list("pk", flat=True)[: settings.PORTAL_PASSWORD_HISTORY])
        user.used_passwords.exclude(pk__in=kept).delete()

    def get_help_text(self):
        return _("Another one than the present.")


def rule(user) -> str:
    """All that the person's next password must be, in one text."""
    administers = user.is_staff
    least = LengthValidator.LEAST_OF_ADMINISTRATORS if administers else LengthValidator.LEAST
    told = [
        _(
            "%(least)s to %(most)s characters; at least three of these: small letters, capital letters, digits, "
            "Chinese characters, punctuation; no common password, and nothing like your name or user name."
        )
        % {"least": least, "most": LengthValidator.MOST}
    ]
    if settings.PORTAL_LEAKED_PASSWORDS:
        told.append(_("None of a list of leaked passwords."))
    if settings.PORTAL_PASSWORD_HISTORY > 1:
        told.append(_("Not one of your last %(count)s passwords.") % {"count": settings.PORTAL_PASSWORD_HISTORY})
    if settings.PORTAL_PASSWORD_DAYS and not user.is_demo:
        told.append(_("It is to be changed every %(days)s days.") % {"days": settings.PORTAL_PASSWORD_DAYS})
    return " ".join(told)


def expires_at(user) -> datetime.datetime | None:
    """From when on another password is asked for; None: never. Demo accounts keep theirs: it is theirs to hand on."""
    if not settings.PORTAL_PASSWORD_DAYS or user.is_demo:
        return None
    return user.password_since + datetime.timedelta(days=settings.PORTAL_PASSWORD_DAYS)


def _kind(character):
    category = unicodedata.category(character)
    return category if category in ("Ll", "Lu", "Nd", "Lo") else ""
