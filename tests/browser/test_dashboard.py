"""The dashboard in a real browser: drawn, on one sheet of paper, and there without JavaScript."""

import pypdfium2
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from items.dashboard.past import month_ends
from items.lights.recording import record_lights

from ..given.factories import day
from ..given.together import moment

pytestmark = pytest.mark.once


@pytest.fixture
def recorded(accounts):
    """The lights at the end of every month of the year, so that the charts have all their columns."""
    for end in month_ends(2011, day("2012-01-01")):
        record_lights(moment(f"{end}"))


def test_the_charts_are_drawn_and_their_tables_lead_to_the_lists(page, sign_in, recorded):
    sign_in(page, "leader", reverse("dashboard"))
    expect(page.locator(".chart-drawn")).to_have_count(2)
    expect(page.locator(".chart-drawn canvas")).to_have_count(2)
    trend = page.locator("#chart-trend")
    trend.locator("summary").click()
    trend.locator("tbody tr").last.locator("a").first.click()
    expect(page.locator("main .dash-item").first).to_be_visible()
    assert "on=2011-01-31" in page.url


@pytest.mark.parametrize("width", [1440, 390])
def test_it_is_printed_on_one_sheet(page, sign_in, recorded, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, "leader", reverse("dashboard"))
    expect(page.locator(".chart-drawn canvas")).to_have_count(2)
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(printed) == 1
    printed.close()


def test_without_javascript_the_figures_stand_in_tables(browser, live_server, sign_in, recorded):
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "leader", reverse("dashboard"))
    for key in ("trend", "heat"):
        expect(page.locator(f"#chart-{key} table")).to_be_visible()
        expect(page.locator(f"#chart-{key} .chart-area")).to_be_hidden()
    context.close()
