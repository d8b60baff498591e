"""The reports of an item, on the item's own page."""

import pytest

from items.updates.on_item import item_updates

from ..given.opened_rounds import State, update_of
from .page_states import grown, in_state, queries

pytestmark = pytest.mark.usefixtures("in_march", "in_english")


def test_an_items_updates_are_shown_by_period_with_words_for_whom_they_concern(cast, update, part, earlier):
    in_state(part, State.AWAITING_MERGE, cast)
    found = item_updates(cast.led, cast.observer)
    assert [one.start_on.month for one in found.periods] == [3, 2]
    assert [(line.update.department, line.is_readable) for line in found.shown.lines] == [
        (cast.civil_affairs, False),
        (cast.health, False),
    ]
    february = item_updates(cast.led, cast.observer, found.periods[1].pk).shown
    assert february.period == found.periods[1] and february.lines[0].is_readable
    lead = item_updates(cast.led, cast.liaison)
    assert [line.is_readable for line in lead.shown.lines] == [True, True]


def test_the_number_of_queries_of_an_items_updates_does_not_grow(cast, update, earlier, march):
    def read():
        found = item_updates(cast.led, cast.liaison)
        return [line.values for line in found.shown.lines]

    in_state(update_of(march, cast.led, cast.health), State.AWAITING_MERGE, cast)
    read()  # the person's posts are read once per request
    before = queries(read)
    grown(cast, march)
    assert queries(read) == before
