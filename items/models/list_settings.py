"""How a person has the list of items laid out."""

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from departments.models import User

from .saved_view import SavedView


class ListSettings(models.Model):
    """One row a person; whoever has none sees every column, thirty rows a page.

    `hidden` are the `Column`s left out, so that a column to come is shown to all. `opens_with` is the view that the
    list opens with.
    """

    class Column(models.TextChoices):
        """Columns that may be left out; number, text and light always stand."""

        CHAPTER = "chapter", _("Chapter")
        LEAD = "lead", _("Lead")
        UNITS = "units", _("Supporting / responsible")
        STATUS = "status", _("Status")
        COMPLETION = "completion", _("Completion")
        DUE = "due", _("Deadline")
        NOTE = "note", _("Latest progress")

    ROWS = (15, 30, 60, 100)

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="list_settings", verbose_name=_("person"))
    hidden = models.JSONField(_("columns left out"), default=list, blank=True)
    rows_a_page = models.PositiveSmallIntegerField(_("rows on a page"), default=30)
    is_compact = models.BooleanField(_("compact rows"), default=False)
    opens_with = models.ForeignKey(
        SavedView,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("view that the list opens with"),
    )

    class Meta:
        verbose_name = _("settings of the list")
        verbose_name_plural = _("settings of lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(rows_a_page__in=[15, 30, 60, 100]),
                name="list_settings_rows_known",
                violation_error_message=_("A page has 15, 30, 60 or 100 rows."),
            ),
        ]

    def __str__(self):
        return str(self.user)

    @cached_property
    def hides(self):
        """{column: whether it is left out}, as a template asks for it in every row."""
        return {column.value: column.value in self.hidden for column in self.Column}
