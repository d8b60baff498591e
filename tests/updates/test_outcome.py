"""What accepted updates make of an item: completion from one unit, several, a collective; older periods; mergers."""

from decimal import Decimal

import pytest

from departments.models import Department
from items.models import ProgressUpdate, Responsibility, WorkItem
from items.units.merging import merge
from items.updates import counted, reporting

from ..given import factories
from ..given.opened_rounds import FEBRUARY, State, opened, put, update_of
from ..given.together import moment

AT = moment("2011-03-20")


@pytest.fixture
def march(cast):
    opened(cast.report, FEBRUARY)
    return opened(cast.report)


@pytest.fixture
def february(march):
    return march.report.periods.get(start_on=FEBRUARY)


def completion(item):
    return WorkItem.objects.get(pk=item.pk).completion


def report(cast, period, item, unit, percent=None, values=None, *, at=AT):
    """The unit's update with a completion, or {target: value}, accepted at the moment."""
    update = put(update_of(period, item, unit), State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
    for target, value in (values or {}).items():
        update.values.create(target=target, label=target.label, unit=target.unit, value=Decimal(value))
    judged = None if percent is None else Decimal(percent)
    judged = counted.computed_completion(update, judged)
    ProgressUpdate.objects.filter(pk=update.pk).update(completion=judged)
    return reporting.accept(update, by=cast.supervisor, at=at, version=update.version)


@pytest.mark.parametrize(("percent", "expected"), [("40", "40.0"), ("0", "0.0"), (None, None)])
def test_a_single_lead_decides(cast, march, percent, expected):
    report(cast, march, cast.led, cast.civil_affairs, percent)
    assert completion(cast.led) == (None if expected is None else Decimal(expected))


def test_an_update_without_a_word_on_completion_leaves_the_earlier_one_standing(cast, february, march):
    report(cast, february, cast.led, cast.civil_affairs, "40")
    report(cast, march, cast.led, cast.civil_affairs, None)
    assert completion(cast.led) == Decimal(40)


def test_an_older_period_accepted_later_does_not_overwrite_a_newer_one(cast, february, march):
    report(cast, march, cast.led, cast.civil_affairs, "60", at=moment("2011-03-28"))
    report(cast, february, cast.led, cast.civil_affairs, "30", at=moment("2011-03-29"))
    assert completion(cast.led) == Decimal(60)


def test_units_named_side_by_side_count_alike(cast, march):
    item = factories.item(
        cast.report,
        4,
        "修缮校舍",
        responsible=[cast.education, cast.health],
        issued_on=factories.day("2011-02-01"),
    )
    item.responsibilities.update(issued_on=factories.day("2011-02-01"))
    opened(cast.report, at="2011-03-02")
    report(cast, march, item, cast.education, "50")
    assert completion(item) == Decimal(25)  # the other has never named any
    report(cast, march, item, cast.health, "80")
    assert completion(item) == Decimal(65)


def test_members_without_targets_count_alike_and_the_collective_once(cast, march):
    report(cast, march, cast.open_lead, cast.east, "60")
    assert completion(cast.open_lead) == Decimal(15)  # (30 for the districts + 0 for education) / 2
    report(cast, march, cast.open_lead, cast.education, "80")
    assert completion(cast.open_lead) == Decimal(55)


def districts_alone(cast):
    cast.open_lead.responsibilities.filter(department=cast.education).delete()


def test_members_shares_of_a_target_are_added_up(cast, february, march):
    districts_alone(cast)
    target = factories.target(cast.open_lead, number=30)
    report(cast, february, cast.open_lead, cast.east, "100", {target: 6})
    assert completion(cast.open_lead) == Decimal(20)
    report(cast, february, cast.open_lead, cast.west, None, {target: 9})
    assert completion(cast.open_lead) == Decimal(50)
    report(cast, march, cast.open_lead, cast.east, None, {target: 12})
    assert completion(cast.open_lead) == Decimal(70)


def test_a_member_that_leaves_its_figure_out_keeps_the_earlier_one_in_the_sum(cast, february, march):
    districts_alone(cast)
    target = factories.target(cast.open_lead, number=30)
    report(cast, february, cast.open_lead, cast.east, None, {target: 6})
    report(cast, march, cast.open_lead, cast.east, "90")
    assert completion(cast.open_lead) == Decimal(20)


def test_a_limit_on_the_sum_is_kept_or_not(cast, march):
    districts_alone(cast)
    target = factories.target(cast.open_lead, number=10, comparator="<=")
    report(cast, march, cast.open_lead, cast.east, None, {target: 8})
    assert completion(cast.open_lead) == Decimal(100)
    report(cast, march, cast.open_lead, cast.west, None, {target: 8})
    assert completion(cast.open_lead) == Decimal("62.5")


def test_a_target_for_each_place_is_not_added_up(cast, march):
    districts_alone(cast)
    target = factories.target(cast.open_lead, number=3, per="每个乡镇")
    report(cast, march, cast.open_lead, cast.east, "40", {target: 60})
    assert completion(cast.open_lead) == Decimal(20)


def test_a_single_units_targets_decide_over_its_judgement(cast, march):
    beds, homes = factories.target(cast.led, number=30), factories.target(cast.led, number=4)
    report(cast, march, cast.led, cast.civil_affairs, "90", {beds: 15})
    assert completion(cast.led) == Decimal(25)  # nothing was said about the homes
    assert counted.computed_completion(update_of(march, cast.led, cast.civil_affairs), None) == Decimal(25)
    homes.delete()
    assert counted.computed_completion(update_of(march, cast.led, cast.civil_affairs), None) == Decimal(50)


def test_several_leads_count_alike(cast, march):
    cast.led.responsibilities.filter(department=cast.health).update(role=Responsibility.Role.LEAD)
    opened(cast.report, at="2011-03-02")
    report(cast, march, cast.led, cast.civil_affairs, "50")
    report(cast, march, cast.led, cast.health, "100")
    assert completion(cast.led) == Decimal(75)


def test_a_supporting_unit_moves_no_item(cast, march):
    report(cast, march, cast.supported, cast.civil_affairs, "90")
    assert completion(cast.supported) is None
    assert WorkItem.objects.get(pk=cast.supported.pk).status == "not_started"


def test_a_lead_that_has_become_a_supporting_unit_no_longer_counts(cast, february, march):
    report(cast, february, cast.led, cast.civil_affairs, "90")
    rows = cast.led.responsibilities
    rows.filter(department=cast.civil_affairs).update(role="support")
    rows.filter(department=cast.health).update(role="lead")
    opened(cast.report, at="2011-03-02")
    report(cast, march, cast.led, cast.health, "20")
    assert completion(cast.led) == Decimal(20)


def test_what_a_merged_unit_said_speaks_for_its_successor(cast, february, march):
    report(cast, february, cast.led, cast.civil_affairs, "40")
    first, second = factories.department("市民政与养老局"), factories.department("市社会事务局")
    merge(cast.civil_affairs, into=first, by=cast.administrator, on=factories.day("2011-03-10"))
    merge(first, into=second, by=cast.administrator, on=factories.day("2011-03-12"))
    cast.led.responsibilities.filter(department=cast.health).update(role="lead")
    opened(cast.report, at="2011-03-13")
    report(cast, march, cast.led, cast.health, "80")
    assert completion(cast.led) == Decimal(60)
    report(cast, march, cast.led, Department.objects.get(pk=second.pk), "50")
    assert completion(cast.led) == Decimal(65)


def test_the_first_word_starts_the_item_and_closed_items_stay_closed(cast, february, march):
    report(cast, february, cast.led, cast.civil_affairs, "40")
    assert WorkItem.objects.get(pk=cast.led.pk).status == "in_progress"
    WorkItem.objects.filter(pk=cast.led.pk).update(status="completed", completed_on=factories.day("2011-03-15"))
    report(cast, march, cast.led, cast.civil_affairs, "100")
    after = WorkItem.objects.get(pk=cast.led.pk)
    assert (after.status, after.completion) == ("completed", Decimal(100))


def test_an_acceptance_does_not_make_an_open_page_of_the_item_stale(cast, february, march):
    report(cast, february, cast.led, cast.civil_affairs, "40")
    version = WorkItem.objects.get(pk=cast.led.pk).version
    report(cast, march, cast.led, cast.civil_affairs, "50")
    after = WorkItem.objects.get(pk=cast.led.pk)
    assert (after.version, after.updated_at) == (version, AT)
