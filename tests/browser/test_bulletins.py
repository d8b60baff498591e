"""A bulletin from the closed period to the receipt, each step in the browser by the person whose work it is."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from departments.models import Department, Membership, User
from items.models import Bulletin, ReportingPeriod
from items.portfolios.setting import set_portfolio

from ..bulletins.word_read import paragraphs
from ..given import factories
from ..given.factories import day
from .test_a_month import Story

pytestmark = pytest.mark.once


@pytest.fixture
def story(page, accounts, settings):
    return Story(page, settings)


def press(page, words):
    with page.expect_navigation():
        page.get_by_role("button", name=words).click()


def test_from_the_period_to_the_receipt(story, tmp_path):
    page = story.page
    story.on("2011-03-01")
    story.on("2011-04-06")
    march = ReportingPeriod.objects.get(start_on=day("2011-03-01"))

    # Two clicks from the period to the draft; the office edits it and submits it, and cannot approve it.
    story.become("supervision", march.get_absolute_url())
    page.get_by_role("link", name="起草通报").click()
    press(page, "生成初稿")
    bulletin = Bulletin.objects.get()
    expect(page).to_have_url(re.compile(f"/bulletins/{bulletin.pk}/edit/$"))
    page.get_by_label("下一步要求").fill("各单位要抓紧补报。\n（一）时限\n三日内补齐。")
    press(page, "保存")
    expect(page.locator(".bulletin-sheet h3").last).to_have_text("（一）时限")
    press(page, "提交审批")
    expect(page.get_by_role("button", name="审批印发")).to_have_count(0)

    # The leader returns it; the office sees why, and submits it again; the leader issues it.
    story.become("leader", bulletin.get_absolute_url())
    page.get_by_text("退回修改").click()
    page.fill("textarea[name=reason]", "请写明责任。")
    press(page, "退回")
    story.become("supervision", bulletin.get_absolute_url())
    expect(page.locator(".notice-warning").first).to_contain_text("请写明责任。")
    press(page, "提交审批")
    story.become("leader", bulletin.get_absolute_url())
    press(page, "审批印发")
    expect(page.locator(".notice-success")).to_contain_text("督查通报〔2011〕1号")

    # A liaison finds it among the messages, opens it and takes the Word file along.
    story.become("liaison", reverse("inbox"))
    press(page, re.compile("督查通报〔2011〕1号"))
    expect(page.locator(".sheet-number")).to_have_text("督查通报〔2011〕1号")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载Word文件").click()
    download.value.save_as(tmp_path / "file.docx")
    assert "三日内补齐。" in paragraphs((tmp_path / "file.docx").read_bytes())

    # The office sees who has opened it.
    story.become("supervision", bulletin.get_absolute_url())
    page.locator("#receipts summary").click()
    row = page.locator("#receipts tr", has_text="市人力资源和社会保障局")
    expect(row.locator("time")).to_have_count(1)
    expect(page.locator("#receipts summary")).to_contain_text("1个已阅")


def test_a_special_report_from_the_leaders_portfolio_to_the_receipt(story, tmp_path):
    page = story.page
    story.on("2011-03-01")
    leader = User.objects.get(username="leader")
    office = User.objects.get(username="supervision")
    units = Department.objects.filter(responsibilities__role="lead", is_collective=False).distinct().order_by("pk")[:3]
    set_portfolio(leader, by=office, units=units, seen=set())

    # From the portfolio to the draft, which the office edits and submits.
    story.become("supervision", reverse("portfolio_list"))
    page.get_by_role("link", name=re.compile("写专报")).click()
    press(page, "生成初稿")
    brief = Bulletin.objects.get()
    page.get_by_label("工作建议").fill("建议召开专题会议。")
    press(page, "保存")
    expect(page.locator(".sheet-masthead")).to_have_text("督查专报")
    press(page, "提交审批")
    expect(page.get_by_role("button", name="审批印发")).to_have_count(0)

    # A second person of the office finds it on the workbench and returns it; it stands at its writer's again.
    colleague = factories.person("second", role=Membership.Role.SUPERVISION, department=office.posts[0].department)
    story.become(colleague.username, reverse("workbench"))
    page.locator(".task", has_text="待审批的通报文件").get_by_role("link", name=brief.title).click()
    page.get_by_text("退回修改").click()
    page.fill("textarea[name=reason]", "请补充建议。")
    press(page, "退回")
    story.become("supervision", reverse("workbench"))
    task = page.locator(".task", has_text="退回修改的通报文件")
    expect(task).to_contain_text("请补充建议。")
    task.get_by_role("link", name=brief.title).click()
    press(page, "提交审批")
    story.become(colleague.username, brief.get_absolute_url())
    press(page, "审批印发")
    expect(page.locator(".notice-success")).to_contain_text("督查专报〔2011〕1号")

    # The leader finds it among the messages, opens it and takes the Word file along.
    story.become("leader", reverse("inbox"))
    press(page, re.compile("督查专报〔2011〕1号"))
    with page.expect_download() as download:
        page.get_by_role("link", name="下载Word文件").click()
    download.value.save_as(tmp_path / "file.docx")
    assert "建议召开专题会议。" in paragraphs((tmp_path / "file.docx").read_bytes())

    # The office sees that it was read; nobody of a unit finds it.
    story.become("supervision", brief.get_absolute_url())
    expect(page.locator("#receipts summary")).to_contain_text("已阅")
    story.become("liaison", reverse("bulletin_list"))
    expect(page.get_by_text(brief.title)).to_have_count(0)
