"""What the reader of an item can do with it, on every tab of its page: the most likely first.

What is decided beside what was asked stands there, on the tab of the requests; here a line leads to it.
"""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments import clock

from .. import access
from ..closing.forms import CarryOverForm, ClosingForm, EarlierItemForm, LaterItemForm
from ..models import Closing, Extension, Instruction, Objection, ProgressUpdate, Responsibility, WorkItem
from ..pages.addresses import item_part
from ..requests.forms import ExtensionForm, InstructionForm, ObjectionForm
from ..requests.instructing import part_of
from ..requests.signing_for import sign_by
from ..rules.accepted import signed
from ..steps.asking import asking_unit
from .forms import LeadForm, ProgressForm
from .page import lead_suggestion
from .reader import written_before

Status, State = WorkItem.Status, ProgressUpdate.State
EXTENSION, CLOSING = "extension", "closing"
# Reports that are named one by one; more of them are counted.
NAMED = 2


@dataclass(frozen=True)
class ToSign:
    """A responsibility that waits for the reader's unit to sign for it by the day."""

    row: Responsibility
    sign_by: datetime.date


@dataclass(frozen=True)
class WaitingAct:
    """A line of the panel: what waits for the reader elsewhere, and where; `is_first` has it stand out."""

    label: str
    url: str
    is_first: bool = False


def panel_context(reader, progress_form=None, lead_form=None):
    """What the panel shows the reader. The forms, if given, are those that came back; the others are in `reader`."""
    context = {
        **_instructing(reader),
        **_signing(reader),
        **_asking(reader),
        **_carrying(reader),
        **_office(reader, lead_form),
        "waiting": list(_waiting(reader)) if reader.takes_part else [],
    }
    may_note = reader.changes and access.can_write_note(reader.user, reader.item)
    form = progress_form or (ProgressForm(item=reader.item, user=reader.user) if may_note else None)
    context["progress_form"] = form
    context["has_report"] = any(one.is_first for one in context["waiting"])
    context["left_open"] = reader.left_open if reader.may_end else []
    context["opened"] = _opened(reader, context)
    acts = ("instruction_form", "progress_form", "waiting", "to_sign")
    return {**context, "can_act": any(context.get(name) for name in acts)}


def _opened(reader, context):
    """The name of the form that is open: the one that came back, else the one clear next act; "" for none."""
    forms = {name: form for name, form in context.items() if name.endswith("_form") and form is not None}
    refused = next((name for name, form in forms.items() if form.is_bound), "")
    if refused or reader.leads:
        return refused or "instruction_form"
    if context["waiting"] or context["to_sign"]:
        return ""
    if reader.supervises and not context["has_lead"]:
        return "lead_form"
    is_clear = reader.item.status == Status.NOT_STARTED or list(forms) == ["progress_form"]
    return "progress_form" if "progress_form" in forms and is_clear else ""


def _instructing(reader):
    return {"instruction_form": reader.form("instruction_form", InstructionForm)} if reader.leads else {}


def _signing(reader):
    rows = reader.to_sign if reader.changes and access.responsibilities_of(reader.user, reader.item) else []
    found = {"to_sign": [ToSign(row, sign_by(row)) for row in rows]}
    if rows:
        found["objection_form"] = reader.form("objection_form", ObjectionForm, item=reader.item, rows=rows)
    return found


def _asking(reader):
    """A later deadline and the closing, for whoever may ask for them now."""
    item, found = reader.item, {}
    if not reader.asks:
        return found
    if Status.AWAITING_CLOSURE in reader.steps and not any(closing.is_unsigned for closing in reader.closings):
        unit, initial = asking_unit(reader.user, item), written_before(reader.closings, "result", "anyway")
        form = reader.form("closing_form", ClosingForm, item=item, unit=unit, initial=initial)
        found["closing_form"] = reader.asks_why(form)
    in_time = item.is_open and item.due_on is not None and clock.today() <= item.due_on
    open_states = (Extension.State.ASKED, Extension.State.UNSIGNED)
    if in_time and all(extension.state not in open_states for extension in reader.extensions):
        initial = written_before(reader.extensions, "wanted_on", "reason")
        found["extension_form"] = reader.form("extension_form", ExtensionForm, item=item, initial=initial)
    return found


