"""Filters of the list of items that people keep under names."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.models import User


class SavedView(models.Model):
    """A filter of the list that a person keeps under a name (常用视图); the supervision office may share its own.

    `query` are the list's parameters as `ItemFilter.kept_query` writes them, "" for all items.
    """

    NAME_LIMIT = 40
    MOST = 30  # of one person
    # The list's query for all items: its bare address may open with a view (`ListSettings`).
    ALL = "page=1"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=NAME_LIMIT)
    query = models.TextField(_("filter"), blank=True)
    is_shared = models.BooleanField(_("shared with everybody"), default=False)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["owner", "created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_view_name_once",
                violation_error_message=_("You keep another filter under this name; choose another name."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="saved_view_has_name",
                violation_error_message=_("A saved view needs a name."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The list with this filter."""
        return f"{reverse('item_list')}?{self.query or self.ALL}"
