"""Meetings (调度会) at which a leader, a unit or a chapter's units go through what is behind."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Department, User

from .report import Chapter, WorkReport


class Meeting(models.Model):
    """A meeting on a report's items: all, those of a leader (as written in the report), of a unit or of a chapter.

    Decisions taken there are instructions that name the meeting.
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
    chapter = models.ForeignKey(
        Chapter, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("chapter")
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(department__isnull=True, chapter__isnull=True)
                | Q(department__isnull=True, leader="")
                | Q(chapter__isnull=True, leader=""),
                name="meeting_has_one_scope",
                violation_error_message=_("A meeting is about a leader, a unit or a chapter, not about several."),
            ),
        ]

    def __str__(self):
        return self.title or f"{self.held_on:%Y-%m-%d}"

    def clean(self):
        if self.chapter and self.chapter.report_id != self.report_id:
            raise ValidationError({"chapter": _("This chapter belongs to another report.")})
