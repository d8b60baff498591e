"""The agenda of a meeting (议程) and who is to attend it (签到), as its pack has them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .pack import Pack


@dataclass(frozen=True)
class Topic:
    """A point of the agenda: its number, what it is about, the units in charge or "", the place on the page."""

    number: int
    title: str
    in_charge: str
    place: str


@dataclass(frozen=True)
class Attending:
    """A unit named on the items of the agenda, and the numbers of their points."""

    unit: str
    points: tuple[int, ...]

    @property
    def spelt(self) -> str:
        return "、".join(map(str, self.points))


def agenda_of(pack: Pack) -> list[Topic]:
    """The items on the table in their order, then what the last meeting decided and what else is open."""
    points = [
        Topic(entry.number, f"{entry.then.number} {entry.then.text}", entry.then.in_charge, f"entry-{entry.item.pk}")
        for entry in pack.entries
    ]
    if pack.last:
        points.append(Topic(len(points) + 1, _("What has become of the last meeting's decisions"), "", "since-last"))
    if pack.others:
        points.append(Topic(len(points) + 1, _("Other open instructions and meeting decisions"), "", "others"))
    return points


def attendance_of(pack: Pack) -> list[Attending]:
    """The units named on the items, in the order of the agenda; of each item those in charge first."""
    points: dict[str, list[int]] = {}
    for entry in pack.entries:
        steering = entry.then.steering
        for unit in [*steering, *(one for one in entry.then.units if one not in steering)]:
            points.setdefault(unit.name, []).append(entry.number)
    return [Attending(unit, tuple(dict.fromkeys(numbers))) for unit, numbers in points.items()]
