"""Which units have not reported in a period, and who is to be told: behind reminders, chasing and their pages."""

from dataclasses import dataclass

from django.db.models import Count

from departments.models import Department, Membership

from ..messages.telling import roster
from ..models import ProgressUpdate, ReportingPeriod, Responsibility
from ..requests.signing_for import overdue

LIAISON, HEAD = Membership.Role.LIAISON, Membership.Role.HEAD


@dataclass(frozen=True)
class Silence:
    """What one unit still owes of a period by one due day: updates to write, and updates that wait for its head."""

    period: ReportingPeriod
    department: Department
    due_on: object
    unwritten: int
    unsigned: int

    @property
    def count(self):
        return self.unwritten + self.unsigned


def silences(periods):
    """Every unit's `Silence`s of the periods, by period, unit and due day: a part for a lead is due before a report."""
    periods = {period.pk: period for period in periods.select_related("report")}
    rows = ProgressUpdate.objects.filter(period__in=periods).silent().order_by()
    counts = {}
    for row in rows.values("period", "department", "role", "state").annotate(count=Count("pk")):
        period = periods[row["period"]]
        due_on = ProgressUpdate(period=period, role=row["role"]).due_on
        sums = counts.setdefault((period.pk, row["department"], due_on), [0, 0])
        sums[row["state"] == ProgressUpdate.State.AWAITING_SIGN_OFF] += row["count"]
    units = {unit.pk: unit for unit in Department.objects.filter(pk__in={unit for _period, unit, _due in counts})}
    found = [Silence(periods[period], units[unit], due_on, *sums) for (period, unit, due_on), sums in counts.items()]
    return sorted(found, key=lambda one: (one.due_on, one.period.pk, one.department.position, one.department.pk))


def spokespeople(posts, *, unsigned=0, unwritten=1, with_head=False):
    """Whom to tell of a unit with these `posts` (as `telling.roster` has them): the liaisons write, the heads sign.

    Heads are told where their signature is missing, where the unit has no liaison, and when asked for (`with_head`).
    """
    liaisons, heads = posts.get(LIAISON, []), posts.get(HEAD, [])
    people = {}
    if unwritten or not heads or with_head:
        people |= {person.pk: person for person in liaisons}
    if unsigned or not liaisons or with_head:
        people |= {person.pk: person for person in heads}
    return list(people.values())


def units_without_people(on):
    """Units that owe a report in an open period, or a signature, and have nobody who could be reminded."""
    owing = {one.department.pk for one in silences(ReportingPeriod.objects.open())}
    owing |= set(overdue(Responsibility.objects.all(), on).order_by().values_list("department", flat=True).distinct())
    told = roster(owing, on=on)
    return list(Department.objects.filter(pk__in=owing - set(told)))
