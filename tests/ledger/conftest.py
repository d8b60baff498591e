"""A register of eight items, one of many pages, and labels in English."""

import pytest
from django.utils import translation

from ..given import factories
from ..given.factories import day
from .listed import add_items


@pytest.fixture
def register(cast):
    """The cast's items 1, 2, 3 plus 4–8 of another year with chapters, statuses and deadlines."""
    cast.second = factories.report(year=2012, title="2012年任务分解")
    cast.industry = factories.chapter(cast.second, "一、工业")
    cast.steel = factories.chapter(cast.second, "(一)钢铁", parent=cast.industry)
    cast.farming = factories.chapter(cast.second, "二、农业")
    civil, health = cast.civil_affairs, cast.health
    make, report = factories.item, cast.second
    make(
        report,
        4,
        "工业总产值增长",
        leads=[civil],
        chapter=cast.industry,
        due_on=day("2012-06-30"),
        status="in_progress",
    )
    make(report, 5, "淘汰落后产能", supports=[civil], chapter=cast.steel, due_on=day("2999-12-31"))
    make(report, 6, "粮食增产", leads=[health], supports=[civil], chapter=cast.farming, due_on=day("2012-06-30"))
    done = {"status": "completed", "completed_on": day("2012-07-01"), "due_on": day("2012-06-30")}
    make(report, 7, "新建水渠5公里", responsible=[health], chapter=cast.farming, **done)
    make(report, 8, "粮食收购", leads=[cast.education], remark="与第5项合并推进", status="cancelled")
    return cast


@pytest.fixture
def reader(client, register):
    client.force_login(register.observer)
    return client


@pytest.fixture
def many(register):
    """Items 101 to 220 of another report."""
    report = factories.report(title="很多", year=2013)
    add_items(report, 120, [register.health], first=101)
    return report


@pytest.fixture
def english():
    """Labels are compared in the language of the code."""
    with translation.override("en"):
        yield
