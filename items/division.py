"""The division of responsibilities (责任分工) of one item as people read it: one line per unit as written."""

from dataclasses import dataclass, field

from .models import Responsibility


@dataclass
class UnitLine:
    """A unit as written; for a collective also its members and who of them has written a note."""

    responsibility: Responsibility
    members: list = field(default_factory=list)

    @property
    def reported(self):
        """Members that have written at least one note."""
        return sum(member.has_note for member in self.members)


@dataclass(frozen=True)
class MemberLine:
    """A member of a collective on the item."""

    responsibility: Responsibility
    has_note: bool


def unit_lines(item):
    """The item's units in the order of the text, members gathered under their collective (2 queries)."""
    rows = list(
        item.responsibilities.select_related("department", "via").order_by("position", "department__position", "pk")
    )
    writers = set(item.notes.order_by().values_list("department", flat=True).distinct())
    lines = {row.department_id: UnitLine(row) for row in rows if row.via_id is None}
    for row in rows:
        if row.via_id in lines:
            lines[row.via_id].members.append(MemberLine(row, row.department_id in writers))
    return list(lines.values())
