"""The plan of an item (逐月推进计划): read by everybody, set by the office, proposed by the units, decided on."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from departments import clock

from .. import access
from ..forms.fields import typed_in
from ..ledger.fetching import fetch_item, item_asked
from ..models import PlannedCurve
from ..pages.posting import post_or, take
from ..pages.returning import READ_OR_POST
from ..rules.accepted import present_unit
from .effect import effect_of
from .forms import MILESTONES, STRAIGHT, PlanDecisionForm, PlanForm
from .page import plan_sheet
from .planning import approve_curve, propose_curve, refuse_curve, set_curve, withdraw_curve

DECISIONS = {
    PlanDecisionForm.APPROVE: approve_curve,
    PlanDecisionForm.REFUSE: refuse_curve,
    PlanDecisionForm.WITHDRAW: withdraw_curve,
}


@require_http_methods(READ_OR_POST)
def item_plan(request, pk):
    """The plan beside what was reported, with the form for whom may set or propose one."""
    item = fetch_item(pk)
    if request.method != "POST":
        return _show(request, item)
    user = request.user
    access.require(
        access.can_supervise(user) or access.can_ask(user, item),
        _("The supervision office sets the plan of an item, its lead or responsible unit proposes one."),
    )
    sheet = plan_sheet(item, on=clock.today(), days=PlanForm.days_in(request.POST))
    form = PlanForm(request.POST, sheet=sheet)
    if request.POST.get("fill") in (STRAIGHT, MILESTONES):
        return _show(request, item, form=form.filled(request.POST["fill"]))
    return _save(request, item, form)


def _save(request, item, form):
    if not form.is_valid():
        return _show(request, item, form=form, status=422)
    change = set_curve if access.can_supervise(request.user) else propose_curve

    def step(sent):
        known = {name: sent[name] for name in ("version", "seen", "reason")}
        return change(item, by=request.user, at=clock.now(), plan=form.plan(), **known)

    taken = take(form, step)
    if taken.is_refused:
        return _show(request, fetch_item(item.pk), form=form, status=taken.status)
    if taken.result[0].state == PlannedCurve.State.APPROVED:
        messages.success(request, _("The plan is in force."))
    else:
        messages.success(request, _("The plan has been proposed; the supervision office decides on it."))
    return redirect("item_plan", item.pk)


@post_or(item_asked, page=lambda item: reverse("item_plan", args=[item.pk]))
def item_plan_decide(request, item):
    """Approve, refuse or withdraw what was proposed; who only reads this address gets the plan."""
    user = request.user
    access.require(access.can_supervise(user) or access.can_ask(user, item))
    form = PlanDecisionForm(request.POST)
    if not form.is_valid():
        return _show(request, item, decision=form, status=422)

    def step(sent):
        words = {} if sent["decision"] == form.WITHDRAW else {"answer": sent["answer"]}
        if sent["decision"] == form.APPROVE:
            words["lowering"] = sent["lowering"]
        DECISIONS[sent["decision"]](item, by=user, at=clock.now(), seen=sent["seen"], **words)

    taken = take(form, step)
    if taken.is_refused:
        return _show(request, fetch_item(item.pk), decision=form, status=taken.status)
    told = {
        form.APPROVE: _("The plan is in force; the unit has been told."),
        form.REFUSE: _("The plan is refused; the unit has been told."),
        form.WITHDRAW: _("The proposed plan is withdrawn."),
    }
    messages.success(request, told[form.cleaned_data["decision"]])
    return redirect("item_plan", item.pk)


def _show(request, item, *, form=None, decision=None, status=200):
    user = request.user
    sheet = form.sheet if form else plan_sheet(item, on=clock.today())
    office, asks = access.can_supervise(user), access.can_ask(user, item)
    if form is None and item.is_under_way and not sheet.proposal and (office or (asks and item.issued_on)):
        form = PlanForm(sheet=sheet)
    if status == 409 and form:
        form.show_present(item)
    # Decided on or withdrawn meanwhile: the words typed have no form any more.
    lost = decision if decision and not sheet.proposal else None
    proposing = present_unit(sheet.proposal[0].department) if sheet.proposal else None
    context = {
        "item": item,
        "sheet": sheet,
        "form": form,
        "office": office,
        "decision": decision or PlanDecisionForm(initial={"seen": sheet.seen}),
        "lost": lost,
        "given_back": typed_in(lost) if lost else [],
        "may_decide": bool(sheet.proposal) and office and item.is_under_way,
        "effect": effect_of(item, on=clock.today(), proposed=sheet.proposal) if sheet.proposal else None,
        "may_withdraw": proposing is not None and item.is_under_way and access.writes_for(user, proposing.pk),
        "waits_for_issue": asks and not office and item.is_under_way and not item.issued_on,
        "has_days": any(milestone.due_on for milestone in sheet.milestones),
    }
    return render(request, "plans/plan.html", context, status=status)
