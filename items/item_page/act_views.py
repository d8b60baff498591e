"""What units ask of the supervision office and of leaders, and what is answered: one address per step.

Who only reads such an address, after signing in again or from the bar, gets the item, or the tab with the form.
"""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from departments import clock

from .. import access
from ..ledger.fetching import acts_on_item
from ..models import Extension, Instruction, Objection
from ..pages.addresses import address
from ..pages.posting import post_or
from ..requests.extending import ask_extension, decide_extension, withdraw_extension
from ..requests.forms import (
    AnswerForm,
    ExtensionDecisionForm,
    ExtensionForm,
    InstructionForm,
    ObjectionForm,
    SettleForm,
)
from ..requests.instructing import answer_instruction, instruct, mark_done
from ..requests.signing_for import object_to, settle_objection, sign_for, withdraw_objection
from ..rules.accepted import present_unit
from ..steps.errors import WorkflowError
from .response import press, save
from .told import extension_decided, where_it_went


def acts_on(model):
    """A view that takes a step by POST on a request or instruction; who only reads its address gets the item's tab."""

    def fetch(_request, pk):
        return get_object_or_404(model.objects.select_related("item__report"), pk=pk)

    return post_or(fetch, page=lambda row: address("item_requests", row.item.pk))


@acts_on_item
def item_sign_for(request, item):
    rows = access.responsibilities_of(request.user, item)
    access.require(rows, _("Your unit is not named on this item, so there is nothing to sign for."))

    def step():
        if not sign_for(rows, by=request.user, at=clock.now()):
            raise WorkflowError(_("It has been signed for already, or is no longer open: nothing was signed now."))

    return press(request, item, step, _("Signed for; the supervision office sees it."))


@acts_on_item
def item_objection(request, item):
    rows = access.responsibilities_of(request.user, item)
    access.require(rows, _("Your unit is not named on this item, so there is nothing to object to."))
    form = ObjectionForm(request.POST, item=item, rows=rows, name="objection_form")
    return save(
        request,
        item,
        form,
        "objection_form",
        lambda data: object_to(
            data["responsibility"], kind=data["kind"], reason=data["reason"], by=request.user, at=clock.now()
        ),
        done=_("Submitted to the supervision office."),
    )


@acts_on(Objection)
def objection_withdraw(request, objection):
    done = _("The objection is withdrawn; your unit still has to sign for the item.")
    return _withdraw(request, objection, withdraw_objection, done)


@acts_on(Extension)
def extension_withdraw(request, extension):
    return _withdraw(request, extension, withdraw_extension, _("The extension request is withdrawn."))


def _withdraw(request, asked, step, done):
    access.require(access.writes_for(request.user, present_unit(asked.department).pk))
    return press(request, asked.item, lambda: step(asked, by=request.user, at=clock.now()), done)


@acts_on(Objection)
def objection_settle(request, objection):
    access.require(access.can_supervise(request.user))
    name = f"settle_{objection.pk}"
    form = SettleForm(request.POST, item=objection.item, name=name)
    fields = ("decision", "answer", "version", "department", "due_on", "text", "role")
    return save(
        request,
        objection.item,
        form,
        name,
        lambda data: settle_objection(
            objection, by=request.user, at=clock.now(), **{field: data[field] for field in fields}
        ),
        done=_("Settled; the unit has been told."),
    )


@acts_on_item
def item_extension(request, item):
    access.require(
        access.can_ask(request.user, item), _("Only a lead or responsible unit of this item asks for a later deadline.")
    )
    form = ExtensionForm(request.POST, item=item, name="extension_form")
    return save(
        request,
        item,
        form,
        "extension_form",
        lambda data: ask_extension(
            item,
            by=request.user,
            at=clock.now(),
            version=data["version"],
            wanted_on=data["wanted_on"],
            reason=data["reason"],
        ),
        done=where_it_went,
    )


@acts_on(Extension)
def extension_decide(request, extension):
    access.require(access.can_supervise(request.user))
    name = f"extension_{extension.pk}"
    form = ExtensionDecisionForm(request.POST, item=extension.item, name=name)

    def decide(data):
        granted_on = data["granted_on"] if data["decision"] == form.APPROVE else None
        words = {"answer": data["answer"], "lowering": data["lowering"]}
        shown_on = data["shown_on"] or extension.wanted_on
        decide_extension(extension, by=request.user, at=clock.now(), granted_on=granted_on, shown_on=shown_on, **words)
        extension.refresh_from_db()
        return extension

    return save(request, extension.item, form, name, decide, done=extension_decided)


@acts_on_item
def item_instruction(request, item):
    access.require(access.can_instruct(request.user), access.ONLY_LEADERS_INSTRUCT)
    form = InstructionForm(request.POST, name="instruction_form")
    return save(
        request,
        item,
        form,
        "instruction_form",
        lambda data: instruct(item, by=request.user, at=clock.now(), text=data["text"], due_on=data["due_on"]),
        done=_("Given; the lead units and the supervision office have been told."),
    )


@acts_on(Instruction)
def instruction_answer(request, instruction):
    access.require(access.can_answer(request.user, instruction.item), access.ONLY_STEERING_UNITS_ANSWER)
    name = f"answer_{instruction.pk}"
    form = AnswerForm(request.POST, name=name)
    return save(
        request,
        instruction.item,
        form,
        name,
        lambda data: answer_instruction(instruction, by=request.user, at=clock.now(), text=data["text"]),
        done=where_it_went,
    )


@acts_on(Instruction)
def instruction_done(request, instruction):
    access.require(access.can_instruct(request.user), access.ONLY_LEADERS_MARK_DONE)
    done = _("Marked as done; the lead units and the supervision office have been told.")
    return press(request, instruction.item, lambda: mark_done(instruction, by=request.user, at=clock.now()), done)
