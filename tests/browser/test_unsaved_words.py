"""Words that are not saved yet are not lost in a real browser."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from items.models import WorkItem

from .found_fields import type_into
from .seeded_portal import WHY_SHORT, act, item, move, see, unit

pytestmark = pytest.mark.once


def test_leaving_a_page_with_unsaved_words_asks_first(page, sign_in):
    questions = []

    def stay(dialog):
        questions.append(dialog.type)
        dialog.dismiss()

    sign_in(page, "liaison", item(191).get_absolute_url(), typed=True)
    page.on("dialog", stay)
    act(page, "progress")
    page.click("#progress textarea")
    page.keyboard.insert_text("还没有保存")
    with pytest.raises(Exception, match="ERR_ABORTED"):
        page.goto("/items/")
    assert questions == ["beforeunload"]
    expect(page.locator("#progress textarea")).to_have_value("还没有保存")
    page.click("#progress button")
    expect(see(page, 191, "notes").locator(".note")).to_contain_text("还没有保存")
    page.goto("/items/")
    assert questions == ["beforeunload"]


def test_a_refused_text_is_still_guarded(page, sign_in, problems):
    questions = []
    sign_in(page, "liaison", item(191).get_absolute_url())
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    act(page, "progress")
    page.fill("#progress textarea", "字" * 2001)
    page.click("#progress button")
    expect(page.locator("#progress .alert")).to_be_visible()
    problems.clear()  # the browser reports the answer 422
    assert not questions
    page.click("#progress textarea")
    page.goto("/items/")
    assert questions == ["beforeunload"]


def test_what_was_typed_outlives_an_ended_session(page, sign_in, accounts):
    item = WorkItem.objects.get(number=191)
    sign_in(page, "liaison", item.get_absolute_url())
    page.on("dialog", lambda dialog: dialog.accept())
    act(page, "progress")
    page.fill("#progress textarea", "新增就业2万人。")
    page.context.clear_cookies(name="sessionid")
    page.click("#progress button")
    page.fill("#id_username", "liaison")
    page.fill("#id_password", accounts["liaison"])
    page.click("main form button")
    expect(page.locator("#progress textarea")).to_have_value("新增就业2万人。")
    expect(page.locator("#progress .notice-warning")).to_be_visible()
    page.click("#progress .btn-primary")
    expect(see(page, 191, "notes").locator(".note")).to_contain_text("新增就业2万人。")
    expect(page.locator("#progress textarea")).to_have_value("")
    page.reload()
    expect(page.locator("#progress textarea")).to_have_value("")


def end_session_and_save(page, accounts, username):
    """The session is gone when the form is sent; the same person signs in again."""
    page.context.clear_cookies(name="sessionid")
    page.click("#progress .btn-primary")
    page.fill("#id_username", username)
    page.fill("#id_password", accounts[username])
    page.click("main form button")


def test_a_reason_that_was_asked_for_outlives_an_ended_session(page, sign_in, accounts, problems):
    """The form that is opened anew does not ask for it yet."""
    move(191, "in_progress", "liaison")
    move(191, "awaiting_closure", "head")
    sign_in(page, "supervision", item(191).get_absolute_url())
    page.on("dialog", lambda dialog: dialog.accept())
    act(page, "progress")
    page.check("#progress input[value=completed]")
    page.fill("#progress textarea[name=text]", "同意办结。")
    page.click("#progress .btn-primary")
    page.fill("#progress [name=anyway]", WHY_SHORT)
    problems.clear()  # the browser reports the answer 422
    end_session_and_save(page, accounts, "supervision")
    field = page.locator("#progress [name=anyway]")
    expect(field).to_have_value(WHY_SHORT)
    expect(page.locator("#progress").get_by_label("确需办结的理由")).to_have_value(WHY_SHORT)
    expect(page.locator("#progress input[value=completed]")).to_be_checked()
    page.click("#progress .btn-primary")
    expect(page.locator(".item-head .status")).to_have_class(re.compile("status-completed"))
    assert (item(191).status, item(191).ended_anyway) == ("completed", WHY_SHORT)
    page.reload()
    expect(field).to_have_count(0)


def test_why_secret_words_are_sent_outlives_an_ended_session(page, sign_in, accounts, problems):
    sign_in(page, "liaison", item(191).get_absolute_url())
    page.on("dialog", lambda dialog: dialog.accept())
    act(page, "progress")
    page.fill("#progress textarea[name=text]", "据机密★文件，新增就业2万人。")
    page.click("#progress .btn-primary")
    page.fill("#progress [name=sent_anyway]", "已解密")
    problems.clear()  # the browser reports the answer 422
    end_session_and_save(page, accounts, "liaison")
    expect(page.locator("#progress [name=sent_anyway]")).to_have_value("已解密")
    page.click("#progress .notice-kept .button")
    expect(page.locator("#progress [name=sent_anyway]")).to_have_count(0)
    expect(page.locator("#progress textarea[name=text]")).to_have_value("")


def test_what_one_person_typed_is_not_shown_to_the_next(page, sign_in):
    address = WorkItem.objects.get(number=191).get_absolute_url()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, "liaison", address)
    act(page, "progress")
    page.fill("#progress textarea", "新增就业2万人。")
    page.context.clear_cookies()
    sign_in(page, "supervision", address)
    expect(page.locator("#progress textarea")).to_have_value("")


def test_two_people_at_once_see_each_others_words(page, sign_in, problems):
    sign_in(page, "supervision", reverse("item_edit", args=[item(191).pk]))
    move(191, "in_progress", "liaison")
    page.fill("#id_remark", "市长督办")
    page.click("main form button")
    expect(page.locator("#present .status")).to_have_class(re.compile("status-in_progress"))
    problems.clear()  # the browser reports the answer 409
    expect(page.locator("#id_remark")).to_have_value("市长督办")
    page.click("main form button")
    expect(page.locator(".panel-facts")).to_contain_text("市长督办")


def test_what_was_typed_for_some_items_is_not_given_to_others(page, sign_in):
    def several(*numbers):
        page.goto("/items/several/?" + "&".join(f"item={item(number).pk}" for number in numbers))

    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, "supervision", "/items/")
    several(191, 192)
    page.fill("#id_reason", "受汛情影响")
    several(193)
    expect(page.locator("#id_reason")).to_have_value("")
    several(192, 191)
    expect(page.locator("#id_reason")).to_have_value("受汛情影响")


def test_a_unit_that_was_typed_outlives_an_ended_session(page, sign_in, accounts):
    """It is not among those that the page offers by itself."""
    civil = unit("市体育局")
    sign_in(page, "supervision", reverse("item_units", args=[item(191).pk]))
    page.on("dialog", lambda dialog: dialog.accept())
    last = page.locator("select[name$=-department]").last
    assert str(civil.pk) not in last.locator("option").evaluate_all("all => all.map(one => one.value)")
    type_into(page.locator(".ts-wrapper").last, "tyj")
    expect(page.locator(".ts-dropdown .option:visible")).to_have_text(["市体育局"])
    page.keyboard.press("Enter")
    expect(last).to_have_value(str(civil.pk))
    page.context.clear_cookies(name="sessionid")
    page.locator("main form .btn-primary").click()
    page.fill("#id_username", "supervision")
    page.fill("#id_password", accounts["supervision"])
    page.click("main form button")
    expect(page.locator("select[name$=-department]").last).to_have_value(str(civil.pk))
    expect(page.locator(".ts-control .item").last).to_have_text("市体育局")
