"""The units of one item as people read them (责任分工): one line per unit as written."""

from dataclasses import dataclass, field

from departments.models import Department

from ..models import ProgressUpdate, Responsibility


@dataclass
class UnitLine:
    """A unit as written; for a collective also its members and who of them has written."""

    responsibility: Responsibility
    is_own: bool = False
    members: list = field(default_factory=list)

    @property
    def has_own_member(self):
        """The reader's unit is reached through this collective."""
        return any(member.is_own for member in self.members)

    @property
    def signed(self):
        """Members that have signed for the item."""
        return sum(member.responsibility.signed_for_at is not None for member in self.members)

    @property
    def reported(self):
        """Members that have written a note or handed in a report."""
        return sum(member.has_note for member in self.members)


@dataclass(frozen=True)
class MemberLine:
    """A member of a collective on the item; `has_note` says that it has written, a note or a report."""

    responsibility: Responsibility
    has_note: bool
    is_own: bool = False


def unit_lines(item, own=()):
    """The item's units in the order of the text, members gathered under their collective (3 queries).

    `own` are the reader's departments; their lines are marked.
    """
    own = {department.pk for department in own}
    rows = list(
        item.responsibilities.select_related("department", "via", "signed_for_by").order_by(
            "position", "department__position", "pk"
        )
    )
    writers = _writers(item)
    lines = {row.department_id: UnitLine(row, row.department_id in own) for row in rows if row.via_id is None}
    for row in rows:
        if row.via_id in lines:
            member = MemberLine(row, row.department_id in writers, row.department_id in own)
            lines[row.via_id].members.append(member)
    return list(lines.values())


def _writers(item):
    """Keys of the units that have written a note on the item or handed in a report, also by those merged into them."""
    noted = item.notes.order_by().values_list("department")
    reported = item.updates.filter(state__in=ProgressUpdate.HANDED_IN).order_by().values_list("department")
    merged = Department.objects.acting()
    return {merged[unit].pk if unit in merged else unit for (unit,) in noted.union(reported)}
