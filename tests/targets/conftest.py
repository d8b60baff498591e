"""An item whose targets and milestone were read from its text."""

from decimal import Decimal

import pytest

from items.models import WorkItem

from ..given import factories
from ..given.factories import day
from .promises import SOURCE, read_target


@pytest.fixture
def promised(cast):
    """Item 1 with two targets and a milestone that were read from its text."""
    cast.report.source.text = SOURCE
    cast.report.source.save()
    jobs = read_target(cast.led, "新增就业10万人", label="新增就业", number=100_000, unit="人", comparator=">=")
    posts = read_target(cast.led, "新建3-5个示范站", label="新建示范站", number=3, upper=Decimal(5))
    first = factories.milestone(cast.led, "示范站开工", due_on=day("2011-06-30"), basis="parsed")
    WorkItem.objects.filter(pk=cast.led.pk).update(text_start=2, text_end=SOURCE.index("。"), end=len(SOURCE))
    cast.jobs, cast.posts, cast.start = jobs, posts, first
    return cast
