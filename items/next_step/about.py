"""After which addresses a person is told what comes next: what the step was about, and what is looked for first then.

What it was about is read anew once the step is done, by the key in the address; of many at once by those that were
ticked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from departments.models import User

from ..forms.keys import keys_of
from ..models import (
    Closing,
    Extension,
    ImportDraft,
    Instruction,
    InstructionAnswer,
    Objection,
    PlannedCurve,
    ProgressUpdate,
    ReportingPeriod,
    WorkItem,
    WorkReport,
)
from ..workbench.cards import WaitKind

# More than a page shows are not ticked at once.
MOST = 50
TO_WRITE = (WaitKind.RETURNED, WaitKind.WRITE)
TO_ANSWER = (WaitKind.INSTRUCTION, WaitKind.DECISION)
OWN_ITEM = (WaitKind.OVERDUE, WaitKind.SOON, WaitKind.NOT_STARTED)


@dataclass(frozen=True)
class Sent:
    """What came with the form: the key in its address, its fields, and who sent it."""

    pk: int | None
    fields: QueryDict
    user: User


@dataclass(frozen=True)
class After:
    """`rows(sent)` finds what a step was about, as it is now.

    Of all that waits for the person that is told first which is of the models or kinds in `prefer`: who works through a
    list stays on it. What is in `settles` the person has done something about: these kinds on the items of the rows,
    these models altogether, are passed over. `many`: the sentence on the step names no unit.
    """

    rows: Callable[[Sent], list[Any]] = lambda _sent: []
    prefer: tuple[Any, ...] = ()
    settles: tuple[Any, ...] = ()
    many: bool = False


def _updates(keys):
    rows = ProgressUpdate.objects.filter(pk__in=keys).defer("text", "problems", "next_steps", "review_note")
    return list(rows.select_related("period__report", "item__report", "department__successor", "sent_by"))


def _update(sent):
    return _updates([sent.pk])


def _ticked(sent):
    """In the office's and the head's lists a tick is "key:version"."""
    return _updates(keys_of(value.partition(":")[0] for value in sent.fields.getlist("update")[:MOST]))


def _returned_or_ticked(sent):
    returned = sent.fields.get("return", "").partition(":")[0]
    return _updates(keys_of([returned])) if returned else _ticked(sent)


def _row(model, *related):
    return lambda sent: list(model.objects.select_related(*related).filter(pk=sent.pk))


def _own(model, *related, path="item"):
    """The last that the person wrote about what the address names."""
    return lambda sent: list(
        model.objects.select_related(*related).filter(**{path: sent.pk}, by=sent.user).order_by("-at", "-pk")[:1]
    )


def _asked_to_close(sent):
    """A step to 待审结 is a request, where the person's status was asked for so."""
    asks = sent.fields.get("status") == WorkItem.Status.AWAITING_CLOSURE
    return _own(Closing, *UNIT)(sent) if asks else []


def _report_of_draft(sent):
    draft = ImportDraft.objects.select_related("report").only("report").filter(pk=sent.pk).first()
    return [draft.report] if draft and draft.report else []


def _meeting_decision(sent):
    return _own(Instruction, "item__report", "by", "meeting", path="meeting")(sent)


UNIT = ("item__report", "department__successor", "by")
INSTRUCTED = ("item__report", "by")
ANSWERED = ("instruction__item__report", "instruction__by", "department__successor", "by")

AFTER = {
    # Reports on their way
    "update_save": After(_update, TO_WRITE),
    "update_send": After(_update, TO_WRITE),
    "update_no_change": After(_update, TO_WRITE),
    "update_take_back": After(_update, TO_WRITE),
    "update_sign_off": After(_update, (ProgressUpdate,)),
    "update_send_back": After(_update, (ProgressUpdate, WaitKind.TAKE_UP)),
    "update_accept": After(_update, (ProgressUpdate, WaitKind.TAKE_UP)),
    "update_undo": After(_update, (ProgressUpdate,)),
    "no_change_list": After(_ticked, TO_WRITE, many=True),
    "sign_off_list": After(_returned_or_ticked, (ProgressUpdate,), many=True),
    "review_list": After(_returned_or_ticked, (ProgressUpdate,), many=True),
    "workbook_checked": After(prefer=TO_WRITE, many=True),
    "update_chase": After(prefer=(*TO_WRITE, WaitKind.TAKE_UP)),
    # Signing for, objections, extensions
    "sign_for_list": After(prefer=(WaitKind.SIGN_FOR,)),
    "item_sign_for": After(prefer=(WaitKind.SIGN_FOR,)),
    "item_objection": After(_own(Objection, *UNIT), (WaitKind.SIGN_FOR,), settles=(WaitKind.SIGN_FOR,)),
    "objection_withdraw": After(prefer=(WaitKind.SIGN_FOR,)),
    "objection_settle": After(prefer=(Objection,)),
    "item_extension": After(_own(Extension, *UNIT), settles=OWN_ITEM),
    "extension_sign": After(_row(Extension, *UNIT), (Extension,)),
    "extension_withdraw": After(),
    "extension_decide": After(prefer=(Extension,)),
    # Closing
    "item_closing": After(_own(Closing, *UNIT), settles=OWN_ITEM),
    "closing_sign": After(_row(Closing, *UNIT), (Closing,)),
    "closing_decide": After(_row(Closing, *UNIT), (Closing,)),
    "item_progress": After(_asked_to_close, settles=OWN_ITEM),
    "item_carry_over": After(),
    # Instructions and meetings
    "item_instruction": After(_own(Instruction, *INSTRUCTED), settles=(Instruction,)),
    "instruction_answer": After(_own(InstructionAnswer, *ANSWERED, path="instruction"), TO_ANSWER, settles=TO_ANSWER),
    "answer_sign": After(_row(InstructionAnswer, *ANSWERED), (InstructionAnswer,)),
    "answer_withdraw": After(prefer=TO_ANSWER),
    "instruction_done": After(prefer=(Instruction,)),
    "meeting_decide": After(_meeting_decision, settles=(Instruction,)),
    # Plans and leads
    "item_plan": After(),
    "item_plan_decide": After(prefer=(PlannedCurve,)),
    "item_lead": After(),
    "lead_list": After(),
    # Reports and rounds of the office
    "import_apply": After(_report_of_draft),
    "report_issue": After(_row(WorkReport)),
    "round_settings": After(_row(WorkReport)),
    "round_issue": After(_row(WorkReport)),
    "period_open": After(_row(ReportingPeriod, "report")),
    "period_undo_opening": After(),
    "period_undo_closing": After(),
    "period_close": After(_row(ReportingPeriod, "report"), (ProgressUpdate,)),
    "period_chase": After(prefer=(ProgressUpdate,)),
    "period_call": After(prefer=(ProgressUpdate,)),
    "report_withdraw": After(),
    "report_archive": After(),
    # People
    "people_checked": After(prefer=(User,)),
    "demo_accounts": After(prefer=(User,)),
}
