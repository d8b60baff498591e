"""Every main job is done with the keyboard alone: the report of a unit on its way, an instruction, a chase, a round."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from items.models import Instruction, Message, ProgressUpdate, ReportingPeriod, WorkItem

from .keys import follow, tab_to
from .seeded_portal import item, open_round

pytestmark = pytest.mark.once

State = ProgressUpdate.State


def update_of(number, username):
    return ProgressUpdate.objects.get(item__number=number, department__memberships__user__username=username)


def test_a_report_is_written_signed_and_accepted(page, sign_in, accounts):
    open_round()
    update = update_of(191, "liaison")
    sign_in(page, "liaison")
    follow(page, ".bench-card h3 a", "191")
    follow(page, f"#acts a[href^='{update.get_absolute_url()}']")
    for figure in ("31000", "12000", "20000"):
        tab_to(page, ".update-figures input.form-control")
        page.keyboard.insert_text(figure)
    for name, words in (("text", "新增就业3.1万人。"), ("next_steps", "12月底前再办三场招聘会。")):
        tab_to(page, f"#id_{name}")
        page.keyboard.insert_text(words)
    follow(page, ".send-bar button", "报送")
    expect(page.locator(".notice-success")).to_be_focused()
    update.refresh_from_db()
    assert (update.state, update.values.count()) == (State.AWAITING_SIGN_OFF, 3)

    for person, waits, act, state in (
        ("head", "待审签", "审签", State.AWAITING_REVIEW),
        ("supervision", "待审核", "通过", State.ACCEPTED),
    ):
        sign_in(page, person)
        follow(page, "main .task h3 a", waits)
        tab_to(page, f"main input[value^='{update.pk}:']")
        page.keyboard.press("Space")
        follow(page, "main button", act)
        expect(page.locator(".notice-success")).to_be_focused()
        update.refresh_from_db()
        assert update.state == state
    assert item(191).completion == Decimal("31.7")


def test_an_instruction_is_given_answered_and_marked_done(page, sign_in, accounts):
    WorkItem.objects.filter(number=191).update(due_on="2011-03-01")
    sign_in(page, "leader")
    tab_to(page, ".bench-press summary", "批示")
    page.keyboard.press("Enter")
    tab_to(page, ".card-instruct textarea", limit=1)
    page.keyboard.insert_text("请说明原因并提出措施。")
    follow(page, ".card-instruct button")
    expect(page.locator(".notice-success")).to_be_focused()
    instruction = Instruction.objects.get()
    assert (instruction.item.number, instruction.text) == (191, "请说明原因并提出措施。")

    sign_in(page, "liaison")
    follow(page, ".bench-card .chip", "批示")
    tab_to(page, "textarea[name=text]")
    page.keyboard.insert_text("6月底前完成。")
    follow(page, "main button", "提交反馈")
    expect(page.locator(".notice-success")).to_be_focused()

    sign_in(page, "head")
    follow(page, "main .task button", "审签")
    expect(page.locator(".notice-success")).to_be_focused()

    sign_in(page, "leader")
    follow(page, "main .task a", "191")
    follow(page, "main button", "批示办结")
    expect(page.locator(".notice-success")).to_be_focused()
    instruction.refresh_from_db()
    assert (instruction.state, instruction.answers.get().text) == ("done", "6月底前完成。")


def test_silent_units_are_chased(page, sign_in, accounts):
    open_round()
    period = ReportingPeriod.objects.open().get()
    sign_in(page, "supervision", period.get_absolute_url())
    follow(page, f"main a[href*='{reverse('period_chase', args=[period.pk])}']")
    tab_to(page, ".chase input[name=departments]:checked", "市人力资源和社会保障局", limit=100)
    follow(page, ".chase button.btn-primary", limit=300)
    expect(page.locator(".notice-success")).to_be_focused()
    assert Message.objects.filter(kind="chase").exists()
