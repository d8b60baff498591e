"""The planned progress of an item (序时进度), and the day on which completion is compared with it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from items.lights.light import planned_percent, planned_value
from items.models import WorkItem

from ..given import factories
from ..given.factories import day
from ..given.lit_items import (
    END,
    START,
    curve,
    due,
    facts,
    facts_of,
    light_of,
    line,
    lit,
    measured,
    on_day,
    silent,
    target,
)


def told(light):
    return light.colour, light.rule


@pytest.mark.parametrize(
    ("on", "percent"),
    [
        (day("2010-12-31"), "0"),
        (START, "1"),
        (on_day(50), "50"),
        (END, "100"),
        (day("2012-01-01"), "100"),
    ],
)
def test_without_a_plan_progress_is_planned_evenly_to_the_last_day(on, percent):
    assert planned_percent(facts(), on) == Decimal(percent)


@pytest.mark.parametrize(
    ("on", "percent"),
    [(10, "10"), (20, "20"), (35, "20"), (50, "20"), (60, "40"), (70, "60"), (75, "60"), (100, "60")],
)
def test_along_the_points_of_a_plan(on, percent):
    points = ((on_day(20), Decimal(20)), (on_day(50), Decimal(20)), (on_day(70), Decimal(60)))
    assert planned_percent(facts(points=points), on_day(on)) == Decimal(percent)


def test_planned_progress_has_one_place():
    third = facts(ends_on=START + (on_day(4) - on_day(2)))  # three days
    assert [planned_percent(third, on_day(number)) for number in (1, 2, 3)] == [
        Decimal(n) for n in ("33.3", "66.7", "100")
    ]


def test_a_plan_of_a_single_day_is_all_or_nothing():
    one_day = facts(ends_on=START)
    assert planned_percent(one_day, START - (END - START)) == 0
    assert planned_percent(one_day, START) == 100


def test_a_target_is_planned_in_its_own_unit():
    beds = target(number=Decimal(300))
    assert planned_value(facts(), beds, on_day(50)) == Decimal(150)
    typed = replace(beds, points=((on_day(29), Decimal(0)), (on_day(49), Decimal(200)), (END, Decimal(300))))
    assert [planned_value(facts(), typed, on_day(number)) for number in (29, 39, 49)] == [0, 100, 200]


# Against which day


@pytest.mark.parametrize(
    ("periods", "day"),
    [
        ([], 51),  # no rounds: the day itself
        ([due(50)], 50),
        ([due(20), due(50)], 50),
        ([due(20), due(51)], 20),  # due today: not due yet
        ([due(51)], None),
        ([due(50, line(is_waiting=True))], None),
        ([due(20), due(50, line(is_waiting=True))], 20),
        ([due(20), due(50, line(), line("市卫生局", is_waiting=True))], 20),
        ([due(20, line(is_waiting=True)), due(50)], 50),
        ([due(20), due(50, silent())], 50),
    ],
)
def test_completion_is_compared_on_the_last_due_day_whose_reports_the_office_has_decided_on(periods, day):
    light = lit(measured("30", periods=periods))
    assert light.measured_on == (day and on_day(day))
    assert light.planned == (day and Decimal(day))
    assert light.gap == (day and Decimal(day - 30))


def test_a_report_that_lies_with_the_office_makes_nobody_late():
    waiting = measured("10", periods=[due(15), due(50, line(is_waiting=True))])
    assert told(lit(waiting)) == ("green", "normal")
    accepted = replace(waiting, periods=(due(15), due(50)))
    assert told(lit(accepted)) == ("red", "far_behind")


# Planned curves


def planned(item, *days):
    facts = facts_of(item)
    return [planned_percent(facts, day(one)) for one in days]


def test_the_items_own_curve_counts_before_those_of_its_targets(cast):
    target = factories.target(cast.led, number=40)
    curve(cast, cast.led, [["2011-12-31", "40"]], target, starts_on="2011-02-01")
    curve(cast, cast.led, [["2011-10-31", "90"], ["2011-06-30", "50"]], starts_on="2011-03-01")
    facts = facts_of(cast.led)
    assert facts.starts_on == day("2011-03-01")
    assert facts.points == ((day("2011-06-30"), 50), (day("2011-10-31"), 90))
    assert planned(cast.led, "2011-02-28", "2011-06-30", "2011-12-31") == [0, 50, 90]


@pytest.mark.parametrize("state", ["proposed", "refused", "withdrawn", "superseded"])
def test_only_a_curve_in_force_counts(cast, state):
    curve(cast, cast.led, [["2011-06-30", "50"]], state=state)
    assert (facts_of(cast.led).points, facts_of(cast.led).is_measured) == ((), False)


def test_curves_of_targets_are_combined_with_straight_lines_of_the_others(cast):
    beds, homes = factories.target(cast.led, number=40), factories.target(cast.led, number=4)
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2011-04-10"))  # a hundred days
    curve(cast, cast.led, [["2011-02-19", "10"], ["2011-04-10", "40"]], beds)
    # 50th day: 25 % of the beds, 50 % of the homes; 75th: 62.5 and 75
    assert planned(cast.led, "2011-02-19", "2011-03-16", "2011-04-10") == [Decimal("37.5"), Decimal("68.8"), 100]
    facts = facts_of(cast.led)
    values = [planned_value(facts, one, day("2011-02-19")) for one in facts.targets]
    assert values == [10, 2] and [one.target for one in facts.targets] == [beds.pk, homes.pk]


def test_a_target_whose_plan_begins_later_is_planned_at_nothing_until_then(cast):
    beds, homes = factories.target(cast.led, number=40), factories.target(cast.led, number=4)
    curve(cast, cast.led, [["2011-04-30", "40"]], beds, starts_on="2011-02-01")
    curve(cast, cast.led, [["2011-09-30", "4"]], homes, starts_on="2011-06-01")
    assert facts_of(cast.led).starts_on == day("2011-02-01")
    assert planned(cast.led, "2011-01-31", "2011-04-30", "2011-05-31", "2011-09-30") == [0, 50, 50, 100]
    second = facts_of(cast.led).targets[1]
    assert planned_value(facts_of(cast.led), second, day("2011-05-31")) == 0


def test_an_item_begins_with_the_first_of_its_targets_also_with_one_without_a_curve(cast):
    target = factories.target(cast.led, number=40)
    curve(cast, cast.led, [["2011-12-31", "40"]], target, starts_on="2011-06-01")
    assert light_of(cast.led, day("2011-05-31")).rule == "before_start"
    factories.target(cast.led, number=4)
    assert facts_of(cast.led).starts_on == day("2011-01-01")
