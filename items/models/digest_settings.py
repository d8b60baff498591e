"""Who gets a digest (摘要) of what waits and of what has changed, and how often."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.models import User


class DigestSettings(models.Model):
    """One row a person who wants a digest; whoever has none gets none.

    `last_on` is the day of the last digest, at first that of the choice: a run of the clockwork claims a person by
    setting it. What changed on followed items is told from the moment `told_until` on.
    """

    class Often(models.TextChoices):
        DAILY = "daily", _("Every workday")
        WEEKLY = "weekly", _("Every week")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="digest", verbose_name=_("person"))
    often = models.CharField(_("how often"), max_length=6, choices=Often.choices)
    last_on = models.DateField(_("day of the last digest"))
    told_until = models.DateTimeField(_("changes told until"))

    class Meta:
        verbose_name = _("settings of the digest")
        verbose_name_plural = _("settings of digests")
        indexes = [models.Index(fields=["often", "last_on"], name="digest_due")]

    def __str__(self):
        return f"{self.user} · {self.get_often_display()}"
