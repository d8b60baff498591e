"""The way of a progress update: liaison → unit head → lead → supervision office (domain.md §0 facts 2–4, §4)."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import access, history
from ..models import HistoryEntry, ProgressUpdate, Responsibility
from ..models.figure_lines import AWAITS, NO_CHANGE
from ..models.history import TAKEN_UP_BY
from ..models.supervision import REASON_LIMIT
from ..models.target import spell_number
from ..requests.signing import heads_to_sign
from ..rounds.outline import bare
from ..rounds.words import spell_waiting_parts
from ..rules import parts
from ..rules.accepted import earlier, present_unit, signed, who_steers
from ..steps.asking import within
from ..steps.errors import PartsWait, StaleUpdate, UnusualFigures, WorkflowError
from . import recorded
from .announcing import tell_accepted
from .carrying import keep_days, require_answers, take_over, told_unavailable
from .checks import Reported, check
from .drafting import hold_item, is_blank, locked, settle_completion, writable
from .outcome import NOT_MOVED, moved_on, record_on_item
from .returning import duty_now, tell_returned, who_writes
from .verifying import set_by_office

State = ProgressUpdate.State
ReturnedBy = ProgressUpdate.ReturnedBy
Action = HistoryEntry.Action
ANYWAY_LIMIT = ProgressUpdate._meta.get_field("anyway").max_length


def warnings_of(update):
    """The `figure_checks.Warning`s of the update as it is written now."""
    return _warnings(update, recorded.said_in(update))


def _warnings(update, said):
    return check(
        Reported(
            text=update.text,
            problems=update.problems,
            next_steps=update.next_steps,
            values=[(one.target, one.value, last and last.value) for one, last in said.values],
            earlier_text=said.earlier.text if said.earlier else "",
            is_share=update.via_id is not None,
        )
    )


def send(update, *, by, at, version, anyway="", also=()):
    """Send the update on its way; returns it as it is then.

    Raises UnusualFigures when something looks wrong and no reason `anyway` is given. `also` are related items: where
    the unit has a report to write on them in this period too and has not begun it, they get the same words.
    """
    with transaction.atomic():
        current = writable(update, by=by, lock=locked)
        _same(current, version)
        if not current.text.strip():
            raise WorkflowError(_("Write a sentence on the progress, or use “no change”."))
        require_answers(current)
        said = recorded.said_in(current)
        found = _warnings(current, said)
        current.anyway = within(anyway.strip(), ANYWAY_LIMIT)
        if any(not one.is_hint for one in found) and not current.anyway:
            raise UnusualFigures(
                _("Please look at these points again, or say why the update is right as it is."), found
            )
        current.warnings = [{"code": one.code, "sentence": one.sentence} for one in found]
        current.warnings += told_unavailable(current)
        current.no_change = False
        days = keep_days(current)
        settle_completion(current, current.completion)
        _leave(current, by=by, at=at, told=recorded.by_unit(current, said, days))
        _take_up_parts(current, by=by, at=at)
        for twin in _twins(current, also):
            take_over(twin, current, figures_too=False)
            twin.anyway = _("Reported together with %(item)s.") % {"item": current.item}
            _leave(twin, by=by, at=at, told=recorded.NOTHING)
    return current


def report_no_change(update, *, by, at, seen=()):
    """One click: what the unit said last time still holds; counts like any other report (domain.md §9).

    A lead says it over parts that wait only having seen them: `seen` are theirs, "pk:version". They stay as they are.
    Raises PartsWait where there are others.
    """
    with transaction.atomic():
        hold_item(update)
        current = writable(update, by=by, lock=locked)
        before = earlier(current)
        if before is None:
            raise WorkflowError(_("There is no earlier report on this item to repeat; write a sentence this time."))
        if current.state != State.EXPECTED and not (current.state == State.DRAFT and is_blank(current)):
            raise WorkflowError(_("A draft has been begun, so nothing was sent. Send the draft, or empty it first."))
        _require_seen(current, seen)
        take_over(current, before, figures_too=True)
        keep_days(current)
        # The targets may have changed since.
        settle_completion(current, before.completion)
        current.no_change, current.anyway, current.warnings = True, "", told_unavailable(current)
        _leave(current, by=by, at=at, told=recorded.UNCHANGED)
    return current


def take_back(update, *, by, at):
    """The unit takes back what nobody has settled yet; it becomes a draft again, its first hand-in stays on record."""
    with transaction.atomic():
        current = locked(update)
        if not access.can_write_update(by, current):
            raise WorkflowError(access.ONLY_UNIT_REPORTS % {"unit": current.department})
        if current.state in (State.EXPECTED, State.DRAFT):
            raise StaleUpdate(_("Nothing has been sent, so there is nothing to take back."), current)
        if current.state not in ProgressUpdate.WAITING:
            raise StaleUpdate(spell_settled(current), current)
        _move(current, State.DRAFT, signed_by=None, signed_post="", signed_at=None, **duty_now(current))
        _record(Action.UPDATE_TAKEN_BACK, current, by=by, at=at)
    return current


def sign_off(update, *, by, at, version):
    """The head signs what the liaison wrote, and it leaves the unit (domain.md §0 fact 3)."""
    with transaction.atomic():
        current = locked(update)
        if not access.heads(by, current.department_id):
            raise WorkflowError(access.ONLY_HEAD_SIGNS_OFF % {"unit": current.department})
        _expect_state(current, State.AWAITING_SIGN_OFF)
        _same(current, version)
        if not access.can_sign_off(by, current):
            raise WorkflowError(access.why_no_sign_off(by, current))
        _hand_in(current, at=at, signed_by=by, signed_post=by.post_label[:200], signed_at=at)
        _record(Action.UPDATE_SIGNED, current, by=by, at=at, figures=recorded.sent_with(current))
    return current


def send_back(update, *, by, at, version, reason):
    """Return the update to its writer with a reason: the head before signing, the lead a part, the office the rest."""
    reason = within(reason.strip(), REASON_LIMIT)
    if not reason:
        raise WorkflowError(_("Say why it is returned, so that the unit knows what to change."))
    with transaction.atomic():
        current = locked(update)
        if not (access.heads(by, current.department_id) or access.can_settle(by, current)):
            raise WorkflowError(_("Only the head of the unit, the lead or the supervision office returns an update."))
        if current.state not in ProgressUpdate.WAITING:
            raise StaleUpdate(spell_settled(current), current)
        who = _may_return(current, by)
        if not who:
            raise WorkflowError(_("This update waits for somebody else; only they can return it."))
        _same(current, version)
        unit, own = who_writes(current)
        if own is None:
            current.department = unit
        _move(
            current,
            # Beside the report of the unit that goes on it is kept aside, and offered there (`page.set_aside`).
            State.RETURNED if own is None else State.DROPPED,
            returned_by=who,
            return_reason=reason,
            returns=current.returns + 1,
            signed_by=None,
            signed_post="",
            signed_at=None,
            **duty_now(current),
        )
        _record(Action.UPDATE_RETURNED, current, by=by, at=at, reason=reason, returned_by=who)
        tell_returned(current, own or current, by=by, at=at)
    return current


def _may_return(update, by):
    if update.state == State.AWAITING_SIGN_OFF:
        return ReturnedBy.HEAD if access.heads(by, update.department_id) else ""
    if access.can_review(by):
        return ReturnedBy.OFFICE
    if update.state == State.AWAITING_MERGE and access.can_take_up(by, update):
        return ReturnedBy.LEAD
    return ""


def accept(update, *, by, at, version, note="", completion=None):
    """The office accepts an update, or the lead takes up a part. Returns the update as it is then.

    `note` is the office's finding (核实意见), `completion` its own percentage (核定比例), which needs the note.
    """
    note = within(note.strip(), REASON_LIMIT)
    with transaction.atomic():
        hold_item(update)  # before the period, as in every step that needs both: what is accepted moves the item
        current = locked(update)
        if not access.can_settle(by, current):
            raise WorkflowError(_("Only the supervision office accepts updates."))
        if current.state not in (State.AWAITING_REVIEW, State.AWAITING_MERGE):
            raise StaleUpdate(spell_settled(current), current)
        if not (access.can_review(by) or current.state == State.AWAITING_MERGE):
            raise WorkflowError(_("Only the supervision office accepts updates."))
        _same(current, version)
        changes = {"reviewed_by": by, "reviewed_at": at, "review_note": note}
        steering = [] if current.is_part else who_steers(current.item)
        if present_unit(current.department).pk in {unit for unit, _via in steering}:
            changes["steered_by"] = steering
        settle_completion(current, current.completion)
        if not access.can_review(by):
            changes["taken_up_in"] = _report_of_lead(current, by)
        if completion is not None and completion != current.completion:
            changes["verified"] = set_by_office(current, completion, by=by, note=note)
        _move(current, State.ACCEPTED, **changes)
        told = {"verified": spell_number(current.verified)} if current.verified is not None else {}
        if not access.can_review(by):
            told[TAKEN_UP_BY] = _lead_of(current, by)
        if current.no_change:
            told[NO_CHANGE] = str(True)
        moved = NOT_MOVED if current.is_part else moved_on(current, at=at)
        _record(Action.UPDATE_ACCEPTED, current, by=by, at=at, reason=note, figures=moved.figures, **told)
        if not current.is_part:
            record_on_item(current, moved, by=by, at=at)
        tell_accepted(current, by=by, at=at)
    return current


def accept_all(pairs, *, by, at):
    """Accept many updates, each by itself: [(update, version)] → (accepted, left alone because they had changed)."""
    return _each(pairs, lambda update, version: accept(update, by=by, at=at, version=version))


def sign_off_all(pairs, *, by, at):
    """Sign off many updates, each by itself: [(update, version)] → (signed, left alone because they had changed).

    What the person may not sign is left out: see `access.can_sign_off`.
    """
    pairs = [(update, version) for update, version in pairs if not access.why_no_sign_off(by, update)]
    return _each(pairs, lambda update, version: sign_off(update, by=by, at=at, version=version))


def _each(pairs, step):
    done, left = [], []
    for update, version in pairs:
        try:
            done.append(step(update, version))
        except StaleUpdate:
            left.append(update)
    return done, left


def _leave(update, *, by, at, told):
    """From the writer to the head where the rules have heads sign and the unit has one, else out of the unit.

    `told` is what the entry keeps of its figures.
    """
    update.sent_by, update.sent_at = by, at
    update.return_reason, update.returned_by = "", ""
    on = timezone.localdate(at)
    report = update.period.report
    is_head = access.can_sign_off(by, update)
    heads = heads_to_sign(report, update.department_id, by=by, on=on)
    if heads and not is_head:
        _move(update, State.AWAITING_SIGN_OFF)
    else:
        signed = {"signed_by": by, "signed_post": by.post_label[:200], "signed_at": at} if is_head else {}
        _hand_in(update, at=at, **signed)
    unsigned = report.with_sign_off and not heads and not is_head
    _record(
        Action.UPDATE_SENT,
        update,
        by=by,
        at=at,
        reason=_("The unit has no head in the portal, so nobody signed.") if unsigned else update.anyway,
        figures=told,
    )


def _hand_in(update, *, at, **changes):
    """Out of the unit: to the lead where it takes up what supporting units say, else to the office."""
    goes_to_lead = update.is_part and update.period.report.with_merging and _has_other_lead(update)
    closed_at = update.period.closed_at
    # What waited while the period was closing, or came by a clock that was put back, is not in the frozen sheet.
    moment = at if closed_at is None else max(at, closed_at + datetime.timedelta(microseconds=1))
    first = update.handed_in_at if closed_at is None or _is_in_sheet(update) else None
    changes["handed_in_at"] = first or moment
    changes["steered_by"] = [] if update.is_part else who_steers(update.item)
    _move(update, State.AWAITING_MERGE if goes_to_lead else State.AWAITING_REVIEW, **changes)


def _is_in_sheet(update):
    """Whether the closed period froze the update as handed in; what was a draft or returned then is made up."""
    rows = bare(update.period).rows
    return any(row.update == update.pk and row.state in ProgressUpdate.HANDED_IN for row in rows)


def _has_other_lead(update):
    rows = update.item.responsibilities.filter(role=Responsibility.Role.LEAD)
    return rows.exclude(department=update.department_id).exists()


def _take_up_parts(update, *, by, at):
    """With a lead's update go the parts that are ticked in it; any other stays reported and not taken up."""
    ticked = parts.offered(update).filter(taken_up_in=update.pk, state=State.AWAITING_MERGE)
    for part in ticked.select_related("period__report", "item__report", "department").order_by("pk"):
        _move(part, State.ACCEPTED, reviewed_by=by, reviewed_at=at)
        told = {TAKEN_UP_BY: update.department.name}
        _record(Action.UPDATE_ACCEPTED, part, by=by, at=at, reason=_("Taken up with the update of the lead."), **told)


