"""What falls to each unit of a target: pure rules, and whose share and figures count."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from items.models import Target
from items.rounds.running import close_period
from items.rules import figures
from items.rules.shares import breakdowns, can_be_broken_down, evenly, gap, goal, planned_share
from items.units.merging import merge

from ..given.broken_down import break_down, hand_in, with_districts
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, State, opened
from ..given.together import moment

NUMBERS = st.integers(min_value=1, max_value=10**8).map(lambda number: Decimal(number) / 100)
SHARES = st.lists(NUMBERS, min_size=1, max_size=12)
PERCENTS = st.integers(min_value=0, max_value=200)


@given(SHARES, PERCENTS)
def test_members_who_all_reach_the_same_part_of_their_goals_reach_it_together(shares, percent):
    target = Target(label="新增就业", number=sum(shares), unit="人")
    values = [share * percent / 100 for share in shares]
    each = {figures.percent_of(goal(target, share), value) for share, value in zip(shares, values, strict=True)}
    assert gap(target, shares) == 0
    assert each == {figures.percent_of(target, sum(values))} == {Decimal(percent)}


@given(SHARES, st.integers(min_value=0, max_value=1000))
def test_what_is_planned_for_the_members_comes_to_what_is_planned_for_the_target(shares, part):
    target = Target(label="新增就业", number=sum(shares), unit="人")
    planned = target.number * part / 1000
    together = sum(planned_share(planned, target, share) for share in shares)
    assert abs(together - planned) < Decimal("0.0001")


@given(st.one_of(st.integers(min_value=1, max_value=10**7).map(Decimal), NUMBERS), st.integers(1, 40))
def test_equal_parts_come_to_the_whole(number, count):
    parts = evenly(number, count)
    assert sum(parts) == number
    assert len(parts) == count
    assert max(parts) - min(parts) <= (1 if number == number.to_integral_value() else Decimal("0.0001"))


def test_a_goal_is_the_target_with_the_units_number():
    target = Target(pk=7, label="就业", number=100, upper=120, unit="人", comparator=">=")
    own = goal(target, Decimal(30))
    assert (own.pk, own.figure, own.comparator) == (7, "≥ 30人", ">=")
    assert (target.number, target.upper) == (100, 120)


@pytest.mark.parametrize(
    ("fields", "shares", "difference"),
    [
        ({}, [40, 60], 0),
        ({}, [40, 50], -10),
        ({}, [40, 80], 20),
        ({"upper": 120}, [40, 70], 0),
        ({"upper": 120}, [40, 90], 10),
        ({"upper": 120}, [40, 40], -20),
    ],
)
def test_by_how_much_shares_miss_the_target(fields, shares, difference):
    target = Target(label="就业", number=100, unit="人", **fields)
    assert gap(target, [Decimal(one) for one in shares]) == difference


@pytest.mark.parametrize(
    ("fields", "can"),
    [({}, True), ({"unit": "%"}, False), ({"unit": "‰"}, False), ({"per": "每个乡镇"}, False), ({"number": 0}, False)],
)
def test_only_what_adds_up_is_broken_down(fields, can):
    assert can_be_broken_down(Target(**{"label": "就业", "number": 100, "unit": "人", **fields})) is can


def test_a_merged_units_figure_counts_in_the_share_that_its_successor_took_over(cast):
    target = with_districts(cast)
    february, march = opened(cast.report, FEBRUARY), opened(cast.report)
    break_down(cast, target, {cast.east: 20, cast.west: 10})
    for unit, value in [(cast.east, 10), (cast.west, 5)]:
        hand_in(cast, february, unit, target, value, state=State.ACCEPTED)
    close_period(february, at=moment("2011-03-08"))
    merge(cast.east, into=cast.west, by=cast.administrator, on=day("2011-03-12"))
    [line] = breakdowns([cast.led])[cast.led.pk][0].with_goal
    assert (line.goal.number, line.value, line.merged) == (30, 15, ((cast.east.name, 10),))
    assert line.merged_words == "含原东城区人民政府10个"
    late = hand_in(cast, march, cast.west, target, 18, state=State.ACCEPTED)
    type(late).objects.filter(pk=late.pk).update(handed_in_at=moment("2011-03-15"))
    [line] = breakdowns([cast.led])[cast.led.pk][0].with_goal
    assert (line.value, line.merged) == (18, ())
