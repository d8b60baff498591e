"""Items that a person follows (关注)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.models import User

from .work_item import WorkItem


class Follow(models.Model):
    """A person is told what changes on an item, on the workbench and in the digest; nobody else learns of it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follows", verbose_name=_("person"))
    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="follows", verbose_name=_("work item"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("followed item")
        verbose_name_plural = _("followed items")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "item"],
                name="follow_once",
                violation_error_message=_("You follow this item already."),
            ),
        ]

    def __str__(self):
        return f"{self.user} → {self.item}"
