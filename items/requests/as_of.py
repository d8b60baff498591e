"""Instructions and meeting decisions as they stood at a moment: in which state, with which answers."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from ..models import Instruction, InstructionAnswer


@dataclass(frozen=True)
class AsOf:
    """An instruction with the state that it was in and the answers that it had."""

    instruction: Instruction
    state: str
    answers: list

    @property
    def word(self):
        return Instruction.State(self.state).label

    @property
    def is_unsettled(self):
        return self.state in Instruction.UNSETTLED


def with_answers(rows):
    """The instructions, a queryset, with the answers that were given; what waits for a unit's head was not."""
    given = InstructionAnswer.objects.filter(state=InstructionAnswer.State.GIVEN).select_related("by", "department")
    return rows.prefetch_related(Prefetch("answers", queryset=given))


def was_open(instruction, until):
    """Whether it had been given by the moment, had not been marked as done, and its item had not ended."""
    return instruction.at <= until and _ended_as(instruction, until) is None


def as_of(instruction, until):
    """The instruction (of `with_answers`) as it stood at the moment."""
    answers = [one for one in instruction.answers.all() if one.at <= until]
    open_as = Instruction.State.ANSWERED if answers else Instruction.State.OPEN
    return AsOf(instruction, _ended_as(instruction, until) or open_as, answers)


def open_then(items, until):
    """[AsOf] of what was open at the moment on the items (keys or a queryset), what is due first before the rest.

    Two queries.
    """
    rows = with_answers(Instruction.objects.filter(item__in=items).select_related("item__report", "by", "meeting"))
    return [as_of(one, until) for one in rows.order_by("due_on", "at", "pk") if was_open(one, until)]


def _ended_as(instruction, until):
    """The state in which it was over by the moment; None while it was not. What lapsed did so with its item."""
    if instruction.state == Instruction.State.LAPSED:
        ended_on = instruction.item.completed_on
        return Instruction.State.LAPSED if ended_on is None or ended_on <= timezone.localdate(until) else None
    return Instruction.State.DONE if instruction.done_at is not None and instruction.done_at <= until else None
