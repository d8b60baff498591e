"""Day after day of a simulated year every light that is kept is the one that the item's facts give."""

import pytest
from django.utils import timezone

from items import simulation
from items.clockwork.ticking import tick
from items.lights.facts import lights_of
from items.lights.present import differing, lit, out_of_date
from items.models import Colour, LightRecord, PresentLight, WorkItem
from items.simulation import year

from ..given.factories import day


@pytest.fixture
def days(db, monkeypatch):
    """The days on which the clockwork ran; the lights were compared before and after each run."""
    days = []

    def compared(at):
        on = timezone.localdate(at)
        items = list(WorkItem.objects.for_lights())
        assert differing(items, on=on) == []
        done = tick(at)
        assert out_of_date(on) == set()
        items = list(WorkItem.objects.for_lights())
        assert differing(items, on=on) == []
        right = lights_of(items, on=on)
        for colour in Colour:
            found = set(lit(WorkItem.objects.all(), on=on, colour=colour).values_list("pk", flat=True))
            assert found == {pk for pk, light in right.items() if light.colour == colour}
        assert done.wrong_lights == 0
        days.append(on)
        return done

    monkeypatch.setattr(year, "tick", compared)
    return days


def test_on_every_day_what_is_kept_is_what_the_facts_give(days):
    simulation.simulate(seed="1", on=day("2011-03-01"), keep_accounts=lambda accounts: None)
    assert len(days) == 43
    assert PresentLight.objects.count() == WorkItem.objects.count() == 31
    # A year has some 36 of them an item, one of which lasts.
    ended = [len(row.packed) for row in LightRecord.objects.filter(until__isnull=False)]
    lasting = [len(row.packed) for row in LightRecord.objects.filter(until__isnull=True)]
    assert len(ended) > 60 and len(lasting) == 31
    assert 36 * sum(ended) / len(ended) + sum(lasting) / len(lasting) < 2_100