def _carrying(reader):
    """Where the item goes on and comes from; the office says so from either side."""
    item, found = reader.item, {}
    if not reader.supervises:
        return found
    if item.status == Status.CARRIED_OVER:
        form = reader.form("later_form", LaterItemForm, item=item)
        if "into_report" in form.fields:
            found["later_form"] = form
    elif Status.CARRIED_OVER in reader.steps:
        found["carry_form"] = reader.form("carry_form", CarryOverForm, item=item)
    earlier = carried_over_before(item)
    if earlier.exists():
        found["earlier_form"] = reader.form("earlier_form", EarlierItemForm, items=earlier, into=item)
    return found


def carried_over_before(item):
    """The items of earlier reports, a queryset, that were carried over and do not say yet where they go on."""
    items = WorkItem.objects.live().filter(
        status=Status.CARRIED_OVER, carried_to__isnull=True, report__year__lt=item.report.year
    )
    return items.select_related("report").order_by("-report__year", "position", "pk")


def _office(reader, lead_form):
    found = {"lead_form": lead_form, "has_lead": True}
    if reader.supervises:
        suggested, found["has_lead"] = lead_suggestion(reader.item)
        found["lead_form"] = lead_form or LeadForm(item=reader.item, suggestion=suggested)
    return found


def _waiting(reader):
    """What waits for the reader on another page or another tab, the reports first."""
    units = access.unit_posts(reader.user)
    if units or reader.supervises:
        yield from _reports(reader)
    yield from _requests(reader)


def _reports(reader):
    """Reports of the open periods to write, to sign off, or to review."""
    user, item = reader.user, reader.item
    review = []
    for one in reader.open_updates:
        words = {"period": one.period, "unit": signed(one.department)}
        if one.is_writable and access.can_write_update(user, one):
            yield WaitingAct(_("Report for %(period)s (%(unit)s)") % words, one.get_absolute_url(), is_first=True)
        elif one.state == State.AWAITING_SIGN_OFF and access.can_sign_off(user, one):
            label = _("Sign off the report for %(period)s (%(unit)s)") % words
            yield WaitingAct(label, one.get_absolute_url(), is_first=True)
        elif one.state == State.AWAITING_REVIEW and reader.supervises:
            review.append(WaitingAct(_("Review the report for %(period)s (%(unit)s)") % words, one.get_absolute_url()))
    if len(review) > NAMED:
        label = ngettext("Review %(count)s report", "Review %(count)s reports", len(review)) % {"count": len(review)}
        review = [WaitingAct(label, item_part(item, "updates"))]
    yield from review


def _requests(reader):
    """What was asked and waits for the reader: to be decided on, signed, answered or marked as done."""
    item = reader.item
    for one in reader.objections if reader.supervises else []:
        if one.state == Objection.State.OPEN:
            label = _("Settle the objection (%(unit)s)") % {"unit": signed(one.department)}
            yield WaitingAct(label, item_part(item, "objections"))
    for one in reader.extensions:
        if label := _about(reader, one, one.state == Extension.State.ASKED and reader.supervises, EXTENSION):
            yield WaitingAct(label, item_part(item, "extensions"))
    for one in reader.closings:
        decides = one.state == Closing.State.WITH_LEADER and access.is_leader(reader.user)
        decides = decides or (one.is_open and reader.supervises)
        if label := _about(reader, one, decides, CLOSING):
            yield WaitingAct(label, item_part(item, "closing"))
    for one in reader.instructions:
        if one.is_unsettled and (label := _about_instruction(reader, one)):
            yield WaitingAct(label, item_part(item, part_of(one)))


def _about(reader, row, decides, kind):
    """The label of a request that the reader decides on, or signs for the unit; "" where it does not wait for him."""
    words = {"unit": signed(row.department)}
    if decides:
        if kind == EXTENSION:
            return _("Decide on the extension request (%(unit)s)") % words
        return _("Decide on the request to close (%(unit)s)") % words
    if reader.heads_for(row) is None:
        return ""
    if kind == EXTENSION:
        return _("Sign off the extension request (%(unit)s)") % words
    return _("Sign off the request to close (%(unit)s)") % words


def _about_instruction(reader, one):
    answers = reader.readable(one.answers.all())
    if any(reader.heads_for(answer) is not None for answer in answers):
        return _("Sign off the answer to an instruction")
    if one.state == Instruction.State.OPEN and reader.asks and not any(answer.is_unsigned for answer in answers):
        return _("Answer the meeting decision") if one.is_decision else _("Answer the instruction")
    if one.state != Instruction.State.OPEN and reader.leads:
        return _("Read the answer and mark it as done")
    return ""
