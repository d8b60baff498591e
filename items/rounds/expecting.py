"""Who is expected to report in an open period: its rows follow items, units and rhythms as they are now.

Who has to report at all says `rules.expected`.
"""

import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from departments.models import Department

from ..models import ProgressUpdate, ReportingPeriod, Responsibility
from ..rules.expected import reporting

State = ProgressUpdate.State

# Units are not asked for a report on what reached them less than so many days before the due day.
SHORTEST_NOTICE = datetime.timedelta(days=5)

# What was handed in while nobody has decided on it.
NOT_SETTLED = (State.AWAITING_MERGE, State.AWAITING_REVIEW)
# What becomes of these depends on the role, though it is the one that the row has.
MOVED_BY_ROLE = (State.DROPPED, State.AWAITING_MERGE)
# A unit that has come to lead has not reported as lead, and nobody has signed that: what it wrote for its part is a
# draft for it. So is whatever waits for a head to sign it as another thing than it was written as.
TO_WRITE_ANEW = {
    "state": State.DRAFT,
    "no_change": False,
    "sent_by": None,
    "sent_at": None,
    "signed_by": None,
    "signed_post": "",
    "signed_at": None,
    "handed_in_at": None,
    "taken_up_in": None,
}


def expect_items(items, *, at):
    """After units or rhythms of the items have changed: open periods expect reports from whoever is on them now."""
    items = list(items)
    expect_all(ReportingPeriod.objects.filter(report__in={item.report_id for item in items}), items, at=at)


def expect_all(periods, items, *, at):
    """Let the open ones of the periods (a queryset) expect reports on the `items`, None for all, as at the moment."""
    on = timezone.localdate(at)
    for period in periods.open().filter(closes_on__gte=on).select_related("report").order_by("pk"):
        expect(period, items, new=on <= period.due_on)


def expect(period, items=None, *, new=True):
    """Let the rows of an open period be those of the units that have to report; what was written is never deleted.

    `items` restricts it to these. Whoever is no longer on an item, or whose item is closed, is not asked any more.
    With `new` False nobody is asked who was not asked before: after the due day that would be a report that is late
    from the start.
    """
    with transaction.atomic():
        if not ReportingPeriod.objects.select_for_update(no_key=True).get(pk=period.pk).is_open:
            return
        rows = reporting(period, items).values_list("item", "department", "role", "via", "issued_on")
        wanted = {(item, unit): _ToAsk(*duty) for item, unit, *duty in rows}
        for update, duty in _to_look_at(period, items, wanted):
            _adjust(update, duty)
        in_time = period.due_on - SHORTEST_NOTICE
        for answered in _answered_before(period, items) if new and wanted else ():
            wanted.pop(answered, None)
        asked = [
            ProgressUpdate(period=period, item_id=item, department_id=unit, role=duty.role, via_id=duty.via)
            for (item, unit), duty in wanted.items()
            if new and duty.issued_on <= in_time
        ]
        ProgressUpdate.objects.bulk_create(asked, batch_size=500, ignore_conflicts=True)


class _ToAsk(NamedTuple):
    """What a unit has to report on an item as: its role, the collective through which it stands on it, since when."""

    role: str
    via: int | None
    issued_on: datetime.date


def _to_look_at(period, items, wanted):
    """[(update, `_ToAsk` or None)] of the rows that may not be as `wanted`; all that are there are taken out of it.

    Nearly all are as they should be, and are not made into objects: this runs every ten minutes.
    """
    present = ProgressUpdate.objects.filter(period=period)
    if items is not None:
        present = present.filter(item__in=items)
    duties = {}
    for pk, item, unit, role, via, state in present.order_by().values_list(
        "pk", "item", "department", "role", "via", "state"
    ):
        duty = wanted.pop((item, unit), None)
        is_as_wanted = duty and (role, via) == (duty.role, duty.via) and state not in MOVED_BY_ROLE
        if not is_as_wanted and (duty or state in ProgressUpdate.WRITABLE):
            duties[pk] = duty
    rows = ProgressUpdate.objects.filter(pk__in=duties).order_by("pk")
    rows = rows.only("item", "department", "role", "via", "state", "version", "return_reason")
    return [(update, duties[update.pk]) for update in rows]


def _answered_before(period, items):
    """(item, unit) of whom a unit that was merged into this one had handed in its part of the whole already."""
    rows = ProgressUpdate.objects.contributing().filter(period=period, state__in=ProgressUpdate.HANDED_IN)
    rows = rows.filter(department__successor__isnull=False)
    if items is not None:
        rows = rows.filter(item__in=items)
    found = list(rows.values_list("item", "department"))
    acting = Department.objects.acting() if found else {}
    return [(item, acting[unit].pk) for item, unit in found]


def to_ask(period):
    """(how many reports, of how many units) the period asks for if it is opened now; expects `period.report`."""
    rows = reporting(period).filter(issued_on__lte=period.due_on - SHORTEST_NOTICE)
    return rows.count(), rows.order_by().values("department").distinct().count()


def _adjust(update, duty):
    """Bring one row of an open period in line with the unit's `_ToAsk` on the item; None: it has none.

    A row that somebody saves at this moment is left for the next run.
    """
    if duty is None:
        if update.state == State.EXPECTED:
            # Locked first: deleting looks its rows up and then deletes them by key, a draft begun in between too.
            for unwritten in _as_read(update).select_for_update().order_by():
                unwritten.delete()
        elif update.is_writable:
            _as_read(update).update(state=State.DROPPED, version=F("version") + 1)
        return
    changes = {}
    if (update.role, update.via_id) != (duty.role, duty.via) and not _says_what_it_was(update, duty):
        changes = {"role": duty.role, "via": duty.via}
    if update.state == State.DROPPED:
        changes["state"] = State.RETURNED if update.return_reason else State.DRAFT
    elif _is_to_write_anew(update, duty):
        changes |= {"role": duty.role, "via": duty.via, **TO_WRITE_ANEW}
    elif update.state == State.AWAITING_MERGE and duty.role != Responsibility.Role.SUPPORT:
        changes["state"] = State.AWAITING_REVIEW  # there is no lead before it any more
    if changes:
        _as_read(update).update(**changes, version=F("version") + 1)


def _is_to_write_anew(update, duty):
    """Whether what was sent would speak as something else than it was written as: a part as the lead's report, or what
    waits for the head, who would sign a part or a share as the whole, the whole as a share.

    For a part, which moves nothing, anything may be signed.
    """
    if update.state == State.AWAITING_SIGN_OFF:
        was, now = (update.is_part, update.via_id is not None), (False, duty.via is not None)
        return duty.role != Responsibility.Role.SUPPORT and was != now
    return update.is_part and duty.role == Responsibility.Role.LEAD and update.state in NOT_SETTLED


def _says_what_it_was(update, duty):
    """Whether it keeps the role and the collective that it was written for, not those of `duty`.

    What is settled does, and what a unit handed in that speaks for the item no more: as those of a part its figures
    would be lost. So does a part or a share that a unit handed in which has come to speak for the item since: as those
    of the whole its figures would be false.
    """
    is_for_whole = duty.via is None and duty.role != Responsibility.Role.SUPPORT
    if update.state == State.ACCEPTED:
        return True
    if update.is_contribution:
        return update.is_handed_in and is_for_whole
    return update.is_handed_in and duty.role == Responsibility.Role.SUPPORT


def _as_read(update):
    """The row in the database, none if somebody has saved it since it was read."""
    return ProgressUpdate.objects.filter(pk=update.pk, version=update.version)
