"""The sheet of the ledger on which targets are broken down."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from departments import clock
from items.models import WorkItem

from ..given import factories
from ..given.broken_down import AT, break_down, hand_in, with_districts
from ..given.opened_rounds import State, opened
from .workbooks import export

EAST, WEST = "东城区人民政府", "西城区人民政府"


@pytest.fixture(autouse=True)
def now():
    with clock.at(AT), translation.override("en"):
        yield


def shares(workbook):
    """The rows of the sheet below its head."""
    return [list(row) for row in workbook["Breakdown of the targets"].iter_rows(min_row=5, values_only=True)]


def test_without_shares_there_is_no_such_sheet(cast):
    with_districts(cast)
    assert len(export().sheetnames) == 5


def test_a_line_for_each_unit_with_what_was_accepted_and_one_for_all(cast):
    target = with_districts(cast)
    march = opened(cast.report, at="2011-03-02")
    break_down(cast, target, {cast.east: 20, cast.west: 5}, reason="市本级另建")
    hand_in(cast, march, cast.east, target, 5, state=State.ACCEPTED)
    hand_in(cast, march, cast.west, target, 4)  # the lead has not taken it up
    named = ["1", "加强养老服务", "新建站点", "30个"]
    together = "Together 25个, 5个 less than the target: 市本级另建"
    assert shares(export()) == [
        [*named, EAST, "个", 20, 5, "3/2011", 0.25, None],
        [*named, WEST, "个", 5, None, None, None, None],
        [*named, "Together", "个", 25, 5, None, 0.2, together],
    ]


def test_only_of_the_items_that_are_listed(cast):
    break_down(cast, with_districts(cast), {cast.east: 30})
    others = WorkItem.objects.exclude(pk=cast.led.pk).in_order()
    assert len(export(others).sheetnames) == 5
    assert len(shares(export(WorkItem.objects.filter(pk=cast.led.pk).in_order()))) == 2


def test_queries_do_not_grow_with_targets(cast):
    break_down(cast, with_districts(cast), {cast.east: 30})
    export()
    with CaptureQueriesContext(connection) as few:
        export()
    for number in range(5):
        break_down(cast, factories.target(cast.led, f"培训{number}", 100), {cast.east: 40, cast.west: 60})
    with CaptureQueriesContext(connection) as many:
        assert len(shares(export())) == 2 + 5 * 3
    assert len(many) == len(few)
