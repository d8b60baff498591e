"""The legal holidays of a year that no notice is known for, and that what the office entered wins."""

import datetime

import pytest

from items.models import HolidayNotice, HolidaySpan
from items.rules import workdays
from items.rules.legal_holidays import FIRST_YEAR, LAST_YEAR, SATURDAY, legal_days_off

from ..given.factories import day


@pytest.fixture
def legal_only(monkeypatch):
    """The portal as it is once the package ends before the years asked for."""
    monkeypatch.setattr(workdays, "LAST_KNOWN", 2026)
    workdays.announced.cache_clear()
    yield
    workdays.announced.cache_clear()


def days_of(year, name):
    return [f"{one:%m-%d}" for one, holiday in sorted(legal_days_off(year).items()) if holiday == name]


@pytest.mark.parametrize(
    ("year", "name", "expected"),
    [
        (2027, "元旦", ["01-01"]),
        # 5 to 8 February by law, Saturday 6 and Sunday 7 made up for on the two workdays after them
        (2027, "春节", ["02-05", "02-06", "02-07", "02-08", "02-09", "02-10"]),
        (2027, "清明节", ["04-05"]),
        (2027, "劳动节", ["05-01", "05-02", "05-03", "05-04"]),
        (2027, "端午节", ["06-09"]),
        (2027, "中秋节", ["09-15"]),
        (2027, "国庆节", ["10-01", "10-02", "10-03", "10-04", "10-05"]),
        # Mid-autumn within the National Day: Tuesday 3 October 2028 belongs to both and is made up for
        (2028, "国庆节", ["10-01", "10-02", "10-03", "10-04"]),
        (2028, "中秋节", ["10-05"]),
        (2028, "元旦", ["01-01", "01-03"]),
    ],
)
def test_legal_days_and_what_makes_up_for_those_on_a_weekend(year, name, expected):
    assert days_of(year, name) == expected


def test_every_year_of_the_table_has_thirteen_workdays_off():
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        free = [one for one in legal_days_off(year) if one.weekday() < SATURDAY]
        assert len(free) == 13, year


def test_beyond_the_table_the_fixed_days_are_free():
    assert days_of(2099, "国庆节")[0] == "10-01" and days_of(2099, "春节") == []
    assert legal_days_off(1990) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("date", ["2027-02-05", "2027-02-08", "2027-10-01", "2027-10-04", "2027-05-03"])
def test_a_legal_holiday_of_a_year_not_known_is_no_workday(legal_only, date):
    assert not workdays.is_workday(day(date))


@pytest.mark.django_db
@pytest.mark.parametrize("date", ["2027-02-04", "2027-02-11", "2027-10-08", "2027-01-04"])
def test_the_other_days_from_monday_to_friday_are_workdays(legal_only, date):
    assert workdays.is_workday(day(date))


def enter(year, *spans):
    notice = HolidayNotice.objects.create(year=year, version=1)
    for name, start, end, worked in spans:
        HolidaySpan.objects.create(notice=notice, name=name, start_on=start, end_on=end, worked_on=worked)


@pytest.mark.django_db
def test_what_was_entered_wins_over_the_legal_days():
    enter(2027, ("春节", "2027-02-04", "2027-02-10", ["2027-01-31", "2027-02-14"]))
    assert workdays.is_workday(day("2027-01-31")) and workdays.is_workday(day("2027-02-14"))
    assert not workdays.is_workday(day("2027-02-04"))
    # the notice speaks for the whole year: what it does not name is a plain day
    assert workdays.is_workday(day("2027-10-04"))
    assert workdays.on_or_before(day("2027-02-10")) == day("2027-02-03")
    assert workdays.shifted(day("2027-02-03"), 1) == day("2027-02-11")


@pytest.mark.django_db
def test_what_was_entered_wins_over_the_package():
    assert not workdays.is_workday(day("2011-02-02")) and workdays.is_workday(day("2011-01-30"))
    enter(2011, ("春节", "2011-02-03", "2011-02-09", []))
    assert workdays.is_workday(day("2011-02-02")) and not workdays.is_workday(day("2011-01-30"))


@pytest.mark.django_db
def test_a_notice_may_begin_in_the_december_before():
    enter(2027, ("元旦", "2026-12-31", "2027-01-02", ["2026-12-27"]))
    assert not workdays.is_workday(day("2026-12-31")) and workdays.is_workday(day("2026-12-27"))
    # the rest of 2026 stays as it is known
    assert not workdays.is_workday(day("2026-10-01"))


@pytest.mark.django_db
def test_the_years_that_are_not_known(legal_only):
    days = [day("2026-12-25"), None, day("2027-01-25"), day("2028-01-25"), day("2027-02-25")]
    assert workdays.unknown_years(days) == [2027, 2028]
    enter(2027, ("元旦", "2027-01-01", "2027-01-03", []))
    assert workdays.unknown_years(days) == [2028]


@pytest.mark.django_db
def test_the_days_are_read_once_where_many_are_asked_for(django_assert_num_queries):
    with django_assert_num_queries(1), workdays.reading_once():
        for number in range(400):
            workdays.is_workday(day("2027-01-01") + datetime.timedelta(days=number))
        workdays.shifted(day("2027-01-01"), 200)
