"""Units (责任单位): all of them, and the page of one."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from departments import clock
from departments.models import Department, Membership

from .. import dashboard
from .page import unit_page


@require_safe
def department_list(request):
    """All units by kind, with the number of their items in each role."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:100]  # PostgreSQL refuses NUL characters
    departments = Department.objects.unmerged().prefetch_related("aliases")
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
    return render(request, "units/list.html", context)


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
        "reports": len(page.reports),
        "today": today,
    }
    return render(request, "units/detail.html", context)
