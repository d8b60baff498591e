"""A closing dossier as a Word document."""

import datetime
from collections.abc import Collection, Iterator
from typing import BinaryIO

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..closing.requests import spell_figures
from ..models import Attachment, ProgressUpdate, Responsibility
from ..models.target import spell_number
from ..rules.accepted import signed
from ..rules.shortfall import spell_shortfall
from ..sheets.names import safe_name
from ..sheets.word import WordPaper
from .dossier import Dossier, whose

# A line of a collective's member stands below it.
BELOW = "　"


def write_document(dossier: Dossier, file: BinaryIO, *, lost: Collection[int] = ()) -> None:
    """Write the dossier as .docx into the binary `file`; `lost` are the keys of proofs that lie nowhere any more."""
    item = dossier.item
    paper = WordPaper(dossier.title)
    paper.title(_("Closing dossier"), f"{item.report.title}\n{item}")
    sections = (
        (_("Work item"), _of_item),
        (_("Responsible units"), _of_units),
        (_("Targets and milestones"), _of_targets),
        (_("Plan"), _of_plan),
        (_("Accepted progress reports"), _of_updates),
        (_("Extension requests"), _of_extensions),
        (_("Objections"), _of_objections),
        (_("Instructions and meeting decisions"), _of_instructions),
        (_("Requests to close"), _of_closings),
    )
    numerals = _("1 2 3 4 5 6 7 8 9 10").split()
    for numeral, (title, write) in zip(numerals, sections, strict=False):
        paper.heading(_("%(number)s. %(title)s") % {"number": numeral, "title": title})
        if not write(paper, dossier):
            paper.sentence(_("None."))
    paper.heading(_("%(number)s. %(title)s") % {"number": numerals[len(sections)], "title": _("Proofs")})
    _of_proofs(paper, dossier, lost)
    paper.sentence(
        _("Data date: %(date)s. Made for %(person)s, with all that this person may read.")
        % {"date": dossier.on.isoformat(), "person": dossier.reader}
    )
    paper.save(file)


def _of_item(paper: WordPaper, dossier: Dossier) -> bool:
    item = dossier.item
    report = item.report
    deadline = item.due_on.isoformat() if item.due_on else item.due_text
    if item.original_due_on:
        deadline = f"{item.original_due_on.isoformat()} → {deadline}"
    paper.facts(
        [
            (_("Report"), "\n".join(filter(None, [report.title, report.issuer, report.document_number]))),
            (_("Chapter"), "\n".join(chapter.literal for chapter in dossier.chapters)),
            (_("Number"), item.display_number),
            (_("As published"), dossier.wording),
            *((_("%(what)s, changed") % {"what": one.label}, one.after) for one in dossier.changes),
            (_("Group"), item.group),
            (_("Leader in charge"), item.leaders),
            (capfirst(_("origin")), _origin(item)),
            (_("Deadline"), deadline),
            (_("State"), str(item.get_status_display())),
            (capfirst(_("completed on")), _day(item.completed_on)),
            (capfirst(_("left open at the end")), "\n".join(spell_shortfall(item.ended_short))),
            (capfirst(_("closed all the same because")), item.ended_anyway),
            (capfirst(_("carried over to")), f"{item.carried_to.report} {item.carried_to}" if item.carried_to else ""),
            (_("Remark"), item.remark),
        ]
    )
    return True


def _origin(item) -> str:
    return " ".join(filter(None, [str(item.get_origin_display()), item.reference])) if item.is_by_hand else ""


def _of_units(paper: WordPaper, dossier: Dossier) -> bool:
    rows = []
    for line in dossier.units:
        rows.append(_unit(line.responsibility))
        rows += [_unit(member.responsibility, BELOW) for member in line.members]
    if not rows:
        return False
    heads = [(_("Department"), 5), (_("Role"), 3), (_("Issued on"), 3), (_("Signed for"), 5)]
    paper.rows(heads, rows)
    return True


def _unit(row: Responsibility, before: str = "") -> list[str]:
    signed_for = f"{_moment(row.signed_for_at)} {row.signed_for_by}" if row.signed_for_at else ""
    return [f"{before}{row.department}", str(row.get_role_display()), _day(row.issued_on), signed_for]


