"""What one unit reports on one item in one period, with its figures, milestones and files."""

import datetime

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.models import Department, FoldedField, FoldedModel, User

from .known import known
from .period import ReportingPeriod
from .querysets import ProgressUpdateQuerySet
from .target import NUMBER_LIMIT, Milestone, Target, write_number
from .work_item import NO_SUCH_ROLE, Role, WorkItem

# domain.md §4: 500 characters are asked for; more is refused only far beyond it.
UPDATE_TEXT_LIMIT = 2000


def came_late(handed_in_at: datetime.datetime, due_on: datetime.date) -> bool:
    """Whether what was handed in at the moment came late; the due day itself still counts, by the portal's clock."""
    return timezone.localdate(handed_in_at) > due_on


def _long_text(label):
    return models.TextField(label, blank=True, validators=[MaxLengthValidator(UPDATE_TEXT_LIMIT)])


class UpdateState(models.TextChoices):
    EXPECTED = "expected", _("Not reported")
    DRAFT = "draft", _("Draft")
    AWAITING_SIGN_OFF = "awaiting_sign_off", _("Awaiting sign-off")
    AWAITING_MERGE = "awaiting_merge", _("Reported, not taken up")
    AWAITING_REVIEW = "awaiting_review", _("Awaiting review")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")
    DROPPED = "dropped", _("No longer asked for")


