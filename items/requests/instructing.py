"""Instructions of city leaders (批示) on an item, what is answered, and when one is done (domain.md §0 fact 5)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access, history
from ..messages.about_items import steering_units, tell_office, tell_people, tell_units
from ..models import HistoryEntry, Instruction, InstructionAnswer, Message
from ..steps.asking import add, require_words, settle
from ..steps.errors import WorkflowError

State = Instruction.State
POST_LIMIT = Instruction._meta.get_field("post").max_length


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
    post = access.post_label(by)[:POST_LIMIT]
    named = {"answer_until": due_on and due_on.isoformat(), "meeting": meeting and meeting.name}
    with transaction.atomic():
        instruction = add(Instruction(item=item, by=by, post=post, text=text, at=at, due_on=due_on, meeting=meeting))
        history.record(
            HistoryEntry.Action.INSTRUCTION_GIVEN,
            by=by,
            item=item,
            after={"instruction": text, **{name: words for name, words in named.items() if words}},
            at=at,
        )
        told = {"text": text, "by": by, "at": at, "part": "instructions", "kind": Message.Kind.INSTRUCTION}
        reached = {message.to_id for message in tell_units(item, steering_units(item), title, **told)}
        tell_office(item, title, leave_out=reached, **told)
    return instruction


def answer_instruction(instruction, *, by, at, text):
    """A lead or responsible unit, or the office, answers; answers add up. Returns the `InstructionAnswer`."""
    item = instruction.item
    if not access.can_answer(by, item):
        raise WorkflowError(access.ONLY_STEERING_UNITS_ANSWER)
    text = require_words(text, _("An answer needs words."))
    with transaction.atomic():
        instruction = settle(instruction, states=[State.OPEN, State.ANSWERED], state=State.ANSWERED)
        unit = access.writing_department(by, item)
        answer = add(InstructionAnswer(instruction=instruction, department=unit, by=by, text=text, at=at))
        history.record(
            HistoryEntry.Action.INSTRUCTION_ANSWERED,
            by=by,
            item=item,
            department=unit,
            after={"answer": text},
            at=at,
        )
        title = _("Your instruction on item %(number)s was answered") % {"number": item.display_number}
        tell_people(item, [instruction.by], title, text=text, by=by, at=at, part="instructions")
    return answer


def mark_done(instruction, *, by, at):
    """The leader who wrote it, or another leader, marks the instruction done; returns it."""
    if not access.can_instruct(by):
        raise WorkflowError(access.ONLY_LEADERS_MARK_DONE)
    item = instruction.item
    with transaction.atomic():
        instruction = settle(instruction, states=[State.OPEN, State.ANSWERED], state=State.DONE, done_at=at)
        history.record(
            HistoryEntry.Action.INSTRUCTION_DONE,
            by=by,
            item=item,
            before={"instruction": instruction.text},
            at=at,
        )
        title = _("Instruction on item %(number)s marked done") % {"number": item.display_number}
        told = {"text": instruction.text, "by": by, "at": at, "part": "instructions"}
        reached = {message.to_id for message in tell_units(item, steering_units(item), title, **told)}
        tell_office(item, title, leave_out=reached, kind=Message.Kind.DECIDED, **told)
    return instruction
