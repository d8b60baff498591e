"""Adding an item that no document breaks down."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from departments import clock

from .. import access, read_only
from ..forms.unit_rows import UnitFormSet
from ..models import Responsibility, WorkReport
from ..pages.posting import take
from ..pages.returning import READ_OR_POST
from .adding import add_item, next_number
from .forms import AddForm


@require_http_methods(READ_OR_POST)
def item_add(request, pk):
    """One item with its source, units and deadline, added to a report."""
    report = get_object_or_404(WorkReport, pk=pk)
    access.require(access.can_supervise(request.user))
    sent = request.method == "POST"
    if not sent and not read_only.can_change(report):
        return redirect(report)
    form = AddForm(request.POST if sent else None, report=report, initial={"number": next_number(report)})
    rows = UnitFormSet(request.POST) if sent else UnitFormSet(initial=[{"role": Responsibility.Role.LEAD}])
    status = 200
    if sent:
        taken = take(
            form,
            lambda _data: add_item(report, by=request.user, at=clock.now(), roles=rows.roles(), **form.entered()),
            beside=[rows],
        )
        if not taken.is_refused:
            messages.success(request, _added(taken.result))
            return redirect(taken.result)
        status = taken.status
    others = WorkReport.objects.exclude(pk=report.pk).only("title", "year")
    context = {"report": report, "others": others, "form": form, "rows": rows}
    return render(request, "ledger/add.html", context, status=status)


def _added(item):
    if item.issued_on:
        return _("Item %(number)s has been added and issued; its units find it on their workbenches.") % {
            "number": item.display_number
        }
    return _("Item %(number)s has been added; it is issued with the report.") % {"number": item.display_number}
