"""Files that go with an update or with a request to close: proof (佐证材料)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.models import FoldedField, FoldedModel, FoldedQuerySet, User

from .known import known
from .supervision import Closing
from .update import ProgressUpdate
from .work_item import WorkItem


class Attachment(FoldedModel):
    """One file. `name` is for people; on disk it lies under the random name `stored_as` (`items.files.storing`)."""

    item = models.ForeignKey(
        WorkItem, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("work item")
    )
    update = models.ForeignKey(
        ProgressUpdate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("progress update"),
    )
    closing = models.ForeignKey(
        Closing,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("closing request"),
    )
    name = models.CharField(_("file"), max_length=200)
    kind = models.CharField(_("type"), max_length=10)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("digest"), max_length=64)
    stored_as = models.CharField(_("stored as"), max_length=64, unique=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    at = models.DateTimeField(_("uploaded at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    words = FoldedField(_("words to find it by"), of=("name",))

    objects = FoldedQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(update__isnull=False, closing__isnull=True) | Q(update__isnull=True, closing__isnull=False),
                name="attachment_on_one_thing",
                violation_error_message=_("A file goes with an update or with a request to close."),
            ),
            known(
                "attachment_kind_known",
                _("Files are PDF, OFD, Word (.docx), Excel (.xlsx), JPG or PNG."),
                kind=["pdf", "ofd", "docx", "xlsx", "jpg", "png"],
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("attachment_file", args=[self.pk])
