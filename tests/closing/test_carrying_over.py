"""Carrying an item over into a later report."""

import pytest

from items.closing.closing import carry_over, link_carried_over
from items.models import Closing
from items.steps import StaleItem

from ..given import factories
from ..given.refusals import refused
from .requested import AT, ask, move, under_way


@pytest.fixture
def cast(cast):
    """The cast; civil affairs' item is under way."""
    return under_way(cast)


@pytest.fixture
def later(cast):
    """An item of the next year's report."""
    return factories.item(factories.report(year=2012, title="2012年任务分解"), 7, "继续加强养老服务")


def test_an_item_goes_on_in_next_years_report(cast, later):
    item = carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason="跨年度项目", into=later)
    assert (item.status, item.carried_to) == ("carried_over", later)
    assert list(later.carried_from.all()) == [item]
    entry = item.history.get(action="status_changed")
    assert (entry.after["carried_to"], entry.reason) == ("2012年任务分解 7", "跨年度项目")


def test_the_link_can_follow_be_changed_and_be_taken_away(cast, later):
    item = carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason="跨年度项目")
    item = link_carried_over(item, into=later, by=cast.supervisor, version=item.version)
    assert item.carried_to == later
    assert item.history.first().after == {"carried_to": "2012年任务分解 7"}
    item = link_carried_over(item, into=None, by=cast.supervisor, version=item.version)
    assert item.carried_to is None


def test_reopening_takes_the_link_away(cast, later):
    carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason="跨年度项目", into=later)
    assert move(cast, "in_progress", text="今年完成").carried_to is None


@pytest.mark.parametrize("who", ["liaison", "leader", "administrator"])
def test_only_the_office_carries_over_and_links(cast, later, who):
    with refused("not open to your posts"):
        carry_over(cast.led, by=getattr(cast, who), at=AT, version=1, reason="跨年度项目")
    item = carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason="跨年度项目")
    with refused("Only the supervision office says where"):
        link_carried_over(item, into=later, by=getattr(cast, who), version=item.version)


def test_an_item_goes_on_only_in_a_later_report_and_only_once_carried_over(cast, later):
    with refused("report of a later year"):
        carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason="跨年度项目", into=cast.supported)
    with refused("needs a reason"):
        carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason=" ", into=later)
    with refused("Only an item that was carried over"):
        link_carried_over(cast.led, into=later, by=cast.supervisor, version=1)
    item = carry_over(cast.led, by=cast.supervisor, at=AT, version=1, reason="跨年度项目")
    with refused("report of a later year"):
        link_carried_over(item, into=cast.supported, by=cast.supervisor, version=item.version)
    with refused("nothing was saved", StaleItem):
        link_carried_over(item, into=later, by=cast.supervisor, version=1)


def test_carrying_over_settles_the_open_request(cast):
    ask(cast)
    carry_over(cast.led, by=cast.supervisor, at=AT, version=2, reason="明年继续")
    assert Closing.objects.get().state == "lapsed"
