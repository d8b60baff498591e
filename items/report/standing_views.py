"""The reports of all years (历年任务分解), and the pages that withdraw and archive one: each asks once."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access, read_only
from ..models import WorkReport
from ..pages.paging import paged
from ..pages.posting import take
from ..pages.returning import READ_OR_POST
from .archiving import archive, take_back
from .forms import ArchiveForm, ReopenForm, WithdrawForm
from .standing import ONLY_OFFICE_WITHDRAWS, archiving_of, taking_back_of, withdrawal_of
from .withdrawing import withdraw


@require_safe
def report_years(request):
    """Every report with how it stands; what was withdrawn is the office's own."""
    reports = WorkReport.objects.all() if access.can_supervise(request.user) else WorkReport.objects.standing()
    reports = reports.annotate(count=Count("items")).order_by("-year", "-pk")
    return render(request, "report/years.html", {"page": paged(request, reports)})


def _fetch(request, pk):
    access.require(access.can_supervise(request.user), ONLY_OFFICE_WITHDRAWS)
    return get_object_or_404(WorkReport, pk=pk)


def _end(request, pk, *asked):
    """As `_ask`; of a report that has ended there is nothing to ask: its page says so."""
    if request.method != "POST" and not read_only.can_change(report := _fetch(request, pk)):
        return redirect(report)
    return _ask(request, pk, *asked)


def _ask(request, pk, form, step, done, show):
    """The page that asks, and its answer: `step(report, data, at)`, the sentence `done(result)`.

    `form` makes the form of (data or None, report); `show(report)` gives the template and what it says.
    """
    report = _fetch(request, pk)
    asked, status = form(request.POST if request.method == "POST" else None, report), 200
    if request.method == "POST":
        taken = take(asked, lambda data: step(report, data, clock.now()))
        if not taken.is_refused:
            messages.success(request, done(taken.result))
            return redirect(report)
        status, report = taken.status, _fetch(request, pk)
    template, context = show(report)
    return render(request, template, {"report": report, "form": asked, **context}, status=status)


@require_http_methods(READ_OR_POST)
def report_withdraw(request, pk):
    def form(data, report):
        return WithdrawForm(data, initial={"is_issued": withdrawal_of(report, on=clock.today()).is_issued})

    return _end(
        request,
        pk,
        form,
        lambda report, data, at: withdraw(report, by=request.user, at=at, **data),
        _withdrawn,
        lambda report: ("report/withdraw.html", {"effect": withdrawal_of(report, on=clock.today())}),
    )


def _withdrawn(done):
    if not done.is_issued:
        return _("The report has been withdrawn. Its import can be corrected and brought in anew.")
    told = len(done.told)
    return ngettext(
        "The report has been withdrawn; %(count)s person has been told.",
        "The report has been withdrawn; %(count)s people have been told.",
        told,
    ) % {"count": told}


@require_http_methods(READ_OR_POST)
def report_archive(request, pk):
    return _end(
        request,
        pk,
        lambda data, _report: ArchiveForm(data),
        lambda report, _data, at: archive(report, by=request.user, at=at),
        _archived,
        lambda report: ("report/archive.html", {"effect": archiving_of(report, on=clock.today())}),
    )


def _archived(done):
    sentences = [_("The report has been archived: it can be read and found, and no longer be changed.")]
    if done.periods:
        names = "、".join(period.name for period in done.periods)
        sentences.append(_("%(periods)s: nobody is asked for a report any more.") % {"periods": names})
    if done.still_open:
        sentence = ngettext(
            "%(count)s item is archived as unfinished.", "%(count)s items are archived as unfinished.", done.still_open
        )
        sentences.append(sentence % {"count": done.still_open})
    return " ".join(sentences)


@require_http_methods(READ_OR_POST)
def report_reopen(request, pk):
    return _ask(
        request,
        pk,
        lambda data, _report: ReopenForm(data),
        lambda report, data, at: take_back(report, by=request.user, at=at, **data),
        _taken_back,
        lambda report: ("report/reopen.html", {"effect": taking_back_of(report, on=clock.today())}),
    )


def _taken_back(done):
    sentences = [_("The archiving has been taken back.")]
    if done.opens:
        names = "、".join(period.name for period in done.opens)
        sentences.append(_("%(periods)s: the units are asked for their reports again.") % {"periods": names})
    if done.ended:
        sentences.append(_("%(periods)s: closed, nobody reports any more.") % {"periods": "、".join(done.ended)})
    return " ".join(sentences)
