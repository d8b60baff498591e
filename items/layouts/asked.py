"""The list of items that a file is asked for, by the parameters of its address: as it is, or as it was on a day."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from departments import clock

from ..ledger.filters import ItemFilter
from ..models import WorkItem
from ..steps.errors import WorkflowError
from .then import ItemsThen

DAY = "on"
# By what a list of a day that is over can be narrowed; else it is what the history does not tell of then.
OF_THE_PAST = ("report", "department", "mine", "chapter", "leader", "light")


def list_asked(query, *, user, on=None):
    """The `ItemFilter` of the parameters, a text or what a request has of them, as the person may read the items."""
    data = QueryDict(query) if isinstance(query, str) else query
    return ItemFilter(data, queryset=WorkItem.objects.all(), user=user, on=on)


@dataclass(frozen=True)
class ListAsked:
    """The items of a list, a queryset or `ItemsThen`, for the day `on`; `is_past` where that is not today."""

    chosen: ItemFilter
    items: Any
    on: datetime.date
    is_past: bool

    @property
    def count(self):
        return len(self.items) if self.is_past else self.items.count()

    @property
    def query(self):
        """The list's parameters for an address, with its day where that is over."""
        day = urlencode({DAY: self.on.isoformat()}) if self.is_past else ""
        return "&".join(filter(None, [self.chosen.kept_query(), day]))


def items_asked(chosen, day, *, today=None):
    """What the valid `ItemFilter` leaves on the `day`, an ISO text, "" for today; `ListAsked`.

    Raises WorkflowError where nobody can tell of that day.
    """
    today = today or clock.today()
    on = _day(day, today)
    report = chosen.form.cleaned_data["report"]
    if on >= (report.as_of(today) if report else today):
        return ListAsked(chosen, chosen.items(), today, is_past=False)
    return ListAsked(chosen, items_then(chosen, on), on, is_past=True)


def _day(text, today):
    try:
        on = datetime.date.fromisoformat(text) if text else today
    except ValueError as error:
        raise WorkflowError(_("“%(text)s” is not a day; write it like 2011-05-01.") % {"text": text[:20]}) from error
    if on > today:
        raise WorkflowError(_("This day has not come yet."))
    return on


def items_then(chosen, on):
    """The `ItemsThen` of the valid filter at the end of the day."""
    asked = chosen.form.cleaned_data
    strange = [str(label) for name, label, _value in chosen.active() if name not in OF_THE_PAST]
    if strange:
        raise WorkflowError(
            _("A list of a day that is over cannot be narrowed by “%(filters)s”; take that filter away.")
            % {"filters": "、".join(strange)}
        )
    items = WorkItem.objects.within(report=asked["report"])
    items = items.standing() if chosen.reaches_archived else items.live()
    named = {"chapter": asked["chapter"], "leader": asked["leader"], "department": asked["department"]}
    within = [named]
    if asked["mine"] and chosen.leader:
        within = [{**named, "of_leader": chosen.leader}]
    elif asked["mine"] and not asked["department"]:
        within = [{**named, "department": unit} for unit in chosen.own_departments]
    return ItemsThen(items, on=on, within=within, colour=asked["light"])
