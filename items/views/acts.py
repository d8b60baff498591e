"""What units ask of the supervision office and of leaders, and what is answered: one address per step.

Who only reads such an address, after signing in again or from the bar, gets the item.
"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from departments import clock

from .. import access
from ..act_forms import (
    AnswerForm,
    ExtensionDecisionForm,
    ExtensionForm,
    InstructionForm,
    ObjectionForm,
    SettleForm,
)
from ..models import Extension, Instruction, Objection, Responsibility
from ..workflow import WorkflowError
from ..workflow.asking import present_unit
from ..workflow.extending import ask_extension, decide_extension, withdraw_extension
from ..workflow.instructing import answer_instruction, instruct, mark_done
from ..workflow.signing_for import object_to, settle_objection, sign_by, sign_for, withdraw_objection
from .item_page import READ_OR_POST, fetch_item, press, save


def fetch(model, pk):
    """A request or instruction with its item, ready for a step."""
    return get_object_or_404(model.objects.select_related("item__report"), pk=pk)


@require_http_methods(READ_OR_POST)
def sign_for_list(request):
    """Everything that the person's units have not signed for, signed for with one button."""
    own = access.own_departments(request.user)
    if request.method == "POST":
        access.require(own, _("Units sign for items: you hold no post as liaison or head of one."))
        keys = [key for key in request.POST.getlist("row") if key.isdecimal() and len(key) < 19]
        rows = Responsibility.objects.filter(pk__in=keys, department__in=own)
        try:
            signed = sign_for(rows, by=request.user, at=clock.now())
        except WorkflowError as error:
            messages.error(request, str(error))
        else:
            _say_signed(request, len(signed), len(keys))
            return redirect("sign_for_list")
    today = clock.today()
    rows = list(
        Responsibility.objects.filter(department__in=own)
        .unsigned(today)
        .select_related("item__report", "department", "via")
        .defer("item__report__source_text")
        .order_by("department__position", "department", "item__report", "item__position")
    )
    objections = Objection.objects.filter(department__in=own, state=Objection.State.OPEN)
    objecting = set(objections.values_list("item", "department"))
    for row in rows:
        row.sign_by = sign_by(row)
        row.objects = (row.item_id, row.department_id) in objecting
    context = {"rows": rows, "own": own, "today": today, "signable": any(not row.objects for row in rows)}
    return render(request, "acts/sign_for.html", context, status=422 if request.method == "POST" else 200)


def _say_signed(request, signed, asked):
    if signed:
        sentence = ngettext("%(count)s item signed for.", "%(count)s items signed for.", signed)
        messages.success(request, sentence % {"count": signed})
    if not asked:
        messages.warning(request, _("Nothing was ticked, so nothing was signed for."))
    elif signed < asked:
        left = asked - signed
        sentence = ngettext(
            "%(count)s item had been signed for already or is no longer open.",
            "%(count)s items had been signed for already or are no longer open.",
            left,
        )
        messages.warning(request, sentence % {"count": left})


@require_http_methods(READ_OR_POST)
def item_sign_for(request, pk):
    item = fetch_item(pk)
    if request.method != "POST":
        return redirect(item)
    rows = access.responsibilities_of(request.user, item)
    access.require(rows, _("Your unit is not named on this item, so there is nothing to sign for."))
    return press(request, item, lambda: sign_for(rows, by=request.user, at=clock.now()))


@require_http_methods(READ_OR_POST)
def item_objection(request, pk):
    item = fetch_item(pk)
    if request.method != "POST":
        return redirect(item)
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
    )


@require_http_methods(READ_OR_POST)
def objection_withdraw(request, pk):
    return _withdraw(request, fetch(Objection, pk), withdraw_objection)


@require_http_methods(READ_OR_POST)
def extension_withdraw(request, pk):
    return _withdraw(request, fetch(Extension, pk), withdraw_extension)