class ProgressUpdate(FoldedModel):
    """A progress update (进展报送). The row exists from the opening of the period on: the unit is expected to report.

    `role` and `via` are the unit's on the item when the update was last touched. `handed_in_at` is the first time it
    left the unit and decides whether it was on time; `sent_at` is the latest time. `version` counts every change.
    `taken_up_in` is, of a part, the lead's report that has taken up its words as they are. `steered_by` [[unit,
    collective or None], …] (keys) are those who steered the item when it was handed in, and when it was accepted if its
    unit was still one of them; of a part nobody.
    """

    Role = Role
    State = UpdateState

    class ReturnedBy(models.TextChoices):
        HEAD = "head", _("by the unit head")
        LEAD = "lead", _("by the lead")
        OFFICE = "office", _("by the supervision office")

    class Blank(models.TextChoices):
        CARRY = "carry", _("carry on last time's")
        UNAVAILABLE = "unavailable", _("not available")

    class Timing(models.TextChoices):
        ON_TIME = "on_time", _("On time")
        LATE = "late", _("Late")
        MADE_UP = "made_up", _("Made up after closing")

    # Who moves the item comes first.
    ROLE_ORDER = (Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT)
    # The unit can write; the others wait for somebody or are settled.
    WRITABLE = (State.EXPECTED, State.DRAFT, State.RETURNED)
    WAITING = (State.AWAITING_SIGN_OFF, State.AWAITING_MERGE, State.AWAITING_REVIEW)
    HANDED_IN = (State.AWAITING_MERGE, State.AWAITING_REVIEW, State.ACCEPTED)

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="updates", verbose_name=_("reporting period")
    )
    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="updates", verbose_name=_("work item"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="updates", verbose_name=_("department")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    via = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("through the collective"),
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.EXPECTED)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    no_change = models.BooleanField(_("no change in this period"), default=False)
    text = _long_text(_("progress"))
    problems = _long_text(_("problems"))
    needs_decision = models.BooleanField(_("needs a city leader's decision"), default=False)
    next_steps = _long_text(_("next steps"))
    completion = models.DecimalField(
        _("completion in percent"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    completion_answer = models.CharField(
        _("completion left blank"),
        max_length=11,
        choices=Blank.choices,
        blank=True,
        help_text=_("What the unit says of a completion that it judges itself and does not enter this time."),
    )
    anyway = models.CharField(
        _("sent anyway because"), max_length=300, blank=True, help_text=_("The reason where figures look unusual.")
    )
    warnings = models.JSONField(_("figure warnings at sending"), default=list, blank=True)

    saved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("last written by")
    )
    saved_at = models.DateTimeField(_("last written at"), null=True, blank=True)
    sent_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reported by")
    )
    sent_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed off by")
    )
    signed_post = models.CharField(_("signed off as"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("signed off at"), null=True, blank=True)
    handed_in_at = models.DateTimeField(_("first handed in at"), null=True, blank=True)
    returned_by = models.CharField(_("returned"), max_length=10, choices=ReturnedBy.choices, blank=True)
    return_reason = models.TextField(_("reason of the return"), blank=True)
    returns = models.PositiveSmallIntegerField(_("times returned"), default=0)
    reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("accepted by")
    )
    reviewed_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    review_note = models.TextField(_("remark of the review"), blank=True)
    verified = models.DecimalField(
        _("completion as verified, in percent"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("The office's own percentage in place of the unit's; the remark of the review says why."),
    )
    taken_up_in = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("taken up in")
    )

    steered_by = models.JSONField(_("who steered the item"), default=list, blank=True, editable=False)
    words = FoldedField(_("words to find it by"), of=("text", "problems", "next_steps"))

    # What `rules.accepted.with_earlier`, `rules.parts.with_waiting_parts` and `access.with_readable` add to rows.
    earlier_pk: int | None
    waiting_parts: int
    is_readable: bool

    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        ordering = ["-period__start_on", "item", "pk"]
        indexes = [
            models.Index(fields=["department", "state"], name="update_unit_state"),
            models.Index(fields=["state", "period"], name="update_state_period"),
            models.Index(fields=["item", "department"], name="update_item_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "item", "department"],
                name="update_once_a_period",
                violation_error_message=_("This unit already has a progress update on the item in this period."),
            ),
            known("update_state_known", state=UpdateState),
            known("update_role_known", NO_SUCH_ROLE, role=Role),
            models.CheckConstraint(
                condition=Q(completion__isnull=True) | Q(completion__gte=0, completion__lte=100),
                name="update_completion_in_percent",
                violation_error_message=_("Completion lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[UpdateState.AWAITING_MERGE, UpdateState.AWAITING_REVIEW, UpdateState.ACCEPTED])
                | Q(sent_at__isnull=False, handed_in_at__isnull=False),
                name="update_handed_in_has_moment",
                violation_error_message=_("What was handed in has a moment at which it was."),
            ),
            models.CheckConstraint(
                condition=~Q(state=UpdateState.RETURNED) | (~Q(return_reason="") & ~Q(returned_by="")),
                name="update_returned_has_reason",
                violation_error_message=_("An update is returned with a reason."),
            ),
            models.CheckConstraint(
                condition=~Q(state=UpdateState.ACCEPTED) | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="update_accepted_by_somebody",
                violation_error_message=_("Somebody accepts an update, at some moment."),
            ),
            models.CheckConstraint(
                condition=Q(verified__isnull=True)
                | (Q(verified__gte=0, verified__lte=100, state=UpdateState.ACCEPTED) & ~Q(review_note="")),
                name="update_verified_with_reason",
                violation_error_message=_("A completion set by the office needs a remark that says why."),
            ),
            models.CheckConstraint(
                condition=Q(via__isnull=True) | ~Q(via=F("department")),
                name="update_not_via_itself",
                violation_error_message=_("A department cannot stand for itself."),
            ),
        ]

    def __str__(self):
        return f"{self.department} · {self.item} · {self.period}"

    def get_absolute_url(self):
        return reverse("update_detail", args=[self.pk])

    @property
    def is_writable(self):
        return self.state in self.WRITABLE

    @property
    def is_kept_for_later(self):
        """Begun in a period whose opening was taken back; opening gives it back to its unit."""
        return self.state == self.State.DROPPED and self.period.opened_at is None and not self.period.called_off

    @property
    def is_handed_in(self):
        return self.state in self.HANDED_IN

    @property
    def due_on(self):
        """When this update is due: a part that goes to the lead some days before the period itself."""
        goes_to_lead = self.is_part and self.period.report.with_merging
        return self.period.parts_due_on if goes_to_lead else self.period.due_on

    @property
    def timing(self):
        """Whether it came in time, by the moment at which it first left the unit; "" as long as it has not.

        What the unit took back is a draft again and came neither in time nor late. `ProgressUpdateQuerySet.with_timing`
        is the same in the database.
        """
        if self.handed_in_at is None or self.state == self.State.DRAFT:
            return ""
        if self.period.closed_at is not None and self.handed_in_at > self.period.closed_at:
            return self.Timing.MADE_UP
        return self.Timing.LATE if came_late(self.handed_in_at, self.due_on) else self.Timing.ON_TIME

    @property
    def is_contribution(self):
        """Its figures are a part of the whole, as `contributing` says of rows."""
        return self.via_id is not None or self.is_part

    @property
    def is_part(self):
        """A supporting unit's part: it goes to the lead where the report's rules have leads merge."""
        return self.role == Role.SUPPORT


class TargetValue(models.Model):
    """How far a target is, cumulative since the start of the year, as one update says it.

    `label` and `unit` are the target's when it was written; they stay when the target goes. `carried` says that the
    unit let its last value stand (沿用).
    """

    update = models.ForeignKey(
        ProgressUpdate, on_delete=models.CASCADE, related_name="values", verbose_name=_("progress update")
    )
    target = models.ForeignKey(
        Target, on_delete=models.SET_NULL, null=True, blank=True, related_name="values", verbose_name=_("target")
    )
    label = models.CharField(_("what is counted"), max_length=100)
    unit = models.CharField(_("unit of count"), max_length=20, blank=True)
    value = models.DecimalField(_("cumulative value"), max_digits=18, decimal_places=4)
    carried = models.BooleanField(_("carried from last time"), default=False)

    class Meta:
        verbose_name = _("target value")
        verbose_name_plural = _("target values")
        ordering = ["target__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "target"],
                name="target_value_once",
                violation_error_message=_("This update already has a value for the target."),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=-NUMBER_LIMIT, value__lte=NUMBER_LIMIT),
                name="target_value_within_limit",
                violation_error_message=_("A value has at most 13 digits before the decimal point."),
            ),
        ]

    def __str__(self):
        words = f"{self.label} {write_number(self.value, self.unit)}{self.unit}"
        return f"{words}（{gettext('carried on')}）" if self.carried else words


