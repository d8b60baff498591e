"""How often somebody asked for something within a span of time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tally(models.Model):
    """Requests of one kind from one person or address (`who`) within one `span`, a number that grows with the time."""

    kind = models.CharField(_("kind"), max_length=20)
    who = models.CharField(_("by"), max_length=64)
    span = models.PositiveBigIntegerField(_("span of time"))
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("tally of requests")
        verbose_name_plural = _("tallies of requests")
        constraints = [models.UniqueConstraint(fields=["kind", "who", "span"], name="tally_once")]

    def __str__(self):
        return f"{self.kind} {self.who}"
