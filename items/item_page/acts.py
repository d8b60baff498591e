"""What was asked and answered on an item, with the forms that the reader may use: a part of the item page."""

import datetime
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Prefetch

from departments import clock

from .. import access, read_only
from ..closing.forms import (
    CarryOverForm,
    ClosingDecisionForm,
    ClosingForm,
    EarlierItemForm,
    LaterItemForm,
    SignClosingForm,
)
from ..closing.moving import steps_for
from ..closing.page import left_open
from ..closing.requests import has_consent, written
from ..closing.short import ASKING, ENDING, short_of
from ..lights.light import Light
from ..models import Attachment, Closing, Extension, Objection, Responsibility, WorkItem
from ..plans.effect import Effect, effect_of
from ..requests.forms import (
    AnswerForm,
    ExtensionDecisionForm,
    ExtensionForm,
    InstructionForm,
    ObjectionForm,
    SettleForm,
    SignForm,
)
from ..requests.signing_for import sign_by
from ..rules.accepted import present_unit
from ..rules.deadlines import doubts
from ..rules.shortfall import spell_shortfall
from ..steps.asking import asking_unit

Status = WorkItem.Status


@dataclass
class Reader:
    """Who reads the item, and the forms that came back; each is shown in its place, or else once above."""

    user: object
    item: WorkItem
    light: Light
    milestones: list
    returned: dict
    changes: bool = field(init=False)
    supervises: bool = field(init=False)
    asks: bool = field(init=False)

    def __post_init__(self):
        self.changes = read_only.can_change(self.item.report)
        self.supervises = self.changes and access.can_supervise(self.user)
        self.asks = self.changes and access.can_ask(self.user, self.item)

    def form(self, name, make, **options):
        """The form that came back under the name, or a new one."""
        return self.returned.pop(name, None) or make(name=name, **options)

    def writes_for(self, department):
        return self.changes and access.writes_for(self.user, present_unit(department).pk)

    @cached_property
    def short(self):
        """What the item is short of, for whoever may have a part in its closing."""
        return short_of(self.item, self.light.facts, self.milestones) if self.item.is_open else {}

    @cached_property
    def steps(self):
        """The steps of the status that are open to the reader."""
        return steps_for(self.user, self.item)

    @property
    def may_end(self):
        """Whether one of them leads to the item's end."""
        return self.changes and any(step in self.steps for step in (*ASKING, *ENDING))

    def asks_why(self, form):
        """The form, which asks why all the same where the item is short of something."""
        if form and self.short:
            form.ask_why()
        return form

    @cached_property
    def units_ever(self):
        return access.own_units_ever(self.user)

    def readable(self, rows):
        """Those of the requests that the reader may know of, as `access.with_readable_requests` has them."""
        return [row for row in rows if not row.is_within_unit or row.department_id in self.units_ever]

    def signing(self, row, name, make=SignForm, **options):
        """What a head may do with what waits for him, as fields of `Shown`; nothing for anybody else."""
        unit = present_unit(row.department) if self.changes and row.is_unsigned else None
        if unit is None or not access.heads(self.user, unit.pk):
            return {}
        may = access.can_sign_request(self.user, row, unit, row.by_id, self.item)
        return {
            "sign_form": self.form(f"{name}_{row.pk}", make, may_sign=may, **options),
            "why_not": "" if may else access.NOT_ONES_OWN % {"unit": unit},
        }


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


@dataclass(frozen=True)
class ToSign:
    """A responsibility that waits for the reader's unit to sign for it by the day."""

    row: Responsibility
    sign_by: datetime.date


def act_context(user, item, light, milestones, returned):
    """The part of the context of the page of the item about requests and answers.

    `light` is that of the item, `milestones` are [(Milestone, DayReached or None)].
    `returned` are forms that were refused, by name; those that belong here are taken out of it. A form whose place is
    gone, because somebody else has settled the matter, is `refused_form`: its words can be copied from there.
    """
    mine = {name: returned.pop(name) for name in list(returned) if hasattr(returned[name], "typed")}
    reader = Reader(user, item, light, milestones, mine)
    context = {
        **_signing(reader),
        **_extending(reader),
        **_closing(reader),
        **_carrying(reader),
        **_instructing(reader),
    }
    ends = reader.may_end or any(shown.buttons for shown in context["closings"])
    context["left_open"] = left_open(item, reader.short, light.facts) if ends and item.is_open else []
    return {**context, "refused_form": next(iter(mine.values()), None)}


def _signing(reader):
    item, open_ = reader.item, Objection.State.OPEN
    objections = list(item.objections.select_related("department__successor", "by", "settled_by"))
    objecting = {objection.department_id for objection in objections if objection.state == open_}
    rows = [
        row
        for row in access.responsibilities_of(reader.user, item)
        if reader.changes
        and item.is_open
        and row.issued_on
        and row.signed_for_at is None
        and row.department_id not in objecting
    ]
    for row in rows:
        row.item = item
    found = {
        "objections": [_objection(reader, objection) for objection in objections],
        "to_sign": [ToSign(row, sign_by(row)) for row in rows],
    }
    if rows:
        found["objection_form"] = reader.form("objection_form", ObjectionForm, item=item, rows=rows)
    return found


