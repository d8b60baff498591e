"""How many clicks a main job takes from the first page after signing in, and that it stands on one screen."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from departments.models import Membership, User
from items.models import Instruction, ProgressUpdate, ReportingPeriod, WorkItem

from ..given import factories
from ..given.opened_rounds import State, put
from .seeded_portal import open_round, unit
from .sessions import take_session

pytestmark = pytest.mark.once

COUNTY = "枣阳市人民政府"


class Clicks:
    """The page, and how often somebody has clicked on it."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def __call__(self, locator):
        self.count += 1
        locator.click()


@pytest.fixture
def county(accounts):
    """The updates of this period on the thirteen items of a county that had reported on all of them before."""
    open_round()
    rows = ProgressUpdate.objects.filter(department=unit(COUNTY), period__closed_at=None)
    updates = list(rows.select_related("period", "item", "department", "via"))
    office, writer = User.objects.get(username="supervision"), factories.person(username="county")
    Membership.objects.create(user=writer, role="liaison", department=unit(COUNTY))
    first = updates[0].period
    before = ReportingPeriod.objects.create(
        report=first.report,
        rhythm=first.rhythm,
        start_on=first.start_on.replace(year=first.start_on.year - 1),
        end_on=first.end_on.replace(year=first.end_on.year - 1, day=28),
        opens_on=first.opens_on,
        due_on=first.due_on,
        closes_on=first.closes_on,
        parts_due_on=first.parts_due_on,
        opened_at=first.opened_at,
    )
    for update in updates:
        earlier = ProgressUpdate.objects.create(
            period=before, item=update.item, department=update.department, via=update.via, role=update.role
        )
        put(earlier, State.ACCEPTED, by=writer, office=office, text="已完成2所")
    return updates


def test_a_county_reports_no_change_on_thirteen_items_with_two_clicks(page, live_server, county):
    take_session(page, live_server.url, User.objects.get(username="county"))
    page.goto(reverse("workbench"))
    click = Clicks(page)
    click(page.get_by_role("link", name="全选可报无变化的13项"))
    click(page.get_by_role("button", name="所选事项报“本期无变化”"))
    expect(page.locator(".notice-success")).to_contain_text("已报送13项“本期无变化”。")
    expect(page.locator(".notice-success .next-step")).to_contain_text("您需填报的事项已全部填写。")
    assert click.count == 2
    assert {update.no_change for update in ProgressUpdate.objects.filter(pk__in=[one.pk for one in county])} == {True}


def test_a_report_with_three_figures_is_sent_with_two_clicks_on_one_screen(page, sign_in, accounts):
    open_round()
    sign_in(page, "liaison")
    click = Clicks(page)
    click(
        page.locator(".bench-card", has=page.locator("h3", has_text="191")).get_by_role("link", name="填报", exact=True)
    )
    values = page.locator(".update-figures input.form-control")
    expect(values).to_have_count(3)
    height = page.viewport_size["height"]
    for place in [*values.all(), page.locator("#id_text"), page.get_by_role("button", name="报送", exact=True)]:
        assert place.bounding_box()["y"] + 20 < height
    for place, value in zip(values.all(), ("31000", "12000", "20000"), strict=True):
        place.fill(value)
    page.fill("#id_text", "新增就业3.1万人。")
    page.fill("#id_next_steps", "12月底前再办三场招聘会。")
    expect(page.locator(".afterwards")).to_contain_text("31.7%")
    click(page.get_by_role("button", name="报送", exact=True))
    expect(page.locator(".notice-success")).to_be_visible()
    assert click.count == 2
    update = ProgressUpdate.objects.get(item__number=191, department__memberships__user__username="liaison")
    assert update.state not in (State.EXPECTED, State.DRAFT)
    assert update.values.count() == 3


def test_the_next_report_is_a_tab_and_the_enter_key_away_also_on_a_telephone(page, sign_in, accounts):
    open_round()
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, "liaison")
    to_write = ProgressUpdate.objects.filter(department__memberships__user__username="liaison", state=State.EXPECTED)
    page.goto(to_write.order_by("-item__number").first().get_absolute_url())
    page.fill("#id_text", "已新建2所，完成投资1.2亿元。")
    page.fill("#id_next_steps", "12月底前验收。")
    page.get_by_role("button", name="报送", exact=True).click()
    told = page.locator(".notice-success .next-step")
    assert told.bounding_box()["width"] <= 390 and page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".notice-success")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(told.get_by_role("link").last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#update-form #id_text")).to_be_empty()


def test_a_leader_instructs_with_two_clicks_without_scrolling(page, sign_in, accounts):
    WorkItem.objects.filter(number__in=(190, 207)).update(due_on="2011-03-01")
    sign_in(page, "leader")
    click = Clicks(page)
    card = page.locator(".bench-card", has=page.locator("h3", has_text="190"))
    click(card.locator("summary"))
    card.locator("textarea").fill("请说明原因并提出措施。")
    send = card.get_by_role("button")
    box = send.bounding_box()
    assert box["y"] + box["height"] < page.viewport_size["height"]
    assert page.evaluate("window.scrollY") == 0
    click(send)
    expect(page.locator(".notice-success")).to_be_visible()
    assert click.count == 2
    assert [(one.item.number, one.text) for one in Instruction.objects.all()] == [(190, "请说明原因并提出措施。")]


def test_an_item_is_found_by_its_number_from_any_page_with_one_click_and_enter(page, sign_in, accounts):
    sign_in(page, "leader", reverse("dashboard"))
    click = Clicks(page)
    click(page.locator(".site-head input[name=q]"))
    page.keyboard.type("197")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("197")
    assert click.count == 1
