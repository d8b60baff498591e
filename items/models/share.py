"""What falls to each unit of a target (目标分解): the numbers of the counties, of the supporting units."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from .target import NUMBER_LIMIT, Target


class TargetShareQuerySet(models.QuerySet["TargetShare"]):
    def in_force(self) -> Self:
        """Those in the unit of count that their target has now; one "for each" place, or of nothing, has no shares."""
        return self.filter(unit=F("target__unit"), target__per="", target__number__gt=0)


class TargetShare(models.Model):
    """The number of a target that falls to one unit, in the target's unit of count as it was when it was set.

    What was merged keeps its rows: whoever acts for the unit today has them (`rules.shares`).
    """

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="shares", verbose_name=_("target"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="target_shares", verbose_name=_("department")
    )
    number = models.DecimalField(_("share"), max_digits=18, decimal_places=4)
    unit = models.CharField(_("unit of count"), max_length=20, blank=True)

    objects = TargetShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("share of a target")
        verbose_name_plural = _("shares of targets")
        ordering = ["target", "department__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "department"],
                name="share_once",
                violation_error_message=_("This unit has a share of the target already."),
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0, number__lte=NUMBER_LIMIT),
                name="share_above_zero",
                violation_error_message=_("A share lies above zero; leave it blank where a unit has none."),
            ),
        ]

    def __str__(self):
        return f"{self.target.label} · {self.department}"
