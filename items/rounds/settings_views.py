"""The rules of a report's rounds: rhythm, days, the way of a report, periods of own dates, issuing single items."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from departments import clock

from .. import access, read_only
from ..issue.issuing import issue
from ..models import Rhythm, WorkReport
from ..pages.posting import post_or, take
from ..pages.returning import READ_OR_POST
from .announcing import preview
from .burden import coming_burden
from .expecting import expect_items
from .forms import IssueForm, OwnPeriodForm, RhythmForm, RulesForm
from .planning import add_period, plan_periods, set_rhythm, set_rules


def _fetch(request, pk):
    access.require(access.can_supervise(request.user))
    return get_object_or_404(WorkReport, pk=pk)


acts_on_settings = post_or(_fetch, page=lambda report: reverse("round_settings", args=[report.pk]))


@require_http_methods(READ_OR_POST)
def round_settings(request, pk):
    """The rules, with a sentence on what they mean for the next period; "preview" shows it without saving."""
    report = _fetch(request, pk)
    if request.method != "POST":
        # Nothing can be set of a report that can only be read: its page says why.
        return _show(request, report) if read_only.can_change(report) else redirect(report)
    form = RulesForm(request.POST, instance=_fetch(request, pk))  # a copy: checking writes into it
    if not form.is_valid():
        return _show(request, report, status=422, rules_form=form)
    if "preview" in request.POST:
        shown = {"preview": preview(form.instance, clock.today()), "is_saved": False}
        if request.htmx:
            return render(request, "rounds/_preview.html", shown)
        return _show(request, report, rules_form=form, **shown)
    return _save(
        request,
        report,
        "rules_form",
        form,
        lambda data, at: set_rules(report, by=request.user, at=at, version=data["version"], **form.rules()),
        lambda _done: _("Saved; periods that have not been opened follow the new rules."),
    )


@acts_on_settings
def round_rhythm(request, report):
    """A rhythm of their own for a group, a chapter or single items."""
    form = RhythmForm(request.POST, report=report)
    return _save(
        request,
        report,
        "rhythm_form",
        form,
        lambda data, at: set_rhythm(form.items, data["rhythm"], by=request.user, at=at),
        lambda count: (
            ngettext("The rhythm of %(count)s item was changed.", "The rhythm of %(count)s items was changed.", count)
            % {"count": count}
        ),
    )


@acts_on_settings
def round_add_period(request, report):
    return _save(
        request,
        report,
        "period_form",
        OwnPeriodForm(request.POST),
        lambda data, at: add_period(report, by=request.user, at=at, **data),
        lambda period: _("The period %(period)s has been added.") % {"period": period.name},
    )


@acts_on_settings
def round_issue(request, report):
    """Issue some of the items; their units find them on the workbench."""

    def step(data, at):
        items = list(data["items"])
        with transaction.atomic():
            issue(report, by=request.user, on=clock.today(), as_of=data["issued_on"], items=items)
            plan_periods(report, on=clock.today())
            expect_items(items, at=at)
        return len(items)

    return _save(
        request,
        report,
        "issue_form",
        IssueForm(request.POST, report=report),
        step,
        lambda count: ngettext("%(count)s item issued.", "%(count)s items issued.", count) % {"count": count},
    )


def _save(request, report, name, form, step, done):
    """Run `step(data, at)`; whatever fails shows the page with the form as it was typed."""
    taken = take(form, lambda data: step(data, clock.now()))
    if taken.is_refused:
        return _show(request, report, status=taken.status, **{name: form})
    messages.success(request, done(taken.result))
    return redirect("round_settings", pk=report.pk)


def _show(request, report, *, status=200, **shown):
    today = clock.today()
    issued = report.items.open().filter(issued_on__isnull=False)
    shown.setdefault("rules_form", RulesForm(instance=report))
    shown.setdefault("rhythm_form", RhythmForm(report=report))
    shown.setdefault("period_form", OwnPeriodForm())
    shown.setdefault("issue_form", IssueForm(report=report))
    shown.setdefault("preview", preview(report, today))
    shown.setdefault("is_saved", True)
    context = {
        "report": report,
        "periods": report.periods.order_by("-due_on", "rhythm", "pk"),
        "rhythms": [(label, issued.filter(rhythm=value).in_order()) for value, label in Rhythm.choices],
        "unissued": report.items.filter(issued_on__isnull=True).order_by("position"),
        "ticked": request.POST.getlist("items"),
        "burden": coming_burden(today),
        "today": today,
        **shown,
    }
    return render(request, "rounds/settings.html", context, status=status)
