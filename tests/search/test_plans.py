"""No search walks through a table: each of its statements finds its rows through an index, on each database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from items.search.page import sections_of

from ..given.plans import walked
from ..ledger.listed import add_items

pytestmark = pytest.mark.each_database


def searching(queries):
    """The statements that look for words or numbers."""
    return [query["sql"] for query in queries if "_pairs" in query["sql"]]


@pytest.fixture
def many(cast):
    """Enough rows for a planner to think of an index; PostgreSQL's is told that walking costs too much."""
    add_items(cast.report, 60, [cast.health], first=100)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    return cast


@pytest.mark.parametrize("query", ["养", "养老", "留守儿童", "养老 服务 卫生局", "wsj", "191", "191-195"])
def test_a_search_walks_through_no_table(client, many, query):
    client.force_login(many.liaison)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("item_list"), {"q": query})
        sections_of(query, many.liaison)
    statements = searching(queries)
    assert len(statements) >= 7
    assert {sql: found for sql in statements if (found := walked(sql))} == {}
