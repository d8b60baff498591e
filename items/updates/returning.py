"""To whom a returned report goes: its unit, or the one into which that has been merged meanwhile."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ..messages.telling import tell, unit_people
from ..models import Message, ProgressUpdate, Responsibility
from ..rules.accepted import present_unit


def who_writes(update):
    """(the unit that goes on for that of the update, its own report on the item in the period if that is another)."""
    unit = present_unit(update.department)
    if unit.pk == update.department_id:
        return unit, None
    own = ProgressUpdate.objects.filter(period=update.period_id, item=update.item_id, department=unit)
    return unit, own.select_related("department").first()


def duty_now(update):
    """{field: value} of the role and the collective that the unit has on the item by now, for what it writes anew.

    What it had handed in keeps those that it was written for; so does a report of a closed period. {} where it is on
    the item no more.
    """
    rows = Responsibility.objects.filter(item=update.item_id, department=update.department_id)
    row = rows.order_by("pk").values("role", "via_id").first() if update.period.is_open else None
    return row or {}


def tell_returned(update, own, *, by, at):
    """The people who write now are told; `own` is the report in which they write, the update itself or another."""
    day = timezone.localdate(at)
    tell(
        unit_people([own.department_id], on=day),
        kind=Message.Kind.RETURNED,
        title=_("Returned: %(item)s, %(period)s") % {"item": update.item, "period": update.period},
        text=update.return_reason,
        url=own.get_absolute_url(),
        by=by,
        item=update.item,
        period=update.period,
        at=at,
        on=day,
    )
