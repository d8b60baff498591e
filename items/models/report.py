"""The published breakdown as a document: its text, its rules, its tree of headings."""

import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments import clock
from departments.models import FoldedField, FoldedModel, FoldedQuerySet

from .big_text import SourceText
from .querysets import WorkReportQuerySet
from .rhythm import Rhythm


def ended_on(*moments: datetime.datetime | None) -> datetime.date | None:
    """The day of the first of the moments at which a report was withdrawn or archived; None for none."""
    known = [at for at in moments if at]
    return timezone.localdate(min(known)) if known else None


class WorkReportManager(models.Manager.from_queryset(WorkReportQuerySet)):
    def create_with_text(self, text, **fields):
        """Create a report and the text it was read from, both or neither; returns the report."""
        with transaction.atomic():
            return self.create(source=SourceText.objects.create(text=text), **fields)


class WorkReport(models.Model):
    """One breakdown document of one year. Offsets of chapters and items point into `source.text`."""

    class LeadRule(models.TextChoices):
        STAR = "star", _("A star marks the lead")
        LABEL = "label", _("A label names the lead")
        WORDING = "wording", _("The wording names the lead")
        FIRST = "first", _("The unit listed first leads")
        NONE = "none", _("The text does not say who leads")

    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1949), MaxValueValidator(2999)])
    title = models.CharField(_("title"), max_length=200)
    issuer = models.CharField(_("issuer"), max_length=100, blank=True)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    source = models.OneToOneField(
        SourceText, on_delete=models.PROTECT, related_name="report", verbose_name=_("source text"), editable=False
    )
    source_name = models.CharField(_("source file"), max_length=200, blank=True)
    lead_rule = models.CharField(_("rule of the lead"), max_length=10, choices=LeadRule.choices, default=LeadRule.NONE)
    default_due_on = models.DateField(_("default deadline"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    # The rules of its rounds (domain.md §§2, 3), set by the supervision office.
    rhythm = models.CharField(_("rhythm"), max_length=10, choices=Rhythm.choices, default=Rhythm.MONTH)
    due_day = models.PositiveSmallIntegerField(
        _("due day"),
        default=25,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=_("Day of the period's last month; on a free day the workday before it."),
    )
    parts_days = models.PositiveSmallIntegerField(
        _("days for the lead"),
        default=3,
        validators=[MaxValueValidator(20)],
        help_text=_("So many days before the due day supporting units hand in their part."),
    )
    late_days = models.PositiveSmallIntegerField(
        _("days until closing"),
        default=10,
        validators=[MaxValueValidator(60)],
        help_text=_("So many days after the due day the period closes and its figures are frozen."),
    )
    sign_days = models.PositiveSmallIntegerField(
        _("workdays to sign for"), default=2, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    with_sign_off = models.BooleanField(
        _("unit heads sign off"), default=True, help_text=_("Reports leave a unit only when its head has signed.")
    )
    with_other_signer = models.BooleanField(
        _("nobody signs his own words"),
        default=True,
        help_text=_("Who stands in for a unit's head does not sign what he wrote himself."),
    )
    with_merging = models.BooleanField(
        _("leads merge"), default=True, help_text=_("Supporting units report to the lead, which reports for all.")
    )
    with_leader = models.BooleanField(
        _("a leader approves closing"), default=False, help_text=_("The office closes an item with a leader's consent.")
    )
    rounds_from = models.DateField(
        _("rounds from"), null=True, blank=True, help_text=_("Periods due before this day are not opened.")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = WorkReportManager()

    class Meta:
        verbose_name = _("work report")
        verbose_name_plural = _("work reports")
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "title"],
                condition=Q(withdrawn_at__isnull=True),
                name="report_title_once_a_year",
                violation_error_message=_("A report with this year and title exists already."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("report_detail", args=[self.pk])

    @property
    def imported_at(self):
        """`created_at` by the portal's calendar."""
        return clock.told(self.created_at)

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None

    @property
    def is_archived(self):
        return self.archived_at is not None

    @property
    def is_live(self):
        """`WorkReportQuerySet.live` of one report."""
        return not self.is_withdrawn and not self.is_archived

    @property
    def ended_on(self) -> datetime.date | None:
        """The day on which it was withdrawn or archived; None while it is under way."""
        return ended_on(self.withdrawn_at, self.archived_at)

    @property
    def year_begins_on(self) -> datetime.date:
        return datetime.date(self.year, 1, 1)

    def rounds_begin_on(self, issued_on: datetime.date) -> datetime.date:
        """From when on its units report if it is issued on the day and the office says nothing else (`rounds_from`).

        What is promised for a year cannot be reported on before it.
        """
        return max(issued_on, self.year_begins_on)

    def as_of(self, on: datetime.date) -> datetime.date:
        """The day by which it is judged on the day `on`: what has ended stands for ever as on its last day."""
        return min(on, self.ended_on or on)


class Chapter(FoldedModel):
    """A heading of the report. `path` spells the way from the root and sorts in document order."""

    report = models.ForeignKey(
        WorkReport, on_delete=models.CASCADE, related_name="chapters", verbose_name=_("work report")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent chapter"),
    )
    label = models.CharField(_("label"), max_length=30, blank=True, help_text=_("As written, e.g. “(七)”."))
    title = models.CharField(_("title"), max_length=300)
    literal = models.CharField(_("as written"), max_length=400)
    position = models.PositiveIntegerField(_("order"))
    path = models.CharField(_("path"), max_length=200, db_index=True)
    start = models.PositiveIntegerField(_("start in the source"))
    end = models.PositiveIntegerField(_("end in the source"))
    words = FoldedField(_("words to find it by"), of=("literal",))

    objects = FoldedQuerySet.as_manager()

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "path"],
                name="chapter_path_once",
                violation_error_message=_("Two chapters cannot stand in the same place."),
            ),
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="chapter_offsets_in_order",
                violation_error_message=_("The chapter ends before it starts."),
            ),
        ]

    def __str__(self):
        return self.literal

    @property
    def depth(self):
        """0 for a chapter at the top."""
        return self.path.count(".") - 1

    def holds(self, other):
        """Whether the other chapter is this one or stands below it."""
        return other.report_id == self.report_id and other.path.startswith(self.path)

    def step_path(self):
        """This chapter's own step, e.g. "0003.", to be appended to its parent's path."""
        return f"{self.position:04d}."
