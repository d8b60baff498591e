"""The supervision office drafts a bulletin from the figures of a day, writes on it, and renews its figures."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.models import Department

from .. import access, history, read_only
from ..models import Bulletin, HistoryEntry, WorkReport
from ..models.bulletin import TO_ONE_UNIT, BulletinBlock, BulletinKind
from ..steps.asking import add
from ..steps.changing import validate
from ..steps.errors import StaleBulletin, WorkflowError
from .facts import facts_of
from .words import default_title, default_word, drafted, in_its_language, spell_day

Action = HistoryEntry.Action
State = Bulletin.State
ONLY_OFFICE_WRITES = gettext_lazy("Only the supervision office writes bulletins and keeps their templates.")
# What can be written besides the blocks.
HEAD = ("title", "issuer", "word", "recipients", "answer_on")
BLOCK = "block_"
# Where the day for the answer stands.
DEMANDS = BulletinBlock.DEMANDS.value


def draft_bulletin(
    report, *, by, at, on=None, period=None, kind=BulletinKind.BULLETIN, department=None, answer_on=None, leader=None
):
    """Draft a bulletin on the report, of a closed `period` or of the day `on`; a letter is written to a `department`, a
    special report to a `leader`.

    What is being drafted of the same already is not drafted twice: returns the `Bulletin` that is open.
    """
    require_office(by)
    today = timezone.localdate(at)
    on = _closed(period).frozen_on if period else on
    if on > today:
        raise WorkflowError(_("The data date lies in the future."))
    require_day_to_answer(kind, answer_on, today)
    if department and department.successor_id:
        raise WorkflowError(
            _("%(unit)s was merged into %(successor)s: write to that unit.")
            % {"unit": department, "successor": Department.objects.acting()[department.pk].name}
        )
    if leader:
        require_leader(leader)
    addressee = {"department": department, "leader": leader}
    about = {"kind": kind, "report": report, "period": period, "on": on, **addressee}
    with transaction.atomic():
        # One at a time a report, so that two who press at once get the same draft.
        WorkReport.objects.select_for_update(no_key=True).only("pk").get(pk=report.pk)
        read_only.require_change(report)
        same = Bulletin.objects.filter(**about).exclude(state=State.ISSUED).first()
        if same:
            return same
        data = facts_of(report, on=on, today=today, period=period, **addressee)
        if kind in TO_ONE_UNIT and not data["late"] and not data["silent"]:
            raise WorkflowError(_("Nothing of this unit is behind, so there is nothing to urge."))
        words = drafted(kind, data, answer_on)
        told = {"answer_on": answer_on, "data": data, "drafted": words, "blocks": words, "by": by, "at": at}
        bulletin = add(Bulletin(**about, **_head(kind, report, data, department or leader, by), **told))
        bulletin.writers.add(by)
        record(Action.BULLETIN_DRAFTED, bulletin, by=by, at=at, after={"data_date": on.isoformat()})
    return bulletin


def _closed(period):
    if not period.is_closed:
        raise WorkflowError(_("A bulletin is drafted of a period once it is closed and its figures are frozen."))
    return period


def _head(kind, report, data, addressee, by):
    """Title, issuer, word and addressee: as the office called itself last, else by the post of who drafts."""
    last = Bulletin.objects.filter(kind=kind).only("issuer", "word").order_by("-at", "-pk").first()
    office = next((str(post.department) for post in by.posts if post.role == access.Role.SUPERVISION), "")
    name = addressee.name if addressee else ""
    with in_its_language():
        return {
            "title": default_title(kind, data, name)[: Bulletin._meta.get_field("title").max_length],
            "issuer": last.issuer if last else office or report.issuer or _("Supervision office"),
            "word": last.word if last else default_word(kind),
            "recipients": name or _("All responsible units"),
        }


def save_bulletin(bulletin, *, by, at, version, head, blocks):
    """Write head ({field: value} of `HEAD`) and blocks ({block: text}); returns the bulletin as it is then.

    Where the day for the answer becomes another one, it does so in the text, too, which names it. Raises StaleBulletin
    where it is not the `version` any more that the person had read.
    """
    require_office(by)
    with transaction.atomic():
        current = fresh(bulletin, version, states=Bulletin.OPEN)
        before, after = {}, {}
        answer_on = head.get("answer_on")
        if answer_on and answer_on != current.answer_on:
            require_day_to_answer(current.kind, answer_on, timezone.localdate(at))
            blocks = {**current.blocks, **blocks}
            blocks[DEMANDS] = _with_day(blocks.get(DEMANDS, ""), current.answer_on, answer_on)
            current.drafted = {**current.drafted, DEMANDS: drafted(current.kind, current.data, answer_on)[DEMANDS]}
        for name, value in head.items():
            if getattr(current, name) != value:
                before[name], after[name] = str(getattr(current, name) or ""), str(value or "")
                setattr(current, name, value)
        for key, text in blocks.items():
            if key in current.drafted and current.blocks.get(key, "") != text:
                before[f"{BLOCK}{key}"], after[f"{BLOCK}{key}"] = current.blocks.get(key, ""), text
                current.blocks[key] = text
        if not after:
            return current
        validate(current)
        said = {"drafted": current.drafted, "blocks": current.blocks}
        write(current, version, **{name: getattr(current, name) for name in head}, **said)
        current.writers.add(by)
        record(Action.BULLETIN_EDITED, current, by=by, at=at, before=before, after=after)
    return current


def _with_day(text, old, new):
    with in_its_language():
        return text.replace(spell_day(old), spell_day(new)) if old else text


def renew_bulletin(bulletin, *, by, at, version):
    """Take the figures anew, and draft anew the blocks that nobody has edited; returns (bulletin, blocks kept).

    A bulletin of today becomes one of the present day's figures only if it is drafted again: its data date stays.
    """
    require_office(by)
    with transaction.atomic():
        current = fresh(bulletin, version, states=Bulletin.OPEN)
        kept = current.edited
        about = {name: getattr(current, name) for name in ("on", "period", "department", "leader")}
        data = facts_of(current.report, today=timezone.localdate(at), **about)
        words = drafted(current.kind, data, current.answer_on)
        blocks = {key: current.blocks.get(key, "") if key in kept else text for key, text in words.items()}
        write(current, version, data=data, drafted=words, blocks=blocks)
        current.writers.add(by)
        told = {"kept_blocks": "、".join(kept)} if kept else {}
        record(Action.BULLETIN_RENEWED, current, by=by, at=at, after=told)
    current.data, current.drafted, current.blocks = data, words, blocks
    return current, kept


def discard_bulletin(bulletin, *, by, at, version):
    """Throw a draft away; the history keeps that it was there."""
    require_office(by)
    with transaction.atomic():
        current = fresh(bulletin, version, states=Bulletin.OPEN)
        record(Action.BULLETIN_DISCARDED, current, by=by, at=at)
        current.delete()


def require_day_to_answer(kind, answer_on, today):
    """Refuse a letter whose day for the answer is over."""
    if kind in TO_ONE_UNIT and answer_on < today:
        raise WorkflowError(_("The day for the answer lies in the past."))


def require_office(by):
    """Refuse whoever does not write bulletins."""
    if not access.can_supervise(by):
        raise WorkflowError(str(ONLY_OFFICE_WRITES))


def require_leader(leader):
    """Refuse a special report to somebody who is no city leader."""
    if not access.is_leader(leader):
        raise WorkflowError(_("%(person)s holds no post as city leader.") % {"person": leader})


def fresh(bulletin, version, *, states):
    """The bulletin as the database has it, locked; refuses unless it is the version read and in one of the states.

    Call inside a transaction.
    """
    rows = Bulletin.objects.select_for_update(no_key=True, of=("self",))
    rows = rows.select_related("report", "period__frozen_sheet", "department", "leader", "by", "submitted_by")
    current = rows.filter(pk=bulletin.pk).first()
    if current is None:
        raise WorkflowError(_("This draft was discarded meanwhile."))
    read_only.require_change(current.report)
    if current.version != version or current.state not in states:
        raise StaleBulletin(
            _(
                "Somebody else has changed this bulletin in the meantime; it stands at “%(state)s” now, so nothing was "
                "saved. Compare your entry with what stands there."
            )
            % {"state": current.get_state_display()},
            current,
        )
    return current


def write(bulletin, version, **changes):
    """Write the changes if it still is `version`, and count that up. Call inside a transaction."""
    rows = Bulletin.objects.filter(pk=bulletin.pk, version=version)
    if rows.update(**changes, version=version + 1) != 1:
        raise StaleBulletin(
            _("Somebody else was faster, so nothing was saved. Look at the page as it is now."), bulletin
        )
    bulletin.version = version + 1


def record(action, bulletin, *, by, at, before=None, after=None, reason=""):
    """An entry about the bulletin in the history of its report."""
    history.record(
        action,
        by=by,
        report=bulletin.report,
        department=bulletin.department,
        before=before,
        after={"bulletin": bulletin.name, **(after or {})},
        reason=reason,
        at=at,
    )
