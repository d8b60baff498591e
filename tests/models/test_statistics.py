"""What SQLite knows of its tables: looked at when the database has grown, and then only."""

import pytest
from django.db import connection

from items.clockwork.ticking import tick
from items.models.statistics import learn, learn_when_grown

from ..given.together import moment

pytestmark = pytest.mark.django_db
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks after that by itself")


def value_of(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def remember(pages):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA user_version = {pages}")


@only_sqlite
def test_the_indexes_of_tables_with_rows_are_known_afterwards(cast):
    learn()
    known = value_of("SELECT stat FROM sqlite_stat1 WHERE idx = 'item_report_status'")
    assert known.split()[0] == "3"
    assert value_of("PRAGMA user_version") == value_of("PRAGMA page_count")


@only_sqlite
@pytest.mark.parametrize(("share", "learns"), [(0, True), (0.8, True), (0.84, False), (1, False), (2, False)])
def test_they_are_looked_at_anew_once_the_database_has_grown_by_a_fifth(cast, share, learns):
    remember(int(share * value_of("PRAGMA page_count")))
    assert learn_when_grown() is learns
    assert learn_when_grown() is False


@only_sqlite
def test_the_clockwork_does_so(cast):
    remember(0)
    assert tick(moment("2011-03-10")).learnt
    assert not tick(moment("2011-03-10")).learnt


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite is told to")
def test_on_postgresql_nothing_is_done(cast):
    assert learn_when_grown() is False
    learn()
