"""The workbench (工作台): what waits for the person, and what others have changed."""

from dataclasses import replace

from django.shortcuts import render
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from departments import clock

from .. import access, history
from ..models import WorkReport
from ..pages.visits import last_visit
from ..starting.page import first_steps
from .page import workbench as workbench_of

# Characters of a text in the column of what changed.
NEWS_SHOWN = 60


@require_safe
def workbench(request):
    today = clock.today()
    since = last_visit(request) if access.is_leader(request.user) else None
    bench = workbench_of(request.user, on=today, narrow=request.GET.get("mine") == "on", since=since)
    context = {
        "bench": bench,
        "changes": [(read.entry, news(read)) for read in bench.changes],
        "reports": WorkReport.objects.live().count(),
        "today": today,
        "pick_all": request.GET.get("select") == "unchanged",
        "first_steps": first_steps(request.user, on=today),
    }
    return render(request, "workbench/page.html", context)


def news(read):
    """What an entry changed, without the name that its link says already."""
    entry = read.entry
    name = str(entry.item or entry.report or entry.department or "")
    changes = [change for change in history.describe(read) if change.before or change.after != name]
    return [change if change.is_units else _short(change) for change in changes]


def _short(change):
    """The change with long texts cut: the item's own page has them whole."""
    cut = {side: Truncator(getattr(change, side)).chars(NEWS_SHOWN) for side in ("before", "after")}
    return replace(change, **cut)
