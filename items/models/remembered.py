"""What the columns of a table hold, remembered for later documents whose tables have the same head."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments import clock
from departments.models import User


class ColumnKind(models.TextChoices):
    """What a person can say of a column; `report_text.ParsedColumn` has the same words."""

    NUMBER = "number", pgettext_lazy("column", "serial number")
    TASK = "task", pgettext_lazy("column", "task")
    LEAD = "lead", pgettext_lazy("column", "leading unit")
    SUPPORT = "support", pgettext_lazy("column", "supporting unit")
    LISTED = "listed", pgettext_lazy("column", "responsible unit")
    LEADERS = "leaders", pgettext_lazy("column", "leader in charge")
    PERSONS = "persons", pgettext_lazy("column", "person responsible")
    DEADLINE = "deadline", pgettext_lazy("column", "time limit")
    GOAL = "goal", pgettext_lazy("column", "goal")
    STEPS = "steps", pgettext_lazy("column", "steps of the year")
    REMARK = "remark", pgettext_lazy("column", "remark")
    GROUP = "group", pgettext_lazy("column", "chapter")
    SKIPPED = "skipped", pgettext_lazy("column", "not read in")


class RememberedColumns(models.Model):
    """One head (表头) and what its columns hold, as the office has said; it speaks when a document is read.

    `key` is the digest of the head, its cells folded and without white space; `names` are [[the cells of one of its
    rows]], `kinds` the `ColumnKind` of each column.
    """

    key = models.CharField(_("digest of the head"), max_length=64, unique=True)
    names = models.JSONField(_("head of the table"))
    kinds = models.JSONField(_("what its columns hold"))
    source_name = models.CharField(_("file"), max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("remembered head of a table")
        verbose_name_plural = _("remembered heads of tables")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return "、".join(name for row in self.names for name in row if name)

    @property
    def told_at(self):
        """`at` by the portal's calendar."""
        return clock.told(self.at)

    @property
    def columns(self):
        """[(name, what it holds in words)] of its columns."""
        labels = dict(ColumnKind.choices)
        names = [*self.names[-1], *[""] * len(self.kinds)]
        return [(name, labels.get(kind, kind)) for name, kind in zip(names, self.kinds, strict=False)]
