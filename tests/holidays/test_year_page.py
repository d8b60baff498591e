"""The workday calendar: the notice is previewed, saved by the office, wins, and moves nothing that was announced."""

import pytest
from django.urls import reverse
from django.utils import translation

from departments import clock
from items.holidays.page import year_of
from items.models import HistoryEntry, HolidayNotice, ReportingPeriod, WorkItem
from items.requests.instructing import instruct
from items.rounds.planning import plan_periods
from items.rules import workdays
from items.rules.legal_holidays import NAMES

from ..given.factories import day, moment
from ..given.html import parse
from ..given.opened_rounds import opened

TEXT = (
    "春节：2月5日（周五）至11日（周四）放假调休，共7天。1月30日（周六）、2月13日（周六）上班。\n"
    "国庆节：10月1日至7日放假。9月26日上班。"
)
# Friday 25 March 2011, the day on which March is due, becomes a day off.
MARCH_OFF = "清明节：3月25日至27日放假。"


@pytest.fixture(autouse=True)
def today(client):
    client.cookies["django_language"] = "en"
    with clock.at(moment("2011-03-10 09:00")), translation.override("en"):
        yield


@pytest.fixture
def office(client, cast):
    client.force_login(cast.supervisor)
    return client


@pytest.fixture
def send(office):
    def post(year=2027, *, follow=False, **data):
        return office.post(reverse("holiday_year", args=[year]), {"version": 0, "text": TEXT, **data}, follow=follow)

    return post


def test_a_year_not_known_shows_its_legal_holidays_and_says_so(office):
    page = parse(office.get(reverse("holiday_year", args=[2027])))
    assert "The notice for 2027 has not been entered." in page.text
    assert "8off" in [cell.text.replace(" ", "") for cell in page.all("td", of="day-free")]


@pytest.mark.parametrize("year", [2027, 2028, 2033])
def test_the_list_names_the_days_that_the_calendar_of_a_year_not_known_marks(office, year):
    shown = year_of(year, workdays.Entered.of([]))
    marked = {day.date for month in shown.months for week in month.weeks for day in week if day and day.holiday}
    named = {one.start_on for one in shown.holidays} | {one.end_on for one in shown.holidays}
    assert named <= marked
    within = {day for day in marked if any(one.start_on <= day <= one.end_on for one in shown.holidays)}
    assert within == marked
    text = parse(office.get(reverse("holiday_year", args=[year]))).text
    assert all(f"{one.end_on:%Y-%m-%d}" in text for one in shown.holidays)


def test_the_calendar_is_shown_before_it_is_saved(send):
    answer = send(preview="1")
    assert answer.status_code == 200 and not HolidayNotice.objects.exists()
    assert "Preview: not saved yet." in parse(answer).text
    # Changed after the preview: shown anew, not saved.
    assert send(save="1", seen=TEXT + "\n元旦：1月1日至3日放假。").status_code == 200
    assert not HolidayNotice.objects.exists()


@pytest.mark.parametrize(
    ("year", "text", "left_out"),
    [
        (2027, "元旦：1月1日至3日放假。", "春节 清明节 劳动节 端午节 中秋节 国庆节"),
        (2028, "元旦：1月1日至3日放假。", "春节 清明节 劳动节 端午节 中秋节 国庆节"),  # 端午 is a Sunday
        (2027, TEXT, "元旦 清明节 劳动节 端午节 中秋节"),
        (2011, "元旦：1月1日至3日放假。", "春节 清明节 劳动节 端午节 中秋节 国庆节"),
    ],
)
def test_before_saving_the_preview_names_the_legal_holidays_that_were_not_entered(send, year, text, left_out):
    warnings = parse(send(year, text=text, preview="1")).all("p", of="notice-warning")
    [said] = [one.text for one in warnings if "names no day off" in one.text]
    assert [name for name in NAMES if name in said] == left_out.split()


def test_a_holiday_of_which_a_legal_day_is_left_out_is_told_with_the_day(send):
    page = parse(send(text=TEXT.replace("2月5日（周五）", "2月6日"), preview="1"))
    assert "“春节” leaves out legal days off: 2027-02-05" in " ".join(page.text.split())


def test_what_was_previewed_is_saved_and_wins(send, cast):
    assert send(save="1", seen=TEXT, document="国办发明电〔2026〕8号").status_code == 302
    assert workdays.is_workday(day("2027-01-30")) and not workdays.is_workday(day("2027-02-11"))
    assert workdays.unknown_years([day("2027-06-01")]) == []
    entry = HistoryEntry.objects.get(action="holidays_entered")
    assert entry.by == cast.supervisor and "2月5日（周五）至2月11日（周四）" in entry.after["holidays"]
    assert entry.after["document_number"] == "国办发明电〔2026〕8号"


