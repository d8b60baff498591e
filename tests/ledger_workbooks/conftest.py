"""Three items with chapters, deadlines, targets and milestones, and the ledger of them."""

import pytest
from django.utils import translation

from departments import clock
from items.models import WorkItem

from ..given import factories
from ..given.ledger_workbooks import ChangedLedger, written

NOW = factories.moment("2011-03-18 09:00")


@pytest.fixture(autouse=True)
def in_march():
    with clock.at(NOW), translation.override("zh-hans"):
        yield


@pytest.fixture
def chapter(cast):
    chapter = factories.chapter(cast.report, "一、民生")
    other = factories.chapter(cast.report, "二、教育")
    for item, deadline in ((cast.led, "2011-11-30"), (cast.supported, None), (cast.open_lead, "2011-06-30")):
        fields = {"chapter": chapter, "due_on": deadline and factories.day(deadline)}
        WorkItem.objects.filter(pk=item.pk).update(**fields)
        item.refresh_from_db()
    return other


@pytest.fixture
def homes(cast):
    return factories.target(cast.led, "新建敬老院", 12, unit="所")


@pytest.fixture
def rate(cast):
    return factories.target(cast.led, "床位使用率", 80, unit="%", position=2)


@pytest.fixture
def opening(cast):
    return factories.milestone(cast.led, "首批敬老院开业", due_on=factories.day("2011-06-30"))


@pytest.fixture
def made(chapter, homes, rate, opening):
    """The bytes of the ledger."""
    return written()


@pytest.fixture
def ledger(made):
    return ChangedLedger(made)
