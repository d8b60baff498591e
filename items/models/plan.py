"""Planned curves (逐月推进计划, 序时进度): what is to be reached by when."""

import datetime
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Department, User

from .known import known
from .supervision import LAPSED
from .target import Target, whole, write_number
from .work_item import WorkItem

REASON_LIMIT = 500


class CurveState(models.TextChoices):
    PROPOSED = "proposed", _("Awaiting the office")
    APPROVED = "approved", _("In force")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUPERSEDED = "superseded", _("Superseded")
    LAPSED = LAPSED


class PlannedCurve(models.Model):
    """The planned cumulative value by month, of a target in its own unit or, without one, of the item in percent.

    `points` is [["2011-03-31", "25"], …] by day; between two points, and from `starts_on`, the plan rises evenly. A
    curve without points is the straight line again. Rows are never rewritten: a new curve takes the place of the old.
    """

    State = CurveState

    UNSETTLED = (State.PROPOSED,)

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="curves", verbose_name=_("work item"))
    target = models.ForeignKey(
        Target, on_delete=models.CASCADE, null=True, blank=True, related_name="curves", verbose_name=_("target")
    )
    starts_on = models.DateField(_("planned start"))
    points = models.JSONField(_("planned values"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    reason = models.TextField(_("reason"), blank=True, max_length=REASON_LIMIT)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, max_length=REASON_LIMIT)

    class Meta:
        verbose_name = _("planned curve")
        verbose_name_plural = _("planned curves")
        ordering = ["item", "-at", "-pk"]
        constraints = [
            known("curve_state_known", state=CurveState),
            models.UniqueConstraint(
                fields=["item", "target", "state"],
                condition=Q(state__in=[CurveState.PROPOSED, CurveState.APPROVED], target__isnull=False),
                name="curve_of_target_once",
                violation_error_message=_("This target has such a planned curve already."),
            ),
            models.UniqueConstraint(
                fields=["item", "state"],
                condition=Q(state__in=[CurveState.PROPOSED, CurveState.APPROVED], target__isnull=True),
                name="curve_of_item_once",
                violation_error_message=_("This item has such a planned curve already."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CurveState.APPROVED, CurveState.REFUSED, CurveState.SUPERSEDED])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="curve_decided_by_somebody",
                violation_error_message=_("Somebody decides on a planned curve, at some moment."),
            ),
        ]

    def __str__(self):
        return f"{self.item} · {self.target or _('completion in percent')}"

    @property
    def dated_points(self):
        """[(day, Decimal)] in the order of the days."""
        return sorted((datetime.date.fromisoformat(day), Decimal(value)) for day, value in self.points)

    @property
    def spelt(self):
        """[(day, value with its unit)] in the order of the days."""
        unit = self.target.unit if self.target else "%"
        return [(day, f"{write_number(whole(value, unit), unit)}{unit}") for day, value in self.dated_points]
