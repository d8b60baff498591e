"""A unit's workbook (单位填报表) between its upload and its taking in."""

import datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.models import User

KEPT_FOR = datetime.timedelta(days=30)


class UnitWorkbook(models.Model):
    """An uploaded workbook that waits for its uploader; gone once all of it is taken in, it is discarded, or after
    `KEPT_FOR`.

    `digest` is the SHA-256 of its bytes in hexadecimal digits: the same file uploaded again waits once.
    """

    by = models.ForeignKey(User, models.CASCADE, related_name="unit_workbooks", verbose_name=_("uploaded by"))
    at = models.DateTimeField(_("uploaded at"))
    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    upload = models.BinaryField(_("upload"))

    class Meta:
        verbose_name = _("workbook of a unit")
        verbose_name_plural = _("workbooks of units")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "digest"],
                name="unit_workbook_once",
                violation_error_message=_("This workbook has been uploaded already and waits."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("workbook_checked", args=[self.pk])

    @property
    def kept_until(self):
        """The last day on which it waits; the clockwork drops it afterwards."""
        return timezone.localdate(self.at) + KEPT_FOR