def _of_targets(paper: WordPaper, dossier: Dossier) -> bool:
    if not dossier.targets and not dossier.milestones:
        return False
    if dossier.targets:
        heads = [(_("What is counted"), 6), (_("Target"), 4), (_("Reached"), 4)]
        paper.rows(heads, [[one.label, one.figure, one.spelt or "—"] for one in dossier.targets])
    if dossier.milestones:
        heads = [(_("Milestone"), 6), (capfirst(_("due on")), 3), (capfirst(_("reached on")), 5)]
        rows = []
        for one, reached in dossier.milestones:
            told = f"{_day(reached.reached_on)} {reached.unit}".strip() if reached else "—"
            rows.append([one.title, _day(one.due_on), told])
        paper.rows(heads, rows)
    return True


def _of_plan(paper: WordPaper, dossier: Dossier) -> bool:
    if not dossier.curves:
        return False
    heads = [(_("What is planned"), 4), (_("Planned values"), 8), (_("In force since"), 4)]
    rows = []
    for curve in dossier.curves:
        points = "；".join(f"{day.isoformat()} {value}" for day, value in curve.spelt)
        since = f"{_moment(curve.decided_at)} {curve.decided_by or ''}"
        rows.append([str(curve.target or _("completion in percent")), points or _("evenly"), since.strip()])
    paper.rows(heads, rows)
    return True


def _of_updates(paper: WordPaper, dossier: Dossier) -> bool:
    if not dossier.updates:
        return False
    period = None
    for update in dossier.updates:
        if update.period_id != period:
            period = update.period_id
            paper.subheading(update.period.name)
        paper.facts(list(_of_update(update)))
    return True


def _of_update(update: ProgressUpdate) -> Iterator[tuple[str, str]]:
    unit = f"{signed(update.department)}（{update.get_role_display()}）"
    yield _("Department"), unit if update.via is None else f"{unit} · {update.via}"
    yield capfirst(_("progress")), _("No change: %(text)s") % {"text": update.text} if update.no_change else update.text
    figures = [str(value) for value in update.values.all()]
    figures += [_("%(label)s: not available") % {"label": one.label} for one in update.unavailable.all()]
    figures += [f"✓ {one.title} {_day(one.reached_on)}".rstrip() for one in update.milestones.all()]
    yield _("Figures"), "\n".join(figures)
    completion = "" if update.completion is None else f"{spell_number(update.completion)}%"
    if update.verified is not None:
        verified = _("(verified %(verified)s%%)") % {"verified": spell_number(update.verified)}
        completion = f"{completion} {verified}".strip()
    yield _("Completion"), completion
    yield _("Problems"), update.problems
    yield capfirst(_("next steps")), update.next_steps
    yield capfirst(_("needs a city leader's decision")), _("yes") if update.needs_decision else ""
    yield capfirst(_("reported by")), _who(update.sent_by, update.sent_at)
    yield capfirst(_("signed off by")), _who(update.signed_by, update.signed_at, update.signed_post)
    yield capfirst(_("taken up in")), str(signed(update.taken_up_in.department)) if update.taken_up_in else ""
    yield capfirst(_("accepted by")), _who(update.reviewed_by, update.reviewed_at)
    yield capfirst(_("remark of the review")), update.review_note


def _of_extensions(paper: WordPaper, dossier: Dossier) -> bool:
    for one in dossier.extensions:
        paper.facts(
            [
                (_("Department"), signed(one.department)),
                (capfirst(_("deadline until then")), _day(one.due_on)),
                (capfirst(_("deadline asked for")), _day(one.wanted_on)),
                (capfirst(_("reason")), one.reason),
                *_asked(one),
                (_("State"), str(one.get_state_display())),
                (capfirst(_("deadline granted")), _day(one.granted_on)),
                (capfirst(_("answer")), one.answer),
                (capfirst(_("decided by")), _who(one.decided_by, one.decided_at)),
            ]
        )
    return bool(dossier.extensions)


