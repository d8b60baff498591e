"""What is still open on an item whose closing is decided on: the office reads it before it closes the item."""

from django.utils.translation import gettext as _

from ..models import ProgressUpdate
from ..models.target import spell_number
from ..rules import figures

State = ProgressUpdate.State


def left_open(item):
    """Sentences on what the item's open periods still wait for and what it has come to; none where all is done.

    One query.
    """
    rows = ProgressUpdate.objects.asked_for().in_open_periods().filter(item=item)
    rows = rows.order_by("period__due_on", "department__position", "department")
    silent, parts, waiting = [], [], []
    for state, name in rows.values_list("state", "department__name"):
        if state == State.AWAITING_MERGE:
            parts.append(name)
        elif state == State.AWAITING_REVIEW:
            waiting.append(name)
        elif state != State.ACCEPTED:
            silent.append(name)
    found = []
    if item.completion is not None and item.completion < figures.FULL:
        found.append(
            _("The completion by accepted reports is %(percent)s%%.") % {"percent": spell_number(item.completion)}
        )
    for names, sentence in (
        (silent, _("Not reported in the open periods: %(units)s.")),
        (parts, _("Reported, not taken up by the lead: %(units)s.")),
        (waiting, _("Reported, not reviewed yet: %(units)s.")),
    ):
        if names:
            found.append(sentence % {"units": "、".join(dict.fromkeys(names))})
    return found
