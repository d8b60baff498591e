"""The report as published and a unit's page in a browser: filtered at once, readable dimmed, alone and on paper."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from departments.models import Department
from items.models import WorkItem, WorkReport

from .accessibility import complaints, complaints_at

pytestmark = pytest.mark.once


@pytest.fixture
def report(accounts):
    WorkItem.objects.filter(number__in=[190, 207]).update(due_on="2011-03-01")
    return WorkReport.objects.get()


def test_a_filter_dims_the_rest_without_a_new_page(page, sign_in, report):
    sign_in(page, "leader", report.get_absolute_url())
    page.evaluate("window.stays = true")
    page.select_option("#id_light", "red")
    expect(page.locator(".fitting a")).to_have_text(["190", "207"])
    expect(page.locator(".margin li:not(.is-dim)")).to_have_count(2)
    page.fill("#id_q", "治安")
    expect(page.locator(".fitting a")).to_have_text(["190"])
    assert page.evaluate("window.stays") and "light=red" in page.url
    assert complaints(page, "filtered") == []
    page.locator(".fitting a").click()
    expect(page.locator("#item-190")).to_be_in_viewport()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_text_stands_alone_in_the_reading_mode(page, sign_in, report, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, "observer", report.get_absolute_url())
    expect(page.locator(".margin:visible li").first).to_be_visible()
    found = complaints_at(page, f"{report.get_absolute_url()}?mode=read")
    expect(page.locator(".margin:visible")).to_have_count(0)
    page.emulate_media(media="print")
    expect(page.locator(".margin:visible li")).to_have_count(31)
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_of_a_unit_and_of_a_collective_fit(page, sign_in, accounts, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, "leader")
    for name in ("市民政局", "各县(市)区人民政府"):
        address = reverse("department_detail", args=[Department.objects.get(name=name).pk])
        assert complaints_at(page, address) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
