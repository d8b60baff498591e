"""Filtering the item list in a real browser without a new page."""

import re

import pytest
from playwright.sync_api import expect

from .seeded_portal import numbers, query, rows, unit

pytestmark = pytest.mark.once


def test_filtering_changes_the_address_and_going_back_restores_list_and_form(page, sign_in):
    sign_in(page, "observer", "/items/")
    page.evaluate("window.samePage = true")
    page.select_option("#id_department", label="市民政局")
    expect(rows(page)).not_to_have_count(31)
    mine = numbers(page)
    assert query(page)["department"] == str(unit("市民政局").pk)
    page.locator(".segments label", has=page.locator("[value=lead]")).click()
    expect(rows(page)).to_have_count(1)
    assert numbers(page) == ["189"]
    assert query(page)["role"] == "lead"
    assert page.evaluate("window.samePage"), "the page was loaded anew"

    page.go_back()
    expect(rows(page)).to_have_count(len(mine))
    assert numbers(page) == mine
    expect(page.locator("#id_department")).to_have_value(str(unit("市民政局").pk))
    expect(page.locator("input[name=role]:checked")).to_have_value("")
    page.go_back()
    expect(rows(page)).to_have_count(31)
    expect(page.locator("#id_department")).to_have_value("")
    page.go_forward()
    expect(rows(page)).to_have_count(len(mine))
    expect(page.locator("#id_department")).to_have_value(str(unit("市民政局").pk))

    page.select_option("#id_status", "completed")  # the restored form still works
    expect(page.locator("#found .empty")).to_be_visible()


def test_words_filter_while_they_are_typed(page, sign_in):
    sign_in(page, "observer", "/items/")
    page.locator("#id_q").press_sequentially("第191项")
    expect(rows(page)).to_have_count(1)
    assert numbers(page) == ["191"]
    expect(page.locator("#id_q")).to_be_focused()


def test_one_step_back_undoes_one_filter(page, sign_in):
    """Leaving the field of words is a change for the browser, though the list has followed already."""
    sign_in(page, "observer", "/items/")
    page.locator("#id_q").press_sequentially("民政局")
    expect(rows(page)).not_to_have_count(31)
    count = rows(page).count()
    page.keyboard.press("Tab")
    page.select_option("#id_status", "completed")
    expect(page.locator("#found .empty")).to_be_visible()
    page.go_back()
    expect(rows(page)).to_have_count(count)
    expect(page.locator("#id_q")).to_have_value("民政局")
    page.go_back()
    expect(rows(page)).to_have_count(31)
    expect(page.locator("#id_q")).to_have_value("")


def test_a_badge_removes_its_filter_and_the_form_follows(page, sign_in):
    sign_in(page, "observer", "/items/")
    page.select_option("#id_department", label="市民政局")
    expect(page.locator(".filter-badge")).to_have_count(1)
    page.select_option("#id_status", "completed")
    expect(page.locator(".filter-badge")).to_have_count(2)
    page.locator(".filter-badge").first.click()
    expect(page.locator(".filter-badge")).to_have_count(1)
    expect(page.locator("#id_department")).to_have_value("")
    expect(page.locator("#id_status")).to_have_value("completed")
    assert "department" not in query(page)


def test_sorting_keeps_the_filter_and_a_later_filter_the_order(page, sign_in):
    sign_in(page, "observer", "/items/?q=民政")
    before = numbers(page)
    head = page.locator("thead .col-number a")
    head.click()
    expect(head).to_have_attribute("data-direction", "ascending")
    head.click()
    expect(head).to_have_attribute("data-direction", "descending")
    assert numbers(page) == sorted(before, reverse=True)
    page.select_option("#id_status", "not_started")
    expect(page).to_have_url(re.compile("status=not_started"))
    assert numbers(page) == sorted(before, reverse=True)


def test_filtering_after_the_session_ended_leads_to_sign_in_and_back(page, sign_in, accounts):
    sign_in(page, "observer", "/items/")
    page.context.clear_cookies()
    page.select_option("#id_status", "not_started")
    page.wait_for_url("**/sign-in/**")
    page.fill("#id_username", "observer")
    page.fill("#id_password", accounts["observer"])
    page.click("main button")
    expect(rows(page)).to_have_count(31)