def test_a_second_office_does_not_overwrite_what_the_first_entered(send):
    send(save="1", seen=TEXT)
    answer = send(save="1", seen=TEXT)
    assert answer.status_code == 422
    assert "Somebody else has entered this year meanwhile." in parse(answer).text
    assert send(save="1", seen=TEXT, version=1).status_code == 302
    assert HolidayNotice.objects.get().version == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "required"),
        ("春节放假安排另行通知", "No days off were found"),
        ("春节 2月5日至11日放假", "Not understood"),
        ("元旦：1月1日（周四）至3日（周六）放假。", "These weekdays are not those of 2027"),
        ("春节：2月11日至5日放假。", "ends before it begins"),
        ("春节：2月5日至3月11日放假。", "has 35 days"),
        ("春节：2月5日至11日放假。元宵：\n元宵节：2月10日放假。", "belongs to"),
        ("春节：2月5日至11日放假。2月12日上班。", "is no weekend day"),
        ("春节：2月5日至11日放假。2月6日上班。", "is named twice"),
    ],
)
def test_what_cannot_be_a_notice_is_refused_in_words_and_kept(send, text, sentence):
    answer = send(text=text, preview="1")
    page = parse(answer)
    assert answer.status_code == 422 and sentence in page.text
    assert text in (page.one("textarea", name="text").literal)


def test_the_preview_says_what_moves_and_what_stays(send, cast):
    period = opened(cast.report)
    instruct(cast.led, text="请报进展", by=cast.leader, at=clock.now(), due_on=day("2011-03-25"))
    plan_periods(cast.report, on=day("2011-03-10"))
    answer = send(2011, text=MARCH_OFF + "\n端午节：4月25日放假。", preview="1")
    said = parse(answer).text
    assert "stays due on 2011-03-25 (by the new calendar it would be 2011-03-24)" in said
    assert "due 2011-04-25 → 2011-04-22" in said
    assert "1 instruction or decision is to be answered on a day that becomes free" in said
    assert ReportingPeriod.objects.get(pk=period.pk).due_on == day("2011-03-25")


def test_saving_moves_periods_that_nobody_was_told_of_and_no_others(send, cast):
    period = opened(cast.report)
    plan_periods(cast.report, on=day("2011-03-10"))
    april = cast.report.periods.get(start_on="2011-04-01")
    text = MARCH_OFF + "\n端午节：4月25日放假。"
    assert send(2011, text=text, save="1", seen=text).status_code == 302
    assert ReportingPeriod.objects.get(pk=period.pk).due_on == day("2011-03-25")
    assert ReportingPeriod.objects.get(pk=april.pk).due_on == day("2011-04-22")


def test_what_was_entered_can_be_removed(send, office, cast):
    send(save="1", seen=TEXT)
    office.post(reverse("holiday_remove", args=[2027]), {"version": 1})
    assert not HolidayNotice.objects.exists() and workdays.is_workday(day("2027-02-11"))
    assert HistoryEntry.objects.filter(action="holidays_removed").count() == 1


def test_a_known_year_opens_as_it_is_known(office):
    page = parse(office.get(reverse("holiday_year", args=[2011])))
    assert "1月30日" in page.one("textarea", name="text").literal


def test_the_number_of_queries_does_not_grow_with_what_was_entered(send, office, django_assert_max_num_queries):
    for year in range(2027, 2033):
        text = "国庆节：10月1日至7日放假。"
        assert send(year, text=text, save="1", seen=text).status_code == 302
    with django_assert_max_num_queries(9):
        office.get(reverse("holiday_year", args=[2027]))


@pytest.mark.parametrize(("on", "said"), [("2026-11-30", False), ("2026-12-01", True), ("2027-03-01", True)])
def test_office_and_administrator_are_told_from_december_on(client, cast, on, said):
    sentence = "The holidays and working weekends of 2027 have not been entered"
    with clock.at(moment(f"{on} 09:00")):
        for person in (cast.supervisor, cast.administrator):
            client.force_login(person)
            assert (sentence in parse(client.get(reverse("workbench"))).text) is said
        client.force_login(cast.liaison)
        assert sentence not in parse(client.get(reverse("workbench"))).text


def test_where_a_date_is_planned_the_unknown_year_is_said(office, client, cast):
    sentence = "The notice of holidays for 2027 has not been entered"
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=day("2026-12-31"))
    with clock.at(moment("2026-12-10 09:00")):
        plan_periods(cast.report, on=day("2026-12-10"))
        coming = cast.report.periods.order_by("-due_on").first()
        assert coming.due_on.year == 2027
        pages = [reverse("round_settings", args=[cast.report.pk]), coming.get_absolute_url()]
        pages += [reverse(name, args=[cast.led.pk]) for name in ("item_edit", "item_targets", "item_plan")]
        for page in pages:
            assert sentence in parse(office.get(page)).text, page
        for person in (cast.liaison, cast.leader):  # extension, instruction
            client.force_login(person)
            assert sentence in parse(client.get(cast.led.get_absolute_url())).text
    with clock.at(moment("2011-03-10 09:00")):
        client.force_login(cast.liaison)
        assert "The notice of holidays" not in parse(client.get(cast.led.get_absolute_url())).text
