"""The office names the members of a collective."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from departments import clock
from departments.models import Department

from .. import access, history
from ..models import HistoryEntry
from ..pages.addresses import address
from ..pages.entries import for_reader
from ..pages.posting import take
from ..pages.returning import READ_OR_POST
from .forms import MembersForm
from .member_naming import change_members, preview_members

ENTRIES_SHOWN = 10


@require_http_methods(READ_OR_POST)
def department_members(request, pk):
    """Who joins and leaves: the first POST shows what it would do, the one with `confirmed` does it."""
    access.require(access.can_tend_units(request.user), access.ONLY_OFFICE_NAMES_MEMBERS)
    collective = get_object_or_404(Department.objects.unmerged(), pk=pk, is_collective=True)
    form, status, change = MembersForm(collective=collective), 200, None
    if request.method == "POST":
        form = MembersForm(request.POST, collective=collective)
        if "confirmed" in request.POST:
            taken = take(form, lambda data: _change(request, collective, data))
            if not taken.is_refused:
                messages.success(request, _changed(taken.result))
                return redirect(address("department_detail", collective.pk))
            status = taken.status
        elif form.is_valid():
            data = form.cleaned_data
            change = preview_members(collective, joins=data["joins"], leaves=data["leaves"], on=data["on"])
        else:
            status = 422
    entries = HistoryEntry.objects.filter(department=collective, action=HistoryEntry.Action.MEMBERS_CHANGED)
    shown = for_reader(entries.select_related("by")[:ENTRIES_SHOWN], request.user)
    context = {
        "department": collective,
        "form": form,
        "change": change,
        "members": collective.members(clock.today()),
        "entries": [(read.entry, history.describe(read)) for read in shown],
    }
    return render(request, "units/members.html", context, status=status)


def _change(request, collective, data):
    days = {name: data[name] for name in ("joins", "leaves", "on", "reason")}
    return change_members(collective, **days, by=request.user, at=clock.now())


def _changed(items):
    return ngettext("Saved; %(count)s open item has followed.", "Saved; %(count)s open items have followed.", items) % {
        "count": items
    }
