"""The supervision office plans a second look at a closed item, and writes down what it found."""

from django.shortcuts import get_object_or_404

from departments import clock

from .. import access
from ..ledger.fetching import acts_on_item, fetch_item
from ..models import SecondLook
from ..pages.posting import post_or
from ..second_looks.forms import LookForm, LookResultForm
from ..second_looks.looking import ONLY_OFFICE_LOOKS, plan_look, write_result
from .response import save
from .told import look_planned


@acts_on_item
def item_second_look(request, item):
    access.require(access.can_supervise(request.user), ONLY_OFFICE_LOOKS)
    form = LookForm(request.POST, item=item, name="look_form")
    return save(
        request,
        item,
        form,
        "look_form",
        lambda data: plan_look(item, months=data["months"], by=request.user, at=clock.now()),
        done=look_planned,
    )


def _fetch(_request, pk):
    return get_object_or_404(SecondLook.objects.select_related("item"), pk=pk)


@post_or(_fetch, page=lambda look: look.item)
def second_look_result(request, look):
    access.require(access.can_supervise(request.user), ONLY_OFFICE_LOOKS)
    item = fetch_item(look.item_id)
    form = LookResultForm(request.POST, item=item, name="look_result_form")
    return save(
        request,
        item,
        form,
        "look_result_form",
        lambda data: write_result(
            look,
            by=request.user,
            at=clock.now(),
            **{name: data[name] for name in ("result", "finding", "version", "due_on")},
        ),
    )
