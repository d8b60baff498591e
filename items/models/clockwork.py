"""When the clockwork of the rounds ran last (时钟), and whether it stands still because the machine's date jumped."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClockworkRun(models.Model):
    """The only row: the moment of the last run, and of the first that was held back since; in the portal's calendar."""

    ONLY = 1

    ran_at = models.DateTimeField(_("last run"))
    held_at = models.DateTimeField(_("held since"), null=True, blank=True)

    class Meta:
        verbose_name = _("run of the clockwork")
        verbose_name_plural = _("runs of the clockwork")

    def __str__(self):
        return self.ran_at.isoformat()
