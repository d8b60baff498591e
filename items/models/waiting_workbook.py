"""Workbooks between their upload and their taking in: of a unit (单位填报表), of the ledger (可回填台账)."""

import datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.models import User

KEPT_FOR = datetime.timedelta(days=30)
WAITS_ALREADY = _("This workbook has been uploaded already and waits.")


class WaitingWorkbook(models.Model):
    """An uploaded workbook that waits for its uploader; gone once all of it is taken in, it is discarded, or after
    `KEPT_FOR`.

    `digest` is the SHA-256 of its bytes in hexadecimal digits: the same file uploaded again waits once.
    """

    at = models.DateTimeField(_("uploaded at"))
    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(_("digest"), max_length=64, editable=False)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.name

    @property
    def kept_until(self):
        """The last day on which it waits; the clockwork drops it afterwards."""
        return timezone.localdate(self.at) + KEPT_FOR


class UnitWorkbook(WaitingWorkbook):
    """What a unit fills in to report."""

    by = models.ForeignKey(User, models.CASCADE, related_name="unit_workbooks", verbose_name=_("uploaded by"))
    upload = models.BinaryField(_("upload"))

    class Meta(WaitingWorkbook.Meta):
        verbose_name = _("workbook of a unit")
        verbose_name_plural = _("workbooks of units")
        constraints = [
            models.UniqueConstraint(
                fields=["by", "digest"], name="unit_workbook_once", violation_error_message=WAITS_ALREADY
            ),
        ]

    def get_absolute_url(self):
        return reverse("workbook_checked", args=[self.pk])


class LedgerWorkbook(WaitingWorkbook):
    """What the supervision office changes in the ledger; `filled` is what `ledger_workbooks.filled` has read of it."""

    by = models.ForeignKey(User, models.CASCADE, related_name="ledger_workbooks", verbose_name=_("uploaded by"))
    filled = models.JSONField(_("filled in"), editable=False)

    class Meta(WaitingWorkbook.Meta):
        verbose_name = _("ledger to be taken in")
        verbose_name_plural = _("ledgers to be taken in")
        constraints = [
            models.UniqueConstraint(
                fields=["by", "digest"], name="ledger_workbook_once", violation_error_message=WAITS_ALREADY
            ),
        ]

    def get_absolute_url(self):
        return reverse("ledger_workbook_checked", args=[self.pk])
