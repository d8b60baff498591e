"""Chasing silent units by hand (催办): by message, by telephone, and a lead its supporting units."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from departments import clock
from departments.models import Department

from .. import access, read_only
from ..forms.keys import key_of, keys_of
from ..messages.contacts import contacts_of, last_asked
from ..messages.telling import nobody_to_tell, spell
from ..models import ProgressUpdate, ReportingPeriod
from ..pages.posting import take
from ..pages.returning import READ_OR_POST, asked_back_to
from ..rules.accepted import present_unit
from . import chasing_parts
from .calling import note_call
from .chasing import candidates, chase, placeholders, template_text
from .forms import CallForm, ChaseForm

ALL = "all"


def _to_choose(request, rows):
    """Context of a list to choose units from: its rows, and whether any of them can be chased now."""
    return {"rows": _chosen(request, rows), "can_chase": any(row.can_be_chased for row in rows)}


def _chosen(request, rows):
    """[(row, whether its box is ticked)]: as sent; else whoever can be chased.

    `?select=all` ticks them all, `?select=none` none.
    """
    select = request.GET.get("select")
    asked = set((request.POST if request.method == "POST" else request.GET).getlist("departments"))
    everybody = not asked if not select or request.method == "POST" else select == ALL
    return [(row, row.can_be_chased and (everybody or str(row.department.pk) in asked)) for row in rows]


@require_http_methods(READ_OR_POST)
def period_chase(request, pk):
    """The silent units of a period to choose from, and what they are told; with `?department=` those units alone."""
    period = get_object_or_404(ReportingPeriod.objects.select_related("report"), pk=pk)
    access.require(access.can_supervise(request.user))
    if request.method != "POST" and not read_only.can_change(period.report):
        return redirect(period)
    form, status = ChaseForm(request.POST or None, initial={"text": template_text()}), 200
    if request.method == "POST":
        taken = take(
            form,
            lambda data: chase(period, data["departments"], by=request.user, at=clock.now(), text=data["text"]),
        )
        if not taken.is_refused:
            _report(request, taken.result)
            return redirect("period_detail", pk=period.pk)
        status = taken.status
    silent, named = candidates(period, on=clock.today()), _units_named(request)
    context = {
        "period": period,
        "form": form,
        "named": named,
        "count": len(silent),
        **_to_choose(request, [row for row in silent if not named or row.department.pk in named]),
        "placeholders": placeholders().values(),
    }
    return render(request, "rounds/chase.html", context, status=status)


def _units_named(request):
    """The keys of the units `?department=`; who acts today for one that was merged meanwhile."""
    acting = Department.objects.acting()
    return {acting[key].pk if key in acting else key for key in keys_of(request.GET.getlist("department"))}


def _report(request, done):
    count, people = len(done.units), len(done.messages)
    told = ngettext("%(count)s unit was chased", "%(count)s units were chased", count) % {"count": count}
    reached = ngettext("%(count)s person told", "%(count)s people told", people) % {"count": people}
    messages.success(request, _("%(units)s, %(people)s.") % {"units": told, "people": reached})
    if done.already:
        messages.info(request, _("Chased today already, so left alone: %(units)s.") % {"units": spell(done.already)})
    if done.not_silent:
        messages.info(request, _("Has reported meanwhile: %(units)s.") % {"units": spell(done.not_silent)})
    if done.unreachable:
        messages.warning(request, nobody_to_tell(done.unreachable))


@require_http_methods(READ_OR_POST)
def period_call(request, pk):
    """A telephone call to the unit `?department=` to be noted, below how it was asked last; then back to `?next=`."""
    period = get_object_or_404(ReportingPeriod.objects.select_related("report"), pk=pk)
    access.require(access.can_supervise(request.user))
    chasing = asked_back_to(request) or reverse("period_chase", args=[period.pk])
    key = key_of(request.GET.get("department") or request.POST.get("department"))
    if key is None:
        return redirect(chasing)
    unit = present_unit(get_object_or_404(Department, pk=key))
    contacts = contacts_of([unit.pk], on=clock.today()).get(unit.pk, [])
    now = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    form, status = CallForm(request.POST or None, contacts=contacts, initial={"called_at": now}), 200
    if request.method == "POST":
        taken = take(form, lambda data: note_call(period, unit, by=request.user, at=clock.now(), **data))
        if not taken.is_refused:
            messages.success(request, _("The call to %(unit)s has been noted.") % {"unit": unit})
            return redirect(chasing)
        status = taken.status
    context = {
        "period": period,
        "unit": unit,
        "next": chasing,
        "form": form,
        "contacts": contacts,
        "asked": last_asked(period, [unit.pk]).get(unit.pk),
        "calls": period.calls.filter(department=unit).select_related("by"),
    }
    return render(request, "chasing/call.html", context, status=status)


@require_http_methods(READ_OR_POST)
def update_chase(request, pk):
    """The silent parts of a lead's report to choose from, and what their units are told."""
    rows = ProgressUpdate.objects.select_related("period__report", "item__report", "department")
    update = get_object_or_404(rows, pk=pk)
    access.require(access.can_chase_parts(request.user, update), access.ONLY_LEAD_CHASES)
    if update.period.opened_at is None:
        raise Http404
    if request.method != "POST" and not read_only.can_change(update.item.report):
        return redirect(update)
    form = ChaseForm(request.POST or None, initial={"text": chasing_parts.template_text()})
    status = 200
    if request.method == "POST":

        def step(data):
            units = list(data["departments"])
            return chasing_parts.chase_parts(update, units, by=request.user, at=clock.now(), text=data["text"])

        taken = take(form, step)
        if not taken.is_refused:
            _report(request, taken.result)
            return redirect(update)
        status = taken.status
    context = {
        "update": update,
        "form": form,
        **_to_choose(request, chasing_parts.silent_parts(update, on=clock.today())),
        "placeholders": chasing_parts.placeholders().values(),
    }
    return render(request, "chasing/parts.html", context, status=status)
