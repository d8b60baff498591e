"""Chasing silent units by hand (催办)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from departments import clock

from .. import access
from ..messages.telling import nobody_to_tell, spell
from ..models import ReportingPeriod
from ..pages.posting import take
from ..pages.returning import READ_OR_POST
from .chasing import candidates, chase, placeholders, template_text
from .forms import ChaseForm


@require_http_methods(READ_OR_POST)
def period_chase(request, pk):
    """The silent units of a period to choose from, and what they are told; `?department=` chooses some beforehand."""
    period = get_object_or_404(ReportingPeriod.objects.select_related("report"), pk=pk)
    access.require(access.can_supervise(request.user))
    form, status = ChaseForm(request.POST or None, initial={"text": template_text()}), 200
    if request.method == "POST":
        taken = take(
            form,
            lambda data: chase(period, data["departments"], by=request.user, at=clock.now(), text=data["text"]),
        )
        if not taken.is_refused:
            _report(request, taken.result)
            return redirect("period_detail", pk=period.pk)
        status = taken.status
    rows = candidates(period, on=clock.today())
    asked = set((request.POST if request.method == "POST" else request.GET).getlist("departments"))
    asked |= set(request.GET.getlist("department"))
    chosen = [row.can_be_chased and (not asked or str(row.department.pk) in asked) for row in rows]
    context = {
        "period": period,
        "form": form,
        "rows": list(zip(rows, chosen, strict=True)),
        "placeholders": placeholders().values(),
    }
    return render(request, "rounds/chase.html", context, status=status)


def _report(request, done):
    count, people = len(done.units), len(done.messages)
    told = ngettext("%(count)s unit was chased", "%(count)s units were chased", count) % {"count": count}
    reached = ngettext("%(count)s person told", "%(count)s people told", people) % {"count": people}
    messages.success(request, _("%(units)s, %(people)s.") % {"units": told, "people": reached})
    if done.already:
        messages.info(request, _("Chased today already, so left alone: %(units)s.") % {"units": spell(done.already)})
    if done.not_silent:
        messages.info(request, _("Has reported meanwhile: %(units)s.") % {"units": spell(done.not_silent)})
    if done.unreachable:
        messages.warning(request, nobody_to_tell(done.unreachable))
