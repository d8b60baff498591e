"""Bulletins (督查通报): the list, drafting, writing, approving, and the Word file."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock

from .. import access, read_only
from ..forms.keys import key_of
from ..models import Bulletin
from ..models.bulletin import BulletinBlock
from ..pages.paging import page_range, paged
from ..pages.posting import post_or, run, take
from ..pages.reports import report_asked, without_report
from ..pages.returning import READ_OR_POST
from ..sheets.names import safe_name
from ..steps.errors import StaleBulletin
from .deciding import issue_bulletin, return_bulletin, submit_bulletin, writers_of
from .document import written
from .drafting import BLOCK, ONLY_OFFICE_WRITES, discard_bulletin, draft_bulletin, renew_bulletin, save_bulletin
from .filling import WORD_TYPE, word_file
from .forms import BulletinForm, BulletinReturnForm, NewBulletinForm
from .page import WAITS, readable_bulletins, receipts_of, unread_copy, with_receipts


def fetch_bulletin(request, pk):
    """The bulletin as the person may read it; else 403."""
    related = ("report", "period", "department", "leader", "by", "submitted_by", "decided_by", "file")
    # The file itself is read where it is given out.
    bulletin = get_object_or_404(Bulletin.objects.select_related(*related).defer("file__content"), pk=pk)
    refusal = _("A special report is read by the leader it is written to, by other leaders and the supervision office.")
    refusal = refusal if bulletin.is_brief else _("This bulletin has not been issued yet.")
    access.require(access.can_read_bulletin(request.user, bulletin), refusal)
    return bulletin


# Who only reads the address of a step gets the bulletin.
acts_on_bulletin = post_or(fetch_bulletin)


@require_safe
def bulletin_list(request):
    """All that the person may read, the latest first; `?report=`, `?period=` and `?waits=` (`page.WAITS`) narrow it."""
    report, period = (key_of(request.GET.get(name)) for name in ("report", "period"))
    rows = readable_bulletins(request.user, report=report)
    if report is not None:
        rows = rows.filter(report=report)
    if period is not None:
        rows = rows.filter(period=period)
    waits = WAITS.get(request.GET.get("waits", ""))
    if waits:
        rows = rows.filter(waits(request.user))
    page = paged(request, with_receipts(rows))
    context = {
        "page": page,
        "page_range": page_range(page),
        "is_narrowed": report is not None or period is not None or waits is not None,
        "waits": request.GET.get("waits") if waits else "",
        "may_write": access.can_supervise(request.user),
        "sees_receipts": access.can_decide_in_meeting(request.user),
    }
    return render(request, "bulletins/list.html", context)


@require_http_methods(READ_OR_POST)
def bulletin_new(request):
    """Draft one of the report that the address names; parameters of the address fill the form in."""
    access.require(access.can_supervise(request.user), ONLY_OFFICE_WRITES)
    report = report_asked(request)
    if report is None:
        return without_report(request, _("Draft a bulletin"))
    today, at = clock.today(), clock.now()
    given = request.POST if request.method == "POST" else None
    form = NewBulletinForm(given, report=report, today=today, initial=request.GET.dict())
    if given is not None:
        taken = take(form, lambda _data: draft_bulletin(report, by=request.user, at=at, **form.chosen()))
        if not taken.is_refused:
            if taken.result.at != at:
                messages.info(request, _("The same is being drafted already: this is that draft as it stands."))
            return redirect("bulletin_edit", taken.result.pk)
    context = {"form": form, "report": report}
    return render(request, "bulletins/new.html", context, status=422 if given is not None else 200)


@require_safe
def bulletin_detail(request, pk):
    return _show(request, fetch_bulletin(request, pk))


def _show(request, bulletin, *, form=None, status=200):
    user, may_change = request.user, read_only.can_change(bulletin.report)
    may_decide = may_change and bulletin.is_submitted and access.can_decide_in_meeting(user)
    sees = bulletin.is_issued and access.can_decide_in_meeting(user)
    receipts = receipts_of(bulletin) if sees else []
    context = {
        "bulletin": bulletin,
        "document": written(bulletin),
        "may_write": may_change and bulletin.is_open and access.can_supervise(user),
        "may_approve": may_decide and access.can_approve_bulletin(user, writers_of(bulletin)),
        "return_form": form or (BulletinReturnForm(initial={"version": bulletin.version}) if may_decide else None),
        "unread": unread_copy(bulletin, user),
        "receipts": receipts,
        "opened": sum(one.is_opened for one in receipts),
    }
    return render(request, "bulletins/detail.html", context, status=status)


@require_http_methods(READ_OR_POST)
def bulletin_edit(request, pk):
    """Write on head and blocks. After a collision what was typed stays, and what stands now is shown beside it."""
    bulletin = fetch_bulletin(request, pk)
    access.require(access.can_supervise(request.user), ONLY_OFFICE_WRITES)
    if request.method != "POST":
        if not bulletin.is_open or not read_only.can_change(bulletin.report):
            return redirect(bulletin)
        return _show_form(request, bulletin, BulletinForm(bulletin=bulletin))
    form = BulletinForm(request.POST, bulletin=bulletin)

    def step(data):
        said = {"head": form.head(), "blocks": form.blocks()}
        return save_bulletin(bulletin, by=request.user, at=clock.now(), version=data["version"], **said)

    taken = take(form, step)
    if not taken.is_refused:
        messages.success(request, _("Saved."))
        return redirect(bulletin)
    present = taken.error.bulletin if isinstance(taken.error, StaleBulletin) else None
    if present:
        form.show_present(present)
    return _show_form(request, bulletin, form, present=present, status=taken.status)


def _show_form(request, bulletin, form, *, present=None, status=200):
    context = {
        "bulletin": bulletin,
        "form": form,
        "present": _present(form, present) if present else [],
        "edited": _names(bulletin.edited),
    }
    return render(request, "bulletins/edit.html", context, status=status)


def _present(form, bulletin):
    """[(label, text)] of the fields that now say something else than what was typed."""
    stands = {f"{BLOCK}{key}": text for key, text in bulletin.blocks.items()}
    return [
        (field.label, text)
        for field in form.visible_fields()
        if (text := str(stands.get(field.name, getattr(bulletin, field.name, "")) or "")) != (field.value() or "")
    ]


def _names(keys):
    return "、".join(str(BulletinBlock(key).label) for key in keys)


def _version(request):
    return key_of(request.POST.get("version")) or 0


@acts_on_bulletin
def bulletin_renew(request, bulletin):
    access.require(access.can_supervise(request.user), ONLY_OFFICE_WRITES)

    def told(result):
        _bulletin, kept = result
        if not kept:
            return _("The figures are taken anew; no block had been edited by hand.")
        sentence = _(
            "The figures are taken anew. Edited by hand and left as they are: %(blocks)s. Check their figures."
        )
        return sentence % {"blocks": _names(kept)}

    step = {"by": request.user, "at": clock.now(), "version": _version(request)}
    run(request, lambda: renew_bulletin(bulletin, **step), told)
    return redirect("bulletin_edit", bulletin.pk)


@acts_on_bulletin
def bulletin_submit(request, bulletin):
    access.require(access.can_supervise(request.user), ONLY_OFFICE_WRITES)
    step = {"by": request.user, "at": clock.now(), "version": _version(request)}
    done = _("Submitted. Somebody else of the office or a city leader approves it.")
    run(request, lambda: submit_bulletin(bulletin, **step), done)
    return redirect(bulletin)


@acts_on_bulletin
def bulletin_discard(request, bulletin):
    access.require(access.can_supervise(request.user), ONLY_OFFICE_WRITES)
    step = {"by": request.user, "at": clock.now(), "version": _version(request)}
    taken = run(request, lambda: discard_bulletin(bulletin, **step), _("The draft was discarded."))
    return redirect(bulletin if taken.error else "bulletin_list")


@acts_on_bulletin
def bulletin_return(request, bulletin):
    access.require(access.can_decide_in_meeting(request.user))
    form = BulletinReturnForm(request.POST)

    def step(data):
        return return_bulletin(bulletin, by=request.user, at=clock.now(), **data)

    taken = take(form, step)
    if taken.is_refused:
        return _show(request, fetch_bulletin(request, bulletin.pk), form=form, status=taken.status)
    messages.success(request, _("Returned; its writers have been told."))
    return redirect(bulletin)


@acts_on_bulletin
def bulletin_issue(request, bulletin):
    access.require(access.can_decide_in_meeting(request.user))
    step = {"by": request.user, "at": clock.now(), "version": _version(request)}

    def told(issued):
        if issued.is_brief:
            words = {"number": issued.spelt_number, "leader": issued.leader}
            return _("Issued as %(number)s; it went to %(leader)s.") % words
        units = issued.copies.values("department").distinct().count()
        sentence = ngettext(
            "Issued as %(number)s; it went to %(count)s unit.",
            "Issued as %(number)s; it went to %(count)s units.",
            units,
        )
        return sentence % {"number": issued.spelt_number, "count": units}

    run(request, lambda: issue_bulletin(bulletin, **step), told)
    return redirect(bulletin)


@require_safe
def bulletin_file(request, pk):
    """The Word file: as it was issued, else of the draft as it stands."""
    bulletin = fetch_bulletin(request, pk)
    name = f"{safe_name(bulletin.spelt_number or _('Draft'))}_{safe_name(bulletin.title)}.docx"
    content = BytesIO(word_file(bulletin))
    return FileResponse(content, as_attachment=True, filename=name, content_type=WORD_TYPE)
