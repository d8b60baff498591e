"""The lines of units: which are new, what changes, and who is meant by a name."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.models import CollectiveMember, Department, DepartmentAlias

from .columns import SEPARATOR, UNITS, kinds, label, yes_or_no
from .unit_names import UnitNames

PLAIN = ("short_name", "kind", "position", "active_from", "active_to", "remark")


@dataclass
class UnitToSave:
    """A unit to save, with the names and members that come to it."""

    unit: Department
    aliases: list = field(default_factory=list)
    members: list = field(default_factory=list)


def message_of(model, constraint):
    """The sentence of a rule of the database."""
    return next(one.violation_error_message for one in model._meta.constraints if one.name == constraint)


def require_order(line, row, days, constraint):
    """[CellProblem] if the row's two days, fields of these names, are in the wrong order."""
    first, last = (getattr(row, name) for name in days)
    if first and last and last < first:
        return [line.problem(days[1], message_of(type(row), constraint))]
    return []


def in_cells(line, error, columns):
    """[CellProblem] for each field of a ValidationError, in its column; `columns` is {field: column}."""
    return [
        line.problem(columns.get(name, name), " ".join(sentences)) for name, sentences in error.message_dict.items()
    ]


class Units(UnitNames):
    """The units there are and those that the lines bring; three queries."""

    unknown = gettext_lazy("No unit goes by this name. Add it to the sheet of units, or correct the name.")

    def __init__(self, lines):
        super().__init__()
        self.lines, self.problems = lines, []
        self.members = set(CollectiveMember.objects.values_list("collective", "member"))
        self.last = max((unit.position for unit in [*self.by_name.values(), *self.merged.values()]), default=0)
        self.listed = {}
        # All units first: a line may name a unit that a later one brings.
        self.of_line = [(line, self._unit(line)) for line in lines]

    def planned(self):
        """([UnitToSave], [what changes as `PlannedChange` takes it])."""
        planned, changes = [], []
        for line, unit in self.of_line:
            if unit is None:
                continue
            is_new = unit.pk is None
            told = self._fields(line, unit, is_new)
            row = UnitToSave(unit, self._aliases(line, unit), self._members(line, unit))
            if row.aliases:
                told.append((label(UNITS, "aliases"), "", SEPARATOR.join(row.aliases)))
            if row.members:
                told.append((label(UNITS, "members"), "", SEPARATOR.join(member.name for member in row.members)))
            if told or is_new:
                planned.append(row)
                changes.append((UNITS, line.number, unit.name, is_new, tuple(told)))
        return planned, changes

    def _unit(self, line):
        name = line.values.get("name")
        if not name:
            self.problems.append(line.problem("name", _("Write the unit's name.")))
            return None
        if name in self.listed:
            sentence = _("The unit stands on line %(line)s already.") % {"line": self.listed[name]}
            self.problems.append(line.problem("name", sentence))
            return None
        self.listed[name] = line.number
        unit, _why = self.called(name)
        if name in self.merged or (unit and unit.name != name):
            sentence = _("This is another name of “%(name)s”: write that one.") % {"name": unit.name} if unit else _why
            self.problems.append(line.problem("name", sentence))
            return None
        if unit is None and self._but_for_joints(name):
            self.problems.append(line.problem("name", _why))
            return None
        if unit is None:
            self.last += 1
            unit = Department(name=name, position=self.last, is_collective=line.values.get("is_collective", False))
            self.by_name[name] = unit
        return unit

    def _fields(self, line, unit, is_new):
        """[(label, before, after)] of the plain fields, to which the unit is changed."""
        told = []
        for name in PLAIN:
            if name not in line.values:
                continue
            before, value = getattr(unit, name), line.values[name]
            if value != before:
                setattr(unit, name, value)
                told.append((label(UNITS, name), "" if is_new else _spell(name, before), _spell(name, value)))
        collective = line.values.get("is_collective")
        if is_new and collective:
            told.append((label(UNITS, "is_collective"), "", _spell("is_collective", True)))
        elif not is_new and collective is not None and collective != unit.is_collective:
            sentence = _("Whether a unit stands for several is changed in the administration.")
            self.problems.append(line.problem("is_collective", sentence))
        if told or is_new:
            self._check(line, unit)
        return told

    def _check(self, line, unit):
        try:
            unit.clean_fields()
        except ValidationError as error:
            self.problems += in_cells(line, error, {})
        self.problems += require_order(line, unit, ("active_from", "active_to"), "department_dates_in_order")

    def _aliases(self, line, unit):
        new = []
        for name in line.values.get("aliases", []):
            owner = self.owners.get(name)
            if name == unit.name or (owner is not None and owner.name == unit.name):
                continue
            if owner is not None or name in self.by_name:
                taken = owner or self.by_name[name]
                sentence = _("“%(name)s” is a name of “%(unit)s” already.") % {"name": name, "unit": taken}
                self.problems.append(line.problem("aliases", sentence))
                continue
            try:
                DepartmentAlias(name=name).clean_fields(exclude=["department"])
            except ValidationError as error:
                self.problems.append(line.problem("aliases", " ".join(error.messages)))
                continue
            self.owners[name] = unit
            new.append(name)
        return new

    def _members(self, line, unit):
        names, new = line.values.get("members", []), []
        if names and not unit.is_collective:
            sentence = _("Only a unit that stands for several has members.")
            self.problems.append(line.problem("members", sentence))
            return []
        for name in names:
            member, why = self.called(name)
            if member is not None and member.is_collective:
                why = _("“%(name)s” stands for several units itself.") % {"name": name}
            if why:
                self.problems.append(line.problem("members", f"“{name}”: {why}"))
            elif unit.pk is None or member.pk is None or (unit.pk, member.pk) not in self.members:
                new.append(member)
        return new


def _spell(name, value):
    if value in (None, ""):
        return ""
    words = {"kind": kinds, "is_collective": yes_or_no}.get(name)
    return dict(words())[value] if words else str(value)
