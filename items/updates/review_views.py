"""Deciding on many reports at once: the office's 待审核, a unit head's 待审签."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access
from ..forms.keys import key_of, keys_of
from ..forms.secrets import ANYWAY
from ..models import ProgressUpdate
from ..models.querysets import live
from ..pages.paging import paged
from ..pages.posting import take
from ..pages.returning import READ_OR_POST, back
from ..rounds.review import in_turn, waiting
from ..rules.accepted import signed
from . import waiting as waiting_lists
from .forms import ReturnForm
from .repeating import report_no_change_all
from .reporting import accept_all, send_back, sign_off_all

CLEAN = "clean"
REASON = "reason_"
# A tick box or a button: the update's key and the version that the page showed.
PAIR = re.compile("([0-9]{1,18}):([0-9]{1,9})")
State = ProgressUpdate.State


@dataclass(frozen=True)
class DecisionList:
    """A list to decide on: `updates` that the person may decide on at all, of which those in `state` wait."""

    updates: object
    state: str
    template: str


@require_http_methods(READ_OR_POST)
def review_list(request):
    """What the units have handed in, over all periods; many are accepted with one click, each by itself."""
    access.require(access.can_review(request.user))
    page = DecisionList(ProgressUpdate.objects.all(), State.AWAITING_REVIEW, "rounds/review.html")
    return _decide(request, page, accept_all, _accepted) if request.method == "POST" else _show(request, page)


@require_http_methods(READ_OR_POST)
def sign_off_list(request):
    """What liaisons have written for the units that the person heads; all of it is signed with one click."""
    heads = access.heads_departments(request.user)
    access.require(heads, _("Only the head of a unit signs off its updates."))
    page = DecisionList(ProgressUpdate.objects.of_units(heads), State.AWAITING_SIGN_OFF, "rounds/sign_off.html")
    return _decide(request, page, sign_off_all, _signed) if request.method == "POST" else _show(request, page)


def _accepted(count):
    return ngettext("%(count)s update accepted.", "%(count)s updates accepted.", count) % {"count": count}


def _signed(count):
    return ngettext("%(count)s update signed off.", "%(count)s updates signed off.", count) % {"count": count}


def _show(request, listed, status=200, refused=None, done=()):
    """The list; what was typed stands in its row, or above where the row is gone, except that of the rows `done`."""
    updates = in_turn(listed.updates.filter(live("item__report"), state=listed.state))
    page = paged(request, updates)
    rows = waiting(page.object_list, request.user if listed.state == State.AWAITING_SIGN_OFF else None)
    context = {
        "page": page,
        "rows": rows,
        "boxes": sum(not row.why_not for row in rows),
        "clean": sum(row.box.is_clean and not row.why_not for row in rows),
        "pick_clean": request.GET.get("select") == CLEAN,
        "ticked": request.POST.getlist("update"),
        "typed": {row.update.pk: request.POST.get(f"{REASON}{row.update.pk}", "") for row in rows},
        "given_back": _given_back(listed, _typed(request, {row.update.pk for row in rows} | set(done))),
        "refused": refused,
        "today": clock.today(),
    }
    return render(request, listed.template, context, status=status)


def _typed(request, without=()):
    """{key: reason} of the returns typed in the list, but those of the keys `without`."""
    found = {}
    for name in request.POST:
        words, key = request.POST[name].strip(), key_of(name.removeprefix(REASON))
        if name.startswith(REASON) and words and key is not None and key not in without:
            found[key] = words
    return found


def _given_back(listed, typed):
    """[(which report, the reason typed)] of those that wait no more."""
    updates = listed.updates.filter(pk__in=typed).select_related("item__report", "department") if typed else ()
    names = {update.pk: f"{update.item} {signed(update.department)}" for update in updates}
    gone = _("a report that is no longer asked for")
    return [(names.get(pk, gone), words) for pk, words in typed.items()]


def _decide(request, listed, step, done):
    """Return the one whose button was pressed, or take the `step` on all that are ticked."""
    returned = PAIR.fullmatch(request.POST.get("return", ""))
    if returned:
        return _return(request, listed, *map(int, returned.groups()))
    versions = {int(pk): int(version) for pk, version in _pairs(request.POST.getlist("update"))}
    found = in_turn(listed.updates.filter(pk__in=versions))
    settled, left = step([(update, versions[update.pk]) for update in found], by=request.user, at=clock.now())
    if settled:
        messages.success(request, done(len(settled)))
    if left:
        names = "、".join(f"{update.item} {signed(update.department)}" for update in left)
        messages.warning(request, _("Changed by somebody else meanwhile, so left alone: %(names)s.") % {"names": names})
    if not settled and not left:
        messages.info(request, _("Nothing was ticked, so nothing was changed."))
    # Reasons typed for others are not lost because this button was pressed first.
    return _show(request, listed) if _typed(request) else back(request, request.path)


def _pairs(values):
    return [found.groups() for found in map(PAIR.fullmatch, values) if found]


def _return(request, listed, pk, version):
    update = listed.updates.filter(pk=pk).first()
    if update is None:
        messages.error(request, _("This update is no longer asked for."))
        return _show(request, listed, status=409)
    form = _return_form(request, pk, version)
    taken = take(form, lambda sent: send_back(update, by=request.user, at=clock.now(), **sent))
    if not taken.is_refused:
        told = {"unit": taken.result.department, "item": taken.result.item}
        messages.success(request, _("Returned to %(unit)s: %(item)s.") % told)
        return _show(request, listed, done=[pk]) if _typed(request, [pk]) else back(request, request.path)
    for sentence in form.non_field_errors():
        messages.error(request, sentence)
    return _show(request, listed, status=taken.status, refused=form)


def _return_form(request, pk, version):
    """Of the row whose button was pressed: its words stand in fields of its own."""
    prefix = f"return-{pk}"
    words = {"reason": request.POST.get(f"{REASON}{pk}", ""), ANYWAY: request.POST.get(f"{prefix}-{ANYWAY}", "")}
    sent = {"version": version, **words}
    return ReturnForm({f"{prefix}-{name}": value for name, value in sent.items()}, prefix=prefix)


@require_safe
def own_updates(request):
    """What the person's units still have to do in the rounds: to write, returned, or parts that wait for them."""
    what = request.GET.get("what", waiting_lists.TO_WRITE)
    if what not in waiting_lists.OWN_LISTS:
        what = waiting_lists.TO_WRITE
    page = paged(request, waiting_lists.own_updates(request.user, what))
    lines = waiting_lists.update_lines(page.object_list, on=clock.today())
    context = {"what": what, "titles": waiting_lists.own_titles(), "page": page, "lines": lines}
    return render(request, "rounds/own.html", context)


