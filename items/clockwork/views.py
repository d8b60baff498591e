"""The page of the clockwork (平台时钟): whether it runs; where the machine's date has jumped, whether that is right."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from departments import clock

from .. import access
from ..pages.posting import run
from ..pages.returning import READ_OR_POST
from .watch import clock_state, confirm_clock, may_confirm


@require_http_methods(READ_OR_POST)
def clockwork(request):
    """For the office and the administrators; what is sent confirms the date."""
    access.require(may_confirm(request.user))
    if request.method == "POST":
        run(
            request,
            lambda: confirm_clock(by=request.user, at=clock.now()),
            _("Confirmed: what has become due is done within the next ten minutes."),
        )
        return redirect("clockwork")
    return render(request, "clockwork/clockwork.html", {"state": clock_state(clock.now())})