def _require_seen(update, seen):
    waiting = list(parts.waiting(update).select_related("department"))
    if any(f"{part.pk}:{part.version}" not in seen for part in waiting):
        sentence = spell_waiting_parts(len(waiting), [signed(part.department) for part in waiting])
        raise PartsWait(_("%(parts)s. Look at them before you say that nothing has changed.") % {"parts": sentence})


def _lead_of(part, by):
    """The name of the lead for whom the person writes, on the item of the part."""
    rows = part.item.responsibilities.filter(role=Responsibility.Role.LEAD, department__in=access.own_departments(by))
    return rows.values_list("department__name", flat=True).order_by("position", "pk").first() or ""


def _report_of_lead(part, by):
    """The report of the lead for whom the person writes, on the item of the part in its period, or None."""
    units = access.own_departments(by)
    rows = ProgressUpdate.objects.filter(period=part.period_id, item=part.item_id, department__in=units)
    return rows.filter(role=Responsibility.Role.LEAD).exclude(pk=part.pk).order_by("pk").first()


def _twins(update, items):
    """The unit's untouched reports of the period on related items among `items`."""
    if not items:
        return []
    related = update.item.related.filter(pk__in=[item.pk for item in items])
    rows = ProgressUpdate.objects.filter(
        period=update.period_id, item__in=related, department=update.department_id, state=State.EXPECTED
    )
    # Locked: one that is being begun at this moment is no longer untouched.
    rows = rows.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return list(rows.select_related("period__report", "item__report", "department"))


