"""The supervision office sets which units a leader answers for."""

from django.db import transaction
from django.utils.translation import gettext as _

from .. import access, history
from ..models import HistoryEntry, Portfolio
from ..steps.errors import WorkflowError


def set_portfolio(leader, *, by, units, seen):
    """Make `units` (Departments) the portfolio of the leader; `seen` are the keys of those that the person saw.

    Refused where somebody has set another portfolio meanwhile.
    """
    if not access.can_supervise(by):
        raise WorkflowError(access.ONLY_OFFICE_SETS_PORTFOLIOS)
    if not access.is_leader(leader):
        raise WorkflowError(_("%(person)s holds no post as city leader.") % {"person": leader})
    units = sorted(units, key=lambda unit: (unit.position, unit.pk))
    with transaction.atomic():
        type(leader).objects.select_for_update(no_key=True).get(pk=leader.pk)  # of two at once the second waits
        rows = list(Portfolio.objects.filter(leader=leader).select_related("department"))
        if {row.department_id for row in rows} != set(seen):
            raise WorkflowError(
                _(
                    "Somebody else has changed this portfolio meanwhile, so nothing was saved. "
                    "Look at it and save again."
                )
            )
        if {row.department_id for row in rows} == {unit.pk for unit in units}:
            return
        Portfolio.objects.filter(leader=leader).delete()
        Portfolio.objects.bulk_create([Portfolio(leader=leader, department=unit) for unit in units])
        history.record(
            HistoryEntry.Action.PORTFOLIO_SET,
            by=by,
            person=leader,
            before={"portfolio": _names(row.department for row in rows)},
            after={"person": str(leader), "portfolio": _names(units)},
        )


def _names(units):
    return "、".join(unit.name for unit in units)
