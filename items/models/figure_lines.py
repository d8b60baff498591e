"""How an entry of the history keeps figures: one a line, so that it reads in every language and outlives its target."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from .target import write_amount

# What a report says otherwise than its unit had said before: of targets, of milestones (days), of the completion that
# it judges itself; and that nothing has changed.
REPORTED, REACHED, JUDGED, NO_CHANGE = "reported", "reached", "judged", "no_change"
OF_REPORT = (REPORTED, REACHED, JUDGED, NO_CHANGE)
# What an acceptance makes of the item: of its targets, and its completion.
COUNTED, COMPLETION = "counted", "completion"
# The state in which a step leaves a report, which says how far the report's words go from there.
AWAITS = "awaits"
# Of these keys each line is a change of its own; the values are numbers, or days.
LINES = (REPORTED, REACHED, COUNTED)
TAB = "\t"


class FigureChange(NamedTuple):
    """What is counted, and how far it was and is: a number or an ISO day as text, "" for none."""

    label: str
    before: str
    after: str
    unit: str = ""


def keep(changes: Iterable[FigureChange]) -> tuple[str, str]:
    """(before, after) as the two texts of an entry that keep the changes."""
    before = [_line(one.label, one.before, one.unit) for one in changes]
    after = [_line(one.label, one.after, one.unit) for one in changes]
    return "\n".join(before), "\n".join(after)


def spell_lines(name: str, before: str, after: str) -> Iterator[tuple[str, str, str]]:
    """(label, before, after) in words of each change that the two texts under the key `name` keep."""
    for was, now in zip_longest(before.splitlines(), after.splitlines(), fillvalue=""):
        label, *_value = (now or was).rsplit(TAB, 2)
        yield label, _spell(name, was), _spell(name, now)


def _line(label: str, value: str, unit: str) -> str:
    return TAB.join(" ".join(part.split()) for part in (label, value, unit))


def _spell(name: str, line: str) -> str:
    _label, value, unit = line.rsplit(TAB, 2) if line else ("", "", "")
    return value if not value or name == REACHED else write_amount(Decimal(value), unit)
