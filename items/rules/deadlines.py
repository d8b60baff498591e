"""Deadlines that are possible but look mistyped: said to whoever sets one, before it is set."""

import datetime

from django.utils.translation import gettext as _

from ..models import WorkItem


def doubts(item: WorkItem, due_on: datetime.date, on: datetime.date) -> list[str]:
    """Sentences on what is odd about `due_on` as a deadline of the item, set on the day `on`; none where nothing is."""
    found = []
    if item.issued_on and due_on < item.issued_on:
        found.append(
            _("The deadline lies before the day on which the item was issued (%(day)s); check it.")
            % {"day": item.issued_on.isoformat()}
        )
    elif due_on < on:
        found.append(_("The deadline lies before today: the item is overdue at once. Check it."))
    if due_on.year > item.report.year:
        found.append(
            _("The deadline lies after %(year)s, the year of the report; check it.") % {"year": item.report.year}
        )
    return found
