"""The portal by keyboard only, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from .found_fields import choose_in, field_over
from .keys import tab_to
from .seeded_portal import WHY_SHORT, act, item, move, rows, see

pytestmark = pytest.mark.once


def test_the_keyboard_alone_filters_opens_and_saves(page, sign_in):
    sign_in(page, "liaison", "/items/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    tab_to(page, "#id_q", limit=8)  # past the lists of what was asked and instructed
    page.keyboard.insert_text("第191项")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(1)
    tab_to(page, "tbody .col-number a")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("191")
    tab_to(page, "#progress > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#progress input[type=radio]")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#progress input[value=in_progress]")).to_be_checked()
    tab_to(page, "#progress textarea")
    page.keyboard.insert_text("只用键盘填报")
    tab_to(page, "#progress button")
    page.keyboard.press("Enter")
    expect(page.locator(".notice-success")).to_be_focused()
    expect(see(page, 191, "notes").locator(".note")).to_contain_text("只用键盘填报")
    assert item(191).status == "in_progress"


def test_the_second_skip_link_leads_to_what_can_be_done(page, sign_in):
    sign_in(page, "liaison", item(191).get_absolute_url())
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link[href='#acts']")).to_be_in_viewport()
    page.keyboard.press("Enter")
    tab_to(page, "#acts #progress > summary", limit=4)
    page.keyboard.press("Enter")
    tab_to(page, "#progress input[type=radio]", limit=2)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_focus_goes_to_why_an_item_is_closed_though_short_and_the_next_tab_to_its_answer(
    page, sign_in, accounts, problems, width
):
    page.set_viewport_size({"width": width, "height": 844})
    move(191, "in_progress", "liaison")
    sign_in(page, "supervision", item(191).get_absolute_url())
    act(page, "progress").locator("input[type=radio]:checked").focus()
    while not page.locator("#progress input[value=completed]").is_checked():
        page.keyboard.press("ArrowDown")
    tab_to(page, "#progress button")
    page.keyboard.press("Enter")
    expect(page.locator("#progress .alert")).to_be_focused()
    expect(page.locator("#progress .alert")).to_be_in_viewport(ratio=1)
    expect(page.locator("#progress .left-open")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    expect(page.locator("#progress [name=anyway]")).to_be_focused()
    expect(page.locator("#progress [name=anyway]")).to_be_in_viewport(ratio=1)
    page.keyboard.insert_text(WHY_SHORT)
    tab_to(page, "#progress button")
    page.keyboard.press("Enter")
    expect(page.locator(".notice-success")).to_be_focused()
    assert (item(191).status, item(191).ended_anyway) == ("completed", WHY_SHORT)
    problems.clear()  # the browser reports the answer 422


@pytest.mark.parametrize("width", [1440, 390])
def test_after_an_error_the_focus_is_on_what_is_wrong(page, sign_in, problems, width):
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, "supervision", item(191).get_absolute_url())
    act(page, "progress")
    page.fill("#progress textarea", "字" * 2001)
    page.click("#progress button")
    expect(page.locator("#progress .alert")).to_be_focused()
    expect(page.locator("#progress .alert")).to_be_in_viewport(ratio=1)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(reverse("item_units", args=[item(191).pk]))
    for row in (3, 4):
        choose_in(field_over(page, f"#id_form-{row + 4}-department"), "市体育局")
    page.click("main form button")
    expect(page.locator("select.is-invalid + .ts-wrapper .ts-control input")).to_be_focused()
    expect(page.locator(".ts-dropdown:visible")).to_have_count(0)  # it would lie over what is said
    problems.clear()  # the browser reports the answers 422


def test_the_user_menu_opens_and_closes_by_keyboard(page, sign_in):
    sign_in(page, "liaison")
    tab_to(page, ".user-menu summary")
    page.keyboard.press("Enter")
    expect(page.locator(".user-menu-body")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".user-menu-body")).to_be_hidden()
    expect(page.locator(".user-menu summary")).to_be_focused()
