"""Two rounds of the simulated year: January and February were opened, due and closed, March has been opened."""

from dataclasses import dataclass
from unittest import mock

from django.utils import timezone

from items import simulation
from items.clockwork.ticking import tick
from items.lights.facts import lights_of
from items.lights.present import differing, lit, out_of_date
from items.models import Colour, WorkItem
from items.simulation import year

from .factories import day

# The first day that is not lived through.
TODAY = day("2011-03-09")


@dataclass(frozen=True)
class Day:
    """A day on which the clockwork ran, and what was wrong with the lights that are kept, as it should be: nothing.

    `before` and `after` it, keys of items whose kept light was another than their facts give; `stale`, those that had
    yet to be lit after it; `miscounted`, colours by which other items were found; `counted`, the wrong lights that the
    clockwork itself came upon.
    """

    on: object
    before: list
    after: list
    stale: set
    miscounted: list
    counted: int


@dataclass(frozen=True)
class TwoRounds:
    """What `simulate` gives of them, and each of its days."""

    done: year.Simulated
    days: list[Day]


def two_rounds(shared):
    """`TwoRounds`; they take long to live through, and `shared` keeps them for all who ask."""
    return shared("two-rounds", _live)


def _live():
    days = []

    def compared(at):
        on = timezone.localdate(at)
        before = differing(list(WorkItem.objects.for_lights()), on=on)
        done = tick(at)
        items = list(WorkItem.objects.for_lights())
        right = lights_of(items, on=on)
        days.append(
            Day(
                on=on,
                before=before,
                after=differing(items, on=on),
                stale=out_of_date(on),
                miscounted=[colour for colour in Colour if _found(colour, on) != _of_colour(colour, right)],
                counted=done.wrong_lights,
            )
        )
        return done

    with mock.patch.object(year, "tick", compared):
        done = simulation.simulate(seed="1", on=TODAY, keep_accounts=lambda accounts: None)
    return TwoRounds(done, days)


def _found(colour, on):
    return set(lit(WorkItem.objects.all(), on=on, colour=colour).values_list("pk", flat=True))


def _of_colour(colour, lights):
    return {pk for pk, light in lights.items() if light.colour == colour}
