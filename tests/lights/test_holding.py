"""Until when a light holds: on no day before that do its facts say anything else."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from items.lights.holding import LOOKED_AHEAD, holds_until, told
from items.lights.light import judge
from items.models import LightRules

from ..given.lit_items import END, START, due, facts, lit, measured, on_day, silent, target

ONE_DAY = datetime.timedelta(days=1)
NUMBERS = st.integers(-20, 140)
DAYS = NUMBERS.map(on_day)
PERCENT = st.none() | st.integers(0, 100)
LINES = st.sampled_from([(), (silent(),), (silent("市教育局"),)])


@st.composite
def made_up(draw):
    """(facts, rules, rules to come, day): periods of any days, silent or not, and whatever else decides a light."""
    periods = sorted(draw(st.sets(NUMBERS, max_size=3)))
    given = facts(
        draw(PERCENT),
        periods=[due(number, *draw(LINES)) for number in periods],
        status=draw(st.sampled_from(["not_started", "in_progress", "completed", "cancelled"])),
        issued_on=draw(st.none() | DAYS),
        due_on=draw(st.none() | DAYS),
        is_measured=draw(st.booleans()),
        targets=draw(st.sampled_from([(), (target(40),), (target(100),), (target(100, is_limit=True),)])),
        starts_on=draw(st.sampled_from([START, on_day(30)])),
        ends_on=draw(st.sampled_from([END, on_day(60)])),
    )
    rules = LightRules(missed_periods=draw(st.integers(0, 2)), soon_days=draw(st.sampled_from([0, 15])))
    to_come = sorted(draw(st.sets(NUMBERS, max_size=2)))
    on = draw(DAYS)
    later = [
        LightRules(effective_on=on_day(number), soon_days=40, yellow_gap=3, red_gap=5)
        for number in to_come
        if on_day(number) > on
    ]
    return given, rules, later, on


def in_force(rules, to_come, day):
    return [rules, *(one for one in to_come if one.effective_on <= day)][-1]


@settings(max_examples=300, deadline=None)
@given(made_up())
def test_every_day_says_the_same_until_then(one):
    given, rules, to_come, on = one
    light = judge(given, rules, on)
    until = holds_until(light, to_come)
    last = until or on + 300 * ONE_DAY
    assert last >= on
    for number in range((last - on).days + 1):
        day = on + number * ONE_DAY
        assert told(judge(given, in_force(rules, to_come, day), day)) == told(light)
    after = last + ONE_DAY
    if until and until != on + LOOKED_AHEAD * ONE_DAY:
        assert told(judge(given, in_force(rules, to_come, after), after)) != told(light)


def test_a_deadline_turns_a_light_on_the_day_after_it():
    assert holds_until(lit(measured(95, due_on=on_day(100)), on_day(60)), []) == on_day(100)


def test_what_is_closed_holds_for_good():
    assert holds_until(lit(facts(40, status="completed", due_on=on_day(100)), on_day(60)), []) is None


def test_without_rounds_the_plan_of_each_day_counts():
    light = lit(measured(50, periods=()), on_day(50))
    assert light.colour == "green"
    assert holds_until(light, []) == on_day(50)  # on schedule, from the next day on slightly behind


def test_rules_that_begin_later_turn_it_on_their_day():
    light = lit(measured(45), on_day(60))
    assert light.colour == "green"
    assert holds_until(light, [LightRules(effective_on=on_day(70), yellow_gap=5)]) == on_day(69)
