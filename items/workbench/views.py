"""The workbench (工作台): what waits for the person, and what others have changed."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from departments import clock

from .. import access
from ..models import WorkReport
from ..pages.visits import last_visit
from ..starting.page import first_steps
from .news import news
from .page import workbench as workbench_of


@require_safe
def workbench(request):
    today = clock.today()
    since = last_visit(request) if access.is_leader(request.user) else None
    bench = workbench_of(request.user, on=today, narrow=request.GET.get("mine") == "on", since=since)
    context = {
        "bench": bench,
        "changes": [news(one) for one in bench.changes],
        "reports": 0 if access.is_apart(request.user) else WorkReport.objects.live().count(),
        "today": today,
        "pick_all": request.GET.get("select") == "unchanged",
        "first_steps": [] if access.is_apart(request.user) else first_steps(request.user, on=today),
    }
    return render(request, "workbench/page.html", context)
