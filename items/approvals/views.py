"""What waits for the security administrator."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from departments import clock
from departments.models import User

from .. import access
from ..pages.paging import page_range, paged
from ..pages.posting import post_or, run
from ..pages.returning import READ_OR_POST
from ..people.page import accounts_to_end
from ..steps.errors import WorkflowError
from .approving import LONGEST_REASON, approve, end_emergency, refuse
from .page import waiting_lines


@require_http_methods(READ_OR_POST)
def approvals(request):
    """Accounts and posts that wait; a POST approves or refuses those ticked, or all that were seen."""
    access.require(access.can_see_approvals(request.user), access.ONLY_SECURITY_APPROVES)
    may_approve = access.can_approve(request.user, on=clock.today())
    status, reason = 200, ""
    if request.method == "POST":
        access.require(may_approve, access.ONLY_SECURITY_APPROVES)
        reason = request.POST.get("reason", "")
        try:
            messages.success(request, _decide(request, reason))
            return redirect("approvals")
        except WorkflowError as error:
            messages.error(request, str(error))
            status = 422
    lines = waiting_lines()
    page = paged(request, lines)
    context = {
        "page": page,
        "page_range": page_range(page),
        "lines": page.object_list,
        "values": ",".join(line.value for line in lines),
        "may_approve": may_approve,
        "emergencies": accounts_to_end()[1],
        "reason": reason,
        "longest_reason": LONGEST_REASON,
    }
    return render(request, "approvals/page.html", context, status=status)


def _decide(request, reason):
    """What was done, in words."""
    sent = request.POST
    seen = sent.get("all", "").split(",") if sent.get("all") else sent.getlist("line")
    if sent.get("act") == "refuse":
        count = refuse(seen, reason=reason, by=request.user, at=clock.now())
        told = ngettext("%(count)s not approved.", "%(count)s not approved.", count)
    elif reason.strip():
        # Enter in its field presses the first button of the form, which approves.
        raise WorkflowError(_("You have written why it is not approved. Empty that field to approve."))
    else:
        count = approve(seen, by=request.user, at=clock.now())
        told = ngettext("%(count)s approved.", "%(count)s approved.", count)
    return told % {"count": count}


@post_or(lambda _request, pk: get_object_or_404(User, pk=pk, is_emergency=True), page=lambda _person: "approvals")
def emergency_end(request, person):
    """End an account for emergencies; who only reads this address gets the list."""
    access.require(access.can_see_approvals(request.user), access.ONLY_SECURITY_APPROVES)
    run(request, lambda: end_emergency(person, by=request.user, at=clock.now()), _("The account has been ended."))
    return redirect("approvals")
