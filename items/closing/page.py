"""What is still open on an item whose closing is asked for or decided on: it is read before the item is closed."""

from django.utils.translation import gettext as _

from ..models import ProgressUpdate
from ..rules.shortfall import spell_shortfall


def left_open(item, short):
    """Sentences on what the item is `short` of and on the units that its open periods wait for; none where all is done.

    One query.
    """
    rows = ProgressUpdate.objects.asked_for().in_open_periods().writable().filter(item=item)
    rows = rows.order_by("period__due_on", "department__position", "department")
    silent = "、".join(dict.fromkeys(rows.values_list("department__name", flat=True)))
    told = spell_shortfall(short)
    return [*told, _("Not reported in the open periods: %(units)s") % {"units": silent}] if silent else told
