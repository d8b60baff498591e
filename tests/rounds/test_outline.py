"""The outline of a frozen sheet says what the sheet says but for its words, and where these stand."""

from importlib import import_module

import pytest

from items.rounds import outline
from items.rounds.outline import KEPT, bare, counted, outline_of, with_words
from items.rounds.page import figures
from items.rounds.running import close_period
from items.rounds.sheet import Sheet, parse, sheet_of, write

from ..given.opened_rounds import opened
from ..given.together import moment
from .round_pages import period_url
from .test_sheet import full


@pytest.fixture
def closed(cast):
    march = opened(cast.report)
    full(cast, march)
    close_period(march, at=moment("2011-04-05"))
    return march


def test_closing_keeps_the_outline_and_the_text_stays_as_it_is_written(closed):
    frozen = closed.frozen_sheet
    assert frozen.outline == outline_of(frozen.text)
    assert frozen.text == write(parse(frozen.text))
    assert "已完成2所" in frozen.text and "已完成2所" not in str(frozen.outline)


def test_a_bare_sheet_counts_as_the_whole_one_does(closed):
    whole, found = sheet_of(closed), bare(closed)
    assert [(item.pk, item.number) for item in found.items] == [(item.pk, item.number) for item in whole.items]
    for name in KEPT:
        assert [getattr(row, name) for row in found.rows] == [getattr(row, name) for row in whole.rows]
    assert found.counts() == whole.counts()
    assert figures(found, closed.pk, is_late=True) == figures(whole, closed.pk, is_late=True)
    told = counted(closed.frozen_sheet)
    assert told.total() == len(whole.rows)
    assert {unit for unit, _state, _timing in told} == {row.department for row in whole.rows}


def test_items_are_read_by_their_places(closed):
    whole = sheet_of(closed)
    for item in whole.items:
        assert with_words(closed, {item.pk}).items == (item,)
    assert with_words(closed, {item.pk for item in whole.items}) == whole
    assert with_words(closed, set()).items == ()


def test_a_sheet_without_items_has_an_outline():
    text = write(Sheet("报告", 2011, "month", *["2011-03-01"] * 5, closed_at="2011-04-05T12:00:00+08:00"))
    assert outline_of(text)["items"] == []
    assert Sheet(**outline_of(text)["head"] | {"items": ()}) == parse(text)


def test_sheets_of_before_get_the_same_outline(closed):
    before = import_module("items.migrations.0045_outline_frozen_sheets")
    assert before._outline_of(closed.frozen_sheet.text) == closed.frozen_sheet.outline


def test_a_page_of_a_closed_period_reads_the_words_that_it_shows(closed, cast, client, monkeypatch):
    client.force_login(cast.supervisor)
    read, parse_item = [], outline.parse_item
    monkeypatch.setattr("items.rounds.outline.parse_item", lambda item: read.append(item["pk"]) or parse_item(item))
    monkeypatch.setattr("items.rounds.period_views.ROWS_SHOWN", 1)
    assert client.get(period_url(closed)).status_code == 200
    assert read == [sheet_of(closed).items[0].pk]
    assert len(sheet_of(closed).items) > 1
