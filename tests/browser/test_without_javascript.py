"""The portal in a browser that runs no script."""

import pytest
from playwright.sync_api import expect

from ..given import factories
from ..imports.by_hand import FOLDER
from .seeded_portal import act, item, numbers, query, rows, see, unit

pytestmark = pytest.mark.once


@pytest.fixture
def plain_page(browser, live_server):
    """A page in a browser that runs no script."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="zh-CN")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_without_javascript_everything_works_with_buttons_and_links(plain_page, sign_in, accounts):
    page = plain_page
    more = factories.report(year=2012, title="2012年任务分解")
    for number in range(1, 61):
        factories.item(more, number, leads=[unit("市体育局")])
    sign_in(page, "liaison", "/items/", typed=True)
    page.fill("#id_q", "体育局")
    page.select_option("#id_report", str(more.pk))
    page.click("#filter button")
    expect(rows(page)).to_have_count(30)
    page.click(".pages a[rel=next]")
    assert numbers(page) == [str(number) for number in range(31, 61)]
    page.click("thead .col-number a")
    page.click("thead .col-number a")
    assert numbers(page)[0] == "60"
    page.locator(".filter-badge", has_text="体育局").click()
    assert query(page) == {"report": str(more.pk), "sort": "-number"}
    page.locator("#filter").get_by_role("link").click()
    expect(rows(page)).to_have_count(30)
    page.fill("[name=department-named]", "tyj")
    page.click("#filter button")
    expect(page.locator("#id_department")).to_have_value(str(unit("市体育局").pk))
    page.locator(".filter-badge", has_text="体育局").click()
    expect(page.locator(".filter-badge")).to_have_count(0)

    page.goto(item(191).get_absolute_url())
    act(page, "progress")
    page.check("#progress input[value=in_progress]")
    page.fill("#progress textarea", "没有脚本也能填报")
    page.click("#progress button")
    expect(see(page, 191, "notes").locator(".note")).to_contain_text("没有脚本也能填报")
    page.click(".language button")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.click(".user-menu summary")
    page.click(".user-menu form button")
    expect(page.locator("#id_username")).to_be_visible()


def test_without_javascript_columns_and_starts_are_said_with_buttons(plain_page, sign_in):
    page = plain_page
    sign_in(page, "supervision", "/imports/")
    page.set_input_files("#id_file", FOLDER / "nine-columns.xlsx")
    page.locator("main form[enctype] button").click()
    page.locator(".column-table select").nth(3).select_option("lead")
    page.locator("noscript button[value^='columns:']").click()
    expect(page.locator(".column-table select").nth(3)).to_have_value("lead")
    page.goto("/imports/")
    page.set_input_files("#id_file", FOLDER / "run-together.txt")
    page.locator("main form[enctype] button").click()
    page.get_by_label("在交通建设上").check()
    page.get_by_label("在水利建设上").check()
    page.locator(".starts noscript button").click()
    page.locator(".offers button").first.click()
    expect(page.locator("#preview .card-item")).to_have_count(5)
