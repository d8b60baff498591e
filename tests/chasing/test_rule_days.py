"""The days of the reminding rules, in workdays of the Chinese calendar."""

import pytest

from items.chasing.reminding import Rule, rule_day, rule_on

from ..given.factories import day

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule.BEFORE_5, "2011-03-18"),
        (Rule.BEFORE_1, "2011-03-24"),
        (Rule.DUE, "2011-03-25"),
        (Rule.AFTER_1, "2011-03-28"),
        (Rule.AFTER_3, "2011-03-30"),
        (Rule.AFTER_7, "2011-04-06"),  # 4 and 5 April 2011 were free, Saturday the 2nd was a workday
    ],
)
def test_rules_count_workdays_of_the_chinese_calendar(rule, expected):
    assert rule_day(rule, day("2011-03-25")) == day(expected)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(Rule.BEFORE_1, "2011-03-24"), (Rule.DUE, "2011-03-25"), (Rule.AFTER_1, "2011-03-28")],
)
def test_a_due_day_on_a_weekend_counts_as_the_workday_before(rule, expected):
    assert rule_day(rule, day("2011-03-27")) == day(expected)


@pytest.mark.parametrize(
    ("on", "rule"),
    [
        ("2011-03-17", None),
        ("2011-03-18", Rule.BEFORE_5),
        ("2011-03-23", Rule.BEFORE_5),
        ("2011-03-24", Rule.BEFORE_1),
        ("2011-03-27", Rule.DUE),
        ("2011-12-01", Rule.AFTER_7),
    ],
)
def test_the_latest_rule_speaks(on, rule):
    assert rule_on(day("2011-03-25"), day(on)) == rule
