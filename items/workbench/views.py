"""The workbench (工作台): what waits for the person, and what others have changed."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from departments import clock

from .. import history
from ..models import WorkReport
from .page import workbench as workbench_of


@require_safe
def workbench(request):
    today = clock.today()
    bench = workbench_of(request.user, on=today)
    context = {
        "bench": bench,
        "changes": [(read.entry, news(read)) for read in bench.changes],
        "reports": WorkReport.objects.live().count(),
        "today": today,
    }
    return render(request, "workbench/page.html", context)


def news(read):
    """What an entry changed, without the name that its link says already."""
    entry = read.entry
    name = str(entry.item or entry.report or entry.department or "")
    return [change for change in history.describe(read) if change.before or change.after != name]