def _withdraw(request, asked, step):
    if request.method != "POST":
        return redirect(asked.item)
    access.require(access.writes_for(request.user, present_unit(asked.department).pk))
    return press(request, asked.item, lambda: step(asked, by=request.user, at=clock.now()))


@require_http_methods(READ_OR_POST)
def objection_settle(request, pk):
    objection = fetch(Objection, pk)
    if request.method != "POST":
        return redirect(objection.item)
    access.require(access.can_supervise(request.user))
    name = f"settle_{objection.pk}"
    form = SettleForm(request.POST, item=objection.item, name=name)
    fields = ("decision", "answer", "version", "department", "due_on", "text")
    return save(
        request,
        objection.item,
        form,
        name,
        lambda data: settle_objection(
            objection, by=request.user, at=clock.now(), **{field: data[field] for field in fields}
        ),
    )


@require_http_methods(READ_OR_POST)
def item_extension(request, pk):
    item = fetch_item(pk)
    if request.method != "POST":
        return redirect(item)
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
    )


@require_http_methods(READ_OR_POST)
def extension_decide(request, pk):
    extension = fetch(Extension, pk)
    if request.method != "POST":
        return redirect(extension.item)
    access.require(access.can_supervise(request.user))
    name = f"extension_{extension.pk}"
    form = ExtensionDecisionForm(request.POST, item=extension.item, name=name)

    def decide(data):
        granted_on = data["granted_on"] if data["decision"] == form.APPROVE else None
        decide_extension(extension, by=request.user, at=clock.now(), granted_on=granted_on, answer=data["answer"])

    return save(request, extension.item, form, name, decide)


@require_http_methods(READ_OR_POST)
def item_instruction(request, pk):
    item = fetch_item(pk)
    if request.method != "POST":
        return redirect(item)
    access.require(access.can_instruct(request.user), access.ONLY_LEADERS_INSTRUCT)
    form = InstructionForm(request.POST, name="instruction_form")
    return save(
        request,
        item,
        form,
        "instruction_form",
        lambda data: instruct(item, by=request.user, at=clock.now(), text=data["text"], due_on=data["due_on"]),
    )


@require_http_methods(READ_OR_POST)
def instruction_answer(request, pk):
    instruction = fetch(Instruction, pk)
    if request.method != "POST":
        return redirect(instruction.item)
    access.require(access.can_answer(request.user, instruction.item), access.ONLY_STEERING_UNITS_ANSWER)
    name = f"answer_{instruction.pk}"
    form = AnswerForm(request.POST, name=name)
    return save(
        request,
        instruction.item,
        form,
        name,
        lambda data: answer_instruction(instruction, by=request.user, at=clock.now(), text=data["text"]),
    )


@require_http_methods(READ_OR_POST)
def instruction_done(request, pk):
    instruction = fetch(Instruction, pk)
    if request.method != "POST":
        return redirect(instruction.item)
    access.require(access.can_instruct(request.user), access.ONLY_LEADERS_MARK_DONE)
    return press(request, instruction.item, lambda: mark_done(instruction, by=request.user, at=clock.now()))


urlpatterns = [
    path("sign-for/", sign_for_list, name="sign_for_list"),
    path("items/<int:pk>/sign-for/", item_sign_for, name="item_sign_for"),
    path("items/<int:pk>/objection/", item_objection, name="item_objection"),
    path("objections/<int:pk>/withdraw/", objection_withdraw, name="objection_withdraw"),
    path("objections/<int:pk>/settle/", objection_settle, name="objection_settle"),
    path("items/<int:pk>/extension/", item_extension, name="item_extension"),
    path("extensions/<int:pk>/withdraw/", extension_withdraw, name="extension_withdraw"),
    path("extensions/<int:pk>/decide/", extension_decide, name="extension_decide"),
    path("items/<int:pk>/instruction/", item_instruction, name="item_instruction"),
    path("instructions/<int:pk>/answer/", instruction_answer, name="instruction_answer"),
    path("instructions/<int:pk>/done/", instruction_done, name="instruction_done"),
]