def _objection(reader, objection):
    if objection.state != Objection.State.OPEN:
        return Shown(objection)
    form = reader.form(f"settle_{objection.pk}", SettleForm, item=reader.item) if reader.supervises else None
    return Shown(objection, form, has_button=reader.writes_for(objection.department))


def _extending(reader):
    item, open_states = reader.item, (Extension.State.ASKED, Extension.State.UNSIGNED)
    rows = item.extensions.select_related("department__successor", "by", "signed_by", "decided_by")
    extensions = reader.readable(rows)
    found = {
        "extensions": [_extension(reader, extension) for extension in extensions],
        "extensions_approved": sum(extension.state == Extension.State.APPROVED for extension in extensions),
    }
    in_time = item.is_open and item.due_on is not None and clock.today() <= item.due_on
    if reader.asks and (in_time and all(extension.state not in open_states for extension in extensions)):
        initial = _written_before(extensions, "wanted_on", "reason")
        found["extension_form"] = reader.form("extension_form", ExtensionForm, item=item, initial=initial)
    return found


def _written_before(rows, *names):
    """What the unit wrote before its head returned it, to begin with; `rows` are requests, the latest first."""
    returned = next((row for row in rows[:1] if row.state == row.SENT_BACK), None)
    return {name: getattr(returned, name) for name in names} if returned else {}


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


def _closing(reader):
    item = reader.item
    kept = Attachment.objects.filter(removed_at__isnull=True).select_related("by")
    people = ("by", "signed_by", "approved_by", "decided_by")
    rows = item.closings.select_related("department__successor", *people).prefetch_related(
        Prefetch("attachments", queryset=kept, to_attr="files")
    )
    closings = reader.readable(rows)
    reads_files = _reads_files(reader, closings)
    found = {"closings": [_shown_closing(reader, closing, reads_files) for closing in closings]}
    waits = any(closing.is_unsigned for closing in closings)
    if reader.asks and not waits and Status.AWAITING_CLOSURE in reader.steps:
        unit, initial = asking_unit(reader.user, item), _written_before(closings, "result", "anyway")
        form = reader.form("closing_form", ClosingForm, item=item, unit=unit, initial=initial)
        found["closing_form"] = reader.asks_why(form)
    return found


def _shown_closing(reader, closing, reads_files):
    buttons, form = _buttons(reader, closing) if closing.is_open else [], None
    if buttons:
        may_close = "close" in buttons
        may = {"may_close": may_close, "may_renew": "return" in buttons}
        initial = {"anyway": closing.anyway}
        form = reader.form(f"closing_{closing.pk}", ClosingDecisionForm, item=reader.item, initial=initial, **may)
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


def _carrying(reader):
    """Where the item comes from and goes on; the office says so from either side."""
    item = reader.item
    found = {"carried_from": list(item.carried_from.select_related("report"))}
    if not reader.supervises:
        return found
    if item.status == Status.CARRIED_OVER:
        form = reader.form("later_form", LaterItemForm, item=item)
        if "into_report" in form.fields:
            found["later_form"] = form
    elif Status.CARRIED_OVER in reader.steps:
        found["carry_form"] = reader.form("carry_form", CarryOverForm, item=item)
    earlier = carried_over_before(item)
    if earlier:
        found["earlier_form"] = reader.form("earlier_form", EarlierItemForm, items=earlier)
    return found


def carried_over_before(item):
    """Items of earlier reports that were carried over and do not say yet where they go on."""
    items = WorkItem.objects.live().filter(
        status=Status.CARRIED_OVER, carried_to__isnull=True, report__year__lt=item.report.year
    )
    return list(items.select_related("report").order_by("-report__year", "position"))


def _instructing(reader):
    item = reader.item
    # Of a meeting only the name is shown.
    rows = item.instructions.select_related("by", "meeting").defer("meeting__leader", "meeting__chapter")
    instructions = list(rows.prefetch_related("answers__by", "answers__signed_by", "answers__department__successor"))
    leads = reader.changes and access.can_instruct(reader.user)
    shown = [_instruction(reader, instruction, leads) for instruction in instructions]
    found = {
        "instructions": [one for one in shown if not one.row.is_decision],
        "decisions": [one for one in shown if one.row.is_decision],
    }
    if leads:
        found["instruction_form"] = reader.form("instruction_form", InstructionForm)
    return found


def _instruction(reader, instruction, leads):
    rows = reader.readable(instruction.answers.all())
    if not instruction.is_unsettled:
        return Shown(instruction, answers=[Shown(row) for row in rows])
    answers = [_answer(reader, row) for row in rows]
    form = None
    if reader.supervises or (reader.asks and not any(row.is_unsigned for row in rows)):
        initial = _written_before(rows[::-1], "text")
        form = reader.form(f"answer_{instruction.pk}", AnswerForm, initial=initial)
    return Shown(instruction, form, has_button=leads, answers=answers)


def _answer(reader, answer):
    is_own = answer.is_unsigned and reader.writes_for(answer.department)
    return Shown(answer, has_button=is_own, **reader.signing(answer, "sign_answer"))
