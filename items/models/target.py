"""What an item promises in figures (量化目标) and by a day (节点)."""

from decimal import ROUND_FLOOR, Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from departments.models import FoldedField, FoldedModel, FoldedQuerySet

from ..report_text.quantities import is_whole
from .known import known
from .work_item import WorkItem

# As Chinese readers count, largest first.
SCALES = {"万亿": 10**12, "亿": 10**8, "万": 10**4}
# Beside a unit such as 万元 or % a scale would be read twice: "1万万元", "1万%".
UNSCALED_UNITS = ("万", "亿", "%", "‰")

# Beyond it SQLite, which counts in floating point, would round a number to one that the column cannot hold.
NUMBER_LIMIT = 10**13
SHARES_REASON_LIMIT = 200

# Both ends of the place in the source, or neither: what was added by hand has none.
PLACE_IN_ORDER = Q(start__isnull=True, end__isnull=True) | Q(
    start__isnull=False, end__isnull=False, end__gte=F("start")
)
PLACE_SENTENCE = _("The place in the source is out of order.")
BASIS_SENTENCE = _("This basis does not exist.")


def write_number(number: Decimal, unit: str = "") -> str:
    """The Decimal as Chinese readers write it: 100000 → "10万", 13800 → "1.38万", 12345 → "12345".

    A scale is used where at most two decimals remain and `unit` brings none of its own.
    """
    if not unit.startswith(UNSCALED_UNITS):
        for scale, factor in SCALES.items():
            scaled = number / factor
            if abs(scaled) >= 1 and scaled == round(scaled, 2):
                return spell_number(scaled) + scale
    return spell_number(number)


def write_amount(number: Decimal, unit: str) -> str:
    """The number with its unit of count: "10万人"."""
    return f"{write_number(number, unit)}{unit}"


def whole(number: Decimal, unit: str) -> Decimal:
    """What is planned of the unit as it is shown: of things that have no part, those that are to be there in full."""
    return number.to_integral_value(ROUND_FLOOR) if is_whole(unit) else number


def spell_number(value: Decimal | int | None) -> str:
    """The decimal without exponent and needless zeros; "" for None."""
    return "" if value is None else f"{Decimal(value).normalize() + 0:f}"


class Basis(models.TextChoices):
    PARSED = "parsed", _("as read from the text")
    MANUAL = "manual", _("entered by the supervision office")


class Comparator(models.TextChoices):
    """EXACT stands for the bare number of the text; who reaches more has reached it, too."""

    EXACT = "=", _("equal to")
    AT_LEAST = ">=", _("not less than")
    AT_MOST = "<=", _("not more than")


class Target(FoldedModel):
    """A countable promise of an item: 城镇新增就业 ≥ 10万人. A range has its upper end in `upper`."""

    Basis = Basis

    Comparator = Comparator
    SIGNS = {Comparator.AT_LEAST: "≥ ", Comparator.AT_MOST: "≤ "}

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="targets", verbose_name=_("work item"))
    position = models.PositiveIntegerField(_("order"))
    label = models.CharField(_("what is counted"), max_length=100)
    comparator = models.CharField(_("comparison"), max_length=2, choices=Comparator.choices, default=Comparator.EXACT)
    number = models.DecimalField(_("target number"), max_digits=18, decimal_places=4)
    upper = models.DecimalField(_("upper end"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit of count"), max_length=20, blank=True)
    per = models.CharField(_("for each"), max_length=30, blank=True)
    literal = models.CharField(_("as written"), max_length=300, blank=True)
    start = models.PositiveIntegerField(_("start in the source"), null=True, blank=True)
    end = models.PositiveIntegerField(_("end in the source"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices, default=Basis.MANUAL)
    shares_reason = models.CharField(
        _("why its shares come to something else"), max_length=SHARES_REASON_LIMIT, blank=True
    )
    shares_gap = models.DecimalField(
        _("difference that this reason explains"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("The sum of the shares less the target."),
    )
    words = FoldedField(_("words to find it by"), of=("label",))

    objects = FoldedQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["position", "pk"]
        # Who promises the same number of the same thing (`targets.likeness`) is found among the targets of all years.
        indexes = [models.Index(fields=["number", "unit"], name="target_number_unit")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(label=""),
                name="target_has_label",
                violation_error_message=_("A target says what is counted."),
            ),
            known("target_comparator_known", _("This comparison does not exist."), comparator=Comparator),
            models.CheckConstraint(
                condition=Q(number__gte=-NUMBER_LIMIT, number__lte=NUMBER_LIMIT)
                & (Q(upper__isnull=True) | Q(upper__lte=NUMBER_LIMIT)),
                name="target_number_within_limit",
                violation_error_message=_("A target number has at most 13 digits before the decimal point."),
            ),
            models.CheckConstraint(
                condition=Q(upper__isnull=True) | Q(upper__gt=F("number")),
                name="target_range_in_order",
                violation_error_message=_("The upper end of a range lies above its lower end."),
            ),
            known("target_basis_known", BASIS_SENTENCE, basis=Basis),
            models.CheckConstraint(
                condition=Q(shares_reason="", shares_gap__isnull=True)
                | (~Q(shares_reason="") & Q(shares_gap__isnull=False)),
                name="target_shares_gap_explained",
                violation_error_message=_("A reason explains the difference of the shares to the target."),
            ),
            models.CheckConstraint(
                condition=PLACE_IN_ORDER, name="target_place_in_order", violation_error_message=PLACE_SENTENCE
            ),
        ]

    def __str__(self):
        return f"{self.label} {self.figure}"

    @classmethod
    def can_hold(cls, promise):
        """Whether a row can hold what was read: anything with `number`, `upper`, `unit`, `per`, `label`."""
        numbers = [number for number in (promise.number, promise.upper) if number is not None]
        places = cls._meta.get_field("number").decimal_places
        return (
            bool(promise.label)
            and all(abs(number) <= NUMBER_LIMIT and number == round(number, places) for number in numbers)
            and (promise.upper is None or promise.upper > promise.number)
            and all(len(getattr(promise, name)) <= cls._meta.get_field(name).max_length for name in ("unit", "per"))
        )

    @property
    def figure(self):
        """The promise in figures: "≥ 10万人", "3–5个（每个乡镇）"."""
        ends = [self.number] if self.upper is None else [self.number, self.upper]
        numbers = "–".join(write_number(end, self.unit) for end in ends)
        per = f"（{self.per}）" if self.per else ""
        return f"{self.SIGNS.get(self.comparator, '')}{numbers}{self.unit}{per}"


class Milestone(models.Model):
    """A step of an item that is reached or not, often by a day: 6月底前完成主体工程."""

    Basis = Basis

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="milestones", verbose_name=_("work item"))
    position = models.PositiveIntegerField(_("order"))
    title = models.CharField(_("what is reached"), max_length=200)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    literal = models.CharField(_("as written"), max_length=300, blank=True)
    start = models.PositiveIntegerField(_("start in the source"), null=True, blank=True)
    end = models.PositiveIntegerField(_("end in the source"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices, default=Basis.MANUAL)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="milestone_has_title",
                violation_error_message=_("A milestone says what is reached."),
            ),
            known("milestone_basis_known", BASIS_SENTENCE, basis=Basis),
            models.CheckConstraint(
                condition=PLACE_IN_ORDER, name="milestone_place_in_order", violation_error_message=PLACE_SENTENCE
            ),
        ]

    def __str__(self):
        return f"{self.title}（{self.due_on:%Y-%m-%d}）" if self.due_on else self.title
