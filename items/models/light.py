"""Lights (亮灯): the rules by which a report's items are lit, the light of now, and the record of how they were."""

import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from departments.models import User

from .known import known
from .packed import unpack
from .report import WorkReport
from .work_item import WorkItem


class Colour(models.TextChoices):
    """The lights in the order of a leader's attention; the words are the defaults, a rule set may have its own."""

    RED = "red", _("Far behind")
    YELLOW = "yellow", _("Behind")
    GREEN = "green", _("Normal")
    WAITING = "waiting", _("Awaiting report")
    BLUE = "blue", _("Achieved")
    GREY = "grey", _("Not begun")
    NONE = "none", _("Not counted")


class Schedule(models.TextChoices):
    """Where an item stands against its plan (domain.md §0 fact 7); every item stands in exactly one."""

    COMPLETED = "completed", _("Completed")
    AHEAD = "ahead", _("Ahead of schedule")
    ON_SCHEDULE = "on_schedule", _("On schedule")
    NEARLY = "nearly", _("Slightly behind schedule")
    BEHIND = "behind", _("Behind schedule")
    OVERDUE = "overdue", _("Overdue")
    UNKNOWN = "unknown", _("No figure of progress yet")
    NOT_COUNTED = "not_counted", _("Not counted")


class LightRules(models.Model):
    """The thresholds of a report's lights from a day on (domain.md §5); the newest of a day counts. Never changed.

    `looks` is {colour: {"word": …, "colour": "#rrggbb"}} for the lights that look other than by default.
    """

    report = models.ForeignKey(
        WorkReport, on_delete=models.CASCADE, related_name="light_rules", verbose_name=_("work report")
    )
    effective_on = models.DateField(_("in force from"))
    yellow_gap = models.PositiveSmallIntegerField(
        _("yellow from a gap of"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Percentage points behind the planned progress, this number included."),
    )
    red_gap = models.PositiveSmallIntegerField(
        _("red above a gap of"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Percentage points; this number itself is still yellow."),
    )
    ahead_by = models.PositiveSmallIntegerField(
        _("ahead of schedule from"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Percentage points before the planned progress, this number included."),
    )
    soon_days = models.PositiveSmallIntegerField(
        _("yellow so many days before the deadline"),
        default=15,
        validators=[MaxValueValidator(366)],
        help_text=_("The day itself included; 0 judges the day of the deadline alone."),
    )
    soon_below = models.PositiveSmallIntegerField(
        _("while completion is below"),
        default=90,
        validators=[MaxValueValidator(100)],
        help_text=_("Percent; 0 leaves this rule out."),
    )
    missed_periods = models.PositiveSmallIntegerField(
        _("red after so many periods without a report"),
        default=2,
        validators=[MaxValueValidator(3)],
        help_text=_("In a row; 0 leaves this rule out."),
    )
    missing_is_yellow = models.BooleanField(
        _("a missing report is yellow"), default=True, help_text=_("From the day after the due day on.")
    )
    late_is_yellow = models.BooleanField(
        _("a late report stays yellow"),
        default=False,
        help_text=_("Until the next due day, though the report has come in."),
    )
    looks = models.JSONField(_("words and colours"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("rules of the lights")
        verbose_name_plural = _("rules of the lights")
        ordering = ["report", "-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(red_gap__gte=F("yellow_gap")),
                name="light_gaps_in_order",
                violation_error_message=_("Red begins above the gap at which yellow begins."),
            ),
        ]

    def __str__(self):
        return f"{self.report} {self.effective_on or ''}".rstrip()


def lit_at(moment: datetime.datetime) -> Q:
    """The condition that a record held at the moment."""
    return Q(since__lte=moment) & (Q(until__isnull=True) | Q(until__gt=moment))


def covers(since: datetime.datetime, until: datetime.datetime | None, moment: datetime.datetime) -> bool:
    """The same of one record's ends; `until` is None while it lasts."""
    return since <= moment and (until is None or until > moment)


class LightRecord(models.Model):
    """How an item was lit from a moment on, and the facts on which it rested (`lights.terms.Facts`).

    A new row begins when the facts or the light change; the old one ends there. So the light of any past day can be
    shown with its reason, whatever became of item, targets, units and rules. `packed` are the facts as JSON, of what
    has ended by the difference to the record that followed (`packed.pack`): `lights.records` reads them.
    """

    # The index of item and moment serves for the item alone, too.
    item = models.ForeignKey(
        WorkItem, on_delete=models.CASCADE, db_index=False, related_name="lights", verbose_name=_("work item")
    )
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    colour = models.CharField(_("light"), max_length=10, choices=Colour.choices)
    rule = models.CharField(_("rule"), max_length=20)
    schedule = models.CharField(_("schedule"), max_length=12, choices=Schedule.choices)
    packed = models.BinaryField(_("facts"))

    class Meta:
        verbose_name = _("light record")
        verbose_name_plural = _("light records")
        ordering = ["item", "-since", "-pk"]
        indexes = [models.Index(fields=["item", "since"], name="light_item_since")]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(until__isnull=True),
                name="light_one_present",
                violation_error_message=_("An item has one light at a time."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="light_ends_after_beginning",
                violation_error_message=_("A light ends after it began."),
            ),
            known("light_words_known", _("This light does not exist."), colour=Colour, schedule=Schedule),
        ]

    def __str__(self):
        return f"{self.item} {self.get_colour_display()}"

    @property
    def text(self) -> bytes:
        """The facts of a record that lasts, as `packed.as_text` writes them."""
        return unpack(self.packed)


class PresentLight(models.Model):
    """How an item is lit now, kept beside it so that lists filter and count by it (`lights.renewing` writes it).

    `facts` are those of `lights.terms.Facts`, which no day changes; colour, schedule and `is_unreported` are what
    `lights.light.judge` says of them on every day from `judged_on` to `holds_until`, None for all days to come. It is
    out of date while a `StaleLight` names the item, or on another day. `is_recorded`: `LightRecord` says the same, or
    the report has ended and nothing is recorded any more.
    """

    item = models.OneToOneField(
        WorkItem, on_delete=models.CASCADE, primary_key=True, related_name="present_light", verbose_name=_("work item")
    )
    # That of the item: so one index finds the lit ones among the few reports that are live.
    report = models.ForeignKey(
        WorkReport, on_delete=models.CASCADE, db_index=False, related_name="+", verbose_name=_("work report")
    )
    colour = models.CharField(_("light"), max_length=10, choices=Colour.choices)
    rule = models.CharField(_("rule"), max_length=20)
    schedule = models.CharField(_("schedule"), max_length=12, choices=Schedule.choices)
    is_unreported = models.BooleanField(_("report missing"))
    facts = models.JSONField(_("facts"))
    judged_on = models.DateField(_("judged on"))
    holds_until = models.DateField(_("holds until"), null=True, blank=True)
    is_recorded = models.BooleanField(_("recorded"))

    class Meta:
        verbose_name = _("present light")
        verbose_name_plural = _("present lights")
        indexes = [
            models.Index(fields=["report", "colour"], name="present_light_colour"),
            models.Index(fields=["report", "schedule"], name="present_light_schedule"),
            models.Index(fields=["item"], condition=Q(is_unreported=True), name="present_light_unreported"),
            models.Index(fields=["item"], condition=Q(is_recorded=False), name="present_light_to_record"),
            models.Index(fields=["holds_until"], name="present_light_holds_until"),
            models.Index(fields=["judged_on"], name="present_light_judged_on"),
        ]
        constraints = [
            known("present_light_words_known", _("This light does not exist."), colour=Colour, schedule=Schedule),
        ]

    def __str__(self):
        return f"{self.item} {self.get_colour_display()}"
