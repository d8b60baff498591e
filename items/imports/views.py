"""Importing a breakdown (导入): upload, check, apply; for the supervision office."""

from io import BytesIO
from urllib.parse import urlencode

from django.contrib import messages
from django.db import DatabaseError
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from departments import clock
from departments.models import Department

from .. import access, history
from ..background.working import PATIENCE, is_anybody_working
from ..closing.page import left_open_on
from ..forms.found import OFFERED
from ..forms.keys import LONGEST_COUNT, count_of, key_of
from ..forms.secrets import ANYWAY
from ..forms.upload_limit import is_too_large
from ..forms.wording import PAGE_INCOMPLETE
from ..issue.forms import IssueDayForm
from ..models import ImportDraft
from ..pages.claiming import afterwards
from ..pages.paging import page_range, paged
from ..pages.posting import post_or
from ..pages.returning import READ_OR_POST
from . import ImportRefused, StaleDraft, columns, drafts, preview, remedies, starts
from .comparing import ABSENT, MISSING, SAME, changed_part
from .decision_list import decided
from .document_wording import sentence_of
from .findings import GROUPS
from .forms import ApplyAnywayForm, ReportDataForm, UploadForm, read_remedy
from .matching import alike, departments_by_name
from .reading import begin_reading, see_to_it
from .remembering import remembered
from .secrets import secrets_of, unanswered

State = ImportDraft.State
UPLOADS_SHOWN = 30  # below the form; fewer than on a list with a page of its own
FINDINGS_SHOWN = 50
CHANGES_SHOWN = 100


@require_http_methods(READ_OR_POST)
def import_list(request):
    """Upload or paste, and the imports so far."""
    access.require(access.can_supervise(request.user))
    form, status = UploadForm(initial={"corrects": request.GET.get("corrects")}), 200
    if request.method == "POST":
        form, status = UploadForm(request.POST, request.FILES), 422
        if is_too_large(request):
            status = 413
            form = UploadForm(initial={name: request.POST.get(name) for name in ("text", "corrects")})
            sentence = _("The file is larger than 20 MB, so it was not taken. Remove pictures from it or split it.")
            messages.error(request, sentence)
        elif form.is_valid():
            name, data = form.upload()
            draft = drafts.start_draft(by=request.user, name=name, data=data, corrects=form.cleaned_data["corrects"])
            _have_read(draft)
            return redirect(draft)
    rows = ImportDraft.objects.select_related("created_by", "report", "corrects").defer("upload", "text")
    page = paged(request, rows, size=UPLOADS_SHOWN)
    context = {"form": form, "page": page}
    return render(request, "imports/list.html", context, status=status)


def fetch_draft(request, pk):
    access.require(access.can_supervise(request.user))
    try:
        return drafts.fetch_draft(pk)
    except ImportDraft.DoesNotExist as error:
        raise Http404 from error


# A view that changes a draft by POST; who only reads its address gets the draft's page.
acts_on_draft = post_or(fetch_draft)


@require_safe
def import_detail(request, pk):
    return show_draft(request, fetch_draft(request, pk))


def show_draft(request, draft, *, status=200, data_form=None, issue_form=None, sentence=""):
    """The page of a draft as far as it has come; `data_form` and `issue_form` are those that came back with errors."""
    if issue_form is None:
        issue_form = IssueDayForm(request.POST if "issued_on" in request.POST else None)
    now = timezone.now()
    context = {"draft": draft, "sentence": sentence, "now": now, "issue_form": issue_form}
    context["nobody"] = _waits_for_nobody(draft, now)
    if draft.state == State.READY:
        context |= _checking(request, draft, data_form)
    elif draft.state == State.FAILED:
        context["failure"] = sentence_of(draft.failure)
    return render(request, "imports/detail.html", context, status=status)


def _waits_for_nobody(draft, now):
    """Whether the draft waits, and no process is there that would read it."""
    return draft.state == State.WAITING and now - draft.updated_at > PATIENCE and not is_anybody_working(now)


