"""Documents that the parser alone cannot read, brought in by a person within a few steps, in a real browser."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from items.models import RememberedColumns, WorkReport

from ..imports.by_hand import FOLDER
from .keys import tab_to

pytestmark = pytest.mark.once


class Hand:
    """Does what a hand does on a page, and counts its clicks: a choice takes two, one opens it and one chooses."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def click(self, selector):
        self.page.locator(selector).first.click()
        self.clicks += 1

    def upload(self, name):
        self.page.set_input_files("#id_file", FOLDER / name)
        self.clicks += 1
        self.click("main form[enctype] button")
        self.page.locator("#draft").wait_for()
        self.page.wait_for_load_state()  # until then htmx hears no choice

    def choose(self, column, words):
        """The words above a column, counted from 1; waits until the table has been read again."""
        select = self.column(column)
        before = self.version()
        select.select_option(label=words)
        self.clicks += 2
        expect(self.page.locator("input[name=version]").first).not_to_have_value(before)
        expect(self.page.locator(".htmx-added")).to_have_count(0)  # until then htmx hears no further choice
        expect(select.locator("option:checked")).to_have_text(words)

    def column(self, number):
        return self.page.locator(".column-table select").nth(number - 1)

    def version(self):
        return self.page.locator("input[name=version]").first.get_attribute("value")

    def apply(self):
        self.click("#apply form[action$='/apply/'] button")
        self.page.locator(".source").wait_for()


@pytest.fixture
def hand(page, sign_in):
    sign_in(page, "supervision", reverse("import_list"))
    return Hand(page)


def imported():
    return list(WorkReport.objects.latest("pk").items.order_by("position"))


def test_nine_unknown_columns_are_brought_in_with_ten_clicks(hand, page):
    hand.upload("nine-columns.xlsx")
    expect(page.locator(".column-table")).to_have_count(1)
    hand.choose(3, "章节")
    hand.choose(4, "牵头")
    hand.choose(7, "配合")
    hand.click("button[value^='columns-right:']")
    expect(page.locator(".column-table")).to_have_count(0)
    hand.apply()
    assert hand.clicks <= 10
    items = imported()
    assert [item.chapter.title for item in items] == ["城建", "城建", "民生", "民生"]
    units = [{row.department.name: row.role for row in item.responsibilities.all()} for item in items]
    assert units[0] == {"市城建委": "lead", "市财政局": "support"}
    assert [str(item.due_on) for item in items] == ["2012-12-31", "2012-11-30", "2012-08-31", "2012-10-31"]


def test_the_keyboard_alone_says_what_a_column_is(hand, page):
    hand.upload("nine-columns.xlsx")
    hand.column(3).focus()
    page.keyboard.press("Tab")  # to the fourth, which holds units
    expect(hand.column(4)).to_be_focused()
    before = hand.version()
    page.keyboard.press("ArrowUp")  # from 责任单位 to 配合
    page.keyboard.press("ArrowUp")
    expect(page.locator("input[name=version]").first).not_to_have_value(before)
    expect(hand.column(4).locator("option:checked")).to_have_text("牵头")
    expect(hand.column(4)).to_be_focused()
    expect(page.locator("#decided .hint")).to_have_text("1")
    tab_to(page, "button[value^='columns-right:']")
    page.keyboard.press("Enter")
    expect(page.locator(".column-table")).to_have_count(0)


def test_a_table_without_a_head_whose_tasks_are_in_the_fifth_column(hand, page):
    hand.upload("no-head.csv")
    expect(page.locator(".column-form .must")).to_be_visible()
    hand.choose(1, "序号")
    hand.choose(3, "牵头")
    hand.choose(4, "备注")
    expect(page.locator("#preview .card-item")).to_have_count(4)
    page.locator("#id_year").fill("2012")
    page.locator("#id_title").fill("2012年民生任务")
    hand.click("#data .act button")
    hand.click("#apply form[action$='/apply/'] button")
    page.locator(".source").wait_for()
    items = imported()
    assert [item.text[:6] for item in items] == ["新建停车位2", "治理水土流失", "新建塑胶运动", "建设农村幸福"]
    assert [item.responsibilities.get().department.name for item in items][:2] == ["市城建委", "市水利局"]
    assert items[0].remark == "城区"


def test_a_run_together_text_is_divided_by_two_ticks(hand, page):
    hand.upload("run-together.txt")
    boxes = page.locator(".start-places")
    hand.click(".start-places label:has-text('在交通建设上')")
    expect(boxes.get_by_role("checkbox", checked=True)).to_have_count(1)
    hand.click(".start-places label:has-text('在水利建设上')")
    offer = page.locator(".offers button").first
    expect(offer).to_have_text(re.compile("照此分为5项"))
    expect(boxes.get_by_role("checkbox", checked=True)).to_have_count(2)
    hand.click(".offers button")
    expect(page.locator("#preview .card-item")).to_have_count(5)
    hand.apply()
    assert hand.clicks <= 10
    items = imported()
    assert [item.text[:4] for item in items] == ["在交通建", "在水利建", "在教育上", "在卫生上", "在就业上"]
    assert [[unit.department.name for unit in item.responsibilities.all()] for item in items][1] == ["市水利局"]


def test_a_remembered_head_needs_no_hand_the_second_time(hand, page):
    hand.upload("nine-columns.xlsx")
    hand.choose(4, "牵头")
    hand.click("button[name=remember]")
    expect(page.locator(".column-form a[href='/imports/columns/']")).to_be_visible()
    assert RememberedColumns.objects.get().kinds[3] == "lead"
    page.goto(reverse("import_list"))
    hand.upload("nine-columns.xlsx")
    expect(page.locator(".column-table")).to_have_count(0)
    page.locator(".other-tables summary").click()
    page.locator(".other-tables a").click()
    expect(page.locator(".column-form .notice")).to_contain_text("记住的读法")
    hand.click(".column-form .notice button")
    expect(hand.column(4).locator("option:checked")).to_have_text("责任单位")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_table_scrolls_within_its_own_box(hand, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    hand.upload("nine-columns.xlsx")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    hand.column(9).scroll_into_view_if_needed()
    before = page.locator(".column-box").evaluate("box => box.scrollLeft")
    hand.choose(9, "不读入")
    assert page.locator(".column-box").evaluate("box => box.scrollLeft") == before
