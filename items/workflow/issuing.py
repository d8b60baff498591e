"""Issuing a report (交办): collectives become one responsibility per member."""

from django.db import transaction
from django.utils.translation import gettext as _

from departments.models import CollectiveMember
from departments.models.department import valid_on

from .. import access, history
from ..models import HistoryEntry, Responsibility, WorkReport
from .errors import WorkflowError


def issue(report, *, by, on):
    """Issue all items of `report`; `by` None stands for the system at the first start.

    Returns the number of responsibilities that the collectives' members received.
    """
    if by is not None and not access.can_supervise(by):
        raise WorkflowError(_("Only the supervision office issues a report."))
    with transaction.atomic():
        if WorkReport.objects.filter(pk=report.pk, issued_on__isnull=True).update(issued_on=on) != 1:
            raise WorkflowError(_("This report has been issued already."))
        report.issued_on = on
        rows = Responsibility.objects.filter(
            item__report=report, via__isnull=True, department__is_collective=True
        ).select_related("department")
        added = expand(rows, on=on)
        history.record(
            HistoryEntry.Action.REPORT_ISSUED,
            by=by,
            report=report,
            after={"issued_on": on.isoformat(), "member_responsibilities": str(added)},
        )
    return added


def expand(rows, *, on):
    """Give every member (on the day) of the collectives among `rows` the collective's role; returns how many are new.

    A unit that stands on the item already, in its own name or through another collective, keeps that row.
    """
    rows = [row for row in rows if row.department.is_collective]
    members = {}
    for link in (
        CollectiveMember.objects.filter(collective__in={row.department_id for row in rows})
        .filter(valid_on(on, start="valid_from", end="valid_to"))
        .order_by("member__position", "member")
    ):
        members.setdefault(link.collective_id, []).append(link.member_id)
    standing = {
        (row.item_id, row.department_id): row
        for row in Responsibility.objects.filter(item__in={row.item_id for row in rows})
    }
    new, changed = [], []
    for row in rows:
        for member in members.get(row.department_id, []):
            known = standing.get((row.item_id, member))
            if known is None:
                known = Responsibility(item_id=row.item_id, department_id=member, via=row.department)
                standing[row.item_id, member] = known
                new.append(known)
            elif known.via_id == row.department_id:
                changed.append(known)
            else:
                continue
            known.role, known.basis, known.position = row.role, row.basis, row.position
    Responsibility.objects.bulk_create(new)
    Responsibility.objects.bulk_update(changed, ["role", "basis", "position"], batch_size=500)
    return len(new)
