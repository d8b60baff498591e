"""Instructions of city leaders (批示) on an item, what is answered, and when one is done (domain.md §0 fact 5)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access, history
from ..messages.about_items import steering_units, tell_office, tell_people, tell_units
from ..models import HistoryEntry, Instruction, InstructionAnswer, Message
from ..rules.accepted import present_unit
from ..steps.asking import add, asking_unit, require_words, settle
from ..steps.errors import WorkflowError
from . import signing

State = Instruction.State
Action = HistoryEntry.Action
# What the history calls an answer.
KIND = "answer"
POST_LIMIT = Instruction._meta.get_field("post").max_length


def part_of(instruction):
    """Its place on the item's page: decisions of meetings stand apart from what leaders wrote."""
    return "decisions" if instruction.is_decision else "instructions"


def instruct(item, *, by, at, text, due_on=None):
    """A leader instructs on an item, to be answered until `due_on` if given; the office and who steers it are told.

    Returns the `Instruction`. On a closed item, too: that is how it is looked at again.
    """
    if not access.can_instruct(by):
        raise WorkflowError(access.ONLY_LEADERS_INSTRUCT)
    title = _("Instruction of %(leader)s on item %(number)s") % {"leader": by, "number": item.display_number}
    return give(item, title, by=by, at=at, text=text, due_on=due_on)


def give(item, title, *, by, at, text, due_on=None, meeting=None):
    """Write an instruction, of a `meeting` if given, and tell under the title; who may, the caller has asked."""
    text = require_words(text, _("An instruction needs words."))
    if due_on is not None and due_on < timezone.localdate(at):
        raise WorkflowError(_("The day for the answer lies in the past."))
    post = by.post_label[:POST_LIMIT]
    named = {"answer_until": due_on and due_on.isoformat(), "meeting": meeting and meeting.name}
    with transaction.atomic():
        instruction = add(Instruction(item=item, by=by, post=post, text=text, at=at, due_on=due_on, meeting=meeting))
        history.record(
            Action.DECISION_GIVEN if meeting else Action.INSTRUCTION_GIVEN,
            by=by,
            item=item,
            after={
                "meeting_decision" if meeting else "instruction": text,
                **{name: words for name, words in named.items() if words},
            },
            at=at,
        )
        kind = Message.Kind.MEETING if meeting else Message.Kind.INSTRUCTION
        told = {"text": text, "by": by, "at": at, "part": part_of(instruction), "kind": kind}
        reached = {message.to_id for message in tell_units(item, steering_units(item), title, **told)}
        tell_office(item, title, leave_out=reached, **told)
    return instruction


def answer_instruction(instruction, *, by, at, text):
    """A lead or responsible unit, or the office, answers; answers add up. Returns the `InstructionAnswer`.

    A unit's answer waits for its head where the report's rules have heads sign; the instruction is not answered until
    then.
    """
    item = instruction.item
    if not access.can_answer(by, item):
        raise WorkflowError(access.ONLY_STEERING_UNITS_ANSWER)
    text = require_words(text, _("An answer needs words."))
    with transaction.atomic():
        unit, speaker = access.writing_department(by, item), asking_unit(by, item)
        state = signing.first_state(
            item, speaker, by=by, on=timezone.localdate(at), otherwise=InstructionAnswer.State.GIVEN
        )
        _require_not_done(instruction)
        signed = signing.signature(item, speaker, by=by, at=at)
        answer = InstructionAnswer(
            instruction=instruction, department=unit, by=by, text=text, at=at, state=state, **signed
        )
        add(answer)
        if answer.is_unsigned:
            signing.hand_to_head(answer, KIND, part_of(instruction), by=by, at=at)
        else:
            _give_answer(answer, unit, by=by, at=at)
    return answer


def _require_not_done(instruction):
    """Refuse when it is done meanwhile: nobody waits for an answer any more."""
    if not Instruction.objects.filter(pk=instruction.pk, state__in=Instruction.UNSETTLED).exists():
        settle(instruction, states=())


def _give_answer(answer, unit, *, by, at):
    """Out of the unit, to whom gave the instruction."""
    instruction = settle(answer.instruction, states=Instruction.UNSETTLED, state=State.ANSWERED)
    item = instruction.item
    history.record(
        Action.DECISION_ANSWERED if instruction.is_decision else Action.INSTRUCTION_ANSWERED,
        by=by,
        item=item,
        department=unit,
        after={"answer": answer.text},
        at=at,
    )
    title = (
        _("The meeting decision on item %(number)s was answered")
        if instruction.is_decision
        else _("Your instruction on item %(number)s was answered")
    )
    title %= {"number": item.display_number}
    tell_people(item, [instruction.by], title, text=answer.text, by=by, at=at, part=part_of(instruction))


def sign_answer(answer, *, by, at):
    """The unit's head signs the answer, and whoever gave the instruction gets it; returns the answer."""
    with transaction.atomic():
        answer = signing.put_signature(answer, by=by, at=at, state=InstructionAnswer.State.GIVEN)
        _give_answer(answer, present_unit(answer.department), by=by, at=at)
    return answer


def return_answer(answer, *, by, at, reason):
    """The unit's head returns the answer to its writer; nobody outside hears of it. Returns the answer."""
    with transaction.atomic():
        return signing.return_to_writer(answer, KIND, part_of(answer.instruction), by=by, at=at, reason=reason)


def take_back_answer(answer, *, by, at):
    """The unit takes back an answer that its head has not signed; returns it."""
    with transaction.atomic():
        return signing.take_back(answer, KIND, by=by, at=at)


def mark_done(instruction, *, by, at):
    """The leader who wrote it, or another leader, marks the instruction done; returns it."""
    if not access.can_instruct(by):
        raise WorkflowError(access.ONLY_LEADERS_MARK_DONE)
    item = instruction.item
    with transaction.atomic():
        instruction = settle(instruction, states=Instruction.UNSETTLED, state=State.DONE, done_at=at)
        _end_unsigned(instruction, at=at)
        history.record(
            Action.DECISION_DONE if instruction.is_decision else Action.INSTRUCTION_DONE,
            by=by,
            item=item,
            before={"meeting_decision" if instruction.is_decision else "instruction": instruction.text},
            at=at,
        )
        title = (
            _("Meeting decision on item %(number)s marked done")
            if instruction.is_decision
            else _("Instruction on item %(number)s marked done")
        )
        title %= {"number": item.display_number}
        told = {"text": instruction.text, "by": by, "at": at, "part": part_of(instruction)}
        reached = {message.to_id for message in tell_units(item, steering_units(item), title, **told)}
        tell_office(item, title, leave_out=reached, kind=Message.Kind.DECIDED, **told)
    return instruction


def _end_unsigned(instruction, *, at):
    """What waits for a unit's head is no longer asked for: its writer is told, and nobody finds it to be signed."""
    reason = _("Marked done before the unit's head had signed the answer.")
    for answer in instruction.answers.filter(state=InstructionAnswer.State.UNSIGNED).select_related("department", "by"):
        signing.end_unsigned(answer, KIND, part_of(instruction), at=at, reason=reason, answer=answer.text)
