"""Which items a city leader answers for (分管): the one place for it."""

from departments.models import Department, User

from ..access import STEERING_ROLES
from ..models import Portfolio
from ..models.querysets import WorkItemQuerySet


def portfolio_units(leader: User) -> set[int]:
    """Keys of the units in the leader's portfolio, a merged unit as the one that acts today; two queries."""
    acting = Department.objects.acting()
    units = Portfolio.objects.filter(leader=leader).order_by().values_list("department", flat=True)
    return {acting[pk].pk if pk in acting else pk for pk in units}


def in_charge(items: WorkItemQuerySet, leader: User) -> WorkItemQuerySet:
    """Those of the items, a queryset, that the leader answers for.

    Where an item names leaders, it is theirs, by the name; where it names none, it belongs to whoever has one of its
    lead or responsible units in the portfolio. Two queries.
    """
    named = items.of_leader(leader.name)
    units = items.filter(leaders="").of_departments(portfolio_units(leader), STEERING_ROLES)
    return named | units
