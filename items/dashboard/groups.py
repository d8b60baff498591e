"""Items that belong together (十件实事): every figure against its target."""

from dataclasses import dataclass, field
from decimal import Decimal

from ..lights.light import Light, planned_value
from ..lights.terms import TargetProgress
from ..models import WorkItem
from ..rules.figures import FULL, TENTH


@dataclass(frozen=True)
class Measure:
    """A target, how far it is, and what was planned by the day of the last reports, in percent of the target."""

    progress: TargetProgress
    planned: Decimal | None


@dataclass(frozen=True)
class Member:
    item: WorkItem
    light: Light
    measures: list


@dataclass
class ItemGroup:
    """The items under one name."""

    name: str
    url: str
    members: list = field(default_factory=list)


def groups(scope, lit):
    """[ItemGroup] of the scope in the order of the report; an item of several stands in each."""
    found = {}
    for item in scope.items:
        for name in item.group_names:
            group = found.setdefault(name, ItemGroup(name, scope.link(group=name)))
            light = lit[item.pk]
            group.members.append(Member(item, light, [measure(light, one) for one in light.facts.targets]))
    return list(found.values())


def measure(light, progress):
    """The `Measure` of one target; no plan is told of a limit or of each place, where nothing is due or all closed."""
    day = light.measured_on
    if day is None or not light.facts.is_open or progress.is_limit or progress.is_each or progress.number <= 0:
        return Measure(progress, None)
    return Measure(progress, (FULL * planned_value(light.facts, progress, day) / progress.number).quantize(TENTH))
