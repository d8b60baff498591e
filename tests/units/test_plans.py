"""Who waits for a unit is looked for on its items, however many reports there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments import clock
from items.units.waiting import owed_by, waits_of

from ..given.opened_rounds import opened
from ..given.plans import walked

pytestmark = pytest.mark.each_database


def test_no_question_of_a_unit_walks_through_the_reports(cast):
    opened(cast.report)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as queries:
        waits_of(cast.civil_affairs, on=clock.today())
        owed_by(cast.civil_affairs, on=clock.today())
    asked = [query["sql"] for query in queries if 'FROM "items_progressupdate"' in query["sql"]]
    assert len(asked) >= 6
    found = {sql: walks for sql in asked if (walks := [one for one in walked(sql) if "progressupdate" in one])}
    assert found == {}
