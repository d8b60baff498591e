"""Three administrators (三员分立, domain.md §10): what each may in the administration, and what waits for approval.

The system administrator enters accounts, posts and units; the security administrator approves accounts and posts; the
audit administrator reads the logs. Nobody holds two of these posts, nor one beside a post of the daily work. A
one-person office lets one administrator do all three: `PORTAL_SINGLE_ADMINISTRATOR`.
"""

import datetime
import typing
from fnmatch import fnmatch

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import clock

if typing.TYPE_CHECKING:
    from .people import User

ADMINISTRATOR, SECURITY, AUDIT = "administrator", "security", "audit"
THREE = (ADMINISTRATOR, SECURITY, AUDIT)

# What each may in the administration, as Django names permissions.
MAY = {
    ADMINISTRATOR: ("departments.*",),
    SECURITY: ("departments.view_*", "axes.view_*", "axes.unlock_*"),
    AUDIT: ("axes.view_*", "items.view_historyentry"),
}

TWO_OF_THREE = _(
    "%(person)s holds the post “%(post)s”. Nobody holds two of the three posts of administration: end that one by its "
    "last day first, or choose somebody else."
)
BESIDE_DAILY_WORK = _(
    "%(person)s holds the post “%(post)s”. Who holds one of the three posts of administration holds no other: end that "
    "one by its last day first, or choose somebody else."
)
NOT_THEIR_PASSWORD = _(
    "%(person)s is a security or audit administrator: who sets this password could sign in and act as that one. "
    "It is set on the server, by manage.py changepassword."
)
NOT_ONESELF = _("Nobody changes the own account, post or password here: ask another administrator to do it.")


def is_single() -> bool:
    """Whether one administrator does all three."""
    return bool(settings.PORTAL_SINGLE_ADMINISTRATOR)


def at_once() -> datetime.datetime | None:
    """When something new counts as approved: now with a single administrator; else not before somebody approves it."""
    return clock.now() if is_single() else None


def permits(role: str, perm: str) -> bool:
    """Whether the post gives the permission, e.g. "departments.view_user"."""
    return any(fnmatch(perm, pattern) for pattern in MAY.get(role, ()))


def why_not_oneself(by: models.Model | None, person: models.Model | None) -> str:
    """The sentence for who would give himself something, "" for everybody else."""
    if is_single() or by is None or person is None or by.pk is None or by.pk != person.pk:
        return ""
    return str(NOT_ONESELF)


def why_not_password(by: models.Model | None, person: "User") -> str:
    """The sentence for who would set a password by which he could act as one of the other administrators, or "".

    The first password of a new account is handed over by who has entered it: without one nobody could begin.
    """
    if is_single() or by is None or person.last_login is None or person.roles.isdisjoint({SECURITY, AUDIT}):
        return ""
    return str(NOT_THEIR_PASSWORD % {"person": person})


def is_at_odds(role: str, other: str) -> bool:
    """Whether nobody may hold both posts at the same time."""
    return not is_single() and role != other and (role in THREE or other in THREE)


def why_at_odds(role: str, other: str, **named: object) -> str:
    """The sentence for such posts; `named` are the person and the post already held."""
    return (TWO_OF_THREE if role in THREE and other in THREE else BESIDE_DAILY_WORK) % named


class Approved(models.Model):
    """A row that works once it is approved; who asked for that and since when."""

    asked_at = models.DateTimeField(_("approval asked for at"), null=True, blank=True, editable=False)
    asked_by = models.ForeignKey(
        "departments.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("approval asked for by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True, editable=False, default=at_once)
    approved_by = models.ForeignKey(
        "departments.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("approved by"),
    )

    class Meta:
        abstract = True

    @property
    def waits(self) -> bool:
        """Nobody has approved it yet, and somebody is asked to."""
        return self.approved_at is None and self.asked_at is not None
