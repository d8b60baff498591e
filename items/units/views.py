"""Units (责任单位): all of them, and the page of one."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments import clock
from departments.models import Department, Membership

from .. import access, dashboard
from ..forms.found import UnitSelect, found_among, units_on
from ..forms.keys import key_of
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
    """The units that go by `?q=`, as `forms.found.found_among` has them, for fields in which a unit is typed.

    Of those on the items of a report (`?report=`), of reports under way (`?live=1`), or asked in a period (`?period=`).
    """
    report, period = (key_of(request.GET.get(name)) for name in ("report", "period"))
    units = units_on(report=report, period=period, of_live=bool(request.GET.get("live")))
    return JsonResponse(found_among(units, query_asked(request), UnitSelect()))
