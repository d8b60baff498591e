"""The calendar of every year that is known: each holiday once, whole, by the name that the law has for it."""

from collections import Counter

import pytest
from django.urls import reverse

from departments.clock import ONE_DAY
from items.holidays.page import year_of
from items.rules import workdays
from items.rules.legal_holidays import NAMES
from items.rules.workdays import Entered

from ..given.factories import day
from ..given.html import parse

YEARS = range(2010, 2028)
NOBODY = Entered()
# In 2015 one was given once.
ONCE = "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"


def names(holiday):
    return holiday.name.split("、")


def days(holiday):
    return [holiday.start_on + number * ONE_DAY for number in range((holiday.end_on - holiday.start_on).days + 1)]


@pytest.mark.parametrize("year", YEARS)
def test_each_holiday_stands_once_by_its_legal_name(year):
    told = Counter(name for one in year_of(year, NOBODY).holidays for name in names(one))
    assert set(told) <= {*NAMES, ONCE}
    assert set(NAMES) <= set(told) or year == 2020  # when mid-autumn was the National Day
    assert max(told.values()) == 1


@pytest.mark.parametrize("year", YEARS)
def test_no_day_within_a_holiday_is_worked_or_without_its_name(year):
    for one in year_of(year, NOBODY).holidays:
        for date in days(one):
            shown = workdays.look(date, NOBODY)
            assert not shown.is_workday, (one, date)
            assert shown.holiday in names(one), (one, date)


@pytest.mark.parametrize("year", range(2010, 2027))
def test_every_named_day_off_lies_in_a_holiday_of_its_year(year):
    held = {date for near in (year, year + 1) for one in year_of(near, NOBODY).holidays for date in days(one)}
    months = year_of(year, NOBODY).months
    shown = [one for month in months for week in month.weeks for one in week if one]
    assert {one.date for one in shown if one.holiday and not one.is_workday} <= held
    made_up = {date for near in (year, year + 1) for one in year_of(near, NOBODY).holidays for date in one.worked_on}
    assert {one.date for one in shown if one.is_made_up} <= made_up


@pytest.mark.parametrize(
    ("year", "name", "start", "end", "worked"),
    [
        (2011, "端午节", "2011-06-04", "2011-06-06", ()),
        (2012, "端午节", "2012-06-22", "2012-06-24", ()),
        (2015, "端午节", "2015-06-20", "2015-06-22", ()),
        (2012, "元旦", "2012-01-01", "2012-01-03", ("2011-12-31",)),
        (2011, "元旦", "2011-01-01", "2011-01-03", ()),
        (2019, "元旦", "2018-12-30", "2019-01-01", ("2018-12-29",)),
        (2023, "元旦", "2022-12-31", "2023-01-02", ()),
        (2017, "国庆节、中秋节", "2017-10-01", "2017-10-08", ("2017-09-30",)),
        (2025, "国庆节、中秋节", "2025-10-01", "2025-10-08", ("2025-09-28", "2025-10-11")),
        (2023, "中秋节", "2023-09-29", "2023-09-29", ()),
    ],
)
def test_holidays_are_those_of_the_notice_of_their_year(year, name, start, end, worked):
    [found] = [one for one in year_of(year, NOBODY).holidays if one.name == name]
    assert (found.start_on, found.end_on, found.worked_on) == (day(start), day(end), tuple(map(day, worked)))


def test_the_page_shows_it_once(cast, client):
    client.force_login(cast.supervisor)
    page = parse(client.get(reverse("holiday_year", args=[2012]))).one("main")
    assert page.text.count("06-22") == 1 and "06-24" in page.text
