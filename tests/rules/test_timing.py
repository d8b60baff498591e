"""Whether a report came in time: the answer for one row and that of the database are the same."""

import datetime
import random

from items.models import ProgressUpdate, ReportingPeriod

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import opened
from ..given.together import moment

MOMENTS = [
    *("2011-03-22 23:59:59", "2011-03-23 00:00:00", "2011-03-25 00:00:00", "2011-03-25 07:59:59"),
    *("2011-03-25 23:59:59", "2011-03-26 00:00:00", "2011-03-26 07:59:59", "2011-04-05 12:00:00"),
]
CLOSED_AT = moment("2011-04-04 18:00")


def scattered(cast):
    """Updates of every state and role around the due days, of an open and of a closed period; with a fixed seed."""
    chance = random.Random(20110325)
    moments = [None, CLOSED_AT, CLOSED_AT + datetime.timedelta(microseconds=1), *map(moment, MOMENTS)]
    opened(cast.report)
    closed = factories.period(
        cast.report, rhythm="own", start_on=day("2011-03-02"), opened_at=moment("2011-03-02"), closed_at=CLOSED_AT,
        frozen_sheet=factories.frozen_sheet(),
    )  # fmt: skip
    for place in range(120):
        unit = factories.department()
        period = chance.choice([closed, ReportingPeriod.objects.get(rhythm="month", start_on=day("2011-03-01"))])
        state, came = chance.choice(ProgressUpdate.State.values), chance.choice(moments)
        if state in ProgressUpdate.HANDED_IN:
            came = came or moment(MOMENTS[place % len(MOMENTS)])
        settled = {"reviewed_at": came, "reviewed_by": cast.supervisor} if state == "accepted" else {}
        returned = {"returned_by": "office", "return_reason": "数据不清"} if state == "returned" else {}
        ProgressUpdate.objects.create(
            period=period, item=cast.led, department=unit, role=chance.choice(["lead", "support", "responsible"]),
            state=state, handed_in_at=came, sent_at=came, **settled, **returned,
        )  # fmt: skip


def test_one_row_and_the_database_agree_on_what_came_late(cast):
    scattered(cast)
    seen = set()
    for with_merging in (True, False):
        cast.report.with_merging = with_merging
        cast.report.save(update_fields=["with_merging"])
        for update in ProgressUpdate.objects.with_timing().select_related("period__report"):
            assert update.came == update.timing, (update.state, update.role, update.handed_in_at)
            assert update.due == update.due_on
            seen.add(update.timing)
    assert seen == {"", *ProgressUpdate.Timing.values}


def test_what_was_made_up_is_found_by_the_same_rule(cast):
    scattered(cast)
    rows = ProgressUpdate.objects.select_related("period__report")
    made_up = {one.pk for one in rows if one.is_handed_in and one.timing == ProgressUpdate.Timing.MADE_UP}
    assert made_up and set(ProgressUpdate.objects.made_up().values_list("pk", flat=True)) == made_up
