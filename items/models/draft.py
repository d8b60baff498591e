"""A breakdown on its way into the portal: the file, what was read from it, what people decided about it."""

import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments import clock
from departments.models import User

from .known import known
from .report import WorkReport

# A reading that has said nothing for so long has ended without a word: its process or its machine is gone.
SILENCE = datetime.timedelta(seconds=90)


class DraftState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    READING = "reading", _("Being read")
    READY = "ready", _("Being checked")
    FAILED = "failed", _("Could not be read")
    APPLIED = "applied", _("Imported")


class ImportDraft(models.Model):
    """One import (导入) from upload to application; outlives the browser, and nothing of it is in the ledger before.

    `decisions` is `items.imports.decisions.Decisions` as JSON, `earlier` the same before each of the last steps.
    """

    State = DraftState

    class Numbering(models.TextChoices):
        FITTING = "", _("as it fits: as written if no number repeats")
        WRITTEN = "written", _("as written in the document")
        THROUGH = "through", _("numbered through from 1")

    OPEN_STATES = (State.WAITING, State.READING, State.READY, State.FAILED)

    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="import_drafts", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    name = models.CharField(_("file"), max_length=200)
    upload = models.BinaryField(_("upload"))
    size = models.PositiveIntegerField(_("size in bytes"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    read_done = models.PositiveIntegerField(_("parts read"), default=0)
    read_total = models.PositiveIntegerField(_("parts in all"), default=0)
    read_at = models.DateTimeField(_("last sign of the reading"), null=True, blank=True)
    # Code and values of the DocumentError, so that the sentence is in the language of whoever looks.
    failure = models.JSONField(_("why it could not be read"), default=dict, blank=True)

    text = models.TextField(_("source text"), blank=True)
    # What the reading left aside, as `items.imports.asides.kept` gives it: hidden rows, text boxes, comments …
    aside = models.JSONField(_("left aside"), default=dict, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    issuer = models.CharField(_("issuer"), max_length=100, blank=True)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    lead_rule = models.CharField(_("rule of the lead"), max_length=10, choices=WorkReport.LeadRule.choices, blank=True)
    numbering = models.CharField(_("numbering"), max_length=10, choices=Numbering.choices, blank=True)
    default_due_on = models.DateField(_("default deadline"), null=True, blank=True)
    group = models.CharField(_("group"), max_length=50, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    decisions = models.JSONField(_("decisions"), default=dict, blank=True)
    earlier = models.JSONField(_("earlier decisions"), default=list, blank=True)

    corrects = models.ForeignKey(
        WorkReport,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrected version of"),
    )
    report = models.ForeignKey(
        WorkReport,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="drafts",
        verbose_name=_("imported as"),
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known("draft_state_known", state=DraftState),
            models.CheckConstraint(
                condition=~Q(state=DraftState.APPLIED) | Q(report__isnull=False),
                name="draft_applied_has_report",
                violation_error_message=_("An applied import names its report."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("import_detail", args=[self.pk])

    @property
    def uploaded_at(self):
        """`created_at` by the portal's calendar."""
        return clock.told(self.created_at)

    @property
    def is_open(self):
        return self.state in self.OPEN_STATES

    @property
    def read_percent(self):
        """How much has been read, of pages or bytes."""
        return min(100, 100 * self.read_done // self.read_total) if self.read_total else 0

    def is_silent(self, now):
        """Its reading broke off, or never began."""
        under_way = self.state in (self.State.WAITING, self.State.READING)
        return under_way and now - (self.read_at or self.created_at) > SILENCE
