"""Units (责任单位): all of them, and the page of one."""

from itertools import groupby
from operator import attrgetter

from django.contrib import messages
from django.db.models import Case, Count, Value, When
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
from ..pages.addresses import LinkedCount, address
from ..pages.paging import page_range, paged
from ..people.changes import latest_of
from ..rules.accepted import present_unit
from .forms import ReportOfUnitForm
from .member_naming import may_join
from .page import unit_page


@require_safe
def department_list(request):
    """The units by kind, page by page, with the number of their items in each role; `?q=` and `?kind=` narrow them."""
    query, kind = query_asked(request), request.GET.get("kind", "")
    departments = Department.objects.unmerged()
    if query:
        departments = departments.matching(query)
    kinds = _kinds(departments, query)
    if kind in kinds and kind:
        departments = departments.filter(kind=kind)
    page = paged(request, departments.prefetch_related("aliases").order_by(*_BY_KIND))
    units = list(page)
    counts = dashboard.unit_counts(units)
    context = {
        "query": query,
        "kind": kind,
        "kinds": kinds,
        "looked_for": query,
        "groups": [
            (kinds[name], [(unit, counts.get(unit.pk)) for unit in rows])
            for name, rows in groupby(units, attrgetter("kind"))
        ],
        "page": page,
        "page_range": page_range(page),
    }
    return render(request, "units/list.html", context)


# The kinds in the order in which they are declared, which is no order of their letters.
_ORDER = Department.Kind.values
_BY_KIND = (Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(_ORDER))), "position", "pk")


def _kinds(departments, query):
    """{kind: `LinkedCount` of the units of that kind}, in the order of the kinds, "" for all of them; one query."""
    counts = dict(departments.order_by().values_list("kind").annotate(count=Count("pk")))

    def linked(label, count, kind):
        return LinkedCount(label, count, address("department_list", q=query, kind=kind))

    found = {kind: linked(Department.Kind(kind).label, counts[kind], kind) for kind in _ORDER if kind in counts}
    return {"": linked(_("All units"), sum(counts.values()), ""), **found}


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
    form = ReportOfUnitForm(request.GET, unit=department)
    page = unit_page(department, on=today, report=form.cleaned_data["report"] if form.is_valid() else None)
    context = {
        "department": department,
        "aliases": department.aliases.all(),
        "collectives": Department.objects.filter(member_rows__member=department),
        "posts": posts.select_related("user"),
        "page": page,
        "may_name_members": tends,
        "account_lines": latest_of(department) if tends else [],
        "reports": len(page.reports),
        "report_form": form,
        "today": today,
    }
    return render(request, "units/detail.html", context)


@require_safe
def department_found(request):
    """The units that go by `?q=`, as `forms.found.found_among` has them, for fields in which a unit is typed.

    Of those on the items of a report (`?report=`), of reports under way (`?live=1`), or asked in a period (`?period=`);
    of those that may join a collective (`?outside=`).
    """
    report, period, outside = (key_of(request.GET.get(name)) for name in ("report", "period", "outside"))
    if outside is not None:
        units = may_join(outside, on=clock.today())
    else:
        units = units_on(report=report, period=period, of_live=bool(request.GET.get("live")))
    return JsonResponse(found_among(units, query_asked(request), UnitSelect()))
