"""The tabs of an item's page in a real browser: how long they are, what is on the first screen, where old links go."""

import pytest
from playwright.sync_api import expect

from departments.models import User
from items.models import Instruction, WorkItem
from items.pages.addresses import ITEM_TABS, address, item_part

from ..given.together import moment
from .accessibility import OPEN_ALL, complaints
from .addresses import rounds
from .seeded_portal import act, item, move

pytestmark = pytest.mark.once
# Pixels of a page at 1,440: a screen and a half.
LONGEST = 1400


@pytest.fixture
def reported(accounts):
    """The seeded portal with a round that is reported on, notes, an instruction and an item that waits for its end."""
    rounds()
    for number in range(1, 9):
        move(191, "", "liaison", text=f"第{number}次调度：" + "新增就业三千人，服务站建成十二个，培训正在进行。" * 6)
    move(191, "in_progress", "liaison")
    move(191, "awaiting_closure", "head", text="全部完成。" * 40)
    leader = User.objects.get(username="leader")
    Instruction.objects.create(item=item(191), by=leader, text="请加快办理。" * 30, at=moment("2011-03-02"))


@pytest.mark.parametrize("username", ["leader", "supervision", "liaison"])
def test_no_tab_of_any_item_is_longer_than_a_screen_and_a_half(page, sign_in, reported, username):
    sign_in(page, username)
    long = {}
    for pk in WorkItem.objects.order_by("position").values_list("pk", flat=True):
        for tab in ITEM_TABS:
            page.goto(address(tab, pk), wait_until="domcontentloaded")
            height = page.evaluate("document.documentElement.scrollHeight")
            if height > LONGEST:
                long[address(tab, pk)] = height
    assert not long


@pytest.mark.parametrize("width", [390, 360])
def test_nothing_is_wider_than_a_telephone_and_what_to_do_comes_first(page, sign_in, reported, width):
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, "supervision")
    for tab in ITEM_TABS:
        page.goto(address(tab, item(191).pk))
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, tab
        panel, shown = page.locator("#acts").bounding_box(), page.locator(".item-tab").bounding_box()
        assert panel["y"] + panel["height"] <= shown["y"], tab


def test_the_tabs_keep_nobody_out(page, sign_in, reported):
    found = []
    for username in ("leader", "liaison"):
        sign_in(page, username)
        for tab in ITEM_TABS:
            page.goto(address(tab, item(191).pk))
            page.evaluate(OPEN_ALL)
            found += complaints(page, f"{username} {tab}")
    assert not found, "\n".join(found)


def test_a_leader_writes_an_instruction_without_scrolling(page, sign_in, reported):
    sign_in(page, "leader", item(191).get_absolute_url())
    form = page.locator("#acts #instruct form")
    expect(form.locator("button")).to_be_in_viewport(ratio=1)
    form.locator("textarea").fill("请按月报告。")
    form.locator("button").click()
    expect(page.locator(".notice-success")).to_be_visible()
    expect(page).to_have_url(item(191).get_absolute_url())
    page.locator(".tabs a").nth(2).click()
    expect(page.locator("#instructions")).to_contain_text("请按月报告。")


def test_a_link_of_earlier_days_arrives_on_the_tab_that_has_its_part(page, sign_in, reported):
    sign_in(page, "liaison")
    for part in ("instructions", "closing", "history", "notes", "updates", "lights"):
        page.goto("/")
        page.goto(f"{item(191).get_absolute_url()}#{part}")
        page.wait_for_url(f"**{item_part(item(191), part)}")
        expect(page.locator(f"#{part}")).to_be_in_viewport()
    page.goto("/")
    page.goto(f"{item(191).get_absolute_url()}#nothing")
    expect(page.locator("h1")).to_contain_text("191")


def test_what_is_led_to_is_unfolded_and_not_below_the_head(page, sign_in, reported):
    sign_in(page, "supervision", f"{item(191).get_absolute_url()}#progress")
    expect(page.locator("#progress textarea[name=text]")).to_be_visible()
    page.locator(".acts-waiting a", has_text="办结申请").click()
    expect(page.locator("#closing button[value=close]")).to_be_visible()
    page.goto("/")
    page.goto(f"{item(191).get_absolute_url()}#units")
    head, units = page.locator(".item-bar").bounding_box(), page.locator("#units").bounding_box()
    assert units["y"] >= head["y"] + head["height"] - 1
    expect(page.locator(".item-bar")).to_be_in_viewport(ratio=1)


def test_a_long_note_is_cut_until_it_is_asked_for(page, sign_in, reported):
    sign_in(page, "observer", item_part(item(191), "notes"))
    note = page.locator("#notes > .note").last
    whole = note.locator("p.pre")
    expect(whole).to_be_hidden()
    note.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(whole).to_be_visible()
    expect(note.locator(".long-cut")).to_be_hidden()


def test_the_panel_folds_and_unfolds_by_keyboard(page, sign_in, reported):
    sign_in(page, "supervision", item(192).get_absolute_url())
    assert act(page, "progress").get_attribute("open") is not None
    page.locator("#progress > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#progress textarea[name=text]")).to_be_hidden()
