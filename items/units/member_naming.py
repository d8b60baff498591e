"""Whom a collective (各县市区) stands for: units join and leave on a day, and open items and periods follow."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.clock import ONE_DAY
from departments.models import CollectiveMember, Department, Membership

from .. import access, history
from ..issue.issuing import follow_members
from ..models import HistoryEntry, ProgressUpdate, ReportingPeriod, Responsibility, WorkItem
from ..rounds.expecting import SHORTEST_NOTICE, expect_items
from ..steps.changing import validate
from ..steps.errors import WorkflowError

State = ProgressUpdate.State
# What has been begun and not left the unit's hands, or came back to them: it is set aside.
BEGUN = (State.DRAFT, State.RETURNED, State.AWAITING_SIGN_OFF)
HANDED_IN = (State.AWAITING_MERGE, State.AWAITING_REVIEW, State.ACCEPTED)


@dataclass(frozen=True)
class MembersChange:
    """What a change of members would do: counts of open items and of reports in open periods.

    `items` are issued, open items of the collective, which those who join receive; `unwritten` and `begun` reports of
    those who leave are asked for no more, `sent` ones stay. `periods` are the open ones that would ask those who join,
    `lacking` units among these that have nobody to sign in.
    """

    joins: list
    leaves: list
    items: int
    unwritten: int
    begun: int
    sent: int
    periods: list
    lacking: list


def may_join(collective, *, on):
    """The units that can become members of the collective (row or key) on the day: single ones that are none yet."""
    members = CollectiveMember.objects.filter(collective=collective, valid_to__isnull=True)
    outside = Department.objects.unmerged().active(on).filter(is_collective=False)
    return outside.exclude(pk__in=members.values("member"))


def preview_members(collective, *, joins, leaves, on):
    """The `MembersChange` for units that join and leave on the day `on`, in a fixed number of queries."""
    items = WorkItem.objects.live().filter(
        pk__in=Responsibility.objects.direct().filter(department=collective).values("item"),
        status__in=WorkItem.OPEN_STATUSES,
        issued_on__isnull=False,
    )
    # Those whose last day is over wait to be closed, and stay as they are (`rounds.expecting.expect_all`).
    current = ReportingPeriod.objects.open().filter(closes_on__gte=on)
    own = ProgressUpdate.objects.filter(period__in=current, via=collective, department__in=leaves, item__in=items)
    states = list(own.order_by().values_list("state", flat=True))
    periods = current.filter(report__in=items.order_by().values("report"), due_on__gte=on + SHORTEST_NOTICE)
    answered = Membership.objects.answering(on).filter(department__in=joins).values_list("department", flat=True)
    known = set(answered)
    return MembersChange(
        joins=list(joins),
        leaves=list(leaves),
        items=items.count(),
        unwritten=states.count(State.EXPECTED),
        begun=sum(state in BEGUN for state in states),
        sent=sum(state in HANDED_IN for state in states),
        periods=list(periods.select_related("report").in_order()) if joins else [],
        lacking=[unit for unit in joins if unit.pk not in known],
    )


def change_members(collective, *, joins, leaves, on, reason="", by, at):
    """Let units join and leave the collective from the day `on`; returns how many open items follow at once.

    Today they follow at once; on a later day the clockwork lets them follow.
    """
    if not access.can_tend_units(by):
        raise WorkflowError(access.ONLY_OFFICE_NAMES_MEMBERS)
    today = timezone.localdate(at)
    if not joins and not leaves:
        raise WorkflowError(_("Choose at least one unit that joins or leaves."))
    if on < today:
        raise WorkflowError(_("Members change today or later; choose such a day."))
    with transaction.atomic():
        # Locked: of two changes at once the second sees the first.
        current = Department.objects.select_for_update().get(pk=collective.pk)
        if not current.is_collective or current.successor_id:
            raise WorkflowError(_("“%(name)s” is not a collective.") % {"name": current})
        before = _names(current, on)
        rows = {row.member_id: row for row in current.member_rows.select_related("member")}
        for unit in joins:
            _join(current, unit, rows.get(unit.pk), on)
        for unit in leaves:
            _leave(unit, rows.get(unit.pk), on)
        history.record(
            HistoryEntry.Action.MEMBERS_CHANGED,
            by=by,
            department=current,
            before={"members": before},
            after={"members": _names(current, on), "members_from": on.isoformat()},
            reason=reason.strip(),
            at=at,
        )
        followed = follow_members(on=on) if on == today else []
        expect_items(followed, at=at)
    return len(followed)


def _join(collective, unit, row, on):
    if unit.is_collective or unit.successor_id:
        raise WorkflowError(_("“%(name)s” cannot be a member: it is merged or a collective itself.") % {"name": unit})
    if row is None:
        row = CollectiveMember(collective=collective, member=unit, valid_from=on)
    elif row.valid_to is None:
        raise WorkflowError(_("“%(name)s” is a member already. Look at the page as it is now.") % {"name": unit})
    elif row.valid_to < on - ONE_DAY:
        row.valid_from, row.valid_to = on, None
    else:
        row.valid_to = None
    validate(row)
    row.save()


def _leave(unit, row, on):
    if row is None or (row.valid_to is not None and row.valid_to < on):
        raise WorkflowError(_("“%(name)s” is no member any more. Look at the page as it is now.") % {"name": unit})
    last_day = on - ONE_DAY
    if row.valid_from and row.valid_from > last_day:
        row.delete()  # it would have begun on that day or later
        return
    row.valid_to = last_day
    validate(row)
    row.save()


def _names(collective, on):
    return "、".join(unit.name for unit in collective.members(on))
