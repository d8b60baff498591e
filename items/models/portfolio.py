"""Which units a city leader answers for (分管)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.models import Department, User


class Portfolio(models.Model):
    """One unit in the portfolio of one leader, as the supervision office has it; several leaders may share a unit."""

    leader = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="portfolio", verbose_name=_("leader in charge")
    )
    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="portfolios", verbose_name=_("department")
    )

    class Meta:
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")
        ordering = ["leader", "department__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["leader", "department"],
                name="portfolio_unit_once",
                violation_error_message=_("This unit stands in the leader's portfolio already."),
            ),
        ]

    def __str__(self):
        return f"{self.leader} · {self.department}"
