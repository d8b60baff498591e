"""Forms that were sent and acted upon, so that the same one sent again does not act again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TakenForm(models.Model):
    """A form that a person has sent and that has been acted upon (已受理的提交), with the answer that it got.

    `mark` tells this form, as it was rendered and filled in, from every other (`items.pages.claiming`). `led_to` is the
    address that the answer led to, `said` the [level, sentence] of what the next page said.
    """

    mark = models.CharField(_("mark"), max_length=64, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("by"), related_name="+")
    at = models.DateTimeField(_("at"), db_index=True)
    led_to = models.TextField(_("answer"), blank=True)
    said = models.JSONField(_("messages"), default=list, blank=True)

    class Meta:
        verbose_name = _("form taken")
        verbose_name_plural = _("forms taken")

    def __str__(self):
        return self.mark
