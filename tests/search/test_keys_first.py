"""Among hundreds of thousands of items the keys that a word finds are looked up first, once, and then the rows."""

import pytest
from django.db import connection

from items.models import WorkItem

from ..given import factories


@pytest.mark.each_database
def test_keys_are_found_once_and_the_rows_by_them(cast):
    item = factories.item(cast.report, 77, "新建敬老院三所")
    found = WorkItem.objects.matching("敬老").order_by("position")
    assert list(found[:50]) == [item]
    # As a part of the statement PostgreSQL took finding them for so dear that it compared each row with each key.
    assert ("= ANY(ARRAY(" in str(found.query)) == (connection.vendor == "postgresql")
