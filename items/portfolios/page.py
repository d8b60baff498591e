"""The leaders with their portfolios, and how many items of theirs are open."""

from dataclasses import dataclass

from departments.models import Department, Membership, User

from ..messages.telling import holders
from ..models import Portfolio, WorkItem


@dataclass(frozen=True)
class LeaderLine:
    """A city leader, the units of the portfolio, and the number of open items that name the leader themselves."""

    leader: User
    units: list  # Department, or the Acting one that goes on for it
    named: int


def leader_lines(*, on):
    """[LeaderLine] of everybody who is a city leader on the day, in a fixed number of queries."""
    leaders = holders([Membership.Role.LEADER], on=on)
    units, named = {}, {}
    acting = Department.objects.acting()
    for row in Portfolio.objects.filter(leader__in=leaders).select_related("department"):
        unit = acting.get(row.department_id, row.department)
        of_leader = units.setdefault(row.leader_id, [])
        if unit not in of_leader:
            of_leader.append(unit)
    for item in WorkItem.objects.live().open().exclude(leaders="").only("leaders"):
        for name in item.leader_names:
            named[name] = named.get(name, 0) + 1
    return [LeaderLine(leader, units.get(leader.pk, []), named.get(leader.name, 0)) for leader in leaders]
