"""Issuing (交办): items go to their units; collectives become one responsibility per member."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import CollectiveMember
from departments.models.department import valid_on

from .. import access, history, read_only
from ..models import HistoryEntry, Responsibility, WorkItem, WorkReport
from ..models.querysets import live
from ..steps.changing import spell_units
from ..steps.errors import WorkflowError
from ..steps.recounting import recount

_AT_ONCE = 500


def first_day(report):
    """The first day as of which the report can be issued: its year's, or that of its import if that came before."""
    return min(report.year_begins_on, timezone.localdate(report.imported_at))


def _day_of_notice(report, as_of, on):
    """The day as of which the report is issued on the day `on`; refuses one to come and one before the report's."""
    if as_of in (None, on):
        return on
    if as_of > on:
        raise WorkflowError(_("The day of the notice lies in the future: issue the report on that day."))
    if as_of < first_day(report):
        raise WorkflowError(
            _("The report cannot be issued as of a day before %(date)s.") % {"date": first_day(report).isoformat()}
        )
    return as_of


def issue(report, *, by, on, items=None, as_of=None):
    """Issue all items of `report` that have not been issued, or those among `items`; `by` None stands for the system.

    `as_of` is the day of the notice (交办日期), from which signing for it and the rounds are reckoned; `on` else.
    Returns the number of responsibilities that the collectives' members received.
    """
    if by is not None and not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office issues a report."))
    with transaction.atomic():
        # Locked, so that of two people who issue at once the second finds nothing left.
        current = WorkReport.objects.select_for_update(no_key=True).get(pk=report.pk)
        read_only.require_change(current)
        on = _day_of_notice(current, as_of, on)
        waiting = report.items.filter(issued_on__isnull=True)
        if items is not None:
            waiting = waiting.filter(pk__in=[item.pk for item in items])
        waiting = list(waiting)
        if not waiting and (current.issued_on or items is not None):
            raise WorkflowError(_("This report has been issued already."))
        if current.issued_on is None:
            report.issued_on = on
            # What the office has set before stands.
            report.rounds_from = current.rounds_from or current.rounds_begin_on(on)
            WorkReport.objects.filter(pk=report.pk).update(issued_on=on, rounds_from=report.rounds_from)
        added = issue_items(waiting, on=on)
        history.record(
            HistoryEntry.Action.REPORT_ISSUED,
            by=by,
            report=report,
            after={
                "issued_on": on.isoformat(),
                **({"items": str(len(waiting))} if items is not None else {}),
                "member_responsibilities": str(added),
            },
        )
    return added


def issue_items(items, *, on):
    """Give the items their day of issue and their units what falls to them; returns how many rows members received.

    Call inside a transaction. Units that come to an item later receive it on that day (`hand_out`).
    """
    keys = [item.pk for item in items]
    for start in range(0, len(keys), _AT_ONCE):
        WorkItem.objects.filter(pk__in=keys[start : start + _AT_ONCE], issued_on__isnull=True).update(issued_on=on)
    for item in items:
        item.issued_on = item.issued_on or on
    rows = list(Responsibility.objects.filter(item__in=keys, via__isnull=True).select_related("department"))
    return hand_out(rows, on=on)


def hand_out(rows, *, on):
    """Date responsibilities that have no day of issue yet and expand the collectives among them; returns how many
    rows members received. Call inside a transaction."""
    keys = [row.pk for row in rows if row.issued_on is None]
    for start in range(0, len(keys), _AT_ONCE):
        Responsibility.objects.filter(pk__in=keys[start : start + _AT_ONCE]).update(issued_on=on)
    return expand(rows, on=on)


def members_on(collectives, on):
    """{collective pk: [member pk, …]} on the day, in order."""
    members = {}
    links = CollectiveMember.objects.filter(collective__in=collectives).filter(
        valid_on(on, start="valid_from", end="valid_to")
    )
    for link in links.order_by("member__position", "member"):
        members.setdefault(link.collective_id, []).append(link.member_id)
    return members


def expand(rows, *, on):
    """Give every member (on the day) of the collectives among `rows` the collective's role; returns how many are new.

    A unit that stands on the item already, in its own name or through another collective, keeps that row.
    """
    rows = [row for row in rows if row.department.is_collective]
    members = members_on({row.department_id for row in rows}, on)
    present = {
        (row.item_id, row.department_id): row
        for row in Responsibility.objects.filter(item__in={row.item_id for row in rows})
    }
    new, changed = [], []
    for row in rows:
        for member in members.get(row.department_id, []):
            known = present.get((row.item_id, member))
            if known is None:
                known = Responsibility(item_id=row.item_id, department_id=member, via=row.department, issued_on=on)
                present[row.item_id, member] = known
                new.append(known)
            elif known.via_id == row.department_id:
                changed.append(known)
            else:
                continue
            known.role, known.basis, known.position = row.role, row.basis, row.position
    Responsibility.objects.bulk_create(new)
    Responsibility.objects.bulk_update(changed, ["role", "basis", "position"], batch_size=_AT_ONCE)
    return len(new)


def follow_members(*, on):
    """Let open, issued items follow their collectives: new members join, former ones leave; returns the items changed.

    What a former member reported stays; its responsibility goes. Safe to repeat and to run twice at once. What was
    handed out after the day, before the clock was put back, is left alone.
    """
    direct = Responsibility.objects.direct().filter(live("item__report"))
    direct = direct.filter(
        department__is_collective=True, item__status__in=WorkItem.OPEN_STATUSES, item__issued_on__isnull=False
    )
    with transaction.atomic():
        collectives = set(direct.values_list("department", flat=True).distinct())
        members = members_on(collectives, on)
        changed = set()
        for collective in collectives:
            present = members.get(collective, [])
            former = Responsibility.objects.filter(
                via=collective, item__in=direct.filter(department=collective).values("item")
            ).exclude(Q(department__in=present) | Q(issued_on__gt=on))
            lacking = _lacking(direct.filter(department=collective), present)
            changed |= set(former.values_list("item", flat=True)) | set(lacking)
        # Locked: of two runs at once the second finds the first one's rows.
        rows = WorkItem.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=changed)
        items = list(rows.select_related("report").order_by("pk"))
        followed = [item for item in items if _follow(item, members, on)]
        recount(followed)
    return followed


def _lacking(rows, members):
    """Keys of the items among `rows` on which one of the members does not stand."""
    items = list(rows.values_list("item", flat=True))
    present = set(
        Responsibility.objects.filter(item__in=items, department__in=members).values_list("item", "department")
    )
    return [item for item in items if any((item, member) not in present for member in members)]


def _follow(item, members, on):
    """Whether the item's rows had to change."""
    rows = list(item.responsibilities.select_related("department").order_by("position", "department__position", "pk"))
    before = spell_units(rows)
    for row in rows:
        is_later = row.issued_on is not None and row.issued_on > on
        if row.via_id is not None and row.department_id not in members.get(row.via_id, []) and not is_later:
            row.delete()
    expand([row for row in rows if row.via_id is None], on=on)
    after = item.responsibilities.select_related("department").order_by("position", "department__position", "pk")
    if spell_units(after) == before:
        return False
    history.record(
        HistoryEntry.Action.UNITS_CHANGED,
        by=None,
        item=item,
        before=before,
        after=spell_units(after),
        reason=_("The members of the collective have changed."),
    )
    return True
