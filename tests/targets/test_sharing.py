"""Breaking a target down: who may, what must fit, and what becomes of shares when units and targets change."""

from decimal import Decimal

import pytest

from departments import clock
from items.models import HistoryEntry, Message, Responsibility, Target
from items.report.archiving import archive
from items.report.withdrawing import withdraw
from items.rules.accepted import completion_of
from items.rules.shares import breakdowns
from items.steps import StaleItem
from items.targets.editing import set_targets
from items.units.merging import merge

from ..given import factories
from ..given.broken_down import AT, break_down, hand_in, standing, with_districts
from ..given.factories import day
from ..given.opened_rounds import State, opened, put, update_of
from ..given.refusals import refused
from .promises import wanted

EAST, WEST = "东城区人民政府", "西城区人民政府"


@pytest.fixture
def target(cast):
    return with_districts(cast)


@pytest.fixture(autouse=True)
def now():
    with clock.at(AT):
        yield


def breakdown(target):
    """The one that stands on the item, with its target as it is now; None for none."""
    return next(iter(breakdowns([target.item]).get(target.item_id, [])), None)


def goals(target):
    return {line.name: line.goal and int(line.goal.number) for line in breakdown(target).lines}


def test_the_office_sets_shares_and_history_and_units_are_told(cast, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    assert standing(target) == {EAST: 20, WEST: 10}
    entry = HistoryEntry.objects.filter(item=cast.led).latest("pk")
    assert (entry.action, entry.by) == ("targets_changed", cast.supervisor)
    assert entry.before == {"shares": "新建站点 30个：—"}
    assert entry.after == {"shares": f"新建站点 30个：{EAST} 20个；{WEST} 10个"}
    told = Message.objects.filter(to=cast.east_liaison, item=cast.led).latest("pk")
    assert told.text == "新建站点：20个"


def test_the_lead_sets_shares_and_nobody_else(cast, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10}, by=cast.liaison)
    for person in (cast.health_liaison, cast.east_liaison, cast.leader, cast.administrator, cast.observer):
        with refused("Only the supervision office and the item's lead"):
            break_down(cast, target, {cast.east: 10, cast.west: 20}, by=person)


def test_a_member_through_which_a_collective_leads_does_not_break_down(cast, target):
    Responsibility.objects.filter(item=cast.led, department=cast.east).update(role="lead")
    with refused("Only the supervision office and the item's lead"):
        break_down(cast, target, {cast.east: 30}, by=cast.east_liaison)


def test_another_sum_needs_a_reason_which_goes_with_it(cast, target):
    with refused("Together 25个, 5个 less than the target"):
        break_down(cast, target, {cast.east: 20, cast.west: 5})
    with refused("Together 40个, 10个 more than the target"):
        break_down(cast, target, {cast.east: 20, cast.west: 20}, reason=" ")
    break_down(cast, target, {cast.east: 20, cast.west: 5}, reason="市本级另建5个")
    assert breakdown(target).reason == "市本级另建5个"
    break_down(cast, target, {cast.east: 20, cast.west: 10}, reason="市本级另建5个")
    target.refresh_from_db()
    assert (target.shares_reason, target.shares_gap, breakdown(target).gap) == ("", None, 0)


def test_blanks_mean_no_share_and_all_blank_takes_the_breakdown_away(cast, target):
    break_down(cast, target, {cast.east: 30, cast.west: None})
    assert goals(target) == {EAST: 30, WEST: None, "市卫生局": None}
    break_down(cast, target, {cast.east: None, cast.west: None})
    assert breakdown(target) is None


def test_nothing_changed_writes_nothing(cast, target):
    version = break_down(cast, target, {cast.east: 20, cast.west: 10}).version
    entries = HistoryEntry.objects.count()
    assert break_down(cast, target, {cast.east: 20, cast.west: 10}).version == version
    assert HistoryEntry.objects.count() == entries


def test_of_two_who_save_the_second_is_told(cast, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10}, version=1)
    with refused("has changed this item", StaleItem):
        break_down(cast, target, {cast.east: 10, cast.west: 20}, version=1)


@pytest.mark.parametrize("number", ["0", "-3"])
def test_a_share_lies_above_zero(cast, target, number):
    with refused("A share lies above zero"):
        break_down(cast, target, {cast.east: number, cast.west: 30}, reason="有原因")


def test_only_units_that_contribute_have_a_share(cast, target):
    with refused("One of the units is no longer on the item"):
        break_down(cast, target, {cast.civil_affairs: 30})
    with refused("One of the units is no longer on the item"):
        break_down(cast, target, {cast.education: 30})


