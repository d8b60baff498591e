"""Units (责任单位): all of them, and the page of one."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments import clock
from departments.models import Department, Membership

from .. import access, dashboard
from ..forms.lists import query_asked
from ..pages.addresses import address
from ..people.changes import latest_of
from ..rules.accepted import present_unit
from .page import unit_page


@require_safe
def department_list(request):
    """All units by kind, with the number of their items in each role."""
    query = query_asked(request)
    departments = Department.objects.unmerged().prefetch_related("aliases")
    if query:
        departments = departments.matching(query)
    counts = dashboard.unit_counts()
    groups = {kind: [] for kind in Department.Kind}
    for department in departments:
        groups[Department.Kind(department.kind)].append((department, counts.get(department.pk)))
    context = {
        "query": query,
        "looked_for": query,
        "groups": [(kind.label, rows) for kind, rows in groups.items() if rows],
        "count": sum(len(rows) for rows in groups.values()),
    }
    return render(request, "units/list.html", context)


@require_safe
def department_detail(request, pk):
    """The page of a unit; the address of one that was merged, kept from before, leads to the unit that acts today."""
    department = get_object_or_404(Department, pk=pk)
    if department != (acting := present_unit(department)):
        messages.info(request, _("%(unit)s has been merged into this unit.") % {"unit": department})
        return redirect(address("department_detail", acting.pk))
    today = clock.today()
    posts = Membership.objects.current(today).filter(department=department, user__is_active=True)
    tends = access.can_tend_units(request.user)
    page = unit_page(department, on=today, report=request.GET.get("report"))
    context = {
        "department": department,
        "aliases": department.aliases.all(),
        "collectives": Department.objects.filter(member_rows__member=department),
        "posts": posts.select_related("user"),
        "page": page,
        "may_name_members": tends,
        "account_lines": latest_of(department) if tends else [],
        "reports": len(page.reports),
        "today": today,
    }
    return render(request, "units/detail.html", context)


@require_safe
def department_found(request):
    """{"found": keys of the units that go by `?q=`}, for the fields in which a unit is typed (static/js/units.js)."""
    units = Department.objects.unmerged().matching(query_asked(request))
    return JsonResponse({"found": list(units.values_list("pk", flat=True))})
