"""What units write about an item."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Department, FoldedField, FoldedModel, FoldedQuerySet, User

from .update import ProgressUpdate
from .work_item import WorkItem

NOTE_LIMIT = 2000


class ProgressNote(FoldedModel):
    """A progress note (进展记录) of one unit on one item. Notes are added, never changed.

    An accepted progress update leaves a note, so that the item's whole story stands in one place.
    """

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="notes", verbose_name=_("work item"))
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notes",
        verbose_name=_("department"),
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notes", verbose_name=_("written by"))
    text = models.TextField(_("progress note"), max_length=NOTE_LIMIT)
    update = models.OneToOneField(
        ProgressUpdate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="note",
        verbose_name=_("progress update"),
        help_text=_("The accepted update that the note repeats."),
    )
    at = models.DateTimeField(_("written at"))
    words = FoldedField(_("words to find it by"), of=("text",))

    objects = FoldedQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress note")
        verbose_name_plural = _("progress notes")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["item", "-at"], name="note_item_at")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="note_not_empty",
                violation_error_message=_("An empty note says nothing: write a sentence."),
            ),
        ]

    def __str__(self):
        return self.text[:60]