@require_http_methods(READ_OR_POST)
def no_change_list(request):
    """Of all own reports that are ticked: last time's report still holds; each goes its way by itself."""
    if request.method != "POST":
        return redirect("own_updates")
    units = access.own_departments(request.user)
    access.require(units, _("Units report: you hold no post as liaison or head of one."))
    keys = keys_of(request.POST.getlist("update"))
    updates = in_turn(ProgressUpdate.objects.of_units(units).filter(pk__in=keys))
    done, left = report_no_change_all(updates, by=request.user, at=clock.now())
    if done:
        sentence = ngettext("%(count)s report sent: no change.", "%(count)s reports sent: no change.", len(done))
        messages.success(request, sentence % {"count": len(done)})
    for update, why in left:
        named = {"item": update.item, "unit": signed(update.department), "why": why}
        messages.warning(request, _("Not sent, %(item)s %(unit)s: %(why)s") % named)
    if not done and not left:
        messages.info(request, _("Nothing was ticked, so nothing was changed."))
    return back(request, reverse("own_updates"))


@require_safe
def decision_list(request):
    """What needs a city leader's decision, as the latest accepted reports on open items say."""
    page = paged(request, waiting_lists.decisions())
    lines = [waiting_lists.decision_line(update) for update in page.object_list]
    return render(request, "rounds/decisions.html", {"page": page, "lines": lines})
