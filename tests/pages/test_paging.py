"""Long lists in pages: first the keys of a page, then its rows."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from items.models import WorkItem
from items.pages.paging import paged

from ..given import factories


@pytest.fixture
def items(db):
    report = factories.report()
    return [factories.item(report, number) for number in range(1, 8)]


def asked(page):
    return RequestFactory().get("/items/", {"page": page})


def test_a_page_has_its_rows_in_the_order_of_the_list(items):
    page = paged(asked(2), WorkItem.objects.sorted_by("-number").for_list(), size=3)
    assert [item.number for item in page] == [4, 3, 2]
    assert page.has_next() and page.paginator.count == 7
    assert all(hasattr(item, "has_milestones") for item in page)


def test_what_a_row_shows_is_worked_out_for_the_rows_of_the_page_alone(items):
    with CaptureQueriesContext(connection) as queries:
        list(paged(asked(2), WorkItem.objects.in_order().with_milestones(), size=3))
    of_keys, of_rows = [query["sql"] for query in queries][-2:]
    assert "milestone" not in of_keys and "LIMIT 3" in of_keys
    assert "milestone" in of_rows and " IN (" in of_rows


def test_a_list_that_fits_onto_a_page_is_read_at_once(items):
    with CaptureQueriesContext(connection) as queries:
        page = paged(asked(1), WorkItem.objects.in_order(), size=7)
        assert [item.number for item in page] == [1, 2, 3, 4, 5, 6, 7]
    assert len(queries) == 2  # the count and the rows


def test_rows_that_are_no_queryset_are_cut_as_they_stand(items):
    page = paged(asked("last"), ["甲", "乙", "丙"], size=2)
    assert list(page) == ["甲", "乙"]
    assert list(paged(asked("9"), ["甲", "乙", "丙"], size=2)) == ["丙"]
