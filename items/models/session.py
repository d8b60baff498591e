"""Where a person is signed in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonSession(models.Model):
    """What a person is told of a session of his; the session itself is Django's, named by its `key`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user"))
    key = models.CharField(_("mark"), max_length=40, unique=True, editable=False)
    address = models.GenericIPAddressField(_("address"), null=True)
    device = models.CharField(_("device"), max_length=300, blank=True)
    began_at = models.DateTimeField(_("signed in at"))
    seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-seen_at", "-pk"]

    def __str__(self):
        return str(self.user)
