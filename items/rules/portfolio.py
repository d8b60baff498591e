"""Which items a city leader answers for (分管): the one place for it."""

import datetime
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from departments.models import Department, User

from ..access import STEERING_ROLES
from ..models import HistoryEntry, Portfolio, Responsibility
from ..models.querysets import WorkItemQuerySet, among


def portfolio_units(leader: User) -> set[int]:
    """Keys of the units in the leader's portfolio, a merged unit as the one that acts today; two queries."""
    acting = Department.objects.acting()
    units = Portfolio.objects.filter(leader=leader).order_by().values_list("department", flat=True)
    return {acting[pk].pk if pk in acting else pk for pk in units}


def charge_of(leader: User) -> Q:
    """Condition: the leader answers for the item.

    Where an item names leaders, it is theirs, by the name; where it names none, it belongs to whoever has one of its
    lead or responsible units in the portfolio. Two queries.
    """
    held = Responsibility.objects.filter(
        item=OuterRef("pk"), department__in=portfolio_units(leader), role__in=STEERING_ROLES
    )
    return among("leaders", leader.name) | Q(Exists(held), leaders="")


def in_charge(items: WorkItemQuerySet, leader: User) -> WorkItemQuerySet:
    """Those of the items, a queryset, that the leader answers for (`charge_of`)."""
    return items.filter(charge_of(leader))


def portfolio_names_then(
    leader: User, moments: Collection[datetime.datetime]
) -> dict[datetime.datetime, list[str] | None]:
    """{moment: names of the units in the leader's portfolio then, None where it is that of today}; one query."""
    # Entries of before name the leader in words alone.
    about = Q(person=leader) | Q(person=None, after__person=str(leader))
    rows = HistoryEntry.objects.filter(about, action=HistoryEntry.Action.PORTFOLIO_SET, at__gt=min(moments))
    entries = list(rows.order_by("at", "pk").values_list("at", "before"))
    found: dict[datetime.datetime, list[str] | None] = {}
    for moment in moments:
        before = next((before for at, before in entries if at > moment), None)
        found[moment] = None if before is None else [name for name in before["portfolio"].split("、") if name]
    return found
