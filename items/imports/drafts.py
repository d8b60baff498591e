"""The way of an import from the upload to the ledger, each step compared with what the person had read.

A draft is the supervision office's as a whole: whoever of it opens the draft goes on where another one stopped.
"""

from dataclasses import replace

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access, read_only
from ..errors import WorkflowError
from ..issue.issuing import issue
from ..models import ImportDraft, WorkReport
from . import asides, remedies
from .comparing import compare
from .correcting import apply_correction
from .creating import apply_import
from .decisions import Decisions
from .errors import ImportRefused, StaleDraft
from .parsing import parsed_of
from .planning import ReportData, plan_import
from .remembering import as_before

State = ImportDraft.State
DESCRIBED = (
    "year",
    "title",
    "issuer",
    "document_number",
    "lead_rule",
    "numbering",
    "default_due_on",
    "group",
    "remark",
)
_STEPS_KEPT = 20


def start_draft(*, by, name, data, corrects=None):
    """Keep an upload (bytes) as a new draft that waits to be read; `corrects` is the report it is to replace."""
    _require_office(by)
    draft = ImportDraft(created_by=by, name=name[-200:], upload=data, size=len(data), corrects=corrects)
    if corrects:
        for field in ("year", "title", "issuer", "document_number", "default_due_on", "remark"):
            setattr(draft, field, getattr(corrects, field))
        before = corrects.drafts.filter(state=State.APPLIED).defer("upload", "text").order_by("pk").last()
        if before:
            draft.lead_rule, draft.numbering, draft.group = before.lead_rule, before.numbering, before.group
            draft.decisions = Decisions(
                units=Decisions.from_json(before.decisions).units
            ).as_json()  # the same names again
    draft.full_clean(exclude=["upload"])
    draft.save()
    return draft


def fetch_draft(pk):
    """The draft with the people and reports that its page names, the uploaded bytes left where they are."""
    related = ImportDraft.objects.select_related("created_by", "corrects", "report")
    return related.defer("upload").get(pk=pk)


def check(draft):
    """(ImportPlan, Correction or None) of a draft that has been read, with its decisions and the units as they are now.

    Leads that the ledger of a corrected report knows already are not asked for again.
    """
    plan = _plan(draft)
    if not draft.corrects:
        return plan, None
    correction = compare(draft.corrects, plan)
    led = remedies.items_with(plan, correction.led)
    kept = [one for one in plan.findings if not (one.code in remedies.LEADLESS and led(one.start))]
    return replace(plan, findings=tuple(kept)), correction


def _plan(draft):
    decisions = Decisions.from_json(draft.decisions)
    parsed = parsed_of(draft, decisions)
    data = ReportData(
        year=draft.year,
        title=draft.title,
        issuer=draft.issuer,
        document_number=draft.document_number,
        source_name=draft.name,
        remark=draft.remark,
        default_due_on=draft.default_due_on,
        group=draft.group,
        numbering=draft.numbering,
    )
    return plan_import(
        parsed,
        data,
        decisions,
        corrects=draft.corrects,
        asides=asides.findings_of(draft.aside),
        whole=(draft.text, draft.aside),
    )


def decide(draft, remedy, *, by, version):
    """Write what `remedy(plan)` answers, a Decisions; returns the draft as it is then."""
    current = _open(draft, by=by, version=version)
    plan, _correction = check(current)
    decisions = remedy(plan).as_json()
    if decisions == Decisions.from_json(current.decisions).as_json():
        return current
    return _write(current, decisions=decisions, earlier=[*current.earlier, current.decisions][-_STEPS_KEPT:])


def undo(draft, *, by, version):
    """Take the last decision back."""
    current = _open(draft, by=by, version=version)
    if not current.earlier:
        raise ImportRefused(_("There is nothing to undo."))
    return _write(current, decisions=current.earlier[-1], earlier=current.earlier[:-1])


def describe_report(draft, *, by, version, **fields):
    """Set what the person says about the report: fields of DESCRIBED."""
    current = _open(draft, by=by, version=version)
    if all(getattr(current, name) == value for name, value in fields.items()):
        return current
    return _write(current, **fields)


def correct_instead(draft, key, *, by, version):
    """Take the document as the corrected version of the report with this key, instead of a new report. What was said
    of columns and names in the version before holds for it, too, and is undone like a decision."""
    current = _open(draft, by=by, version=version)
    report = WorkReport.objects.live().filter(pk=key).first()
    if report is None:
        raise ImportRefused(_("This report no longer exists; look at the present state."))
    decisions = as_before(_plan(current), report).as_json()
    told = {}
    if decisions != Decisions.from_json(current.decisions).as_json():
        told = {"decisions": decisions, "earlier": [*current.earlier, current.decisions][-_STEPS_KEPT:]}
    return _write(current, corrects=report, year=report.year, title=report.title, **told)


def apply_draft(draft, *, by, version, issue_on=None, as_of=None, remedy=None):
    """Bring the draft into the ledger, all or nothing; returns the WorkReport.

    `issue_on` issues a new report on that day at once, `as_of` the day of its notice if that is another; `remedy` is
    a last decision that comes with the application.
    A second application of one draft is refused.
    """
    with transaction.atomic():
        current = _open(draft, by=by, version=version)
        if remedy:
            current.decisions = remedy(_plan(current)).as_json()
        _write(current, decisions=current.decisions)
        plan = _plan(current)
        if current.corrects:
            report = current.corrects
            if sentence := read_only.refusal(report):
                raise ImportRefused(sentence)
            apply_correction(report, plan, by=by, cancel=set(plan.decisions.cancelled))
        else:
            report = apply_import(plan, by=by)
            if issue_on:
                try:
                    issue(report, by=by, on=issue_on, as_of=as_of)
                except WorkflowError as error:
                    raise ImportRefused(str(error)) from error
        ImportDraft.objects.filter(pk=current.pk).update(state=State.APPLIED, report=report, earlier=[])
    return report


def discard_draft(draft, *, by):
    """Throw a draft away; one that has been applied stays as the record of what was uploaded."""
    _require_office(by)
    if ImportDraft.objects.filter(pk=draft.pk).exclude(state=State.APPLIED).delete()[0] == 0:
        raise ImportRefused(_("This import has been applied and stays as its record."))


def _require_office(by):
    if not access.can_supervise(by):
        raise ImportRefused(access.ONLY_OFFICE_IMPORTS)


def _open(draft, *, by, version):
    """The draft as it is now; refuses unless it can be worked on and is still the `version` the person had read."""
    _require_office(by)
    current = ImportDraft.objects.select_related("corrects").defer("upload").get(pk=draft.pk)
    if current.state == State.APPLIED:
        raise StaleDraft(_("This import has been applied already; nothing was imported twice."), current)
    if current.state != State.READY:
        raise StaleDraft(_("The file has not been read yet. Wait until it has, or read it again."), current)
    if current.version != version:
        raise StaleDraft(_stale_sentence(), current)
    return current


def _write(current, **changes):
    """Write `changes` and count the version up, if it is still what was read."""
    written = ImportDraft.objects.filter(pk=current.pk, version=current.version, state=State.READY).update(
        **changes, version=F("version") + 1, updated_at=timezone.now()
    )
    if written != 1:
        raise StaleDraft(_stale_sentence(), ImportDraft.objects.defer("upload").get(pk=current.pk))
    for name, value in changes.items():
        setattr(current, name, value)
    current.version += 1
    return current


def _stale_sentence():
    return _(
        "This import was changed in the meantime, in another window or by a colleague, so your last step was not "
        "saved. Look at the present state below and take it again if it is still needed."
    )
