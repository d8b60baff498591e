"""Reports brought into a state and read anew, and what a page costs."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from items.models import ProgressUpdate
from items.rounds.expecting import expect_items

from ..given import factories
from ..given.opened_rounds import State, put
from ..given.together import moment

NOW = moment("2011-03-20")


def in_state(update, state, cast, **fields):
    return put(update, state, by=cast.liaison, office=cast.supervisor, **fields)


def fresh(update):
    return ProgressUpdate.objects.get(pk=update.pk)


def sound(**fields):
    """An update with which nothing is unusual."""
    return {"text": "市福利院新建2所", "next_steps": "四月验收", **fields}


def queries(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def grown(cast, march):
    """Ten more supporting units, members, targets, steps and files on the items."""
    for number in range(10):
        factories.target(cast.led, label=f"目标{number}")
        factories.milestone(cast.led, title=f"节点{number}")
        unit = factories.department()
        cast.led.responsibilities.create(
            department=unit, role="support", position=9, issued_on=factories.day("2011-02-01")
        )
    expect_items([cast.led], at=NOW)
    for part in ProgressUpdate.objects.filter(period=march, role="support", item=cast.led):
        in_state(part, State.AWAITING_MERGE, cast)
