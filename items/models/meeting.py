"""Meetings (调度会) at which a leader, a unit or a chapter's units go through what is behind."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.models import Department, User

from .report import WorkReport


class Meeting(models.Model):
    """A meeting on a report's items: all, those of a leader, of a unit or of a chapter.

    Leader and chapter stand as the report writes them: a corrected file gives the report new chapters, and a meeting
    must not come to be about everything. Decisions taken there are instructions that name the meeting.
    """

    report = models.ForeignKey(
        WorkReport, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("work report")
    )
    held_on = models.DateField(_("held on"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    leader = models.CharField(_("leader in charge"), max_length=100, blank=True)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    chapter = models.CharField(_("chapter"), max_length=400, blank=True, help_text=_("As written."))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(department__isnull=True, chapter="")
                | Q(department__isnull=True, leader="")
                | Q(chapter="", leader=""),
                name="meeting_has_one_scope",
                violation_error_message=_("A meeting is about a leader, a unit or a chapter, not about several."),
            ),
        ]

    def __str__(self):
        return self.title or gettext("Meeting of %(day)s") % {"day": self.held_on.isoformat()}

    def get_absolute_url(self):
        return reverse("meeting_detail", args=[self.pk])

    @property
    def name(self):
        """Title or day: how the history names it in every language."""
        return self.title or self.held_on.isoformat()

    @property
    def scope(self):
        """The name of the leader, unit or chapter that it is about; "" for all items of the report."""
        return self.leader or str(self.department or self.chapter)

    @property
    def about(self):
        """What it is about, in words."""
        if self.leader:
            return gettext("Items of %(leader)s") % {"leader": self.leader}
        return self.scope or gettext("All items of the report")