@pytest.mark.parametrize("fields", [{"unit": "%"}, {"per": "每个乡镇"}, {"number": 0}])
def test_what_does_not_add_up_is_not_broken_down(cast, target, fields):
    Target.objects.filter(pk=target.pk).update(**fields)
    with refused("cannot be broken down"):
        break_down(cast, target, {cast.east: 30})


def test_a_closed_item_keeps_its_shares(cast, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    type(cast.led).objects.filter(pk=cast.led.pk).update(status="cancelled")
    with refused("no longer open"):
        break_down(cast, target, {cast.east: 10, cast.west: 20})
    assert goals(target)[EAST] == 20


def test_after_a_merger_the_successor_has_both_shares(cast, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    merge(cast.west, into=cast.east, by=cast.administrator, on=day("2011-03-18"))
    assert goals(target) == {EAST: 30, "市卫生局": None}
    assert breakdown(target).gap == 0
    break_down(cast, target, {cast.east: 25}, reason="核减")
    assert standing(target) == {EAST: 25}


def test_a_unit_that_leaves_counts_no_more_until_it_comes_back(cast, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    row = Responsibility.objects.get(item=cast.led, department=cast.west)
    row.delete()
    found = breakdown(target)
    assert (found.gap, found.reason, [left.name for left in found.left]) == (-10, "", [WEST])
    row.save(force_insert=True)
    assert breakdown(target).gap == 0
    row.delete()
    break_down(cast, target, {cast.east: 30})
    assert standing(target) == {EAST: 30}


def change_target(cast, **fields):
    lists = wanted(cast.led)
    lists["targets"][0] |= fields
    version = type(cast.led).objects.get(pk=cast.led.pk).version
    set_targets(cast.led, by=cast.supervisor, version=version, **lists)


def test_another_target_number_leaves_the_shares_and_says_the_new_difference(cast, target):
    break_down(cast, target, {cast.east: 20, cast.west: 5}, reason="市本级另建5个")
    change_target(cast, number=Decimal(40))
    found = breakdown(target)
    assert (found.total, found.gap, found.reason) == (25, -15, "")
    change_target(cast, number=Decimal(30))
    assert breakdown(target).reason == "市本级另建5个"


def test_in_another_unit_of_count_the_shares_are_in_force_no_more(cast, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    change_target(cast, unit="万个")
    assert breakdown(target) is None
    change_target(cast, unit="个")
    assert goals(target)[EAST] == 20


def test_with_its_target_a_share_goes(cast, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    version = type(cast.led).objects.get(pk=cast.led.pk).version
    set_targets(cast.led, by=cast.supervisor, version=version, targets=[], milestones=[])
    assert standing(target) == {}


def test_of_an_archived_report_shares_can_only_be_read(cast, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    type(cast.led).objects.filter(report=cast.report).update(status="cancelled")
    archive(cast.report, by=cast.supervisor, at=AT)
    type(cast.led).objects.filter(report=cast.report).update(status="in_progress")
    with refused("has been archived"):
        break_down(cast, target, {cast.east: 10, cast.west: 20})
    assert goals(target)[EAST] == 20


def test_of_a_withdrawn_report_shares_can_only_be_read(cast, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    withdraw(cast.report, by=cast.supervisor, at=AT, reason="重新印发", is_issued=True)
    with refused("no longer open"):
        break_down(cast, target, {cast.east: 10, cast.west: 20})


def test_shares_change_nothing_of_the_items_completion(cast, target):
    march = opened(cast.report, at="2011-03-02")
    lead = update_of(march, cast.led, cast.civil_affairs)
    put(lead, State.ACCEPTED, by=cast.liaison, office=cast.supervisor)
    lead.values.create(target=target, label=target.label, unit=target.unit, value=12)
    hand_in(cast, march, cast.east, target, 20, state=State.ACCEPTED)
    before = completion_of(cast.led)
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    assert completion_of(cast.led) == before == 40


def test_what_members_named_last_stands_beside_their_goals(cast, target):
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    march = opened(cast.report, at="2011-03-02")
    hand_in(cast, march, cast.east, target, 5, state=State.ACCEPTED)
    hand_in(cast, march, cast.west, target, 9)
    found = breakdown(target)
    assert [(line.name, line.value, line.percent_words) for line in found.with_goal] == [
        (EAST, 5, "25%"),
        (WEST, None, ""),
    ]
    assert (found.reported_words, found.percent_words, found.missing) == ("5个", "16.7%", [WEST])


def test_queries_do_not_grow_with_units_and_targets(cast, target, django_assert_num_queries):
    with django_assert_num_queries(1):
        breakdowns([cast.led])
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    second = factories.target(cast.led, "培训", 100)
    break_down(cast, second, {cast.east: 40, cast.west: 60})
    with django_assert_num_queries(5):
        assert len(breakdowns([cast.led, cast.supported])[cast.led.pk]) == 2
