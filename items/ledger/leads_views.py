"""Confirming the leads of many items at once."""

import re

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from .. import access
from ..forms.keys import key_of
from ..models import WorkItem, WorkReport
from ..pages.addresses import address
from ..pages.paging import ROWS_A_PAGE, paged
from ..pages.returning import READ_OR_POST
from .editing import confirm_leads
from .forms import LeadsForm

LEAD_FIELD = re.compile("lead_([0-9]{1,18})")


@require_http_methods(READ_OR_POST)
def lead_list(request):
    """Open items without a lead, each with a suggestion; one click confirms all that are chosen.

    `?report=` asks for those of one report.
    """
    access.require(access.can_supervise(request.user))
    report = WorkReport.objects.filter(pk=key_of(request.GET.get("report"))).first()
    items = (
        WorkItem.objects.live()
        .within(report=report)
        .open()
        .without_lead()
        .in_order()
        .with_units()
        .select_related("chapter")
    )
    if request.method == "POST":
        # The rows of the page as it was sent, whatever has been added or confirmed meanwhile.
        sent = [int(found[1]) for found in map(LEAD_FIELD.fullmatch, request.POST) if found]
        rows = WorkItem.objects.filter(pk__in=sent[:ROWS_A_PAGE]).in_order().with_units().select_related("chapter")
        form = LeadsForm(request.POST, items=rows)
        if form.is_valid():
            confirmed, left = confirm_leads(form.choices(), by=request.user)
            _report(request, confirmed, left)
            return redirect(address("lead_list", report=report and report.pk))
    else:
        form = None
    page = paged(request, items)
    context = {"page": page, "form": form or LeadsForm(items=page.object_list), "report": report}
    return render(request, "ledger/leads.html", context, status=422 if request.method == "POST" else 200)


def _report(request, confirmed, left):
    count = len(confirmed)
    if confirmed:
        messages.success(
            request, ngettext("%(count)s lead confirmed.", "%(count)s leads confirmed.", count) % {"count": count}
        )
    if left:
        numbers = "、".join(item.display_number for item in left)
        messages.warning(
            request, _("Changed by somebody else meanwhile, so left alone: %(numbers)s.") % {"numbers": numbers}
        )
    if not confirmed and not left:
        messages.info(request, _("Nothing was chosen, so nothing was changed."))
