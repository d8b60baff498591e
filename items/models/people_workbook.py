"""A workbook of units and people between its checking and its taking in."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.models import User


class PeopleWorkbook(models.Model):
    """An uploaded workbook that waits for its uploader; gone once it is taken in, and when he uploads another."""

    by = models.OneToOneField(
        User, on_delete=models.PROTECT, related_name="people_workbook", verbose_name=_("uploaded by")
    )
    at = models.DateTimeField(_("uploaded at"))
    name = models.CharField(_("file"), max_length=200)
    upload = models.BinaryField(_("upload"))

    class Meta:
        verbose_name = _("workbook of units and people")
        verbose_name_plural = _("workbooks of units and people")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("people_checked", args=[self.pk])
