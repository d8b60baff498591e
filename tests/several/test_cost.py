"""What a further item costs when many are changed: nothing, for all is asked and written of all of them at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from items.several.changing import What, rehearse

from ..given import factories
from ..given.factories import day
from ..given.together import moment


@pytest.fixture
def items(cast):
    """Thirty issued items of civil affairs, which the health bureau supports."""
    report = factories.report(year=2011, title="民生实事", issued_on=day("2011-01-10"))
    units = {"leads": [cast.civil_affairs], "supports": [cast.health]}
    dated = {"due_on": day("2011-06-30"), "issued_on": day("2011-01-10")}
    return [factories.item(report, number, group="民生", **units, **dated) for number in range(1, 31)]


@pytest.mark.parametrize("what", What.values)
def test_a_further_item_costs_nothing(cast, items, what):
    change = {
        "what": what,
        "due_on": day("2011-09-30"),
        "due_text": "",
        "reason": "汛期无法施工",
        "lead": cast.health,
        "leaders": "王副市长",
        "group": "民生" if what == What.OUT_OF_GROUP else "十件实事",
        "chapter": factories.chapter(items[0].report),
        "shown_on": None,
    }

    def cost(count):
        chosen = [(item, item.version) for item in items[:count]]
        with CaptureQueriesContext(connection) as queries:
            lines = rehearse(chosen, change, by=cast.supervisor, at=moment("2011-05-10"))
        assert all(line.changes and not line.refusal for line in lines)
        return len(queries)

    cost(1)
    assert cost(30) == cost(3) <= 62
