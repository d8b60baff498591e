"""The workbench (工作台), the report as published (报告原文), units (责任单位)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock
from departments.models import Department, Membership

from .. import access, dashboard, history
from ..division import mark_reached
from ..models import WorkReport
from ..report_filter import ReportFilter
from ..report_page import living_report
from ..unit_page import unit_page
from ..workbench import workbench as workbench_of
from ..workflow import WorkflowError
from ..workflow.issuing import issue

# The mode of the report's page that shows nothing but the text.
READING = "read"


@require_safe
def workbench(request):
    today = clock.today()
    bench = workbench_of(request.user, on=today)
    context = {
        "bench": bench,
        "changes": [(entry, news(entry)) for entry in bench.changes],
        "reports": WorkReport.objects.count(),
        "today": today,
    }
    return render(request, "workbench.html", context)


def news(entry):
    """What an entry changed, without the name that its link says already."""
    name = str(entry.item or entry.report or entry.department or "")
    return [change for change in history.describe(entry) if change.before or change.after != name]


@require_safe
def report_list(request):
    """Straight to the newest report; a page of its own only when there is none."""
    report = WorkReport.objects.first()
    if report is None:
        return render(request, "404.html", {"sentence": _("No report has been imported yet.")}, status=404)
    return redirect(report)


@require_safe
def report_detail(request, pk):
    """The living report; htmx gets only the part below the filter, `?mode=read` the text alone."""
    report = get_object_or_404(WorkReport.objects.select_related("source"), pk=pk)
    chosen = ReportFilter(request.GET, report=report)
    context = {
        "report": report,
        "reports": WorkReport.objects.all(),
        "filter": chosen,
        "living": living_report(report, on=clock.today(), wanted=chosen.wanted()),
        "reads": request.GET.get("mode") == READING,
    }
    part = request.htmx and not request.htmx.history_restore_request
    response = render(request, "items/_living.html" if part else "items/report.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def report_issue(request, pk):
    """Issue a report that was imported without being issued; who only reads this address gets the report."""
    report = get_object_or_404(WorkReport, pk=pk)
    if request.method == "POST":
        access.require(access.can_supervise(request.user))
        try:
            added = issue(report, by=request.user, on=clock.today())
        except WorkflowError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request,
                ngettext(
                    "The report has been issued; %(count)s item went to a member of a collective.",
                    "The report has been issued; %(count)s items went to members of collectives.",
                    added,
                )
                % {"count": added},
            )
    return redirect(report)


@require_safe
def department_list(request):
    """All units by kind, with the number of their items in each role."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:100]  # PostgreSQL refuses NUL characters
    departments = Department.objects.standing().prefetch_related("aliases")
    if query:
        departments = departments.matching(query)
    counts = dashboard.unit_counts()
    groups = {kind: [] for kind in Department.Kind}
    for department in departments:
        groups[Department.Kind(department.kind)].append((department, counts.get(department.pk)))
    context = {
        "query": query,
        "groups": [(kind.label, rows) for kind, rows in groups.items() if rows],
        "count": sum(len(rows) for rows in groups.values()),
    }
    return render(request, "departments/list.html", context)


@require_safe
def department_detail(request, pk):
    department = get_object_or_404(Department.objects.select_related("successor"), pk=pk)
    today = clock.today()
    posts = Membership.objects.current(today).filter(department=department, user__is_active=True)
    page = unit_page(department, on=today, report=request.GET.get("report"))
    context = {
        "department": department,
        "aliases": department.aliases.all(),
        "collectives": Department.objects.filter(member_rows__member=department),
        "posts": posts.select_related("user"),
        "page": page,
        "items": mark_reached(page.items, [department]),
        "reports": len(page.reports),
        "today": today,
    }
    return render(request, "departments/detail.html", context)
