"""Days off and working weekends of a year, as the office enters them from the yearly notice (放假调休安排)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from departments.models import User


class HolidayNotice(models.Model):
    """The notice of one year as the office has entered it; it speaks for the whole year (`items.rules.workdays`)."""

    year = models.PositiveSmallIntegerField(
        _("year"),
        unique=True,
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
        error_messages={"unique": _("The notice of this year has been entered already.")},
    )
    document = models.CharField(_("document number"), max_length=100, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), null=True, blank=True)

    class Meta:
        verbose_name = _("holiday notice")
        verbose_name_plural = _("holiday notices")
        ordering = ["-year"]

    def __str__(self):
        return str(self.year)


class HolidaySpan(models.Model):
    """One holiday of a notice: its days off, weekends included, and the weekend days worked for it (ISO dates)."""

    notice = models.ForeignKey(
        HolidayNotice, on_delete=models.CASCADE, related_name="spans", verbose_name=_("holiday notice")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("holiday"), max_length=20)
    start_on = models.DateField(_("first day off"))
    end_on = models.DateField(_("last day off"))
    worked_on = models.JSONField(_("working weekend days"), default=list, blank=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["notice", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_on__gte=F("start_on")),
                name="holiday_days_in_order",
                violation_error_message=_("A holiday ends before it begins."),
            ),
        ]

    def __str__(self):
        return self.name
