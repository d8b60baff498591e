"""What units ask of the supervision office, and what it and the city's leaders answer."""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from departments.models import Department, FoldedField, FoldedModel, FoldedQuerySet, User

from .known import known
from .work_item import ANYWAY_LIMIT, WorkItem

REASON_LIMIT = 2000
# The state of what nobody had settled when its item ended (`closing.ending`).
LAPSED = ("lapsed", _("Ended with its item"))


def reason_field(label, **options):
    return models.TextField(label, validators=[MaxLengthValidator(REASON_LIMIT)], **options)


def words_field(asked):
    """What is found by the words of the column `asked`."""
    return FoldedField(_("words to find it by"), of=(asked,))


def person_field(label, **options):
    return models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=label, **options)


def unit_field(**options):
    return models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"), **options
    )


def item_field(related_name):
    return models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name=related_name, verbose_name=_("work item"))


class Asked(FoldedModel):
    """What is found by the words with which it was asked."""

    objects = FoldedQuerySet.as_manager()

    class Meta:
        abstract = True


class Signable(models.Model):
    """What a unit asks or answers. Where the report's rules have heads sign, it leaves the unit with a signature."""

    # The states in which it is the unit's own; each subclass has them among its others.
    UNSIGNED, SENT_BACK, TAKEN_BACK = "unsigned", "sent_back", "taken_back"
    WITHIN_UNIT = (UNSIGNED, SENT_BACK, TAKEN_BACK)

    # Each subclass has its field.
    state: Any

    signed_by = person_field(_("signed off by"), null=True, blank=True)
    signed_post = models.CharField(_("post of the signer"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("signed off at"), null=True, blank=True)
    return_reason = reason_field(_("reason of the return"), blank=True)

    class Meta:
        abstract = True

    @property
    def is_unsigned(self):
        return self.state == self.UNSIGNED

    @property
    def is_within_unit(self):
        """Nobody outside the unit knows of it: it waits for the head, came back from there or was taken back."""
        return self.state in self.WITHIN_UNIT


class ObjectionKind(models.TextChoices):
    DUTY = "duty", _("not this unit's duty")
    ROLE = "role", _("lead or supporting")
    DEADLINE = "deadline", _("deadline")
    WORDING = "wording", _("wording")
    TARGET = "target", _("target")


class ObjectionState(models.TextChoices):
    OPEN = "open", _("Open")
    SETTLED = "settled", _("Settled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = LAPSED


class ObjectionDecision(models.TextChoices):
    KEEP = "keep", _("keep as issued")
    REASSIGN = "reassign", _("another unit takes it over")
    DEADLINE = "deadline", _("another deadline")
    REWORD = "reword", _("another wording")
    ROLE = "role", _("another role")
    TARGET = "target", _("targets changed")


class Objection(Asked):
    """A unit objects (异议) to an item instead of signing for it; the office settles it."""

    Kind = ObjectionKind
    State = ObjectionState
    Decision = ObjectionDecision

    # As of each kind of request: it waits for somebody outside the unit.
    UNSETTLED = (State.OPEN,)

    item = item_field("objections")
    department = unit_field()
    kind = models.CharField(_("objection to"), max_length=10, choices=Kind.choices)
    reason = reason_field(_("reason"))
    by = person_field(_("by"))
    at = models.DateTimeField(_("at"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    answer = reason_field(_("answer"), blank=True)
    settled_by = person_field(_("settled by"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    words = words_field("reason")

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "department"],
                condition=Q(state=ObjectionState.OPEN),
                name="objection_one_open",
                violation_error_message=_("This unit has an open objection to the item already."),
            ),
            known(
                "objection_words_known",
                kind=ObjectionKind,
                state=ObjectionState,
                decision=["", *ObjectionDecision],
            ),
            models.CheckConstraint(
                condition=~Q(state=ObjectionState.SETTLED)
                | (~Q(decision="") & Q(settled_by__isnull=False, settled_at__isnull=False)),
                name="objection_settled_by_somebody",
                violation_error_message=_("A settled objection has a decision and somebody who took it."),
            ),
        ]

    def __str__(self):
        return f"{self.department} · {self.item} · {self.get_kind_display()}"


class ExtensionState(models.TextChoices):
    UNSIGNED = "unsigned", _("Awaiting sign-off")
    SENT_BACK = "sent_back", _("Returned by the unit head")
    TAKEN_BACK = "taken_back", _("Taken back")
    ASKED = "asked", _("Asked")
    APPROVED = "approved", _("Approved")
    DENIED = "denied", _("Denied")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = LAPSED


class Extension(Asked, Signable):
    """A request for a later deadline (延期申请), asked before the deadline passes (domain.md §2)."""

    State = ExtensionState

    UNSETTLED = (State.ASKED,)

    item = item_field("extensions")
    department = unit_field()
    due_on = models.DateField(_("deadline until then"))
    wanted_on = models.DateField(_("deadline asked for"))
    reason = reason_field(_("reason"))
    by = person_field(_("by"))
    at = models.DateTimeField(_("at"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.ASKED)
    granted_on = models.DateField(_("deadline granted"), null=True, blank=True)
    answer = reason_field(_("answer"), blank=True)
    decided_by = person_field(_("decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    words = words_field("reason")

    class Meta:
        verbose_name = _("extension request")
        verbose_name_plural = _("extension requests")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state=ExtensionState.ASKED),
                name="extension_one_open",
                violation_error_message=_("The item has an open extension request already."),
            ),
            models.UniqueConstraint(
                fields=["item", "department"],
                condition=Q(state="unsigned"),
                name="extension_one_unsigned",
                violation_error_message=_("Your unit has a request already that waits for its head."),
            ),
            known("extension_state_known", state=ExtensionState),
            models.CheckConstraint(
                condition=Q(wanted_on__gt=F("due_on")),
                name="extension_is_later",
                violation_error_message=_("The deadline asked for lies after the present one."),
            ),
            models.CheckConstraint(
                condition=Q(state=ExtensionState.APPROVED, granted_on__isnull=False)
                | (~Q(state=ExtensionState.APPROVED) & Q(granted_on=None)),
                name="extension_approved_has_day",
                violation_error_message=_("An approved request names the new deadline."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ExtensionState.APPROVED, ExtensionState.DENIED])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="extension_decided_by_somebody",
                violation_error_message=_("Somebody decides on a request, at some moment."),
            ),
        ]

    def __str__(self):
        return f"{self.item} {self.due_on:%Y-%m-%d} → {self.wanted_on:%Y-%m-%d}"


class ClosingState(models.TextChoices):
    UNSIGNED = "unsigned", _("Awaiting sign-off")
    SENT_BACK = "sent_back", _("Returned by the unit head")
    TAKEN_BACK = "taken_back", _("Taken back")
    ASKED = "asked", _("Awaiting the office")
    WITH_LEADER = "with_leader", _("Awaiting a leader")
    APPROVED = "approved", _("Approved by a leader")
    CLOSED = "closed", _("Closed")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = LAPSED


class Closing(Asked, Signable):
    """A request to close an item (申请办结): result in words, figures reached, proof; the office decides.

    `values` is [{"label": …, "value": "12.5", "unit": …, "target": "≥ 10万人"}, …] as they were asked for. `short` is
    what the item was short of then {kind of `Shortfall`: which of them}, `anyway` why it was asked for all the same.
    """

    State = ClosingState

    UNSETTLED = (State.ASKED, State.WITH_LEADER, State.APPROVED)

    item = item_field("closings")
    department = unit_field(null=True, blank=True)
    result = reason_field(_("result"))
    values = models.JSONField(_("figures reached"), default=list, blank=True)
    short = models.JSONField(_("what the item was short of"), default=dict, blank=True, editable=False)
    anyway = models.TextField(
        _("asked all the same because"), blank=True, validators=[MaxLengthValidator(ANYWAY_LIMIT)]
    )
    by = person_field(_("by"))
    at = models.DateTimeField(_("at"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.ASKED)
    approved_by = person_field(_("approved by"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    answer = reason_field(_("answer"), blank=True)
    decided_by = person_field(_("decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    words = words_field("result")

    class Meta:
        verbose_name = _("closing request")
        verbose_name_plural = _("closing requests")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state__in=[ClosingState.ASKED, ClosingState.WITH_LEADER, ClosingState.APPROVED]),
                name="closing_one_open",
                violation_error_message=_("The item has an open closing request already."),
            ),
            models.UniqueConstraint(
                fields=["item", "department"],
                condition=Q(state="unsigned"),
                name="closing_one_unsigned",
                violation_error_message=_("Your unit has a request already that waits for its head."),
            ),
            known("closing_state_known", state=ClosingState),
            models.CheckConstraint(
                condition=~Q(state=ClosingState.APPROVED) | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="closing_approved_by_somebody",
                violation_error_message=_("A leader approves a closing, at some moment."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ClosingState.CLOSED, ClosingState.RETURNED])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="closing_decided_by_somebody",
                violation_error_message=_("Somebody decides on a request, at some moment."),
            ),
        ]

    def __str__(self):
        return f"{self.item} · {self.get_state_display()}"

    @property
    def is_open(self):
        return self.state in self.UNSETTLED
