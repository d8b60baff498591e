"""Layouts of workbooks that the supervision office has made of the shipped ones (`items.layouts`)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.models import User


class Layout(models.Model):
    """How a list of items is laid out in a workbook, under a name, for everybody (导出版式).

    All else is as in `layouts.shipped.LayoutSpec`, whose keys these are: lists and a dict as JSON.
    """

    NAME_LIMIT = 20
    LINE_LIMIT = 100
    MOST = 30

    name = models.CharField(_("name"), max_length=NAME_LIMIT)
    title_line = models.CharField(_("line below the title"), max_length=LINE_LIMIT, blank=True)
    columns = models.JSONField(_("columns"))
    widths = models.JSONField(_("widths"), default=dict, blank=True)
    sheets = models.JSONField(_("sheets"))
    group = models.CharField(_("grouping"), max_length=10, blank=True)
    only = models.CharField(_("which items"), max_length=10, blank=True)
    sort = models.CharField(_("order of the items"), max_length=10, blank=True)
    paper = models.CharField(_("paper"), max_length=4)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("last changed by"))
    changed_at = models.DateTimeField(_("last changed at"))
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("layout of exports")
        verbose_name_plural = _("layouts of exports")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="layout_name_once",
                violation_error_message=_("There is a layout of this name already; choose another name."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="layout_has_name",
                violation_error_message=_("A layout needs a name."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("layout_edit", args=[self.pk])
