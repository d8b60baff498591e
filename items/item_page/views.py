"""One item, and what people do on it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments import clock

from .. import access
from ..closing.moving import move_status
from ..forms.unit_rows import UnitFormSet
from ..ledger.editing import confirm_lead, set_units, stands
from ..ledger.fetching import acts_on_item, edits_item, fetch_item
from ..ledger.unit_lines import unit_lines
from ..lights.trying import try_step
from ..pages.addresses import address
from ..pages.posting import take
from ..requests.extending import set_deadline
from .forms import ItemForm, LeadForm, ProgressForm, UnitsForm
from .response import save, show_item
from .told import moved

# In place of a reason while a step is only tried.
TRIED = "…"


@require_safe
def item_detail(request, pk):
    return show_item(request, fetch_item(pk), "item_detail")


@require_safe
def item_updates(request, pk):
    """What was reported, of the period `?period=` if given."""
    return show_item(request, fetch_item(pk), "item_updates")


@require_safe
def item_requests(request, pk):
    return show_item(request, fetch_item(pk), "item_requests")


@require_safe
def item_history(request, pk):
    return show_item(request, fetch_item(pk), "item_history")


@require_safe
def item_past(request, pk):
    """An address that people may have kept: earlier reports and the history stand on tabs of their own now."""
    item = fetch_item(pk)
    name = "item_updates" if "period" in request.GET else "item_history"
    return redirect(address(name, item.pk, period=request.GET.get("period"), page=request.GET.get("page")))


@acts_on_item
def item_progress(request, item):
    """Save a step, a note, or both."""
    access.require(
        access.can_write_note(request.user, item),
        _("Your unit is not named on this item, so you can read it but not report on it."),
    )
    form = ProgressForm(request.POST, item=item, user=request.user)
    return save(
        request,
        item,
        form,
        "progress_form",
        lambda data: move_status(
            item,
            by=request.user,
            version=data["version"],
            on=clock.today(),
            status=data.get("status", ""),
            text=data["text"],
            completed_on=data.get("completed_on"),
            due_on=data.get("due_on"),
            anyway=data.get("anyway", ""),
        ),
        done=moved(item, request.POST.get("status", ""), request.user),
    )


@acts_on_item
def item_lead(request, item):
    """Confirm who leads."""
    access.require(access.can_supervise(request.user))
    form = LeadForm(request.POST, item=item)
    return save(
        request,
        item,
        form,
        "lead_form",
        lambda data: confirm_lead(
            item, leads=data["leads"], by=request.user, version=data["version"], reason=data["reason"]
        ),
    )


@edits_item
def item_edit(request, item):
    """Deadline and remark."""
    access.require(access.can_supervise(request.user))
    form = ItemForm(request.POST or None, item=item)
    status, present, effect = 200, None, None
    if request.method == "POST":

        def step(data):
            values = {name: data[name] for name in (*ItemForm.item_fields, "reason")}
            set_deadline(item, by=request.user, at=clock.now(), version=data["version"], **values)

        taken = take(form, step)
        if not taken.is_refused:
            messages.success(request, _("Saved."))
            return redirect(item)
        status, present = taken.status, taken.present
        if present:
            form.show_present(present)
        elif taken.error and stands(item, form.cleaned_data["due_on"]):
            effect = try_step(item, lambda: step({**form.cleaned_data, "reason": TRIED}), on=clock.today())
    context = {"item": item, "form": form, "present": present, "effect": effect}
    return render(request, "item_page/edit.html", context, status=status)


@edits_item
def item_units(request, item):
    """Who takes part, in which role."""
    access.require(access.can_supervise(request.user))
    initial = [
        {"department": row.department_id, "role": row.role}
        for row in item.responsibilities.direct().order_by("position")
    ]
    versioned = UnitsForm(request.POST or None, initial={"version": item.version})
    # What was sent stands for itself: a row that happens to equal the present one would count as left empty.
    rows = UnitFormSet(request.POST) if request.POST else UnitFormSet(initial=initial)
    status, effect = 200, None
    if request.method == "POST":

        def step(data):
            words = {"version": data["version"], "reason": data["reason"]}
            return set_units(item, roles=rows.roles(), by=request.user, **words)

        taken = take(versioned, step, beside=[rows])
        if not taken.is_refused:
            messages.success(request, _("Saved."))
            return redirect(item)
        status = taken.status
        if taken.error and not taken.present:
            effect = try_step(item, lambda: step({**versioned.cleaned_data, "reason": TRIED}), on=clock.today())
    context = {
        "item": item,
        "effect": effect,
        "rows": rows,
        "versioned": versioned,
        "lines": unit_lines(item) if status == 409 else [],
    }
    return render(request, "item_page/units.html", context, status=status)
