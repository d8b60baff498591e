"""Which unit is meant by a name that somebody has typed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.folding import unlinked
from departments.models import Department, DepartmentAlias


class UnitNames:
    """The units there are, by all of their names; two queries. `unknown` is the sentence for a name that is none."""

    unknown = gettext_lazy("No unit goes by this name. Correct it; a new unit is entered under units first.")

    def __init__(self):
        rows = list(Department.objects.select_related("successor"))
        self.merged = {unit.name: unit for unit in rows if unit.successor_id}
        self.by_name = {unit.name: unit for unit in rows if not unit.successor_id}
        keys = {unit.pk: unit for unit in rows}
        self.owners, self.short = {}, {}
        for name, key in DepartmentAlias.objects.values_list("name", "department"):
            self.owners[name] = keys[key]
        for unit in self.by_name.values():
            if unit.short_name:
                self.short.setdefault(unit.short_name, []).append(unit)

    def called(self, name):
        """(the unit that goes by the name, "") or (None, why not)."""
        if unit := self.by_name.get(name):
            return unit, ""
        if unit := self.merged.get(name):
            sentence = _("“%(name)s” has been merged into “%(successor)s”; choose that one.")
            return None, sentence % {"name": name, "successor": unit.successor}
        found = {unit.pk: unit for unit in (self.owners.get(name), *self.short.get(name, [])) if unit}
        if len(found) == 1:
            return next(iter(found.values())), ""
        if twin := self._but_for_joints(name):
            return None, _("This looks like “%(name)s”, written otherwise (和, 与, 及): write that name.") % {
                "name": twin
            }
        return None, str(self.unknown)

    def _but_for_joints(self, name):
        """The unit whose name, or another of its names, differs only by what joins its parts; None for none."""
        names = {**self.owners, **self.by_name}
        return next((unit for other, unit in names.items() if unlinked(other) == unlinked(name)), None)
