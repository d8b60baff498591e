"""Who has to report in a period: every condition keeps others out."""

import pytest

from items.models import Responsibility, WorkItem
from items.rules.expected import reporting

from ..given import factories
from ..given.opened_rounds import opened

Status = WorkItem.Status


@pytest.fixture
def march(cast):
    return opened(cast.report)


def asked(period, items=None):
    """{(number of the item, unit)} of those that have to report."""
    return {(row.item.number, row.department) for row in reporting(period, items).select_related("item", "department")}


def test_units_and_members_of_collectives_report(cast, march):
    first = {(1, cast.civil_affairs), (1, cast.health)}
    second = {(2, cast.civil_affairs), (2, cast.health)}
    assert asked(march) == first | second | {(3, cast.education), (3, cast.east), (3, cast.west)}
    assert asked(march, [cast.supported]) == second


@pytest.mark.parametrize("status", Status)
def test_only_open_items_are_reported_on(cast, march, status):
    completed_on = march.start_on if status == Status.COMPLETED else None
    WorkItem.objects.filter(pk=cast.led.pk).update(status=status, completed_on=completed_on)
    assert bool(asked(march, [cast.led])) is (status in WorkItem.OPEN_STATUSES)


@pytest.mark.parametrize("rhythm", ["", "month", "quarter", "own"])
def test_an_item_is_reported_on_in_its_own_rhythm_else_in_that_of_the_report(cast, march, rhythm):
    WorkItem.objects.filter(pk=cast.led.pk).update(rhythm=rhythm)
    assert bool(asked(march, [cast.led])) is (rhythm in ("", "month"))
    cast.report.rhythm = march.report.rhythm = "quarter"
    assert bool(asked(march, [cast.led])) is (rhythm == "month")


def test_what_was_not_issued_is_not_reported_on(cast, march):
    WorkItem.objects.filter(pk=cast.led.pk).update(issued_on=None)
    Responsibility.objects.filter(item=cast.supported, department=cast.health).update(issued_on=None)
    assert asked(march, [cast.led, cast.supported]) == {(2, cast.civil_affairs)}


def test_items_of_other_reports_are_reported_on_in_their_own_periods(cast, march):
    other = factories.item(factories.report(), 1, leads=[cast.health], issued_on=march.start_on)
    other.responsibilities.update(issued_on=march.start_on)
    assert asked(march, [other]) == set()