def _same(update, version):
    if update.version != version:
        who = update.saved_by or update.sent_by
        raise StaleUpdate(
            _("%(who)s has changed this update in the meantime. Read it as it is now and decide again.")
            % {"who": who or _("somebody else")},
            update,
        )


def _expect_state(update, state):
    if update.state != state:
        raise StaleUpdate(spell_settled(update), update)


def spell_settled(update):
    """Why the step is no longer possible, with who did what."""
    if update.state == State.ACCEPTED:
        return _("%(who)s has accepted this update already.") % {"who": update.reviewed_by}
    if update.state == State.RETURNED:
        return _("This update has been returned to the unit already: %(reason)s") % {"reason": update.return_reason}
    if update.state == State.DROPPED:
        return _("This update is no longer asked for.")
    if update.state == State.EXPECTED:
        return _("The unit has not reported yet.")
    if update.is_writable:
        return _("The unit is writing this update again; wait until it has been sent.")
    return _("This update now waits for somebody else: %(state)s.") % {"state": update.get_state_display()}


def _move(update, state, **changes):
    """Write state and fields if nobody else was faster; the version counts up.

    What goes back to its unit is not taken up any more: its words may change.
    """
    version = update.version
    if state not in ProgressUpdate.HANDED_IN:
        changes["taken_up_in"] = None
    for name, value in {**changes, "state": state, "version": version + 1}.items():
        setattr(update, name, value)
    claimed = ProgressUpdate.objects.filter(pk=update.pk, version=version).update(version=version + 1)
    if claimed != 1:
        raise StaleUpdate(_("Somebody else was faster; look at the update as it is now."), update)
    update.save()


def _record(action, update, *, by, at, reason="", figures=recorded.NOTHING, **after):
    if action in (Action.UPDATE_SENT, Action.UPDATE_SIGNED):
        after[AWAITS] = str(update.state)
    history.record(
        action,
        by=by,
        item=update.item,
        department=update.department,
        before=figures.before,
        after={**figures.after, "period": update.period.key, **after},
        reason=reason,
        at=at,
    )
