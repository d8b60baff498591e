"""Asking for closure, deciding on it, and carrying items over to the next year's report."""

from functools import partial

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments import clock

from .. import access
from ..closing import closing as steps
from ..closing.forms import (
    CarryOverForm,
    ClosingForm,
    EarlierItemForm,
    EarlierItemSelect,
    LaterItemForm,
)
from ..forms.found import found_among
from ..forms.lists import query_asked
from ..ledger.fetching import acts_on_item
from ..models import Closing, WorkItem
from ..second_looks.forms import ClosingWithLookForm
from ..second_looks.looking import close_with_look
from .act_views import acts_on
from .panel import carried_over_before
from .response import save
from .told import closing_decided, moved, where_it_went


@acts_on_item
def item_closing(request, item):
    access.require(
        access.can_ask(request.user, item), _("Only a lead or responsible unit of this item asks for closure.")
    )
    form = ClosingForm(request.POST, item=item, name="closing_form")
    return save(
        request,
        item,
        form,
        "closing_form",
        lambda data: steps.ask_closing(
            item,
            by=request.user,
            at=clock.now(),
            version=data["version"],
            result=data["result"],
            values=form.values(),
            anyway=data.get("anyway", ""),
        ),
        done=where_it_went,
    )


@acts_on(Closing)
def closing_decide(request, closing):
    """What the pressed button says: by the office, a leader or the unit that asked."""
    user = request.user
    may = access.can_supervise(user) or access.is_leader(user) or access.can_ask(user, closing.item)
    access.require(may)
    name = f"closing_{closing.pk}"
    form = ClosingWithLookForm(request.POST, item=closing.item, name=name)
    step = partial(_decide, closing, by=user)
    return save(request, closing.item, form, name, step, done=closing_decided)


def _decide(closing, data, *, by):
    """Take the step; returns the request as it is then, and the second look that was planned, or None."""
    at = clock.now()
    who = {"by": by, "at": at}
    versioned = {**who, "version": data["version"]}
    decision, text = data["decision"], data["words"]
    if decision == "close":
        told = {"completed_on": data["completed_on"], "note": text, "anyway": data.get("anyway", "")}
        look = close_with_look(closing, **versioned, **told, months=data["months"])
        closing.refresh_from_db()
        return closing, look
    elif decision == "return":
        steps.return_closing(closing, **versioned, reason=text, due_on=data["due_on"])
    elif decision in ("withdraw", "take_back"):
        steps.withdraw_closing(closing, **versioned, reason=text)
    elif decision == "forward":
        steps.forward_closing(closing, **who)
    elif decision == "approve":
        steps.approve_closing(closing, **who, words=text)
    else:
        steps.refuse_closing(closing, **who, words=text)
    closing.refresh_from_db()
    return closing, None


@acts_on_item
def item_carry_over(request, item):
    """Carry an item over; once it was, say where it goes on."""
    access.require(access.can_supervise(request.user))
    who = {"by": request.user}
    if item.status == WorkItem.Status.CARRIED_OVER:
        form = LaterItemForm(request.POST, item=item, name="later_form")
        return save(
            request,
            item,
            form,
            "later_form",
            lambda data: steps.link_carried_over(item, **who, into=data["into"], version=data["version"]),
        )
    form = CarryOverForm(request.POST, item=item, name="carry_form")
    return save(
        request,
        item,
        form,
        "carry_form",
        lambda data: steps.carry_over(
            item, **who, at=clock.now(), version=data["version"], reason=data["reason"], into=data["into"]
        ),
        done=moved(item, WorkItem.Status.CARRIED_OVER, request.user),
    )


@acts_on_item
def item_continues(request, item):
    """Say from which carried-over item of an earlier report this one goes on."""
    access.require(access.can_supervise(request.user))
    form = EarlierItemForm(request.POST, items=carried_over_before(item), into=item, name="earlier_form")

    def link(data):
        earlier = data["earlier"]
        steps.link_carried_over(earlier, into=item, by=request.user, version=earlier.version)

    return save(request, item, form, "earlier_form", link)


@require_safe
def earlier_item_found(request, pk):
    """The carried-over items that go by `?q=` of those that may go on as this one, as `forms.found.found_among`."""
    item = get_object_or_404(WorkItem.objects.select_related("report"), pk=pk)
    access.require(access.can_supervise(request.user))
    return JsonResponse(found_among(carried_over_before(item), query_asked(request), EarlierItemSelect()))
