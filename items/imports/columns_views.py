"""Heads of tables that are remembered for later documents: the list, remembering and forgetting."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access
from ..forms.keys import count_of
from ..forms.wording import PAGE_INCOMPLETE
from ..models import RememberedColumns
from ..pages.paging import paged
from ..pages.returning import READ_OR_POST
from . import ImportRefused, drafts
from .remembering import forget, remember
from .views import acts_on_draft, answer


@require_safe
def remembered_list(request):
    """Which heads are remembered, what their columns hold, by whom and when."""
    access.require(access.can_supervise(request.user))
    rows = RememberedColumns.objects.select_related("by")
    return render(request, "imports/remembered.html", {"page": paged(request, rows)})


@acts_on_draft
def import_remember(request, draft):
    """Remember how a table of the draft is read, for documents with the same head."""

    def step():
        start = count_of(request.POST.get("remember"))
        if start is None:
            raise ImportRefused(str(PAGE_INCOMPLETE))
        plan, _correction = drafts.check(drafts.fetch_draft(draft.pk))
        remember(plan, start, source_name=draft.name, by=request.user, at=clock.now())

    return answer(request, draft, step, done=_("Remembered: later files with this head are read in the same way."))


@require_http_methods(READ_OR_POST)
def remembered_forget(request, pk):
    """Forget a head; who only reads this address gets the list."""
    access.require(access.can_supervise(request.user))
    if request.method == "POST":
        try:
            forget(pk, by=request.user, at=clock.now())
        except ImportRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Forgotten: files with this head are read by the portal's own rules again."))
    return redirect("remembered_list")
