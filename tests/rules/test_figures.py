"""Percent of targets, completion from several of them."""

from decimal import Decimal

import pytest

from items.models import Target
from items.rules import figures


def target(number, comparator="=", upper=None, per=""):
    upper = None if upper is None else Decimal(upper)
    return Target(label="站点", number=Decimal(number), comparator=comparator, upper=upper, per=per)


@pytest.mark.parametrize(
    ("comparator", "number", "upper", "value", "percent"),
    [
        ("=", "30", None, "15", "50.0"),
        ("=", "30", None, "0", "0.0"),
        ("=", "30", None, "-3", "0.0"),
        ("=", "3", None, "1", "33.3"),
        (">=", "30", None, "30", "100.0"),
        (">=", "30", None, "45", "150.0"),
        ("=", "3", "5", "3", "100.0"),  # the lower end of a range is enough
        ("=", "0.0001", None, "10000000000000", "10000000000000000000.0"),
        ("=", "0", None, "1", None),
        (">=", "0", None, "0", None),
        (">=", "-5", None, "-2", "100"),
        (">=", "-5", None, "-6", "0"),
        ("<=", "10", None, "0", "100"),
        ("<=", "10", None, "10", "100"),
        ("<=", "10", None, "12.5", "80.0"),
        ("<=", "8", "10", "9", "100"),
        ("<=", "0", None, "0", "100"),
        ("<=", "0", None, "1", "0"),
        ("<=", "-3", None, "0", "0"),
        ("<=", "-3", None, "-3.5", "100"),
        ("<=", "-3", "0", "0", "100"),
    ],
)
def test_how_much_of_a_target_a_value_is(comparator, number, upper, value, percent):
    found = figures.percent_of(target(number, comparator, upper), Decimal(value))
    assert found == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(
    ("pairs", "completion"),
    [
        ([], None),
        ([(target(30), Decimal(15))], "50.0"),
        ([(target(30), Decimal(90)), (target(30), Decimal(15))], "75.0"),  # more than asked for counts as 100
        ([(target(30), Decimal(30)), (target(30), None)], "50.0"),  # nothing said is nothing reached
        ([(target(10, "<="), None), (target(30), Decimal(30))], "50.0"),
        ([(target(0), Decimal(5))], None),
        ([(target(0), Decimal(5)), (target(30), Decimal(3))], "10.0"),
        ([(target(0), None), (target(30), Decimal(3))], "10.0"),
        ([(target(3), Decimal(1)), (target(3), Decimal(1)), (target(3), Decimal(2))], "44.4"),
    ],
)
def test_completion_is_the_mean_over_the_targets(pairs, completion):
    assert figures.completion_by(pairs) == (None if completion is None else Decimal(completion))


@pytest.mark.parametrize(
    ("shares", "mean"), [([], None), (["50"], "50"), (["100", "0", "0"], "33.3"), (["66.7", "66.6"], "66.6")]
)
def test_the_mean_has_one_place(shares, mean):
    assert figures.mean([Decimal(share) for share in shares]) == (None if mean is None else Decimal(mean))


@pytest.mark.parametrize(
    ("value", "final", "unit", "shown"),
    [
        ("4.76", "9", "座", "4"),
        ("0.3503", "3", "条", "0"),
        ("163.4731", "500", "个", "163"),
        ("24657.5", "100000", "人", "25000"),
        ("5", "5", "座", "5"),
        ("7.397", "30", "公里", "7.4"),
        ("1.386", "3", "亿元", "1.39"),
        ("3.333", "10", "万人", "3.3"),
        ("76.44", "90", "%", "76.4"),
        ("3.333", "9", "个百分点", "3.33"),
    ],
)
def test_what_has_no_part_is_planned_whole(value, final, unit, shown):
    assert figures.shorten(Decimal(value), Decimal(final), unit) == Decimal(shown)


@pytest.mark.parametrize("comparator", ["=", ">=", "<="])
def test_one_number_does_not_tell_of_each_place(comparator):
    assert figures.percent_of(target("3", comparator, per="每个乡镇"), Decimal(4)) is None
