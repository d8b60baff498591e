"""A draft of a progress update saves itself, and nothing typed is lost: closed tab, ended session, dead server."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from departments import clock
from departments.models import User
from items.models import ProgressUpdate
from items.updates import drafting

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import State, put
from .accessibility import complaints
from .seeded_portal import open_round

pytestmark = pytest.mark.once

SAVE = "**/save/"


@pytest.fixture
def update(accounts):
    """What the labour bureau, the lead of item 191, reports this month."""
    open_round()
    return ProgressUpdate.objects.get(item__number=191, department__memberships__user__username="liaison")


@pytest.fixture
def writer(page, sign_in, update):
    """The page as the liaison has it open."""
    sign_in(page, "liaison", update.get_absolute_url())
    return page


def typed(page, text, field="#id_text"):
    """Type into a field and wait until the portal has answered."""
    with page.expect_response(SAVE):
        page.fill(field, text)


def is_saved(page):
    """Everything on the page has reached the portal."""
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def fresh(update):
    return ProgressUpdate.objects.get(pk=update.pk)


def unsaved(page):
    return page.locator("#saved .saved-not")


def sign_in_here(page, accounts, username):
    page.fill("#id_username", username)
    page.fill("#id_password", accounts[username])
    page.click("main button")


def test_every_change_saves_itself(writer, update):
    typed(writer, "新增就业3.1万人")
    typed(writer, "缺技能培训师", "#id_problems")
    with writer.expect_response(SAVE):
        writer.check("#id_needs_decision")
    values = writer.locator(".update-figures input.form-control")
    with writer.expect_response(SAVE):
        values.first.fill("3.1万")
    expect(writer.locator("#completion")).to_have_text("10.3%")
    with writer.expect_response(SAVE):
        values.nth(1).fill("很多")
    expect(writer.locator(".said-wrong")).to_be_visible()
    expect(unsaved(writer)).to_be_visible()
    now = fresh(update)
    assert (now.text, now.problems, now.needs_decision) == ("新增就业3.1万人", "缺技能培训师", True)
    assert now.values.get().value == 31000
    writer.reload()
    expect(writer.locator("#id_text")).to_have_value("新增就业3.1万人")
    expect(values.nth(1)).to_have_value("很多")


def test_a_closed_tab_loses_nothing(writer, update, problems):
    writer.route(SAVE, lambda route: route.abort())
    writer.fill("#id_text", "写到一半")
    expect(unsaved(writer)).to_be_visible()
    writer.close()
    problems.clear()
    assert fresh(update).text == ""
    again = writer.context.new_page()
    with again.expect_response(SAVE):
        again.goto(update.get_absolute_url())
    expect(again.locator("#id_text")).to_have_value("写到一半")
    expect(unsaved(again)).to_have_count(0)
    assert fresh(update).text == "写到一半"
    assert again.evaluate("Object.keys(localStorage)") == []


def test_what_was_changed_meanwhile_is_not_overwritten_by_a_closed_tab(writer, update, problems):
    writer.route(SAVE, lambda route: route.abort())
    writer.fill("#id_text", "我写到一半")
    expect(unsaved(writer)).to_be_visible()
    writer.close()
    problems.clear()
    head = User.objects.get(username="head")
    drafting.save(update, by=head, at=clock.now(), was={}, changes={"text": "局长写的"})
    again = writer.context.new_page()
    again.goto(update.get_absolute_url())
    conflict = again.locator("#said_text.said-conflict")
    expect(conflict.locator(".theirs")).to_contain_text("局长写的")
    expect(again.locator("#id_text")).to_have_value("我写到一半")
    assert fresh(update).text == "局长写的"


def test_an_ended_session_throws_nobody_out_and_loses_nothing(writer, update, accounts, problems):
    writer.context.clear_cookies(name="sessionid")
    writer.fill("#id_text", "写到一半")
    link = writer.locator("#saved a")
    expect(link).to_be_visible()
    expect(writer.locator("#id_text")).to_have_value("写到一半")
    writer.locator("#id_text").press_sequentially("，再写一句")
    link.click()
    with writer.expect_response(SAVE):
        sign_in_here(writer, accounts, "liaison")
    expect(writer.locator("#id_text")).to_have_value("写到一半，再写一句")
    expect(unsaved(writer)).to_have_count(0)
    assert fresh(update).text == "写到一半，再写一句"


def test_signing_in_again_in_another_tab_is_enough(writer, update, accounts, problems):
    writer.context.clear_cookies()
    writer.fill("#id_text", "写到一半")
    expect(writer.locator("#saved a")).to_be_visible()
    other = writer.context.new_page()
    other.goto(reverse("sign_in"))
    sign_in_here(other, accounts, "liaison")
    other.locator(".user-menu").wait_for()
    typed(writer, "写到一半，接着写")
    expect(unsaved(writer)).to_have_count(0)
    assert fresh(update).text == "写到一半，接着写"
    problems.clear()  # the answer 403 to a page without its cookie


def test_a_dead_server_is_said_and_what_was_typed_is_saved_when_it_is_back(writer, update, problems):
    writer.route(SAVE, lambda route: route.abort())
    writer.fill("#id_text", "断网时写的")
    expect(unsaved(writer)).to_be_visible()
    assert fresh(update).text == ""
    problems.clear()
    with writer.expect_response(SAVE):
        writer.unroute(SAVE)
    expect(unsaved(writer)).to_have_count(0)
    assert fresh(update).text == "断网时写的"
    problems.clear()


def test_nobody_else_on_the_same_computer_sees_what_was_typed(writer, update, accounts, problems):
    writer.route(SAVE, lambda route: route.abort())
    writer.fill("#id_text", "只有我看得到")
    expect(unsaved(writer)).to_be_visible()
    writer.unroute(SAVE)
    problems.clear()
    writer.context.clear_cookies()
    other = writer.context.new_page()
    other.goto(reverse("sign_in", query={"next": update.get_absolute_url()}))
    sign_in_here(other, accounts, "head")
    expect(other.locator("#id_text")).to_have_value("")
    # The tab that was left open now belongs to somebody else and saves nothing in that person's name.
    expect(writer.locator("#saved a")).to_be_visible()
    assert fresh(update).saved_by is None
    writer.close()
    problems.clear()  # the answer 403


def test_who_signs_out_leaves_nothing_behind(writer, problems):
    writer.route(SAVE, lambda route: route.abort())
    writer.fill("#id_text", "写到一半")
    expect(unsaved(writer)).to_be_visible()
    assert writer.evaluate("Object.keys(localStorage).length") == 1
    writer.locator(".user-menu summary").click()
    writer.locator("form[data-sign-out] button").click()
    writer.locator("#id_username").wait_for()
    assert writer.evaluate("Object.keys(localStorage)") == []
    problems.clear()


def test_two_members_at_one_field_choose(writer, update):
    head = User.objects.get(username="head")
    drafting.save(update, by=head, at=clock.now(), was={}, changes={"text": "局长写的"})
    typed(writer, "联络员写的")
    conflict = writer.locator("#said_text.said-conflict")
    expect(conflict.locator(".theirs")).to_contain_text("局长写的")
    conflict.locator("button[name=keep]").click()
    is_saved(writer)
    expect(conflict).to_have_count(0)
    assert fresh(update).text == "联络员写的"
    drafting.save(update, by=head, at=clock.now(), was={}, changes={"text": "局长又写的"})
    typed(writer, "联络员又写的")
    conflict.locator("button[name=take]").click()
    expect(writer.locator("#id_text")).to_have_value("局长又写的")
    expect(conflict).to_have_count(0)
    typed(writer, "继续组织招聘", "#id_next_steps")
    is_saved(writer)
    assert (fresh(update).text, fresh(update).next_steps) == ("局长又写的", "继续组织招聘")


def test_what_another_member_writes_elsewhere_appears(writer, update):
    head = User.objects.get(username="head")
    drafting.save(update, by=head, at=clock.now(), was={}, changes={"problems": "缺技能培训师"})
    typed(writer, "新增就业3.1万人")
    expect(writer.locator("#id_problems")).to_have_value("缺技能培训师")
    expect(writer.locator("#said_problems")).to_be_visible()


def test_sending_right_after_typing_takes_the_last_word_along(writer, update):
    writer.fill("#id_next_steps", "组织冬季招聘")
    writer.fill("#id_text", "新增就业3.1万人，全部实名登记")
    writer.click(f"button[formaction='{reverse('update_send', args=[update.pk])}']")
    expect(writer.locator("main > .notice-success")).to_be_visible()
    assert (fresh(update).state, fresh(update).text) == ("awaiting_sign_off", "新增就业3.1万人，全部实名登记")
    assert writer.evaluate("Object.keys(localStorage)") == []


def test_what_was_typed_after_somebody_else_had_sent_it_is_shown(writer, update, problems):
    ProgressUpdate.objects.filter(pk=update.pk).update(state="awaiting_sign_off", sent_at=clock.now())
    writer.fill("#id_text", "晚了一步")
    expect(unsaved(writer)).to_be_visible()
    problems.clear()
    writer.locator("#saved a").click()
    left = writer.locator("#left")
    expect(left).to_contain_text("晚了一步")
    left.locator("button").click()
    expect(left).to_be_hidden()
    writer.reload()
    expect(left).to_be_hidden()
    problems.clear()  # the answers 409


def test_a_report_is_written_and_sent_with_the_keyboard_alone(writer, update):
    writer.keyboard.press("Tab")
    writer.keyboard.press("Tab")
    writer.keyboard.press("Enter")
    expect(writer.locator("#id_text")).to_be_focused()
    writer.keyboard.type("新增就业3.1万人")
    values = writer.locator(".update-figures input.form-control")
    while not values.first.evaluate("field => field === document.activeElement"):
        writer.keyboard.press("Tab")
    writer.keyboard.type("31000")
    with writer.expect_response(SAVE):
        writer.keyboard.press("Enter")  # saves, and neither sends nor leaves the page
    expect(values.first).to_be_focused()
    send = writer.locator(f"button[formaction='{reverse('update_send', args=[update.pk])}']")
    while not send.evaluate("button => button === document.activeElement"):
        writer.keyboard.press("Tab")
        if writer.locator("#id_next_steps").evaluate("field => field === document.activeElement"):
            writer.keyboard.type("组织冬季招聘")
    writer.keyboard.press("Enter")
    expect(writer.locator("main > .notice-success")).to_be_visible()
    assert fresh(update).state == "awaiting_sign_off"


def test_a_unit_with_an_unusual_figure_needs_one_click_and_a_reason_more(writer, update, problems):
    writer.fill("#id_text", "各项工作有序推进")
    writer.click(f"button[formaction='{reverse('update_send', args=[update.pk])}']")
    expect(writer.locator("#warnings li").first).to_be_visible()
    problems.clear()
    writer.fill("#id_anyway", "本月无量化内容")
    writer.click("#warnings button")
    expect(writer.locator("main > .notice-success")).to_be_visible()
    assert fresh(update).anyway == "本月无量化内容"


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_are_accessible_and_fit(page, sign_in, update, accounts, problems, width):
    page.set_viewport_size({"width": width, "height": 900})
    address = update.get_absolute_url()
    sign_in(page, "liaison", address)
    drafting.save(update, by=User.objects.get(username="head"), at=clock.now(), was={}, changes={"text": "局长写的"})
    typed(page, "联络员写的")
    expect(page.locator(".said-conflict")).to_be_visible()
    found = complaints(page, "form")
    page.locator("button[name=keep]").click()
    is_saved(page)
    page.click(f"button[formaction='{reverse('update_send', args=[update.pk])}']")
    expect(page.locator("#warnings")).to_be_visible()
    problems.clear()  # the answer 422
    found += complaints(page, "warnings")
    page.fill("#id_anyway", "本月无量化内容")
    page.click("#warnings button")
    expect(page.locator("main > .notice-success")).to_be_visible()
    found += complaints(page, "sent")
    page.context.clear_cookies()
    sign_in(page, "head", address)
    found += complaints(page, "decide")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert found == []


def test_a_carried_figure_that_is_emptied_stays_carried_until_another_answer_is_chosen(writer, update):
    target = update.item.targets.first()
    month = factories.period(update.item.report, start_on=day("2011-02-01"), end_on=day("2011-02-28"))
    before = ProgressUpdate.objects.create(period=month, item=update.item, department=update.department, role="lead")
    before = put(before, State.ACCEPTED, by=update.department.memberships.first().user, office=User.objects.first())
    before.values.create(target=target, label=target.label, unit=target.unit, value=12)
    writer.reload()
    value, answer = writer.locator(f"#id_value_{target.pk}"), writer.locator(f"#id_blank_{target.pk}")
    with writer.expect_response(SAVE):
        answer.select_option("carry")
    expect(value).to_have_value("12")
    expect(answer).to_be_hidden()
    with writer.expect_response(SAVE):
        value.fill("")
    expect(answer).to_have_value("carry")
    is_saved(writer)
    writer.reload()
    expect(value).to_have_value("12")
    with writer.expect_response(SAVE):
        value.fill("")
    with writer.expect_response(SAVE):
        answer.select_option("unavailable")
    is_saved(writer)
    assert [one.target for one in fresh(update).unavailable.all()] == [target]
    assert not fresh(update).values.exists()
