"""Private addresses at which calendar programs fetch what a person has to do (日历订阅)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.models import User


class CalendarFeed(models.Model):
    """One row a person who has such an address. Whoever knows its token reads the calendar without signing in.

    `digest` is the SHA-256 of the token in hexadecimal; the token itself is kept nowhere. `language` is the one in
    which the calendar is written.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed", verbose_name=_("person"))
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=10)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self):
        return str(self.user)
