"""Reporting periods (报送期): when units report on the items of a report, and what was said when the period closed."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.clock import ONE_DAY

from .big_text import FrozenSheet
from .known import known
from .querysets import live, open_period
from .report import WorkReport
from .rhythm import Rhythm


class ReportingPeriodQuerySet(models.QuerySet):
    def open(self):
        """Opened and not closed yet."""
        return self.filter(open_period())

    def planned(self):
        """Those that are still to open."""
        return self.filter(opened_at__isnull=True, called_off=False)

    def live(self):
        """Periods of reports that were neither withdrawn nor archived."""
        return self.filter(live("report"))

    def in_order(self):
        return self.order_by("start_on", "rhythm", "pk")


class ReportingPeriod(models.Model):
    """A span of time on which the units report once: it opens, is due, closes and is frozen (domain.md §3).

    `frozen_sheet` is what it said, written once when the period closes; whatever is changed later, the closed period
    reads as it was. One that has not opened and is `called_off` will not open: it stays for the messages that name it.
    """

    Rhythm = Rhythm

    report = models.ForeignKey(
        WorkReport, on_delete=models.PROTECT, related_name="periods", verbose_name=_("work report")
    )
    rhythm = models.CharField(_("rhythm"), max_length=10, choices=Rhythm.choices)
    start_on = models.DateField(_("First day of the period"))
    end_on = models.DateField(_("Last day of the period"))
    opens_on = models.DateField(_("opens on"))
    parts_due_on = models.DateField(
        _("contributions due on"), help_text=_("Until then supporting units hand their part to the lead.")
    )
    due_on = models.DateField(_("Reports due on"))
    closes_on = models.DateField(_("closes on"), help_text=_("The last day on which a late report still counts."))
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    called_off = models.BooleanField(_("called off"), default=False, editable=False)
    frozen_sheet = models.OneToOneField(
        FrozenSheet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="period",
        verbose_name=_("frozen sheet"),
        editable=False,
    )

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["-start_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "rhythm", "start_on"],
                name="period_once",
                violation_error_message=_("This report already has a reporting period that starts on this day."),
            ),
            known("period_rhythm_known", _("This rhythm does not exist."), rhythm=Rhythm),
            models.CheckConstraint(
                condition=Q(
                    end_on__gte=F("start_on"),
                    parts_due_on__gte=F("opens_on"),
                    due_on__gte=F("parts_due_on"),
                    closes_on__gte=F("due_on"),
                ),
                name="period_days_in_order",
                violation_error_message=_("A period opens before it is due and is due before it closes."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, frozen_sheet__isnull=True)
                | Q(closed_at__isnull=False, opened_at__isnull=False, frozen_sheet__isnull=False),
                name="period_closed_is_frozen",
                violation_error_message=_("A closed period has been open and keeps what it said."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("period_detail", args=[self.pk])

    @property
    def name(self):
        """The period as people call it: 2011年3月, 2011年第一季度, 2011年上半年, or its two days."""
        return spell_period(self.rhythm, self.start_on, self.end_on)

    @property
    def key(self):
        """The period as the history keeps it, in no language: "month 2011-10-01 2011-10-31" (`spell_key`)."""
        return f"{self.rhythm} {self.start_on:%Y-%m-%d} {self.end_on:%Y-%m-%d}"

    @property
    def is_open(self):
        return self.opened_at is not None and self.closed_at is None

    @property
    def is_closed(self):
        return self.closed_at is not None

    @property
    def frozen_on(self):
        """The data date of a closed period: the day on which it was frozen; None of one that is not closed."""
        return timezone.localdate(self.closed_at) if self.closed_at else None

    def days_left(self, on):
        """Days until the due day; negative when it has passed."""
        return (self.due_on - on).days

    def is_late(self, on):
        return on > self.due_on


QUARTERS = (_("the first quarter"), _("the second quarter"), _("the third quarter"), _("the fourth quarter"))


def spell_period(rhythm: str, start: datetime.date, end: datetime.date) -> str:
    """A period's name in the reader's language."""
    if rhythm == Rhythm.MONTH:
        return str(_("%(month)s/%(year)s")) % {"year": start.year, "month": start.month}
    if rhythm == Rhythm.QUARTER:
        quarter = QUARTERS[(start.month - 1) // 3]
        return str(_("%(quarter)s of %(year)s")) % {"year": start.year, "quarter": quarter}
    if rhythm == Rhythm.HALF_YEAR:
        half = _("the first half") if start.month < 7 else _("the second half")
        return str(_("%(half)s of %(year)s")) % {"year": start.year, "half": half}
    return f"{start:%Y-%m-%d} – {end:%Y-%m-%d}"


def spell_key(key):
    """A period's name in the reader's language from its `key`; what is none stays as it is."""
    try:
        rhythm, start, end = key.split()
        return spell_period(rhythm, datetime.date.fromisoformat(start), datetime.date.fromisoformat(end))
    except ValueError:
        return key


def span_of(rhythm, day):
    """(first day, last day) of the calendar period of this rhythm that holds `day`; not for own dates."""
    months = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3, Rhythm.HALF_YEAR: 6}[rhythm]
    first_month = (day.month - 1) // months * months + 1
    start = datetime.date(day.year, first_month, 1)
    following = first_month + months
    end = datetime.date(day.year + (following > 12), (following - 1) % 12 + 1, 1) - ONE_DAY
    return start, end
