"""What the city's leaders and their meetings instruct, and what is answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .known import known
from .meeting import Meeting
from .supervision import LAPSED, Asked, Signable, item_field, person_field, reason_field, unit_field, words_field


class InstructionState(models.TextChoices):
    OPEN = "open", _("Awaiting an answer")
    ANSWERED = "answered", _("Answered")
    DONE = "done", _("Done")
    LAPSED = LAPSED


class Instruction(Asked):
    """A leader's instruction (批示) on an item; it is tracked until the leader marks it done."""

    State = InstructionState

    # Somebody still has to answer it or to mark it done.
    UNSETTLED = (State.OPEN, State.ANSWERED)

    item = item_field("instructions")
    by = person_field(_("by"))
    post = models.CharField(_("post"), max_length=200, blank=True)
    text = reason_field(_("instruction"))
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
    words = words_field("text")

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
    department = unit_field(null=True, blank=True)
    by = person_field(_("by"))
    text = reason_field(_("answer"))
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
