"""Counts by unit and status (按单位统计): the ledger's second sheet."""

from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from departments.models import Department

from ..models import Responsibility, WorkItem
from ..sheets.tables import COUNT, Column, head_width

Role = Responsibility.Role
Status = WorkItem.Status


@dataclass
class StatisticsLine:
    """A unit's numbers of items by role and by status; `items` is all of them."""

    name: str
    roles: dict = field(default_factory=dict)
    statuses: dict = field(default_factory=dict)
    items: int = 0

    def add(self, role, status, count):
        # A unit stands on an item once (constraint responsibility_once), so every count is of items.
        self.roles[role] = self.roles.get(role, 0) + count
        self.statuses[status] = self.statuses.get(status, 0) + count
        self.items += count

    def values(self):
        counts = [self.roles.get(role, 0) for role in Role] + [self.statuses.get(status, 0) for status in Status]
        return [self.name, *counts, self.items]


def statistics_lines(items):
    """One `StatisticsLine` per unit that stands on any of the items, in the units' order.

    Members reached through a collective have lines of their own beside the collective's.
    """
    rows = (
        _responsibilities(items)
        .values_list("department", "department__name", "role", "item__status")
        .annotate(count=Count("pk"))
        .order_by("department__position", "department")
    )
    lines = {}
    for pk, name, role, status, count in rows:
        lines.setdefault(pk, StatisticsLine(name)).add(role, status, count)
    return list(lines.values())


def total_line(items):
    """The items themselves, each counted once; under a role, those where any unit stands in it."""
    roles = _responsibilities(items).order_by().values_list("role").annotate(count=Count("item", distinct=True))
    statuses = items.count_by_status()
    return StatisticsLine(_("Total (each item counted once)"), dict(roles), statuses, sum(statuses.values()))


def add_statistics(new_table, items, *, heading):
    """Add the sheet; `heading` gives its title, and the lines of the ledger."""
    columns = [
        Column(capfirst(Department._meta.verbose_name), 30),
        *(Column(choice.label, head_width(choice.label), COUNT) for choices in (Role, Status) for choice in choices),
        Column(_("Total"), 10, COUNT),
    ]
    explanation = _(
        "An item counts for every department that stands on it; an item of a collective counts for the collective "
        "and for each of its members. The lines therefore add up to more than the total."
    )
    heading = {**heading, "lines": [*heading["lines"], explanation]}
    table = new_table(name=_("By department"), columns=columns, **heading)
    for line in statistics_lines(items):
        table.add(line.values())
    table.add_total(total_line(items).values())


def _responsibilities(items):
    """All responsibilities, expanded ones too, on the items."""
    return Responsibility.objects.filter(item__in=items.order_by().values("pk"))
