"""The rules of a report's lights: in plain words for everybody, set with a preview by the supervision office."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from departments import clock

from .. import access, read_only
from ..models import WorkReport
from ..pages.posting import take
from ..pages.returning import READ_OR_POST
from .forms import LightRulesForm
from .page import preview, rule_sets, schedule_sentences
from .rules_in_force import rules_on
from .setting import newest, set_light_rules


@require_http_methods(READ_OR_POST)
def report_lights(request, pk):
    """Rules in force, what comes and what was; "preview" shows what other rules would change without saving."""
    report = get_object_or_404(WorkReport, pk=pk)
    if request.method != "POST":
        return _show(request, report)
    access.require(access.can_supervise(request.user))
    form = _form(report, request.POST)
    if "preview" in request.POST:
        return _preview(request, report, form)

    def step(data):
        known = {name: data[name] for name in ("effective_on", "seen", "reason")}
        set_light_rules(report, by=request.user, at=clock.now(), **known, **form.rules())

    taken = take(form, step)
    if taken.is_refused:
        return _show(request, report, status=taken.status, form=form)
    messages.success(request, _("Saved."))
    return redirect("report_lights", pk=report.pk)


def _preview(request, report, form):
    """What the rules typed would change; htmx gets that alone, with what is wrong in them."""
    form.fields["reason"].required = False
    shown = {"form": form, "today": clock.today()}
    if form.is_valid():
        shown["preview"] = preview(report, form.instance, clock.today())
    if request.htmx:
        return render(request, "lights/_preview.html", shown)
    return _show(request, report, status=200 if form.is_valid() else 422, **shown)


def _form(report, data=None):
    today = clock.today()
    rules = rules_on({report.pk}, today)[report.pk]
    return LightRulesForm(data, rules=rules, seen=newest(report), on=today)


def _show(request, report, *, status=200, **shown):
    today = clock.today()
    if access.can_supervise(request.user) and read_only.can_change(report):
        shown.setdefault("form", _form(report))
    sets = rule_sets(report, report.as_of(today))
    present = next(one for one in sets if one.state == one.PRESENT)
    context = {
        "report": report,
        "present": present,
        "others": [one for one in sets if one is not present],
        "schedule": schedule_sentences(present.rules),
        "today": today,
        **shown,
    }
    return render(request, "lights/rules.html", context, status=status)
