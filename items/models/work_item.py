"""A numbered task of the report and the units that answer for it."""

from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.models import Department, FoldedField, FoldedModel, User

from .known import known
from .querysets import SOON, ResponsibilityQuerySet, WorkItemQuerySet
from .report import Chapter, WorkReport
from .rhythm import Rhythm

REMARK_LIMIT = 2000
# Of the reason why an item is closed though it is short of something; a sentence, for it stands beside the light.
ANYWAY_LIMIT = 300
NO_SUCH_ROLE = _("This role does not exist.")


class Status(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    AWAITING_CLOSURE = "awaiting_closure", _("Awaiting closure")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")
    CARRIED_OVER = "carried_over", _("Carried over")


class ItemOrigin(models.TextChoices):
    """Where a task comes from (事项来源)."""

    REPORT = "report", _("Breakdown of the work report")
    MEETING = "meeting", _("Decided by a meeting")
    INSTRUCTION = "instruction", _("Instructed by a leader")
    SUPERIOR = "superior", _("Assigned by a higher authority")
    PROPOSAL = "proposal", _("Deputies' suggestions and members' proposals")


def names_in(text: str) -> list[str]:
    """The names that a column parts by “、”, as `leaders` and `group` do."""
    return [name for name in text.split("、") if name]


class WorkItem(FoldedModel):
    """One work item. `status` holds decisions that people made; late or on schedule is computed."""

    Status, Origin = Status, ItemOrigin

    OPEN_STATUSES = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.AWAITING_CLOSURE)

    report = models.ForeignKey(
        WorkReport, on_delete=models.PROTECT, related_name="items", verbose_name=_("work report")
    )
    chapter = models.ForeignKey(
        Chapter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("chapter"),
    )
    position = models.PositiveIntegerField(_("order"))
    number = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1)])
    number_literal = models.CharField(_("number as written"), max_length=30, blank=True)
    clause = models.PositiveSmallIntegerField(
        _("clause"), default=1, help_text=_("Counts the items that share one number.")
    )
    text = models.TextField(_("work item text"))
    start = models.PositiveIntegerField(_("start in the source"))
    text_start = models.PositiveIntegerField(_("start of the text"))
    text_end = models.PositiveIntegerField(_("end of the text"))
    end = models.PositiveIntegerField(_("end in the source"))

    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.NOT_STARTED, db_index=True
    )
    due_on = models.DateField(_("deadline"), null=True, blank=True, db_index=True)
    due_text = models.CharField(_("deadline as written"), max_length=100, blank=True)
    leaders = models.CharField(
        _("leaders in charge"), max_length=200, blank=True, help_text=_("As written, parted by “、”.")
    )
    group = models.CharField(
        _("group"), max_length=200, blank=True, help_text=_("E.g. “十件实事”; several are parted by “、”.")
    )
    origin = models.CharField(_("origin"), max_length=12, choices=ItemOrigin.choices, default=ItemOrigin.REPORT)
    reference = models.CharField(
        _("reference"), max_length=200, blank=True, help_text=_("The document or meeting that the item comes from.")
    )
    published = models.JSONField(
        _("as published"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("What the document says where the supervision office has changed it."),
    )
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    original_due_on = models.DateField(
        _("original deadline"), null=True, blank=True, help_text=_("The deadline before the first extension.")
    )
    rhythm = models.CharField(
        _("rhythm"), max_length=10, choices=Rhythm.choices, blank=True, help_text=_("Empty: as the report.")
    )
    completion = models.DecimalField(
        _("completion in percent"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("From the accepted progress updates."),
    )
    related = models.ManyToManyField(
        "self", blank=True, verbose_name=_("related items"), help_text=_("Items that can share a progress update.")
    )
    carried_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_from",
        verbose_name=_("carried over to"),
    )
    ended_short = models.JSONField(
        _("left open at the end"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("What it was short of when it was closed, cancelled or carried over."),
    )
    ended_anyway = models.TextField(
        _("closed all the same because"), blank=True, editable=False, validators=[MaxLengthValidator(ANYWAY_LIMIT)]
    )
    reopened_at = models.DateTimeField(
        _("last taken up anew"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the supervision office last reopened it once closed, or sent it back instead of closing it."),
    )
    remark = models.TextField(_("remark"), blank=True, validators=[MaxLengthValidator(REMARK_LIMIT)])
    words = FoldedField(
        _("words to find it by"),
        of=("text", "remark", "group", "leaders", "reference", "published_text"),
        beside=("published",),
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("updated at"), null=True, blank=True, editable=False)

    # What `with_milestones` adds to rows.
    has_milestones: bool

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        ordering = ["-report__year", "report", "position"]
        indexes = [
            models.Index(fields=["report", "position"], name="item_report_position"),
            models.Index(fields=["number", "clause"], name="item_number_clause"),
            models.Index(fields=["report", "status", "due_on"], name="item_report_status"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number", "clause"],
                name="item_number_once",
                violation_error_message=_("This report already has an item with this number and clause."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(status=Status.COMPLETED, completed_on__isnull=False)
                    | (~Q(status=Status.COMPLETED) & Q(completed_on__isnull=True))
                ),
                name="item_completed_has_date",
                violation_error_message=_("A completed item has a completion date, any other item has none."),
            ),
            known("item_status_known", _("This status does not exist."), status=Status),
            known("item_origin_known", _("This origin does not exist."), origin=ItemOrigin),
            models.CheckConstraint(
                condition=Q(completion__isnull=True) | Q(completion__gte=0, completion__lte=100),
                name="item_completion_in_percent",
                violation_error_message=_("Completion lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(carried_to__isnull=True) | Q(status=Status.CARRIED_OVER) & ~Q(carried_to=F("id")),
                name="item_carried_over_elsewhere",
                violation_error_message=_("Only an item that was carried over names the item that it became."),
            ),
            models.CheckConstraint(
                condition=Q(text_start__gte=F("start"), text_end__gte=F("text_start"), end__gte=F("text_end")),
                name="item_offsets_in_order",
                violation_error_message=_("The item's places in the source are out of order."),
            ),
        ]

    def __str__(self):
        return _("Item %(number)s") % {"number": self.display_number}

    def get_absolute_url(self):
        return reverse("item_detail", args=[self.pk])

    @property
    def display_number(self):
        """The number as people quote it: "191", or "191-2" for the second item under one number."""
        return f"{self.number}-{self.clause}" if self.clause > 1 else str(self.number)

    @property
    def is_in_source(self):
        """Whether the report's present text has the item; a corrected file may leave one out."""
        return self.end > self.start

    @property
    def leader_names(self):
        """The names of the leaders in charge."""
        return names_in(self.leaders)

    @property
    def group_names(self):
        """The names of the groups that the item belongs to."""
        return names_in(self.group)

    @property
    def is_by_hand(self):
        """Entered by the supervision office itself; no document breaks it down."""
        return self.origin != self.Origin.REPORT

    @property
    def published_text(self):
        """The wording of the document where the office has written another one, else ""."""
        return self.published.get("text", "")

    @property
    def is_open(self):
        return self.status in self.OPEN_STATUSES

    @property
    def is_under_way(self):
        """Open, in a report that was neither withdrawn nor archived: only then anything of it is of the present."""
        return self.is_open and self.report.is_live

    def is_overdue(self, on):
        """The deadline has passed and nobody closed the item; `WorkItemQuerySet.overdue` of one item."""
        return self.is_open and self.due_on is not None and self.due_on < self.report.as_of(on)

    def is_due_soon(self, on):
        """`WorkItemQuerySet.due_soon` of one item."""
        return self.is_under_way and self.due_on is not None and on <= self.due_on <= on + SOON


class Role(models.TextChoices):
    LEAD = "lead", _("Lead")
    SUPPORT = "support", _("Supporting")
    RESPONSIBLE = "responsible", _("Responsible (lead not stated)")


class Responsibility(models.Model):
    """A unit's duty on an item.

    A collective keeps its own row, as written; issuing the report adds one row per member, whose
    `via` is the collective.
    """

    Role = Role

    class Basis(models.TextChoices):
        STAR = "star", _("by the star in the text")
        LABEL = "label", _("by the label in the text")
        WORDING = "wording", _("by the wording of the text")
        RULE = "rule", _("by the report's rule")
        SOLE = "sole", _("the only unit")
        NONE = "none", _("listed without a lead")
        INHERITED = "inherited", _("by the heading above")
        MANUAL = "manual", _("confirmed by the supervision office")

    item = models.ForeignKey(
        WorkItem, on_delete=models.CASCADE, related_name="responsibilities", verbose_name=_("work item")
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="responsibilities", verbose_name=_("department")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices, default=Basis.MANUAL)
    position = models.PositiveIntegerField(_("order"))
    literal = models.CharField(_("as written"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    signed_for_at = models.DateTimeField(_("signed for at"), null=True, blank=True)
    signed_for_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="signed_for",
        verbose_name=_("signed for by"),
    )
    via = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="expanded_responsibilities",
        verbose_name=_("through the collective"),
    )

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["department", "role"], name="responsibility_unit_role")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "department"],
                name="responsibility_once",
                violation_error_message=_("This department already stands on the item."),
            ),
            known("responsibility_role_known", NO_SUCH_ROLE, role=Role),
            models.CheckConstraint(
                condition=Q(via__isnull=True) | ~Q(via=F("department")),
                name="responsibility_not_via_itself",
                violation_error_message=_("A department cannot stand for itself."),
            ),
            models.CheckConstraint(
                condition=Q(signed_for_at__isnull=True, signed_for_by__isnull=True)
                | Q(signed_for_at__isnull=False, signed_for_by__isnull=False, issued_on__isnull=False),
                name="responsibility_signed_after_issue",
                violation_error_message=_("Only what was issued can be signed for, and somebody signs."),
            ),
        ]

    def __str__(self):
        return f"{self.department} · {self.get_role_display()}"