def _of_objections(paper: WordPaper, dossier: Dossier) -> bool:
    for one in dossier.objections:
        paper.facts(
            [
                (_("Department"), signed(one.department)),
                (capfirst(_("objection to")), str(one.get_kind_display())),
                (capfirst(_("reason")), one.reason),
                (capfirst(_("asked for by")), _who(one.by, one.at)),
                (_("State"), str(one.get_state_display())),
                (capfirst(_("decision")), str(one.get_decision_display())),
                (capfirst(_("answer")), one.answer),
                (capfirst(_("settled by")), _who(one.settled_by, one.settled_at)),
            ]
        )
    return bool(dossier.objections)


def _of_instructions(paper: WordPaper, dossier: Dossier) -> bool:
    for one, answers in dossier.instructions:
        paper.facts(
            [
                (one.kind_word, one.text),
                (_("Meeting"), str(one.meeting) if one.meeting else ""),
                (_("Given by"), _who(one.by, one.at, one.post)),
                (capfirst(_("answer until")), _day(one.due_on)),
                *((capfirst(_("answer")), _answer(answer)) for answer in answers),
                (_("State"), " ".join([str(one.get_state_display()), _moment(one.done_at)]).strip()),
            ]
        )
    return bool(dossier.instructions)


def _answer(answer) -> str:
    unit = signed(answer.department)
    told = [answer.text, " ".join(filter(None, [unit, _who(answer.by, answer.at)]))]
    if answer.signed_at:
        told.append(f"{_('signed off by')} {_who(answer.signed_by, answer.signed_at)}")
    if answer.is_within_unit:
        told.append(str(answer.get_state_display()))
    return "\n".join(told)


def _of_closings(paper: WordPaper, dossier: Dossier) -> bool:
    for one in dossier.closings:
        paper.facts(
            [
                (_("Department"), signed(one.department)),
                (capfirst(_("result")), one.result),
                (capfirst(_("figures reached")), spell_figures(one.values)),
                (capfirst(_("short of")), "\n".join(spell_shortfall(one.short))),
                (capfirst(_("why all the same")), one.anyway),
                *_asked(one),
                (capfirst(_("approved by")), _who(one.approved_by, one.approved_at)),
                (_("State"), str(one.get_state_display())),
                (capfirst(_("answer")), one.answer),
                (capfirst(_("decided by")), _who(one.decided_by, one.decided_at)),
            ]
        )
    for look in dossier.looks:
        paper.facts(
            [
                (capfirst(_("second look on")), _day(look.due_on)),
                (capfirst(_("result")), str(look.get_result_display()) if look.result else _("Look planned")),
                (capfirst(_("what was found")), look.finding),
                (capfirst(_("looked at by")), _who(look.done_by, look.done_at)),
            ]
        )
    return bool(dossier.closings or dossier.looks)


def _asked(one) -> list[tuple[str, str]]:
    return [
        (capfirst(_("asked for by")), _who(one.by, one.at)),
        (capfirst(_("signed off by")), _who(one.signed_by, one.signed_at, one.signed_post)),
        (capfirst(_("reason of the return")), one.return_reason),
    ]


def _of_proofs(paper: WordPaper, dossier: Dossier, lost: Collection[int]) -> None:
    if not dossier.proofs:
        paper.sentence(_("None."))
        return
    heads = [(_("No."), 2), (_("File"), 8), (_("Proof of"), 6), (_("Size in bytes"), 4), ("SHA-256", 10)]
    rows = []
    for number, proof in enumerate(dossier.proofs, start=1):
        name = "\n".join([proof.name, *([_("The file is not on the disk any more.")] if proof.pk in lost else [])])
        rows.append([str(number), name, whose(proof), str(proof.size), proof.digest])
    paper.rows(heads, rows)


def name_of(number: int, proof: Attachment) -> str:
    """What the proof is called among the others of its dossier: no two have one name, and none is too long for a
    file system; the document tells the whole one."""
    stem, dot, ending = proof.name.rpartition(".")
    return f"{number:02d}_{safe_name(stem)}{dot}{ending}"


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _moment(at: datetime.datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _who(person, at: datetime.datetime | None, post: str = "") -> str:
    """Who did it, in which post, when."""
    if person is None:
        return ""
    return " ".join(filter(None, [f"{person}（{post}）" if post else str(person), _moment(at)]))
