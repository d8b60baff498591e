"""The passwords that a person chose before: none of the last few is chosen again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import User


class UsedPassword(models.Model):
    """One that the person chose himself, as the account kept it; see `departments.passwords`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="used_passwords", verbose_name=_("user"))
    password = models.CharField(_("password"), max_length=128)

    class Meta:
        verbose_name = _("used password")
        verbose_name_plural = _("used passwords")
        ordering = ["-pk"]

    def __str__(self):
        return str(self.user)