class UnavailableFigure(models.Model):
    """A target whose value the unit could not get (无法取得) in one update; the last accepted one stands.

    `label` stays when the target goes.
    """

    update = models.ForeignKey(
        ProgressUpdate, on_delete=models.CASCADE, related_name="unavailable", verbose_name=_("progress update")
    )
    target = models.ForeignKey(
        Target, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("target")
    )
    label = models.CharField(_("what is counted"), max_length=100)

    class Meta:
        verbose_name = _("figure not available")
        verbose_name_plural = _("figures not available")
        ordering = ["target__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "target"],
                name="unavailable_figure_once",
                violation_error_message=_("This update already says that the figure is not available."),
            ),
        ]

    def __str__(self):
        return self.label


class MilestoneReached(models.Model):
    """A milestone that an update says is reached, with the day. `title` stays when the milestone goes."""

    update = models.ForeignKey(
        ProgressUpdate, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("progress update")
    )
    milestone = models.ForeignKey(
        Milestone, on_delete=models.SET_NULL, null=True, blank=True, related_name="reached", verbose_name=_("milestone")
    )
    title = models.CharField(_("what is reached"), max_length=200)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        verbose_name = _("milestone reached")
        verbose_name_plural = _("milestones reached")
        ordering = ["milestone__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "milestone"],
                name="milestone_reached_once",
                violation_error_message=_("This update already names the milestone."),
            ),
        ]

    def __str__(self):
        return self.title
