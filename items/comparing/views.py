"""Two days side by side (对比)."""

import datetime

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments import clock

from ..lights.records import recorded_from
from ..models import WorkReport
from ..pages.addresses import address
from ..pages.reports import report_asked, without_report
from .forms import END, START, SinceFilter
from .page import compare, leaders_ever

WEEK = datetime.timedelta(days=7)
PERIODS_OFFERED = 4


@require_safe
def since(request):
    today, report = clock.today(), report_asked(request)
    if report is None:
        return without_report(request, _("Two days compared"))
    earliest = recorded_from([report])
    leaders = leaders_ever(report)
    chosen = SinceFilter(request.GET, report=report, leaders=leaders, today=today, earliest=earliest)
    found = parameters = None
    if chosen.is_valid():
        start, end = chosen.days()
        parameters = chosen.parameters()
        asked = chosen.chosen()
        found = compare(report, start=start, end=end, today=today, asked=asked, filters=parameters)
    context = {
        "filter": chosen,
        "days": [chosen[START], chosen[END]],
        "report": report,
        "reports": WorkReport.objects.live().count(),
        "since": found,
        "recorded_from": earliest,
        "today": today,
        "back": address("dashboard", report=report.pk, **(parameters or {})),
        "offers": [
            (label, address("dashboard_since", **{"report": report.pk, START: day.isoformat(), **(parameters or {})}))
            for label, day in _offered(report, today)
        ],
    }
    return render(request, "comparing/page.html", context)


def _offered(report, today):
    """[(words, first day)]: what people ask for most; the closings of the last periods among it."""
    offered = [(_("a week ago"), today - WEEK)]
    periods = report.periods.filter(closed_at__date__lt=today).order_by("-closed_at")
    for period in periods[:PERIODS_OFFERED]:
        offered.append((_("closing of %(period)s") % {"period": period.name}, timezone.localdate(period.closed_at)))
    return offered
