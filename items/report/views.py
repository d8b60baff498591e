"""The report as published (报告原文), with the light of each item beside it."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from departments import clock

from .. import access
from ..forms.found import ChapterSelect, ReportSelect, found_among
from ..forms.keys import key_of
from ..forms.lists import query_asked
from ..issue.forms import IssueDayForm
from ..issue.issuing import issue
from ..models import Chapter, WorkReport
from ..models.querysets import standing
from ..pages.posting import post_or, take
from ..pages.reports import CHOSEN, how_all_ended, present_report, remember, report_asked
from ..starting.page import steps_after_import
from .forms import ReportFilter
from .page import last_word, living_report

# The mode of the report's page that shows nothing but the text.
READING = "read"


@require_safe
def report_list(request):
    """Straight to the report that `pages.reports.report_asked` finds, where all have ended to the years."""
    report = report_asked(request)
    if report is None and how_all_ended():
        return redirect("report_years")
    if report is None:
        return render(request, "404.html", {"sentence": _("No report has been imported yet.")}, status=404)
    return redirect(report)


@require_safe
def report_detail(request, pk):
    """The living report; htmx gets only the part below the filter, `?mode=read` the text alone."""
    report = get_object_or_404(WorkReport.objects.select_related("source"), pk=pk)
    if request.GET.get(CHOSEN):
        remember(request.user, report)
    return _show(request, report, IssueDayForm())


def _show(request, report, issue_form, status=200):
    chosen = ReportFilter(request.GET, report=report)
    part = request.htmx and not request.htmx.history_restore_request
    reads = request.GET.get("mode") == READING
    told = access.can_supervise(request.user) and report.is_live and not part and not reads
    context = {
        "report": report,
        "reports": WorkReport.objects.live(),
        "filter": chosen,
        "living": living_report(report, on=clock.today(), wanted=chosen.wanted()),
        "last_word": last_word(report),
        "issue_form": issue_form,
        "reads": reads,
        "steps": steps_after_import(report, on=clock.today()) if told else [],
    }
    response = render(request, "report/_living.html" if part else "report/page.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


@post_or(lambda _request, pk: get_object_or_404(WorkReport.objects.select_related("source"), pk=pk))
def report_issue(request, report):
    """Issue a report that was imported without being issued; who only reads this address gets the report."""
    access.require(access.can_supervise(request.user))
    form = IssueDayForm(request.POST)
    taken = take(form, lambda data: issue(report, by=request.user, on=clock.today(), as_of=data["issued_on"]))
    if taken.is_refused:
        report.refresh_from_db(fields=["issued_on"])
        if report.issued_on:  # somebody was faster, and the form is gone from the page
            messages.error(request, " ".join(form.non_field_errors()))
            return redirect(report)
        return _show(request, report, form, taken.status)
    messages.success(request, _issued(taken.result))
    return redirect(report)


def _issued(added):
    if not added:
        return _("The report has been issued; its units find its items on their workbenches.")
    sentence = ngettext(
        "The report has been issued; %(count)s item went to a member of a collective.",
        "The report has been issued; %(count)s items went to members of collectives.",
        added,
    )
    return sentence % {"count": added}


@require_safe
def report_found(request):
    """The reports under way that go by `?q=`, as `forms.found.found_among` has them.

    Those of later years than `?after=`; or all on which a unit stands (`?unit=`), archived ones as well.
    """
    unit, after = (key_of(request.GET.get(name)) for name in ("unit", "after"))
    reports = WorkReport.objects.live() if unit is None else WorkReport.objects.standing().naming(unit)
    if after is not None:
        reports = reports.filter(year__gt=after)
    return JsonResponse(found_among(reports, query_asked(request), ReportSelect()))


@require_safe
def chapter_found(request):
    """The chapters of the report `?report=`, of the present one without, that go by `?q=`."""
    report = key_of(request.GET.get("report")) or present_report(clock.today())
    chapters = Chapter.objects.filter(standing("report"), report=report)
    return JsonResponse(found_among(chapters, query_asked(request), ChapterSelect()))