def _checking(request, draft, data_form):
    """All that the page of a draft being checked shows: findings first, then data, changes, source and items."""
    plan, correction = drafts.check(draft)
    page = paged(request, plan.items, size=preview.PER_PAGE, asked=_asked_page(request, plan))
    first = page.start_index() - 1 if plan.items else 0
    pieces = preview.pieces(plan, first, first + len(page.object_list))
    secrets, suggested = secrets_of(draft), remedies.suggested_leads(plan)
    groups = [(key, label, [found for found in plan.findings if found.group == key]) for key, label in GROUPS.items()]
    return {
        "plan": plan,
        "groups": [(key, label, found[:FINDINGS_SHOWN], len(found)) for key, label, found in groups if found],
        "unknown": _unknown_rows(plan),
        "leadless": _leadless_rows(plan, suggested),
        "suggested_count": len(suggested),
        "departments": [
            *(new.name for new in plan.new),
            *Department.objects.unmerged().values_list("name", flat=True)[:OFFERED],
        ],
        "decided": decided(plan),
        "secrets": [(one, preview.piece_at(plan, one.at)) for one in secrets[:FINDINGS_SHOWN]],
        "secrets_count": len(secrets),
        "anyway_form": ApplyAnywayForm(request.POST if ANYWAY in request.POST else None, found=unanswered(secrets)),
        "secrets_unanswered": len(unanswered(secrets)),
        "data_form": data_form or ReportDataForm(instance=draft, found_rule=plan.parsed.lead_rule),
        "correction": correction,
        "changes": _correction_page(request, correction) if correction else None,
        "cancelled": plan.decisions.cancelled,
        "page": page,
        "page_range": page_range(page),
        "cards": preview.cards(plan, page.object_list),
        "pieces": pieces,
        "introductions": preview.introductions(pieces),
        **_shown_by_hand(request, plan),
    }


def _shown_by_hand(request, plan):
    """What a person can say of the reading itself: what the columns of tables hold, where items begin."""
    table, text = (count_of(request.GET.get(name, "")[:LONGEST_COUNT]) for name in ("table", "starts"))
    marks = [mark for mark in map(count_of, request.GET.getlist("mark")) if mark is not None]
    tables, others, count = columns.tables_of(plan, asked=table)
    known = remembered(plan, [one.parsed for one in tables])
    return {
        "tables": [(one, known.get(one.parsed.start)) for one in tables],
        "other_tables": others,
        "other_tables_count": count,
        "in_tables": columns.unread_in_tables(plan),
        "stretches": starts.shown(plan, asked=text, marks=marks),
    }


def _asked_page(request, plan):
    """The page with the place in the source that the address asks for (`at`), else None."""
    at = count_of(request.GET.get("at", "")[:LONGEST_COUNT])  # cut, a place far behind the text stays behind it
    return None if at is None else preview.page_of(plan, at)


def _unknown_rows(plan):
    """[(place in the list, name, finding, units of like names, whether it stands for several)] of those shown."""
    by_name = departments_by_name() if plan.unknown_units else {}
    known = {
        single: {name: unit for name, unit in by_name.items() if unit.is_collective != single}
        for single in (True, False)
    }
    singles = set(plan.unknown_singles)
    found = {one.values["name"]: one for one in plan.findings if one.code == "unknown_unit"}
    return [
        (index, name, found.get(name), alike(name, known[name in singles]), name not in singles)
        for index, name in enumerate(plan.unknown_units[:FINDINGS_SHOWN])
    ]


def _leadless_rows(plan, suggested):
    """[(item, suggested name)] of the items without a lead, as many as are shown."""
    return [(item, suggested.get(item.parsed.start, "")) for item in remedies.leadless(plan)[:FINDINGS_SHOWN]]


def _correction_page(request, correction):
    """A page of [(ItemChange, its changes in words, what lies open on it)], of all items that do not stay the same.

    What lies open is told of items that the file leaves out.
    """
    told = [change for change in correction.changes if change.kind not in (SAME, ABSENT)]
    page = paged(request, told, size=CHANGES_SHOWN, asked=request.GET.get("changes", ""))
    left = left_open_on([change.item for change in page.object_list if change.kind == MISSING and change.item.is_open])
    page.object_list = [
        (change, _in_words(change), left.get(change.item.pk, []) if change.item else []) for change in page.object_list
    ]
    return page


def _in_words(change):
    """The differences of an item for its reader; long texts cut to what differs."""
    parts = {
        one.name: changed_part(one.before, one.after) if one.name == "text" else (one.before, one.after)
        for one in change.differences
    }
    before, after = ({name: part[side] for name, part in parts.items()} for side in (0, 1))
    return history.spell_changes(before, after)


def _version(request):
    version = count_of(request.POST.get("version"))
    if version is None:
        raise ImportRefused(str(PAGE_INCOMPLETE))
    return version


def answer(request, draft, step, *, done="", then=None):
    """Run `step()`; whatever is refused shows the draft as it is now with the reason."""
    try:
        step()
    except StaleDraft as error:
        return show_draft(request, drafts.fetch_draft(error.draft.pk), status=409, sentence=str(error))
    except ImportRefused as error:
        return show_draft(request, drafts.fetch_draft(draft.pk), status=422, sentence=str(error))
    except ImportDraft.DoesNotExist as error:
        raise Http404 from error
    if done:
        messages.success(request, done)
    return redirect(then or _back(request, draft))


