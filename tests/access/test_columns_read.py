"""No page reads a column that it does not show: what a search looks through stays in the database, and big texts do."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments import clock
from departments.models import Department, DepartmentAlias
from items.closing.moving import write_note
from items.models import Chapter, ProgressNote, Target, WorkItem

from ..given import factories as make
from ..given.access_table import ROWS, read

# A column of a list of columns; in a condition something else follows it.
READ = re.compile(r'"words"(?=,|\s+FROM|\s+AS)')


# The pages that need a big text, and which: all others leave it alone. An import asks whether the document is there
# already; a unit's page counts its reports, of closed periods from their sheets.
SOURCE, SHEET = "items_sourcetext", "items_frozensheet"
SHOWN = {
    "report_detail": {SOURCE},
    "item_detail": {SOURCE},
    "import_detail": {SOURCE},
    "department_detail:health": {SHEET},
    "dashboard_export": {SHEET},
    "round_list": {SHEET},
    "round_export": {SHEET},
    "round_csv": {SHEET},
    "round_unit": {SHEET},
    "period_detail:frozen": {SHEET},
    "period_export:frozen": {SHEET},
    "period_csv:frozen": {SHEET},
    "period_frozen:frozen": {SHEET},
}


@pytest.fixture
def cast(lived_in):
    return lived_in


def reading(queries):
    """The statements that read words to search through."""
    return [query["sql"] for query in queries if query["sql"].startswith("SELECT") and READ.search(query["sql"])]


def texts_read(queries):
    """The tables of texts that the statements name."""
    return {table for query in queries for table in (SOURCE, SHEET) if f'"{table}"' in query["sql"]}


def asked_by_pages(client, cast, name):
    """{address: the statements that its page asks of the database} of all pages that the person may read."""
    client.force_login(getattr(cast, name))
    asked = {}
    with clock.at(make.moment("2011-03-18 09:00")):
        for row in ROWS:
            if row.method == "GET" and row.answers[name] == "200":
                with CaptureQueriesContext(connection) as queries:
                    assert read(client.get(row.url(cast))).status_code == 200
                asked[row.address] = queries.captured_queries
    return asked


@pytest.mark.parametrize("name", ["supervisor", "leader", "liaison", "administrator"])
def test_a_page_reads_no_words_to_search_through_and_only_the_texts_that_it_shows(client, cast, name):
    asked = asked_by_pages(client, cast, name)
    assert {address: found for address, queries in asked.items() if (found := reading(queries))} == {}
    found = {address: tables for address, queries in asked.items() if (tables := texts_read(queries))}
    by_page = {address: SHOWN.get(address, SHOWN.get(address.partition(":")[0])) for address in asked}
    assert found == {address: tables for address, tables in by_page.items() if tables and "period:" not in address}
    assert {"item_list", "dashboard", "workbench"} <= {address.partition(":")[0] for address in asked}


def test_a_search_looks_through_them_without_reading_them(client, cast):
    client.force_login(cast.supervisor)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("item_list"), {"q": "养老"})
    assert "加强<mark>养老</mark>服务" in response.content.decode()
    assert any("_pairs" in query["sql"] for query in queries)
    assert not reading(queries)


@pytest.mark.parametrize("model", [Department, DepartmentAlias, Chapter, WorkItem, ProgressNote, Target])
def test_a_row_saves_its_words_though_it_never_reads_them(cast, model):
    if model is DepartmentAlias:
        DepartmentAlias.objects.create(department=cast.health, name="市卫健委")
    make.chapter(cast.report), make.target(cast.led)
    write_note(cast.led, text="已召开部署会", by=cast.liaison)
    row = model.objects.first()
    assert row.words
    model.objects.update(words="")
    model.objects.get(pk=row.pk).save()
    assert model.objects.filter(words=row.words, pk=row.pk).exists()


def test_counting_by_rows_that_have_such_words_works(cast):
    counted = WorkItem.objects.with_latest_note().distinct().order_by("position")
    assert counted.count() == WorkItem.objects.count()
    assert len(counted | WorkItem.objects.with_latest_note().distinct()) == counted.count()
