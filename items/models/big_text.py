"""Texts too big for the rows that lists and joins read: the text of a report, the sheet of a closed period.

The row that is read often names its text, so the database answers for there being one; the text itself is read only
where it is shown (`report.source.text`, `period.frozen_sheet.text`), by one query or a `select_related` that says so.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SourceText(models.Model):
    """The text of a breakdown (报告原文), character by character as it was read from its file."""

    text = models.TextField(_("source text"))

    class Meta:
        verbose_name = _("source text")
        verbose_name_plural = _("source texts")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class FrozenSheet(models.Model):
    """What a period said when it was closed (封存报表): its sheet (`items.rounds.sheet`) as canonical JSON.

    Written once by closing and never again. `digest` is the SHA-256 of the text in UTF-8, in hexadecimal. `outline`
    says what stands where in the text (`items.rounds.outline`), so that a page need not read all of it.
    """

    text = models.TextField(_("as it was at closing"), editable=False)
    outline = models.JSONField(_("outline"), default=dict, editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("frozen sheet")
        verbose_name_plural = _("frozen sheets")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(digest=""),
                name="sheet_says_something",
                violation_error_message=_("A frozen sheet has a text and its digest."),
            ),
        ]

    def __str__(self):
        return self.digest
