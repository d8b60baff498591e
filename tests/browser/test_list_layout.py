"""The list laid out by a person, in a browser: by keyboard, without scripts, and where it stands."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from items.models import ListSettings

from .accessibility import complaints
from .seeded_portal import rows

pytestmark = pytest.mark.once

LIST = reverse("item_list")


def test_columns_rows_and_density_are_chosen_above_the_table(page, sign_in, accounts):
    page.emulate_media(reduced_motion="reduce")  # a colour on its way to another is none that anybody reads
    sign_in(page, "liaison", LIST)
    page.select_option("#id_status", "not_started")
    expect(page).to_have_url(re.compile("status=not_started"))
    expect(page.locator("#found.htmx-request, #found.htmx-settling")).to_have_count(0)  # grey on its way
    page.locator(".list-layout > summary").focus()
    page.keyboard.press("Enter")
    assert complaints(page, "layout") == []
    page.uncheck("#layout-shown_2")
    page.select_option("#layout-rows_a_page", "15")
    page.select_option("#layout-is_compact", "on")
    page.locator(".layout-form button").press("Enter")
    expect(page).to_have_url(re.compile("status=not_started"))  # it followed the filter
    expect(page.locator("main .notice-success")).to_be_focused()
    expect(rows(page)).to_have_count(15)
    expect(page.locator("thead .col-units")).to_have_count(0)
    expect(page.locator("thead .col-lead")).to_be_visible()
    heights = page.evaluate("Array.from(document.querySelectorAll('.items tbody tr'), (row) => row.offsetHeight)")
    assert max(heights) < 40, "a compact row is one line"


def test_the_panel_closes_on_escape_and_on_a_click_elsewhere(page, sign_in, accounts):
    sign_in(page, "liaison", LIST)
    panel, button = page.locator(".layout-form"), page.locator(".list-layout > summary")
    button.click()
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    page.locator("h1").click()
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1440])
def test_the_panel_fits(page, sign_in, accounts, width):
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, "supervision", LIST)
    page.click(".list-layout > summary")
    box = page.locator(".layout-form").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.click(".layout-form button")
    expect(page.locator("main .notice-success")).to_be_visible()
    assert ListSettings.objects.get().hidden == []


def test_without_javascript_the_list_is_laid_out_too(browser, live_server, accounts, sign_in):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, "liaison", f"{LIST}?status=not_started", typed=True)
    page.click(".list-layout > summary")
    page.uncheck("#layout-shown_6")
    page.click(".layout-form button")
    expect(page).to_have_url(re.compile("status=not_started"))
    expect(page.locator("thead .col-note")).to_have_count(0)
    context.close()


# The head of the table on a wide screen

COVERED = """() => {
  const head = document.querySelector(".items thead th").getBoundingClientRect();
  const focus = document.activeElement;
  const box = focus.getBoundingClientRect();
  const hidden = focus.closest(".items tbody") && (box.top < head.bottom || box.bottom > innerHeight);
  return hidden ? `${focus.outerHTML} ${box.top}` : "";
}"""


@pytest.mark.parametrize(("width", "language"), [(1440, "zh-CN"), (1100, "zh-CN"), (1440, "en")])
def test_the_head_stays_in_sight_and_covers_nothing_that_has_the_focus(page, sign_in, accounts, width, language):
    page.emulate_media(reduced_motion="reduce")  # else the page is still on its way to what has the focus
    page.set_viewport_size({"width": width, "height": 600})
    sign_in(page, "supervision", LIST)
    if language == "en":
        page.click(".language button")
    expect(page.locator("html")).to_have_attribute("lang", language)
    rows(page).nth(25).locator(".col-number a").focus()
    head = page.locator(".items thead th").first
    assert head.bounding_box()["y"] == 0
    expect(page.locator(".items thead .col-due")).to_be_in_viewport(ratio=1)
    covered = []
    for _press in range(60):
        page.keyboard.press("Shift+Tab")
        covered.append(page.evaluate(COVERED))
    assert set(covered) == {""}
    for _press in range(60):
        page.keyboard.press("Tab")
        covered.append(page.evaluate(COVERED))
    assert set(covered) == {""}


def test_on_a_narrow_screen_and_on_paper_nothing_sticks(page, sign_in, accounts):
    page.set_viewport_size({"width": 390, "height": 600})
    sign_in(page, "supervision", LIST)
    position = "getComputedStyle(document.querySelector('.items thead th')).position"
    assert page.evaluate(position) == "static"
    page.set_viewport_size({"width": 1440, "height": 600})
    assert page.evaluate(position) == "sticky"
    page.emulate_media(media="print")
    assert page.evaluate(position) == "static"
