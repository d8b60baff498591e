"""The dashboard (数据看板), its charts, the lights of a past day, and plan against actual."""

from functools import partial

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments import clock

from .. import access
from ..lights.present import present_lights
from ..lights.records import end_of, recorded_from
from ..pages.paging import paged
from ..pages.reports import ALL, how_all_ended, report_asked
from ..sheets.files import as_file
from . import charts, curves, past
from .export import statistics_name, write_statistics
from .forms import CurveFilter, DashboardFilter, LitFilter
from .overview import overview, past_of
from .scope import ground


def _asked(request, **defaults):
    """What was asked, with the defaults where nothing was."""
    asked = request.GET.copy()
    for name, value in defaults.items():
        if not asked.get(name):
            asked[name] = value
    return asked


def _ground(request, *, with_all=True, with_former=False):
    return ground(report_asked(request, with_all=with_all), with_former=with_former)


def _chosen(request, known):
    return DashboardFilter(_asked(request, report=known.key), ground=known, user=request.user)


@require_safe
def dashboard(request):
    """A wrong filter shows its error and no figures."""
    today, known = clock.today(), _ground(request)
    context = {
        "ground": known,
        "as_of": known and known.as_of(today),
        "all_ended": not known and how_all_ended(),
    }
    if known:
        chosen = _chosen(request, known)
        scope = chosen.scope()
        context["filter"] = chosen
        if scope:
            shown = {"overview": overview(scope, on=today), "charts": charts.charts_of(scope)}
            context |= {**shown, "layouts_url": scope.layouts_url()}
            # A special report is on one report.
            context["may_brief"] = scope.report and access.can_supervise(request.user)
    return render(request, "dashboard/dashboard.html", context)


@require_safe
def dashboard_export(request):
    """The statistics workbook of exactly what the dashboard shows; a wrong filter goes back there, which says why."""
    today, known = clock.today(), _ground(request)
    chosen = _chosen(request, known) if known else None
    scope = chosen.scope() if chosen else None
    if scope is None:
        return redirect(f"{reverse('dashboard')}?{request.GET.urlencode()}")
    filters = [(str(label), str(value or _("yes"))) for _name, label, value in chosen.active()]
    return as_file(request, statistics_name(scope, today), partial(write_statistics, scope, on=today, filters=filters))


def _past_or_404(request, today):
    """(Past, looks) of what is asked; 404 where a filter is wrong or nothing is left to draw."""
    known = _ground(request)
    scope = _chosen(request, known).scope() if known else None
    if scope is None or not scope.items:
        raise Http404
    return past_of(scope, on=today)


@require_safe
def chart_trend(request):
    """The lights by month as JSON, by the filters of the page."""
    today = clock.today()
    return JsonResponse(charts.trend(*_past_or_404(request, today), on=today))


@require_safe
def chart_heat(request):
    """Units × months as JSON, by the filters of the page."""
    today = clock.today()
    found, looks = _past_or_404(request, today)
    if not found.heat:
        raise Http404
    return JsonResponse(charts.heat(found, looks, on=today))


@require_safe
def chart_curve(request):
    """Plan and actual of one target or item as JSON."""
    today, known = clock.today(), _ground(request, with_all=False)
    found = _curve_asked(request, known, today)[1] if known else None
    if found is None:
        raise Http404
    return JsonResponse(charts.curve(found, on=today))


def _curve_asked(request, known, today):
    """(filter, the curve that is asked for or None)."""
    lit = present_lights(known.items, on=today)
    asked = _asked(request, report=known.report.pk)
    if asked["report"] == ALL:  # a curve is one report's
        asked["report"] = known.report.pk
    chosen = CurveFilter(asked, ground=known, curves=curves.choices(known.items, lit))
    return chosen, curves.curve(chosen.chosen, known.items, lit, on=today) if chosen.chosen else None


@require_safe
def dashboard_curve(request):
    """Plan and actual of one target, or of one item, month by month."""
    today, known = clock.today(), _ground(request, with_all=False)
    context = {
        "ground": known,
        "as_of": known and known.as_of(today),
        "all_ended": not known and how_all_ended(),
    }
    if known:
        chosen, found = _curve_asked(request, known, today)
        context |= {"filter": chosen, "curve": found}
        if found:
            context["chart"] = charts.chart_of_curve(chosen.chosen, found, known.report.pk)
    return render(request, "dashboard/curve.html", context)


@require_safe
def dashboard_lights(request):
    """The items as they were lit at the end of a day, with the reasons of then; as they are now, if it is today."""
    today, known = clock.today(), _ground(request, with_former=True)
    context = {"ground": known, "today": today, "all_ended": not known and how_all_ended()}
    if known:
        last = known.as_of(today)
        asked = _asked(request, report=known.key, on=last.isoformat())
        chosen = LitFilter(asked, ground=known, today=today, user=request.user)
        scope = chosen.scope()
        context |= {"filter": chosen, "page": None}
        if scope:
            context |= _lit(request, scope, chosen, is_past=chosen.cleaned_data["on"] < last)
    return render(request, "dashboard/lights.html", context)


def _lit(request, scope, chosen, *, is_past):
    """What the page of a day shows: of one that is past what was recorded then, else the present."""
    asked = chosen.cleaned_data
    on, narrowed = asked["on"], {"colour": asked["light"], "unit": chosen.steering_unit}
    if is_past:
        page = paged(request, past.records_of(scope, on=on, **narrowed))
        rows = past.as_recorded(scope, page.object_list, at=end_of(on))
    else:
        page = paged(request, past.present_of(scope, on=clock.today(), **narrowed))
        rows = page.object_list
    page.object_list = past.told(rows, at=end_of(on))
    found = {"page": page, "on": on, "is_past": is_past, "count": page.paginator.count}
    if chosen.steering_unit is None:
        day = on.isoformat() if is_past else ""
        found["layouts_url"] = scope.layouts_url(light=asked["light"], on=day)
    if is_past and not rows and not past.is_recorded(scope, end_of(on)):
        found |= {"is_unknown": True, "recorded_from": recorded_from(scope.ground.keys)}
    return found
