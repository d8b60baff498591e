"""Workdays of the Chinese calendar: holidays, the weekend days that make up for them, years not known yet."""

import pytest

from items.rules import workdays

from ..given.factories import day

pytestmark = pytest.mark.django_db

# 2011: Spring Festival 2-8 February (Sunday 30 January and Saturday 12 February worked instead), National Day 1-7
# October (Saturday 8 and Sunday 9 October worked instead).
FREE = ["2011-01-29", "2011-02-02", "2011-02-08", "2011-10-01", "2011-10-07", "2011-05-02", "2011-03-26", "2011-03-27"]
WORKED = ["2011-01-30", "2011-02-01", "2011-02-09", "2011-02-12", "2011-10-08", "2011-10-09", "2011-03-25"]


@pytest.mark.parametrize("date", FREE)
def test_holidays_and_weekends_are_free(date):
    assert not workdays.is_workday(day(date))


@pytest.mark.parametrize("date", WORKED)
def test_weekend_days_that_make_up_for_a_holiday_are_worked(date):
    assert workdays.is_workday(day(date))


@pytest.mark.parametrize(("date", "is_worked"), [("2099-10-08", True), ("2099-10-10", False), ("1990-10-01", True)])
def test_a_year_without_a_known_notice_counts_monday_to_friday_but_for_legal_holidays(date, is_worked):
    assert workdays.is_workday(day(date)) == is_worked


@pytest.mark.parametrize(
    ("date", "before", "after"),
    [
        ("2011-03-25", "2011-03-25", "2011-03-25"),
        ("2011-06-25", "2011-06-24", "2011-06-27"),
        ("2011-10-05", "2011-09-30", "2011-10-08"),
        ("2011-02-06", "2011-02-01", "2011-02-09"),
        ("2011-01-01", "2010-12-31", "2011-01-04"),
    ],
)
def test_a_free_day_gives_way_to_the_workday_before_or_after(date, before, after):
    assert workdays.on_or_before(day(date)) == day(before)
    assert workdays.on_or_after(day(date)) == day(after)


@pytest.mark.parametrize(
    ("date", "number", "expected"),
    [
        ("2011-03-25", 0, "2011-03-25"),
        ("2011-03-26", 0, "2011-03-28"),
        ("2011-03-25", 1, "2011-03-28"),
        ("2011-03-25", -1, "2011-03-24"),
        ("2011-03-26", -1, "2011-03-25"),
        ("2011-09-30", 1, "2011-10-08"),
        ("2011-09-30", 2, "2011-10-09"),
        ("2011-02-09", -5, "2011-01-27"),
        ("2011-12-30", 1, "2011-12-31"),
        ("2011-12-31", 1, "2012-01-04"),
    ],
)
def test_so_many_workdays_later_or_earlier(date, number, expected):
    assert workdays.shifted(day(date), number) == day(expected)
