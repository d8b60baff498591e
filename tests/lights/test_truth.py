"""The light tells the truth: nothing is normal that nobody has reported on, and no sentence says more than is known."""

from decimal import Decimal

import pytest
from django.utils import translation

from items.lights.terms import look
from items.models import Colour, LightRules, Schedule, Target
from items.rules.figures import percent_of

from ..given.lit_items import TODAY, due, facts, line, lit, measured, on_day, silent

NOT_DUE = [due(80, silent())]
NOTHING_LATE = "目前无逾期、无漏报。"
BEFORE = "低于序时进度{gap}个百分点，在{limit}个百分点以内：至2011-02-19应完成50%，完成比例{done}%。"


def told(light):
    with translation.override("zh-hans"):
        return light.colour, light.rule, light.reason


# Issued, and nobody has reported


@pytest.mark.parametrize(
    ("given", "rules", "reason"),
    [
        (facts(periods=()), {}, "已交办，尚未要求报送。"),
        (facts(periods=NOT_DUE), {}, "首次报送截止2011-03-21。"),
        (facts(periods=[due(51, silent())]), {}, "首次报送截止2011-02-20。"),  # today is in time
        (measured(periods=NOT_DUE), {}, "首次报送截止2011-03-21。"),
        (facts(status="not_started", periods=NOT_DUE), {}, "首次报送截止2011-03-21。"),
        (
            facts(periods=[due(50, silent()), *NOT_DUE]),
            {"missing_is_yellow": False},
            "截至2011-02-19应报未报：市民政局。",
        ),
    ],
)
def test_what_nobody_has_reported_on_waits_and_is_never_normal(given, rules, reason):
    assert told(lit(given, **rules)) == ("waiting", "not_reported", reason)


@pytest.mark.parametrize(
    ("given", "colour", "rule"),
    [
        (facts(periods=[due(80, line())]), "green", "normal"),
        (facts(periods=[due(80, line(), silent("市卫生局"))]), "green", "normal"),
        (facts(periods=NOT_DUE, last_report=("市民政局", on_day(3))), "green", "normal"),
        (facts("0", periods=NOT_DUE), "green", "normal"),
        (facts(periods=[due(50, silent()), *NOT_DUE]), "yellow", "missing"),
        (facts(periods=[due(20, silent()), due(50, silent())]), "red", "missed"),
        (facts(periods=NOT_DUE, due_on=TODAY), "yellow", "due_soon"),
        (facts(periods=NOT_DUE, due_on=on_day(50)), "red", "overdue"),
        (facts(periods=NOT_DUE, issued_on=None), "grey", "not_issued"),
        (facts(periods=NOT_DUE, starts_on=on_day(60)), "grey", "before_start"),
        (facts(periods=NOT_DUE, status="completed", completed_on=TODAY), "blue", "completed"),
    ],
)
def test_waiting_gives_way_to_every_word_that_says_more(given, colour, rule):
    assert told(lit(given))[:2] == (colour, rule)


def test_waiting_is_grey_with_a_shape_and_a_word_of_its_own():
    with translation.override("zh-hans"):
        waiting = look(Colour.WAITING)
        assert (waiting.shape, waiting.word) == ("□", "待报")
    red, green, blue = (int(waiting.colour[place : place + 2], 16) for place in (1, 3, 5))
    assert max(red, green, blue) - min(red, green, blue) < 32
    assert waiting.colour != look(Colour.GREY).colour


# On schedule only where the plan is reached


