"""Files that the portal makes for a person in the background (导出文件)."""

import datetime

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments import clock
from departments.models import User

from .known import known

KEPT_FOR = datetime.timedelta(days=7)
# A making that has said nothing for so long has broken off.
SILENCE = datetime.timedelta(seconds=90)


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be made")
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")


class Export(models.Model):
    """One file, from the wish to the download; it is kept for seven days (`items.exports`).

    `task` is the path of the function that makes it, `parameters` what that function is given beside the day `on` as of
    which the data are told. `done` of `total` rows are written; `stored_as` is its random name on the disk.
    """

    State = ExportState

    person = models.ForeignKey(User, models.CASCADE, related_name="exports", verbose_name=_("person"))
    title = models.CharField(_("title"), max_length=200)
    name = models.CharField(_("file"), max_length=200)
    task = models.CharField(_("task"), max_length=200)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=10)
    on = models.DateField(_("data date"))
    asked_at = models.DateTimeField(_("asked for at"))
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    sign_at = models.DateTimeField(_("last sign"), null=True, blank=True)
    failure = models.TextField(_("why it could not be made"), blank=True)
    stored_as = models.CharField(_("stored as"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["person", "-asked_at"], name="export_of_person")]
        constraints = [
            known("export_state_known", state=ExportState),
            models.CheckConstraint(
                condition=~models.Q(state=ExportState.READY) | ~models.Q(stored_as=""),
                name="export_ready_has_file",
                violation_error_message=_("A file that is ready lies on the disk."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("export_list")

    @property
    def asked(self):
        """`asked_at` by the portal's calendar."""
        return clock.told(self.asked_at)

    @property
    def kept_until(self):
        return clock.told(self.asked_at + KEPT_FOR)

    @property
    def is_under_way(self):
        return self.state in (self.State.WAITING, self.State.MAKING)

    @property
    def percent(self):
        """How much has been written, of rows or parts."""
        return min(100, 100 * self.done // self.total) if self.total else 0

    def is_silent(self, now):
        """Its making broke off."""
        return self.state == self.State.MAKING and now - (self.sign_at or self.asked_at) > SILENCE
