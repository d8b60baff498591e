"""No page reads a column that it does not show: what a search looks through stays in the database."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.models import Department, DepartmentAlias
from items.closing.moving import write_note
from items.models import Chapter, ProgressNote, Target, WorkItem

from ..given import factories as make
from ..given.access_table import ROWS, read

# A column of a list of columns; in a condition something else follows it.
READ = re.compile(r'"words"(?=,|\s+FROM|\s+AS)')


@pytest.fixture
def cast(lived_in):
    return lived_in


def reading(queries):
    return [query["sql"] for query in queries if query["sql"].startswith("SELECT") and READ.search(query["sql"])]


@pytest.mark.parametrize("who", ["supervisor", "liaison", "administrator"])
def test_no_page_reads_the_words_that_only_a_search_looks_through(client, cast, who):
    client.force_login(getattr(cast, who))
    for row in ROWS:
        if row.method == "GET" and row.answers[who] == "200":
            with CaptureQueriesContext(connection) as queries:
                read(client.get(row.url(cast)))
            assert not reading(queries), (row.address, reading(queries)[0])


def test_a_search_looks_through_them_without_reading_them(client, cast):
    client.force_login(cast.supervisor)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("item_list"), {"q": "养老"})
    assert "加强养老服务" in response.content.decode()
    assert any('"words"' in query["sql"] for query in queries)
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
