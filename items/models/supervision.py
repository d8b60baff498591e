"""What units ask of the supervision office, and what it and the city's leaders answer."""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.models import Department, FoldedField, FoldedModel, FoldedQuerySet, User

from .known import known
from .meeting import Meeting
from .work_item import ANYWAY_LIMIT, WorkItem

REASON_LIMIT = 2000
# The state of what nobody had settled when its item ended (`closing.ending`).
LAPSED = ("lapsed", _("Ended with its item"))


def _reason(label, **options):
    return models.TextField(label, validators=[MaxLengthValidator(REASON_LIMIT)], **options)


def _words(asked):
    """What was asked, to be found by; however a subclass calls it."""
    return FoldedField(_("words to find it by"), of=(asked,))


def _person(label, **options):
    return models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=label, **options)


def _unit(**options):
    return models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"), **options
    )


def _item(related_name):
    return models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name=related_name, verbose_name=_("work item"))


class Signable(models.Model):
    """What a unit asks or answers. Where the report's rules have heads sign, it leaves the unit with a signature."""

    # The states in which it is the unit's own; each subclass has them among its others.
    UNSIGNED, SENT_BACK, TAKEN_BACK = "unsigned", "sent_back", "taken_back"
    WITHIN_UNIT = (UNSIGNED, SENT_BACK, TAKEN_BACK)

    # Each subclass has its field.
    state: Any

    signed_by = _person(_("signed off by"), null=True, blank=True)
    signed_post = models.CharField(_("post of the signer"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("signed off at"), null=True, blank=True)
    return_reason = _reason(_("reason of the return"), blank=True)

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


class Objection(FoldedModel):
    """A unit objects (异议) to an item instead of signing for it; the office settles it."""

    Kind = ObjectionKind
    State = ObjectionState
    Decision = ObjectionDecision

    # As of each kind of request: it waits for somebody outside the unit.
    UNSETTLED = (State.OPEN,)

    item = _item("objections")
    department = _unit()
    kind = models.CharField(_("objection to"), max_length=10, choices=Kind.choices)
    reason = _reason(_("reason"))
    by = _person(_("by"))
    at = models.DateTimeField(_("at"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    answer = _reason(_("answer"), blank=True)
    settled_by = _person(_("settled by"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    words = _words("reason")

    objects = FoldedQuerySet.as_manager()

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


class Extension(FoldedModel, Signable):
    """A request for a later deadline (延期申请), asked before the deadline passes (domain.md §2)."""

    State = ExtensionState

    UNSETTLED = (State.ASKED,)

    item = _item("extensions")
    department = _unit()
    due_on = models.DateField(_("deadline until then"))
    wanted_on = models.DateField(_("deadline asked for"))
    reason = _reason(_("reason"))
    by = _person(_("by"))
    at = models.DateTimeField(_("at"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.ASKED)
    granted_on = models.DateField(_("deadline granted"), null=True, blank=True)
    answer = _reason(_("answer"), blank=True)
    decided_by = _person(_("decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    words = _words("reason")

    objects = FoldedQuerySet.as_manager()

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


class Closing(FoldedModel, Signable):
    """A request to close an item (申请办结): result in words, figures reached, proof; the office decides.

    `values` is [{"label": …, "value": "12.5", "unit": …, "target": "≥ 10万人"}, …] as they were asked for. `short` is
    what the item was short of then {kind of `Shortfall`: which of them}, `anyway` why it was asked for all the same.
    """

    State = ClosingState

    UNSETTLED = (State.ASKED, State.WITH_LEADER, State.APPROVED)

    item = _item("closings")
    department = _unit(null=True, blank=True)
    result = _reason(_("result"))
    values = models.JSONField(_("figures reached"), default=list, blank=True)
    short = models.JSONField(_("what the item was short of"), default=dict, blank=True, editable=False)
    anyway = models.TextField(
        _("asked all the same because"), blank=True, validators=[MaxLengthValidator(ANYWAY_LIMIT)]
    )
    by = _person(_("by"))
    at = models.DateTimeField(_("at"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.ASKED)
    approved_by = _person(_("approved by"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    answer = _reason(_("answer"), blank=True)
    decided_by = _person(_("decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    words = _words("result")

    objects = FoldedQuerySet.as_manager()

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


class InstructionState(models.TextChoices):
    OPEN = "open", _("Awaiting an answer")
    ANSWERED = "answered", _("Answered")
    DONE = "done", _("Done")
    LAPSED = LAPSED


class Instruction(FoldedModel):
    """A leader's instruction (批示) on an item; it is tracked until the leader marks it done."""

    State = InstructionState

    # Somebody still has to answer it or to mark it done.
    UNSETTLED = (State.OPEN, State.ANSWERED)

    item = _item("instructions")
    by = _person(_("by"))
    post = models.CharField(_("post"), max_length=200, blank=True)
    text = _reason(_("instruction"))
    at = models.DateTimeField(_("at"))
    due_on = models.DateField(_("answer until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="instructions",
        verbose_name=_("meeting"),
        help_text=_("The meeting that decided it."),
    )
    words = _words("text")

    objects = FoldedQuerySet.as_manager()

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=InstructionState.DONE, done_at__isnull=False)
                | Q(state__in=["open", "answered", "lapsed"], done_at__isnull=True),
                name="instruction_state_known",
                violation_error_message=_("An instruction that is done has a moment at which it was."),
            ),
        ]

    def __str__(self):
        return f"{self.item} · {self.text[:40]}"

    @property
    def is_unsettled(self):
        return self.state in self.UNSETTLED

    @property
    def is_decision(self):
        """Decided by a meeting (议定事项), not written by a leader (批示)."""
        return self.meeting_id is not None

    @property
    def kind_word(self):
        """What readers call it."""
        return gettext("Meeting decision") if self.is_decision else gettext("Instruction")


class AnswerState(models.TextChoices):
    UNSIGNED = "unsigned", _("Awaiting sign-off")
    SENT_BACK = "sent_back", _("Returned by the unit head")
    TAKEN_BACK = "taken_back", _("Taken back")
    GIVEN = "given", _("Given")


class InstructionAnswer(Signable):
    """What the lead or the office answers to an instruction. Answers add up."""

    State = AnswerState

    instruction = models.ForeignKey(
        Instruction, on_delete=models.PROTECT, related_name="answers", verbose_name=_("instruction")
    )
    department = _unit(null=True, blank=True)
    by = _person(_("by"))
    text = _reason(_("answer"))
    at = models.DateTimeField(_("at"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.GIVEN)

    class Meta:
        verbose_name = _("answer to an instruction")
        verbose_name_plural = _("answers to instructions")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instruction", "department"],
                condition=Q(state="unsigned"),
                name="answer_one_unsigned",
                violation_error_message=_("Your unit has an answer already that waits for its head."),
            ),
            known("answer_state_known", state=AnswerState),
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def item(self):
        """The item that the instruction is about."""
        return self.instruction.item
