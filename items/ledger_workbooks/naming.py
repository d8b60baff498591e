"""The units that cells name, and which roles they have on an item by these cells."""

from functools import cached_property

from django.utils.translation import gettext as _

from ..errors import WorkflowError
from ..ledger.editing import require_roles
from ..people.columns import Unreadable, read_names
from ..people.unit_names import UnitNames
from .columns import FORM, ITEMS, UNITS


class CellUnits:
    """Finds units by what cells call them; the database is asked once, and only if a cell names one."""

    @cached_property
    def _names(self):
        return UnitNames()

    def named(self, text, item):
        """The units in the cell, in its order; raises Unreadable. What stands on the item goes by its own name."""
        own, found = {row.department.name: row.department for row in item.direct_responsibilities}, []
        for name in read_names(text):
            unit, why_not = (own[name], "") if name in own else self._names.called(name)
            if unit is None:
                raise Unreadable(_("“%(name)s”: %(sentence)s") % {"name": name, "sentence": why_not})
            if unit not in found:
                found.append(unit)
        return found


def roles_by(item, cells):
    """{Department: role} for `set_units`, of an item whose `cells` {column: [units]} are otherwise than they stand.

    The roles keep their places in the order of the item's units, and each role has its units in the order of its cell.
    Raises WorkflowError for what no item can have.
    """
    rows = list(item.direct_responsibilities)
    wanted = {role: [row.department for row in rows if row.role == role] for role in UNITS.values()}
    wanted |= {UNITS[name]: units for name, units in cells.items()}
    _require_once(wanted)
    roles = {unit: role for role, units in wanted.items() for unit in units}
    require_roles(roles)
    kept = [roles[row.department] for row in rows if row.department in roles]
    places = _places(kept, {role: len(units) for role, units in wanted.items()})
    queues = {role: iter(units) for role, units in wanted.items()}
    return {next(queues[role]): role for role in places}


def _places(kept, counts):
    """The roles in their order: as they were `kept`, and what comes to a role behind its last; leads come first."""
    places = list(kept)
    for role, count in counts.items():
        for _new in range(count - kept.count(role)):
            last = max((place for place, one in enumerate(places) if one == role), default=None)
            if last is None:
                last = -1 if role == UNITS["lead"] else len(places) - 1
            places.insert(last + 1, role)
    return places


def _require_once(wanted):
    """Refuses a unit that stands in several cells of the item."""
    labels = {role: FORM.sheet(ITEMS).column(name).label for name, role in UNITS.items()}
    seen = {}
    for role, units in wanted.items():
        for unit in units:
            if unit in seen:
                words = {"unit": unit, "one": labels[seen[unit]], "other": labels[role]}
                raise WorkflowError(_("%(unit)s stands under “%(one)s” and “%(other)s”: name it once.") % words)
            seen[unit] = role
