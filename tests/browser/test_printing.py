"""Pages on paper: the sheets that Chromium makes of the list, the dashboard and a meeting, and the button for them."""

import re
from contextlib import contextmanager

import pypdfium2
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from departments.models import Department, User
from items.meetings.deciding import enter_meeting
from items.models import WorkItem, WorkReport

from ..given.factories import day
from ..given.together import moment
from .seeded_portal import SEEDED

pytestmark = pytest.mark.once

MM = 72 / 25.4
A4 = 210, 297
# What stands on the screen beside the figures: navigation, filters, buttons, notices.
NOT_ON_PAPER = [
    "工作台",
    "数据看板",
    "消息",
    "退出登录",
    "清除筛选",
    "导出Excel",
    "导出",
    "打印",
    "演示数据",
    "跳到",
    "上一页",
]


@contextmanager
def printed(page):
    """The sheets of the page as it is, as Chromium prints them."""
    sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    yield sheets
    sheets.close()


def text_of(sheet):
    """All that stands on it, without ends of lines: PDFium sees one after each sign where it takes them for columns."""
    return sheet.get_textpage().get_text_range().replace("\r\n", "")


def within(sheet, **bounds):
    """What stands within the bounds, in figures: PDFium drops some Chinese signs there."""
    return sheet.get_textpage().get_text_bounded(**{name: length * MM for name, length in bounds.items()})


def size_of(sheet):
    return tuple(round(length / MM) for length in sheet.get_size())


def numbers_on(sheet):
    """The numbers of items in the first column."""
    return re.findall(r"\b\d{3}\b", within(sheet, right=21, bottom=13))


def empty_part(sheet):
    """How much of the sheet's height is empty below its last line, the number of the page left aside."""
    words = sheet.get_textpage()
    bottoms = [words.get_rect(place)[1] for place in range(words.count_rects())]
    return min(bottom for bottom in bottoms if bottom > 13 * MM) / sheet.get_height()


def spoken(sheets):
    return "".join(text_of(sheet) for sheet in sheets)


def assert_official(sheets, title):
    """A head on the first sheet, the number of each in its margin, nothing of the screen's furniture, none wasted."""
    first = text_of(sheets[0])
    assert first.index(title) < first.index("统计截止：") and "发布单位：襄阳市人民政府" in first
    for number, sheet in enumerate(sheets, 1):
        assert f"{number}/{len(sheets)}" in "".join(within(sheet, top=13).split())
    words = spoken(sheets)
    assert [one for one in NOT_ON_PAPER if one in words and one not in title] == []
    assert "http" not in words
    assert all(empty_part(sheet) < 1 / 3 for sheet in list(sheets)[:-1])


def test_the_list_is_printed_across_a_dozen_rows_a_sheet_under_a_repeated_head(page, sign_in):
    WorkReport.objects.update(issuer="襄阳市人民政府")
    sign_in(page, "supervision", reverse("item_list"))
    with printed(page) as sheets:
        assert_official(sheets, "任务台账")
        assert {size_of(sheet) for sheet in sheets} == {(A4[1], A4[0])}
        rows = [numbers_on(sheet) for sheet in sheets]
        assert [number for found in rows for number in found] == SEEDED
        assert all(len(found) >= 12 for found in rows[:-1])
        assert all("编号" in text_of(sheet) and "最新进展" in text_of(sheet) for sheet in sheets)


def test_the_filter_in_force_stands_on_the_list(page, sign_in):
    sign_in(page, "supervision", reverse("item_list"))
    page.select_option("#id_status", "completed")
    expect(page.locator(".filter-badge")).to_contain_text("已办结")
    with printed(page) as sheets:
        assert re.search(r"筛选条件：状态\s*已办结", text_of(sheets[0]))


def test_the_dashboard_shows_units_by_month_as_shapes_and_numbers(page, sign_in):
    WorkReport.objects.update(issuer="襄阳市人民政府")
    sign_in(page, "leader", reverse("dashboard"))
    expect(page.locator(".chart-drawn canvas")).to_have_count(2)
    with printed(page) as sheets:
        assert_official(sheets, "数据看板")
        assert len(sheets) == 1
        assert re.search(r"市民政局\s*(?:[–■▲●◆○□]\s*\d*\s*)+", text_of(sheets[0]))
    assert not page.locator("#chart-heat details").evaluate("one => one.open")


def test_a_cell_of_units_by_month_is_white_and_its_shape_has_the_colour_of_the_light(page, sign_in):
    sign_in(page, "leader", reverse("dashboard"))
    expect(page.locator(".chart-drawn canvas")).to_have_count(2)
    page.emulate_media(media="print")
    page.locator("#chart-heat details").evaluate("one => { one.open = true }")
    found = page.locator("#chart-heat td a.light").evaluate_all(
        """all => all.map(link => [getComputedStyle(link.closest("td")).backgroundColor,
        getComputedStyle(link).backgroundColor, getComputedStyle(link.querySelector(".number")).color])"""
    )
    assert found
    assert {tuple(one) for one in found} == {("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)", "rgb(0, 0, 0)")}


def test_a_meeting_is_printed_with_agenda_and_attendance(page, sign_in):
    WorkReport.objects.update(issuer="襄阳市人民政府")
    WorkItem.objects.filter(number__lt=200).update(due_on=day("2011-02-01"), status=WorkItem.Status.IN_PROGRESS)
    office = User.objects.get(username="supervision")
    held = moment("2011-03-01")
    meeting = enter_meeting(
        WorkReport.objects.get(), by=office, at=held, held_on=held.date(), title="第一次调度会", leader="", chapter=""
    )
    sign_in(page, "supervision", meeting.get_absolute_url())
    late = page.locator(".pack-entry").count()
    assert late > 10
    with printed(page) as sheets:
        assert_official(sheets, "第一次调度会")
        words = spoken(sheets)
        assert re.findall(r"议题(\d+)\b", words)[-late:] == [str(number) for number in range(1, late + 1)]
        assert words.index("议程") < words.index("参会签到") < words.index("议题1")
        attendance = words[words.index("参会签到") : words.index("议题1")]
        assert "签名" in attendance and "市民政局" in attendance
    expect(page.locator(".pack-attendance")).to_be_hidden()


def test_item_unit_roll_call_and_report_are_printed_as_papers(page, sign_in):
    WorkReport.objects.update(issuer="襄阳市人民政府")
    report, unit = WorkReport.objects.get(), Department.objects.get(name="市民政局")
    papers = {
        WorkItem.objects.get(number=191).get_absolute_url(): "第191项",
        reverse("department_detail", args=[unit.pk]): "市民政局",
        reverse("round_list"): "报送情况",
        report.get_absolute_url(): report.title,
    }
    sign_in(page, "supervision")
    for address, title in papers.items():
        page.goto(address)
        with printed(page) as sheets:
            assert_official(sheets, title)


def test_the_button_prints_the_page(page, sign_in):
    page.add_init_script("window.print = () => { window.wasPrinted = true }")
    sign_in(page, "leader", reverse("dashboard"))
    page.get_by_role("button", name="打印").click()
    assert page.evaluate("window.wasPrinted")


def test_without_javascript_there_is_no_button_that_does_nothing(browser, live_server, sign_in):
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "leader", reverse("item_list"))
    expect(page.locator(".print-page")).to_be_hidden()
    context.close()
