"""Which report a person has chosen for the pages that are about one report."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.models import User

from .report import WorkReport


class ChosenReport(models.Model):
    """The report that the person chose last; none stands for all reports together."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="chosen_report", verbose_name=_("person"))
    report = models.ForeignKey(
        WorkReport,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("work report"),
    )

    class Meta:
        verbose_name = _("chosen report")
        verbose_name_plural = _("chosen reports")

    def __str__(self):
        return f"{self.user} · {self.report or ''}"
