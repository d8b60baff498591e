"""What was asked and answered on an item, with the forms that the reader may use beside each."""

import datetime
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch, prefetch_related_objects

from departments import clock

from .. import access
from ..closing.forms import SignClosingForm
from ..closing.requests import has_consent, written
from ..models import Attachment, Closing, Extension, Objection
from ..plans.effect import Effect, effect_of
from ..requests.forms import AnswerForm, ExtensionDecisionForm, SettleForm
from ..rules.deadlines import doubts
from ..rules.shortfall import spell_shortfall
from ..second_looks.forms import ClosingWithLookForm
from .reader import written_before


@dataclass(frozen=True)
class Shown:
    """A request or an instruction as its reader sees it: with the form to answer it and the button beside it, if any.

    The button withdraws a request, and marks an instruction as done. `effect` is that of granting the day `effect_on`,
    with `doubts` (sentences) about it.
    `sign_form` is the head's, to sign or return what the unit wrote; `why_not` says why a head may not. `answers` are
    those to an instruction, each as `Shown`.
    """

    row: object
    form: object = None
    has_button: bool = False
    sign_form: object = None
    why_not: str = ""
    answers: list = field(default_factory=list)
    effect: Effect | None = None
    effect_on: datetime.date | None = None
    doubts: list = field(default_factory=list)


@dataclass(frozen=True)
class ShownClosing:
    """A request to close as its reader sees it: `figures` are [(row, words)], `buttons` the names of what may be done.

    `files` are empty for whom they are not open to. `form` takes the words that go with the buttons. `short` are
    sentences on what the item was short of when closing was asked for, none where whoever has a button reads the same.
    """

    row: Closing
    figures: list
    files: list
    can_attach: bool
    buttons: list
    form: object = None
    sign_form: object = None
    why_not: str = ""
    short: list = field(default_factory=list)


def asked_context(reader):
    """What the tab `requests` shows: every request, instruction and decision on the item, with the reader's forms."""
    shown = [_instruction(reader, instruction) for instruction in reader.instructions]
    kept = Attachment.objects.filter(removed_at__isnull=True).select_related("by")
    prefetch_related_objects(reader.closings, Prefetch("attachments", queryset=kept, to_attr="files"))
    reads_files = _reads_files(reader, reader.closings)
    closings = [_shown_closing(reader, closing, reads_files) for closing in reader.closings]
    ends = reader.may_end or any(one.buttons for one in closings)
    return {
        "objections": [_objection(reader, objection) for objection in reader.objections],
        "extensions": [_extension(reader, extension) for extension in reader.extensions],
        "closings": closings,
        "instructions": [one for one in shown if not one.row.is_decision],
        "decisions": [one for one in shown if one.row.is_decision],
        "left_open": reader.left_open if ends else [],
    }


def _objection(reader, objection):
    if objection.state != Objection.State.OPEN:
        return Shown(objection)
    form = reader.form(f"settle_{objection.pk}", SettleForm, item=reader.item) if reader.supervises else None
    return Shown(objection, form, has_button=reader.writes_for(objection.department))


def _extension(reader, extension):
    if extension.is_unsigned:
        signing = reader.signing(extension, "sign_extension")
        return Shown(extension, has_button=reader.writes_for(extension.department), **signing)
    if extension.state != Extension.State.ASKED:
        return Shown(extension)
    form = None
    if reader.supervises:
        initial = {"granted_on": extension.wanted_on}
        form = reader.form(f"extension_{extension.pk}", ExtensionDecisionForm, item=reader.item, initial=initial)
    shown = Shown(extension, form, has_button=reader.writes_for(extension.department))
    if not form or not reader.item.is_open:
        return shown
    day, today = form.show_effect(extension.wanted_on), clock.today()
    effect = effect_of(reader.item, on=today, due_on=day)
    if not effect.lowered:
        form.fields.pop("lowering")
    return replace(shown, effect=effect, effect_on=day, doubts=doubts(reader.item, day, today))


def _shown_closing(reader, closing, reads_files):
    buttons, form = _buttons(reader, closing) if closing.is_open else [], None
    if buttons:
        may_close = "close" in buttons
        may = {"may_close": may_close, "may_renew": "return" in buttons}
        initial = {"anyway": closing.anyway}
        form = reader.form(f"closing_{closing.pk}", ClosingWithLookForm, item=reader.item, initial=initial, **may)
        form = reader.asks_why(form) if may_close else form
    if closing.is_unsigned:  # read by nobody but its unit
        buttons = ["take_back"] if reader.changes else []
    signing = reader.signing(closing, "sign_closing", SignClosingForm, initial={"anyway": closing.anyway})
    if signing.get("sign_form") and not signing["why_not"]:
        reader.asks_why(signing["sign_form"])
    return ShownClosing(
        row=closing,
        figures=[(row, written(row)) for row in closing.values],
        files=closing.files if reads_files else [],
        can_attach=(closing.is_unsigned and reader.changes) or (closing.is_open and (reader.asks or reader.supervises)),
        buttons=buttons,
        form=form,
        short=[] if buttons and reader.short == closing.short else spell_shortfall(closing.short),
        **signing,
    )


def _reads_files(reader, closings):
    """Whether the reader may open the files of proof; the answer is the same for all on one item."""
    first = next((file for closing in closings for file in closing.files), None)
    if first is None:
        return False
    first.item = reader.item
    return access.can_read_attachment(reader.user, first)


def _buttons(reader, closing):
    """What the reader may do with an open request, by name of the button."""
    state, buttons = closing.state, []
    if reader.supervises:
        if has_consent(reader.item):
            buttons.append("close")
        if reader.item.report.with_leader and state == Closing.State.ASKED:
            buttons.append("forward")
        buttons.append("return")
    elif reader.asks:
        buttons.append("withdraw")
    if reader.changes and access.is_leader(reader.user) and state == Closing.State.WITH_LEADER:
        buttons += ["approve", "refuse"]
    return buttons


def _instruction(reader, instruction):
    rows = reader.readable(instruction.answers.all())
    if not instruction.is_unsettled:
        return Shown(instruction, answers=[Shown(row) for row in rows])
    answers = [_answer(reader, row) for row in rows]
    form = None
    if reader.supervises or (reader.asks and not any(row.is_unsigned for row in rows)):
        initial = written_before(rows[::-1], "text")
        form = reader.form(f"answer_{instruction.pk}", AnswerForm, initial=initial)
    return Shown(instruction, form, has_button=reader.leads, answers=answers)


def _answer(reader, answer):
    is_own = answer.is_unsigned and reader.writes_for(answer.department)
    return Shown(answer, has_button=is_own, **reader.signing(answer, "sign_answer"))
