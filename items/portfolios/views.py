"""Portfolios of the city leaders: everybody reads them, the supervision office sets them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock
from departments.models import User

from .. import access
from ..models import Portfolio
from ..pages.posting import take
from ..pages.returning import READ_OR_POST
from ..rules.portfolio import portfolio_units
from .forms import PortfolioForm
from .page import leader_lines
from .setting import set_portfolio


@require_safe
def portfolio_list(request):
    context = {"lines": leader_lines(on=clock.today()), "can_supervise": access.can_supervise(request.user)}
    return render(request, "portfolios/list.html", context)


@require_http_methods(READ_OR_POST)
def portfolio_edit(request, pk):
    """Which units one leader answers for."""
    leader = get_object_or_404(User, pk=pk)
    access.require(access.can_supervise(request.user))
    kept = set(Portfolio.objects.filter(leader=leader).order_by().values_list("department", flat=True))
    data = request.POST if request.method == "POST" else None
    form = PortfolioForm(data, kept=kept, acting=portfolio_units(leader))
    status = 200
    if request.method == "POST":
        taken = take(form, lambda data: set_portfolio(leader, by=request.user, units=data["units"], seen=data["seen"]))
        if not taken.is_refused:
            messages.success(request, _("Saved."))
            return redirect("portfolio_list")
        status = taken.status
    return render(request, "portfolios/edit.html", {"leader": leader, "form": form}, status=status)
