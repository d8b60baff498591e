"""A second look (回头看) at what was closed: whether the result still holds some months later."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .known import known
from .supervision import item_field, person_field, reason_field


class SecondLookResult(models.TextChoices):
    HOLDS = "holds", _("The result holds")
    REOPENED = "reopened", _("Reopened")


class SecondLook(models.Model):
    """One look, planned by the office for the day `due_on`; it is open until its `result` is written down.

    It counts only while its item is closed. `reminded_at` is when the office was told that the day has come.
    """

    Result = SecondLookResult

    item = item_field("second_looks")
    due_on = models.DateField(_("second look on"))
    by = person_field(_("by"))
    at = models.DateTimeField(_("at"))
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=SecondLookResult.choices, blank=True)
    finding = reason_field(_("what was found"), blank=True)
    done_by = person_field(_("looked at by"), null=True, blank=True)
    done_at = models.DateTimeField(_("looked at on"), null=True, blank=True)

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        ordering = ["-due_on", "-pk"]
        indexes = [models.Index(fields=["result", "due_on"], name="second_look_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(result=""),
                name="second_look_one_open",
                violation_error_message=_("A second look at this item is planned already."),
            ),
            known("second_look_result_known", result=["", *SecondLookResult]),
            models.CheckConstraint(
                condition=Q(result="") | (~Q(finding="") & Q(done_by__isnull=False, done_at__isnull=False)),
                name="second_look_done_by_somebody",
                violation_error_message=_("A result says what was found, by whom and when."),
            ),
        ]

    def __str__(self):
        return f"{self.item} · {self.due_on:%Y-%m-%d}"

    @property
    def is_open(self):
        return not self.result