@pytest.mark.parametrize(
    ("completion", "rules", "schedule", "reason"),
    [
        ("60", {}, "ahead", "超过序时进度：完成比例60%，至2011-02-19应完成50%。"),
        ("59.9", {}, "on_schedule", "达到序时进度：完成比例59.9%，至2011-02-19应完成50%。"),
        ("50", {}, "on_schedule", "达到序时进度：完成比例50%，至2011-02-19应完成50%。"),
        ("49.9", {}, "nearly", BEFORE.format(gap="0.1", limit=10, done="49.9")),
        ("41.1", {}, "nearly", BEFORE.format(gap="8.9", limit=10, done="41.1")),
        ("40.1", {}, "nearly", BEFORE.format(gap="9.9", limit=10, done="40.1")),
        ("45.1", {"yellow_gap": 5}, "nearly", BEFORE.format(gap="4.9", limit=5, done="45.1")),
        ("0", {"yellow_gap": 100, "red_gap": 100}, "nearly", BEFORE.format(gap="50", limit=100, done="0")),
        ("51", {"ahead_by": 1}, "ahead", "超过序时进度：完成比例51%，至2011-02-19应完成50%。"),
    ],
)
def test_on_schedule_is_said_only_where_the_plan_is_reached(completion, rules, schedule, reason):
    light = lit(measured(completion), **rules)
    assert told(light) == ("green", "normal", reason)
    assert light.schedule == schedule


@pytest.mark.parametrize(("completion", "schedule"), [("40", "behind"), ("40.1", "nearly"), ("50", "on_schedule")])
def test_the_schedule_changes_where_the_sentence_does(completion, schedule):
    assert lit(measured(completion)).schedule == schedule


def test_the_words_of_the_schedule_do_not_praise_what_is_behind():
    with translation.override("zh-hans"):
        assert [str(Schedule(one).label) for one in ("ahead", "on_schedule", "nearly", "behind")] == [
            "超进度",
            "达进度",
            "略欠进度",
            "欠进度",
        ]


# Without a figure to compare


@pytest.mark.parametrize(
    ("periods", "rules", "reason"),
    [
        ([due(50)], {}, f"未报送完成比例。{NOTHING_LATE}"),
        ([due(80, line())], {}, f"应于2011-03-21前报送的材料已提前报送。{NOTHING_LATE}"),
        ([due(80, line(), silent("市卫生局"))], {}, f"下期报送截止2011-03-21。{NOTHING_LATE}"),
        ([due(50, line(is_waiting=True))], {}, f"应于2011-02-19前报送的材料已报送，待审核。{NOTHING_LATE}"),
        (
            [due(50, line(is_waiting=True), silent("市卫生局"))],
            {"missing_is_yellow": False},
            "应于2011-02-19前报送的材料已报送，待审核。截至2011-02-19应报未报：市卫生局。",
        ),
        (
            [due(50, line(), silent("市卫生局"))],
            {"missing_is_yellow": False},
            "未报送完成比例。截至2011-02-19应报未报：市卫生局。",
        ),
        (
            [due(50, line(handed_in_on=TODAY, is_late=True))],
            {},
            "未报送完成比例。迟于2011-02-19报送：市民政局 2011-02-20。",
        ),
    ],
)
def test_nothing_is_called_in_time_that_is_missing_or_late(periods, rules, reason):
    assert told(lit(facts(periods=periods), **rules)) == ("green", "normal", reason)


def test_who_is_missing_or_late_is_said_beside_a_good_figure():
    late = line(handed_in_on=TODAY, is_late=True)
    light = lit(measured("50", periods=[due(50, late, silent("市卫生局"))]), missing_is_yellow=False)
    assert told(light)[2] == (
        "达到序时进度：完成比例50%，至2011-02-19应完成50%。"
        "截至2011-02-19应报未报：市卫生局。迟于2011-02-19报送：市民政局 2011-02-20。"
    )


# Reached


@pytest.mark.parametrize(
    ("comparator", "number", "value", "percent"),
    [
        ("=", "100000", "99999", "99.9"),
        ("=", "100000", "99960", "99.9"),
        ("=", "100000", "100000", "100"),
        ("=", "100000", "100010", "100"),
        (">=", "30", "29.999", "99.9"),
        ("<=", "100", "100", "100"),
        ("<=", "100", "100.01", "99.9"),
    ],
)
def test_a_share_is_never_rounded_up_to_a_target_that_was_missed(comparator, number, value, percent):
    target = Target(label="床位", comparator=comparator, number=Decimal(number))
    assert percent_of(target, Decimal(value)) == Decimal(percent)


def test_rules_say_in_words_when_an_item_waits():
    with translation.override("zh-hans"):
        from_rules = LightRules(looks={"waiting": {"word": "未报"}})
        assert look(Colour.WAITING, from_rules).word == "未报"
