"""The list of items on a telephone, and on a wide screen at twice the size: soon at the items, nothing cut."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from departments.models import Department, User
from items.models import Responsibility, WorkItem

from ..given.factories import saved_view
from .accessibility import complaints
from .seeded_portal import rows

pytestmark = pytest.mark.once

# Pixels from the top of the page to the first item, and of an item.
ABOVE, OF_AN_ITEM = 500, 160
LIST = reverse("item_list")

# The way to each page that the frame's navigation leaves out of sight.
OUT_OF_SIGHT = """() => Array.from(document.querySelectorAll(".site-nav a"))
  .filter((link) => {
    const box = link.getBoundingClientRect(), nav = link.parentElement.getBoundingClientRect();
    return box.left < 0 || box.right > innerWidth || box.right > nav.right + 1 || box.bottom > nav.bottom + 1;
  })
  .map((link) => link.textContent.trim())"""
HEIGHTS = """() => Array.from(document.querySelectorAll("table.items tbody tr"), (row) => row.offsetHeight)"""
TOP = """() => document.querySelector("table.items tbody tr").getBoundingClientRect().top + scrollY"""
SCROLLED_WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def crowded(accounts):
    """Every item is overdue, long, and led by four units with long names; the administrator has every way to go."""
    WorkItem.objects.update(due_on="2011-02-15", text="加强社区公共服务站建设和网格化管理" * 12, leaders="李副市长")
    units = Department.objects.filter(is_collective=False, successor=None).order_by("-name")[:4]
    first = WorkItem.objects.in_order().first()
    Responsibility.objects.filter(item=first).delete()
    Responsibility.objects.bulk_create(
        Responsibility(item=first, department=unit, role="lead", position=place) for place, unit in enumerate(units)
    )
    office = User.objects.get(username="supervision")
    User.objects.filter(pk=office.pk).update(name="欧阳督查室值班人员")
    for name in ("未办结且已逾期的全部事项", "红灯事项", "本季度到期"):
        saved_view(office, name, "status=open&light=red" if name == "红灯事项" else "status=open")


def open_list(page, sign_in, width, person="supervision", query=""):
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, person, LIST + query)


@pytest.mark.parametrize("width", [360, 390, 720])
@pytest.mark.parametrize("query", ["", "?status=open&light=red"])
def test_the_items_begin_on_the_first_screen_and_are_short(page, sign_in, crowded, width, query):
    open_list(page, sign_in, width, query=query)
    assert page.evaluate(TOP) < ABOVE
    heights = page.evaluate(HEIGHTS)
    assert len(heights) == 31
    assert max(heights) <= OF_AN_ITEM
    assert page.evaluate(SCROLLED_WIDTH) == width
    shown = rows(page).first
    for part in (".col-number a", ".col-text a", ".col-light .light", ".col-lead a >> nth=0", ".col-due time"):
        expect(shown.locator(part)).to_be_visible()
    expect(shown.locator(".status-overdue")).to_be_visible()
    assert complaints(page, f"{width}") == []


@pytest.mark.parametrize("width", [360, 390, 720, 801, 1001, 1440])
@pytest.mark.parametrize("person", ["supervision", "admin"])
def test_the_navigation_is_never_cut(page, sign_in, accounts, width, person):
    open_list(page, sign_in, width, person)
    assert page.evaluate(OUT_OF_SIGHT) == []
    assert page.evaluate(SCROLLED_WIDTH) == width
    page.click(".language button")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.evaluate(OUT_OF_SIGHT) == []
    assert page.evaluate(SCROLLED_WIDTH) == width


def test_the_filter_stands_behind_a_button_that_counts(page, sign_in, accounts):
    open_list(page, sign_in, 390, query="?status=not_started&overdue=on")
    button, form = page.locator(".filter-fold > summary"), page.locator("#filter")
    expect(form).to_be_hidden()
    expect(button).to_have_text("筛选（2）")
    button.focus()
    page.keyboard.press("Enter")
    expect(form).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#id_q")).to_be_focused()
    page.uncheck("#id_overdue")
    expect(button).to_have_text("筛选（1）")
    expect(rows(page)).to_have_count(31)
    expect(form).to_be_visible()  # more may be chosen
    page.fill("#id_q", "191")
    expect(rows(page)).to_have_count(1)
    expect(button).to_have_text("筛选（2）")
    page.click("#filter button")
    expect(form).to_be_hidden()
    expect(rows(page).first).to_be_in_viewport(ratio=1)


def test_a_wrong_filter_opens_its_form(page, sign_in, accounts):
    open_list(page, sign_in, 390, query="?status=nonsense")
    expect(page.locator("#filter")).to_be_visible()
    expect(page.locator("main .notice-error")).to_be_visible()


def test_on_a_wide_screen_the_filter_stands_open_without_a_button(page, sign_in, accounts):
    open_list(page, sign_in, 1440)
    expect(page.locator("#filter")).to_be_visible()
    expect(page.locator(".filter-fold")).to_be_hidden()


def test_without_javascript_the_button_opens_the_filter(browser, live_server, accounts, sign_in):
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        locale="zh-CN",
        viewport={"width": 390, "height": 844},
    )
    page = context.new_page()
    sign_in(page, "liaison", LIST, typed=True)
    expect(page.locator("#filter")).to_be_hidden()
    page.click(".filter-fold > summary")
    page.fill("#id_q", "191")
    page.click("#filter button")
    expect(page).to_have_url(re.compile("q=191"))
    expect(page.locator(".filter-fold > summary")).to_have_text("筛选（1）")
    expect(rows(page)).to_have_count(1)
    context.close()
