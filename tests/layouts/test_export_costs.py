"""The Excel ledger of many items: queries, chunks, memory."""

import datetime
import sys
import tracemalloc

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from items.lights.renewing import renew
from items.models import WorkItem

from ..given import factories
from ..given.together import moment
from .workbooks import ON, SHANGHAI, export, note, rows, values, write

pytestmark = pytest.mark.usefixtures("english")


def test_queries_do_not_grow_with_the_items(cast, django_assert_num_queries):
    renew(moment(f"{ON}"))
    with CaptureQueriesContext(connection) as one:
        export(WorkItem.objects.filter(pk=cast.led.pk))
    for number in range(4, 54):
        chapter = factories.chapter(cast.report)
        item = factories.item(cast.report, number, leads=[cast.health], supports=[cast.districts], chapter=chapter)
        factories.target(item, "新建站点", number, unit="个")
        note(item, "已开工", datetime.datetime(2011, 4, 1, tzinfo=SHANGHAI), by=cast.liaison, department=cast.health)
    renew(moment(f"{ON}"))
    with django_assert_num_queries(len(one)):
        assert len(rows(export())) == 53
    assert len(one) <= 50


def test_the_report_s_source_text_is_not_fetched_with_every_row(cast):
    with CaptureQueriesContext(connection) as queries:
        export()
    assert not [query for query in queries.captured_queries if "items_sourcetext" in query["sql"]]


def test_rows_beyond_one_chunk_keep_their_units(cast, monkeypatch):
    monkeypatch.setattr("items.sheets.chunks.CHUNK", 2)
    assert values(export(), "Lead department") == ["市民政局", "市卫生局", "Not stated"]


def test_memory_does_not_grow_with_the_rows(cast, monkeypatch):
    monkeypatch.setattr("items.sheets.chunks.CHUNK", 50)
    offsets = dict.fromkeys(("start", "text_start", "text_end", "end"), 0)
    WorkItem.objects.bulk_create(
        WorkItem(report=cast.report, number=number, position=number, text="推进工作" * 30, **offsets)
        for number in range(4, 604)
    )

    def peak(items):
        tracemalloc.start()
        write(items)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    renew(moment(f"{ON}"))
    few = WorkItem.objects.filter(number__lte=100)
    peak(few)  # caches fill at the first use
    assert peak(WorkItem.objects.all()) < 1.5 * peak(few)


# Of all functions written in Python, Django's among them: 684 an item, which stands on two sheets, with its lights,
# units, reports and sentences.
CALLS_AN_ITEM = 750


def test_an_item_of_the_ledger_costs_few_calls(cast):
    """A benchmark says how long it takes; here is counted what is called, which no busy machine changes."""
    offsets = dict.fromkeys(("start", "text_start", "text_end", "end"), 0)
    WorkItem.objects.bulk_create(
        WorkItem(report=cast.report, number=number, position=number, text="推进工作" * 10, **offsets)
        for number in range(4, 204)
    )
    renew(moment(f"{ON}"))
    items = WorkItem.objects.in_order()

    def calls(chosen):
        counted = 0

        def count(_frame, event, _argument):
            nonlocal counted
            counted += event == "call"

        write(chosen)  # caches fill at the first use
        sys.setprofile(count)
        try:
            write(chosen)
        finally:
            sys.setprofile(None)
        return counted

    few, all_rows = calls(items.filter(number__lte=100)), calls(items)
    assert (all_rows - few) / (203 - 100) < CALLS_AN_ITEM
