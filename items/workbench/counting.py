"""What waits for a person as numbers: the kinds and counts of the workbench, in its order."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .page import workbench


@dataclass(frozen=True)
class WaitingCounts:
    """What stands over what waits, and [(what, how many)] of all kinds of which something waits."""

    heading: str
    counts: list[tuple[str, int]]


def waiting_for(user, *, on):
    """The numbers of the person's workbench of the day."""
    bench = workbench(user, on=on)
    numbers = bench.pressing.figures if bench.pressing else []
    cards = bench.cards.counts if bench.cards else []
    counts = [
        (_("Imports to be checked"), bench.open_imports),
        *((task.title, task.count) for task in bench.first),
        *((one.label, one.count) for one in (*numbers, *cards)),
        *((task.title, task.count) for task in bench.tasks),
    ]
    return WaitingCounts(bench.heading, [(str(what), count) for what, count in counts if count])
