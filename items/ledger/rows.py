"""Lines of a table of items: each with its light, and why it is on a unit's list."""

from dataclasses import dataclass

from departments.models import Department

from ..lights.light import Light
from ..models import Responsibility, WorkItem

Role = Responsibility.Role


@dataclass(frozen=True)
class NamedUnit:
    """A unit as written on an item; a collective names the units asked for that it stands for (`reached`)."""

    department: Department
    role: str
    reached: tuple = ()


@dataclass(frozen=True)
class ItemRow:
    """An item with its `NamedUnit`s in the order of the text; `light` is None in a list without lights."""

    item: WorkItem
    light: Light | None
    units: tuple

    @property
    def leads(self):
        return [unit for unit in self.units if unit.role == Role.LEAD]

    @property
    def others(self):
        """Supporting units, and responsible ones where no lead is named."""
        return [unit for unit in self.units if unit.role != Role.LEAD]


def item_rows(items, lit, departments=()):
    """`ItemRow`s of the items with their lights `lit` ({item key: Light}), with units where `direct_responsibilities`
    were fetched.

    Collectives name which of the `departments` they stand for: one query for all items, none without departments.
    """
    items, reached = list(items), {}
    if items and departments:
        rows = Responsibility.objects.filter(item__in=items, department__in=departments, via__isnull=False)
        for row in rows.select_related("department").order_by("department__position", "department"):
            reached.setdefault((row.item_id, row.via_id), []).append(row.department)
    return [
        ItemRow(
            item,
            lit.get(item.pk),
            tuple(
                NamedUnit(row.department, row.role, tuple(reached.get((item.pk, row.department_id), ())))
                for row in getattr(item, "direct_responsibilities", ())
            ),
        )
        for item in items
    ]
