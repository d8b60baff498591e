"""How much the coming rounds ask of each unit (基层减负, domain.md §9)."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q

from departments.models import Department

from ..models import ReportingPeriod, Responsibility
from ..rules.expected import expected_in

# domain.md §9 rule 3: the office is told when a unit would have more open requests than this in one week.
MANY_IN_A_WEEK = 10
SHOWN = 5


@dataclass(frozen=True)
class Burden:
    """What falls due in the week from `monday` on: the periods, and [(unit, number of reports)], most first."""

    monday: datetime.date
    periods: list
    units: list

    @property
    def sunday(self):
        return self.monday + datetime.timedelta(days=6)

    @property
    def many(self):
        return MANY_IN_A_WEEK

    @property
    def heavy(self):
        """The units with too much of it."""
        return [(unit, count) for unit, count in self.units if count > MANY_IN_A_WEEK]

    @property
    def top(self):
        return self.units[:SHOWN]


def coming_burden(on):
    """The `Burden` of the week in which the next unopened periods of all reports fall due; None without any."""
    periods = ReportingPeriod.objects.live().planned().filter(due_on__gte=on)
    first = periods.order_by("due_on").values_list("due_on", flat=True).first()
    if first is None:
        return None
    monday = first - datetime.timedelta(days=first.weekday())
    week = (monday, monday + datetime.timedelta(days=6))
    due = list(periods.filter(due_on__range=week).select_related("report").order_by("due_on", "pk"))
    wanted = Q(pk__in=[])
    for period in due:
        wanted |= expected_in(period)
    rows = Responsibility.objects.filter(wanted).order_by().values("department").annotate(count=Count("pk"))
    counts = {row["department"]: row["count"] for row in rows}
    units = Department.objects.filter(pk__in=counts)
    ranked = sorted(((unit, counts[unit.pk]) for unit in units), key=lambda pair: (-pair[1], pair[0].position))
    return Burden(monday, due, ranked)
