"""Day after day of a simulated year every light that is kept is the one that the item's facts give."""

from items.models import LightRecord, PresentLight, WorkItem

from ..given.two_rounds import two_rounds


def test_on_every_day_what_is_kept_is_what_the_facts_give(db, shared):
    days = two_rounds(shared).days
    assert len(days) == 51
    for day in days:
        assert (day.before, day.after, day.stale, day.miscounted, day.counted) == ([], [], set(), [], 0), day.on
    assert PresentLight.objects.count() == WorkItem.objects.count() == 31
    # A year has some 36 of them an item, one of which lasts.
    ended = [len(row.packed) for row in LightRecord.objects.filter(until__isnull=False)]
    lasting = [len(row.packed) for row in LightRecord.objects.filter(until__isnull=True)]
    assert len(ended) > 60 and len(lasting) == 31
    assert 36 * sum(ended) / len(ended) + sum(lasting) / len(lasting) < 2_100
