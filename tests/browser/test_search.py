"""Looking for things with the keyboard: the field in the head, and fields in which a unit is typed."""

import re

import pytest
from playwright.sync_api import expect

from ..given import factories
from .found_fields import type_into
from .seeded_portal import item, rows, unit

pytestmark = pytest.mark.once


def type_unit(page, words):
    """Type into the list's field of units."""
    type_into(page.locator(".filter-unit .ts-wrapper"), words)


def test_a_slash_leads_to_the_field_and_a_number_to_its_item(page, sign_in):
    sign_in(page, "observer", "/dashboard/")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("191")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(item(191).get_absolute_url()) + "$"))


def test_a_slash_in_a_text_is_a_slash(page, sign_in):
    sign_in(page, "observer", "/items/")
    page.click("#id_q")
    page.keyboard.type("1/2")
    expect(page.locator("#id_q")).to_have_value("1/2")


def test_the_key_can_be_switched_off(page, sign_in):
    sign_in(page, "observer", "/dashboard/")
    page.click(".user-menu summary")
    page.click("#find-key")
    expect(page.locator("#find-key")).to_have_attribute("aria-pressed", "false")
    page.reload()
    page.keyboard.press("/")
    expect(page.locator("#find")).not_to_be_focused()


@pytest.mark.parametrize("typed", ["rsj", "renshe", "人社局", "人力資源"])
def test_a_unit_is_typed_and_filters_the_list(page, sign_in, typed):
    sign_in(page, "observer", "/items/")
    type_unit(page, typed)
    expect(page.locator(".ts-dropdown .option:visible")).to_have_text(["市人力资源和社会保障局"])
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(5)
    expect(page.locator("#id_department")).to_have_value(str(unit("市人力资源和社会保障局").pk))
    page.go_back()
    expect(rows(page)).to_have_count(31)
    expect(page.locator(".filter-unit .ts-control .item")).to_have_text("全部单位")


def test_a_name_that_no_unit_goes_by_says_so(page, sign_in):
    sign_in(page, "observer", "/items/")
    type_unit(page, "xyz")
    expect(page.locator(".ts-dropdown .no-results")).to_be_visible()


def test_once_the_session_has_ended_the_names_shown_are_looked_through_and_it_says_so(page, sign_in):
    sign_in(page, "observer", "/items/")
    page.context.clear_cookies()
    type_unit(page, "卫生局")
    expect(page.locator(".filter-unit [role=status]")).to_have_text("暂时无法查找，请重新打开本页。")
    expect(page.locator(".ts-dropdown .option:visible")).to_have_text(["市卫生局"])


def test_a_field_says_that_there_are_more_and_speaks_of_what_is_found(page, sign_in):
    sign_in(page, "observer", "/items/")
    type_unit(page, "局")
    expect(page.locator(".filter-unit .found-note")).to_have_text("还有更多，请再输入几个字。")
    expect(page.locator(".filter-unit [role=status]")).to_have_text("还有更多，请再输入几个字。")
    expect(page.locator(".ts-dropdown .option:visible")).to_have_count(20)
    page.keyboard.press("Escape")
    expect(page.locator(".filter-unit .ts-control .item")).to_have_text("全部单位")


def test_chapters_and_units_follow_the_report_that_is_chosen(page, sign_in):
    other = factories.report(year=2012, title="2012年任务分解")
    factories.item(other, 1, leads=[unit("市体育局")], chapter=factories.chapter(other, "一、体育"))
    sign_in(page, "observer", "/items/")
    page.select_option("#id_report", str(other.pk))
    expect(page.locator("#id_chapter option")).to_have_text(["全部章节", "一、体育"])
    expect(page.locator("#id_department option")).to_have_text(["全部单位", "市体育局"])
    expect(rows(page)).to_have_count(1)


def test_several_units_are_typed_one_after_the_other_and_taken_back_with_a_key(page, sign_in):
    sign_in(page, "supervision", f"/departments/{unit('各县(市)区人民政府').pk}/members/")
    field = page.locator("#div_id_joins .ts-wrapper")
    type_into(field, "wsj")
    for name, following in (("市卫生局", "mzj"), ("市民政局", "jyj")):
        expect(field.locator(".ts-dropdown .option:visible")).to_have_text([name])
        page.keyboard.press("Enter")
        expect(field.locator(".ts-control input")).to_have_value("")
        page.keyboard.type(following)
    expect(field.locator(".ts-control .item")).to_have_text(["市卫生局", "市民政局"])
    for _letter in "jyj":
        page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(field.locator(".ts-control .item")).to_have_text(["市卫生局"])
    page.keyboard.press("Escape")
    page.click(".members-form .btn-primary")
    expect(page.locator(".panel-act li").first).to_contain_text("市卫生局")
