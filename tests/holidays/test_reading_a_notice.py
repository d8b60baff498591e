"""The text of a yearly notice, read as the office pastes it."""

import datetime

import chinese_calendar
import pytest

from departments.clock import ONE_DAY
from items.holidays.reading import Holiday, read_notice, spell, unread
from items.rules.workdays import Entered, look

from ..given.factories import day

# 国办发明电〔2025〕7号
NOTICE_2026 = """
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
"""


def test_a_whole_notice_makes_the_calendar_of_its_year():
    holidays = read_notice(NOTICE_2026, 2026)
    assert [one.name for one in holidays] == ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]
    entered = Entered.of([one.as_span(2026) for one in holidays])
    one = datetime.date(2026, 1, 1)
    while one.year == 2026:
        assert look(one, entered).is_workday == chinese_calendar.is_workday(one), one
        one += ONE_DAY


@pytest.mark.parametrize(
    ("line", "year", "expected"),
    [
        ("元旦：1月1日（周三）放假1天，不调休。", 2025, ("元旦", "2025-01-01", "2025-01-01", [])),
        (
            "一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。",
            2019,
            ("元旦", "2018-12-30", "2019-01-01", ["2018-12-29"]),
        ),
        # As the full text of older notices and other hands have it: half width, no list number, the month said again.
        ("国庆节、中秋节:10月1日至10月8日放假调休,共8天。9月27日(星期日)、10月10日(星期六)上班。", 2020,
         ("国庆节、中秋节", "2020-10-01", "2020-10-08", ["2020-09-27", "2020-10-10"])),
        ("二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。",
         2025, ("春节", "2025-01-28", "2025-02-04", ["2025-01-26", "2025-02-08"])),
        ("元旦：1月1日至3日放假，共3天。12月26日（周日）上班。", 2022,
         ("元旦", "2022-01-01", "2022-01-03", ["2021-12-26"])),
        ("元旦：12月31日至1月2日放假调休，共3天。", 2028, ("元旦", "2027-12-31", "2028-01-02", [])),
    ],
)  # fmt: skip
def test_a_line_of_a_notice(line, year, expected):
    name, start, end, worked = expected
    assert read_notice(line, year) == [Holiday(name, day(start), day(end), tuple(day(one) for one in worked))]


@pytest.mark.parametrize("text", ["", "放假的事另行通知。", "春节：2月30日至31日放假。", "国庆节：放假7天。"])
def test_what_names_no_day_gives_no_holiday(text):
    assert read_notice(text, 2027) == []


def test_what_was_read_is_spelt_so_that_it_reads_the_same():
    for text, year in [(NOTICE_2026, 2026), ("元旦：2018年12月30日至2019年1月1日放假。2018年12月29日上班。", 2019)]:
        holidays = read_notice(text, year)
        assert read_notice(spell(holidays), year) == holidays


def test_a_line_that_was_not_read_and_a_wrong_weekday_are_named():
    assert unread(NOTICE_2026, 2026) == ([], [])
    missed, wrong = unread("春节 2月5日到11日休息，1月30日上班", 2027)
    assert missed == ["春节 2月5日到11日休息,1月30日上班"] and wrong == []
    # The notice of one year on the page of another: nearly every weekday tells.
    assert unread(NOTICE_2026, 2027)[1][:2] == ["1月1日(周四)", "1月4日(周日)"]
    assert unread("元旦：1月1日（周五）放假。12月27日（周日）上班。", 2027) == ([], [])
