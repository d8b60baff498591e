"""Posts that are held by somebody else while their holder is away."""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .department import valid_on
from .people import Membership, User, overlap
from .three import THREE, is_single, why_at_odds


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def running(self, on: datetime.date) -> Self:
        """Delegations in force on the day, of unit posts that are themselves held on it by somebody who may sign in."""
        return self.filter(
            valid_on(on, start="post__start_on", end="post__end_on"),
            start_on__lte=on,
            end_on__gte=on,
            revoked_at__isnull=True,
            post__user__is_active=True,
            post__approved_at__isnull=False,
            # Whatever the post has become since: no other one is ever held by somebody standing in.
            post__role__in=Membership.UNIT_ROLES,
        )


class Delegation(models.Model):
    """A post held by somebody else while its holder is away (委托), from one day to another; revocable."""

    post = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="delegations", verbose_name=_("post"))
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("held by"))
    start_on = models.DateField(_("from"))
    end_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-start_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_on__gte=F("start_on")),
                name="delegation_dates_in_order",
                violation_error_message=_("The last day of the delegation lies before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.post} → {self.to}"

    def clean(self):
        """Who holds one of the three posts of administration stands in for nobody."""
        super().clean()
        if is_single() or self.to_id is None:
            return
        for other in self.to.memberships.filter(role__in=THREE).select_related("department"):
            if overlap(self, other):
                raise ValidationError(why_at_odds(self.post.role, other.role, person=self.to, post=other))

    @property
    def key(self):
        """(role, department) of the delegated post."""
        return self.post.role, self.post.department_id
