"""Meetings (调度会): the list, entering one, and its pack, on which decisions are typed."""

from dataclasses import replace
from io import BytesIO

from django.contrib import messages
from django.db.models import Count, Q
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access, read_only
from ..bulletins.filling import WORD_TYPE
from ..comparing.page import leader_names
from ..forms.keys import key_of
from ..models import Instruction, Meeting, WorkReport
from ..models.querysets import live, standing
from ..pages.paging import paged
from ..pages.posting import post_or, take
from ..pages.reports import report_asked, without_report
from ..pages.returning import READ_OR_POST
from ..sheets.names import safe_name
from .agenda import agenda_of, attendance_of
from .deciding import decide, enter_meeting
from .document import word_pack
from .forms import DecisionForm, MeetingForm
from .pack import pack_of

REFUSED = "decide_refused"


def fetch_meeting(pk):
    meetings = Meeting.objects.select_related("report", "department__successor", "by")
    return get_object_or_404(meetings, pk=pk)


@require_safe
def meeting_list(request):
    """All meetings, the latest first, with how many of their decisions are still open.

    Those on an archived report stand only where the address names it (`?report=`).
    """
    asked = Q(report=key_of(request.GET.get("report")))
    meetings = Meeting.objects.filter(live("report") | (standing("report") & asked))
    meetings = meetings.select_related("report", "department", "by")
    still_open = Q(instructions__state__in=Instruction.UNSETTLED)
    meetings = meetings.annotate(
        decided=Count("instructions"), still_open=Count("instructions", filter=still_open)
    ).order_by("-held_on", "-pk")
    context = {
        "page": paged(request, meetings),
        "reports": WorkReport.objects.live().count(),
        "may_enter": access.can_decide_in_meeting(request.user),
        "today": clock.today(),
    }
    return render(request, "meetings/list.html", context)


@require_http_methods(READ_OR_POST)
def meeting_new(request):
    """Enter a meeting on a report's items; parameters of the address fill the form in."""
    access.require(access.can_decide_in_meeting(request.user))
    report = report_asked(request)
    if report is None:
        return without_report(request, _("Enter a meeting"))
    given = request.POST if request.method == "POST" else None
    form = MeetingForm(given, report=report, leaders=leader_names(report), initial=request.GET.dict())
    if given is not None:
        taken = take(form, lambda _data: enter_meeting(report, by=request.user, at=clock.now(), **form.chosen()))
        if not taken.is_refused:
            messages.success(request, _("Saved."))
            return redirect(taken.result)
    context = {"form": form, "report": report, "reports": WorkReport.objects.live()}
    return render(request, "meetings/new.html", context, status=422 if given is not None else 200)


@require_safe
def meeting_detail(request, pk):
    return show_meeting(request, fetch_meeting(pk))


@require_safe
def meeting_file(request, pk):
    """The pack in Word, as its page stands now."""
    meeting = fetch_meeting(pk)
    content = BytesIO(word_pack(pack_of(meeting, today=clock.today())))
    name = f"{safe_name(str(meeting))}_{safe_name(_('Pack of a meeting'))}.docx"
    return FileResponse(content, as_attachment=True, filename=name, content_type=WORD_TYPE)


@post_or(lambda _request, pk: fetch_meeting(pk))
def meeting_decide(request, meeting):
    """A decision on one item; who only reads this address gets the meeting."""
    access.require(access.can_decide_in_meeting(request.user))
    items = meeting.report.items.select_related("report")
    form = DecisionForm(request.POST, items=items, name=REFUSED)
    taken = take(
        form,
        lambda data: decide(
            meeting, data["item"], by=request.user, at=clock.now(), text=data["text"], due_on=data["due_on"]
        ),
    )
    if taken.is_refused:
        return show_meeting(request, meeting, refused=form, status=taken.status)
    number = taken.result.item.display_number
    messages.success(request, _("Decided on item %(number)s; its units have been told.") % {"number": number})
    return redirect(meeting)


def show_meeting(request, meeting, *, refused=None, status=200):
    """The pack of the meeting, with a form for each item; `refused` is the one that came back."""
    pack = pack_of(meeting, today=clock.today())
    context = {"meeting": meeting}
    if access.can_decide_in_meeting(request.user) and read_only.can_change(meeting.report):
        pack, context["another_form"] = _with_forms(pack, refused)
    context |= {"pack": pack, "agenda": agenda_of(pack), "attendance": attendance_of(pack)}
    return render(request, "meetings/detail.html", context, status=status)


def _with_forms(pack, refused):
    """(the pack with a form for every entry, the refused one on its item; the form for another item of the scope)."""

    def form_for(item):
        nonlocal refused
        if refused and refused["item"].value() == str(item.pk):
            form, refused = refused, None
        else:
            form = DecisionForm(items=pack.rest, name=f"decide_{item.pk}", initial={"item": item.pk})
        form.fix_item()
        return form

    groups = [
        replace(group, entries=[replace(entry, form=form_for(entry.item)) for entry in group.entries])
        for group in pack.groups
    ]
    return replace(pack, groups=groups), refused or DecisionForm(items=pack.rest, name="decide_another")