def _back(request, draft):
    """The draft's page where the person was: the same page of items and the same table, at the part of the button."""
    kept = {name: count_of(request.POST.get(name)) for name in ("page", "table")}
    anchor = request.POST.get("anchor", "")
    address = draft.get_absolute_url()
    if query := urlencode({name: value for name, value in kept.items() if value is not None}):
        address += f"?{query}"
    return address + (f"#{anchor}" if anchor.replace("-", "").isalnum() else "")


@acts_on_draft
def import_decide(request, draft):
    """One remedy, or the last one taken back"""

    def step():
        act, _colon, about = request.POST.get("act", "").partition(":")
        if act == "undo":
            return drafts.undo(draft, by=request.user, version=_version(request))
        report = key_of(about)
        if act == "corrects" and report is not None:
            return drafts.correct_instead(draft, report, by=request.user, version=_version(request))
        return drafts.decide(draft, read_remedy(request.POST), by=request.user, version=_version(request))

    return answer(request, draft, step)


@acts_on_draft
def import_data(request, draft):
    """Year, title, issuer, document number, rule of the lead, default deadline, group."""
    form = ReportDataForm(request.POST, instance=drafts.fetch_draft(draft.pk))
    if not form.is_valid() and draft.state == State.READY:
        return show_draft(request, draft, status=422, data_form=form)
    return answer(
        request,
        draft,
        lambda: drafts.describe_report(draft, by=request.user, version=_version(request), **form.cleaned_data),
        done=_("Saved."),
    )


@acts_on_draft
def import_apply(request, draft):
    """Bring the draft into the ledger."""
    issue_on = clock.today() if "issue" in request.POST else None
    notice = IssueDayForm(request.POST)
    found = unanswered(secrets_of(draft)) if draft.state == State.READY else []
    anyway = ApplyAnywayForm(request.POST, found=found)
    forms = [anyway, notice] if issue_on else [anyway]
    if wrong := [form for form in forms if not form.is_valid()]:
        sentence = " ".join(str(error) for form in wrong for errors in form.errors.values() for error in errors)
        return show_draft(request, draft, status=422, sentence=sentence, issue_form=notice)
    report = None

    def step():
        nonlocal report
        with history.sent_anyway(anyway.sent_anyway):
            report = drafts.apply_draft(
                draft,
                by=request.user,
                version=_version(request),
                issue_on=issue_on,
                as_of=notice.cleaned_data["issued_on"] if issue_on else None,
                remedy=read_remedy(request.POST, "missing") if "shown" in request.POST else None,
            )

    done = _("The report has been corrected.") if draft.corrects else _("The report has been imported.")
    try:
        answered = answer(request, draft, step, done=done, then=draft)
    except DatabaseError:
        sentence = _(
            "The database refused, so nothing was imported. The upload and all decisions are still here: try again, "
            "and tell the administrators if it happens once more."
        )
        return show_draft(request, drafts.fetch_draft(draft.pk), status=503, sentence=sentence)
    return redirect(report) if report else answered


@acts_on_draft
def import_discard(request, draft):
    return answer(
        request,
        draft,
        lambda: drafts.discard_draft(draft, by=request.user),
        done=_("“%(name)s” has been discarded.") % {"name": draft.name},
        then="import_list",
    )


@acts_on_draft
def import_read(request, draft):
    """Read a file again whose reading broke off or failed."""
    if draft.state in (State.WAITING, State.FAILED) or draft.is_silent(timezone.now()):
        _have_read(draft)
    return redirect(draft)


def _have_read(draft):
    """Once the form is taken; later, should this process die over it."""
    see_to_it(draft)
    afterwards(lambda: begin_reading(draft))


@require_safe
def import_progress(request, pk):
    """How far the reading is, for the page that waits; when it has ended, htmx loads the whole page."""
    draft = fetch_draft(request, pk)
    now = timezone.now()
    context = {"draft": draft, "now": now, "nobody": _waits_for_nobody(draft, now)}
    response = render(request, "imports/_reading.html", context)
    if draft.state not in (State.WAITING, State.READING):
        response["HX-Redirect"] = draft.get_absolute_url()
    return response


@require_safe
def import_file(request, pk):
    """The upload as it came in."""
    draft = fetch_draft(request, pk)
    upload = ImportDraft.objects.values_list("upload", flat=True).get(pk=draft.pk)
    # Never as what its name says: nothing that was uploaded is to be shown or run by a browser as a page of ours.
    octets = "application/octet-stream"
    return FileResponse(BytesIO(bytes(upload)), as_attachment=True, filename=draft.name, content_type=octets)
