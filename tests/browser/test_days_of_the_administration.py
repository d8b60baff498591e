"""Days in the administration are the portal's, in whatever zone and year the browser lives."""

import datetime

import pytest
from playwright.sync_api import expect

from departments import clock
from departments.models import User

from ..admin.admin_pages import page as admin_page
from .sessions import take_session

pytestmark = pytest.mark.once


@pytest.fixture
def far_away(browser, live_server):
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", timezone_id="America/New_York")
    yield context.new_page()
    context.close()


def test_today_is_the_portals_and_nobody_is_told_to_reckon(accounts, live_server, far_away, settings):
    settings.PORTAL_DAYS_BACK = 5519
    take_session(far_away, live_server.url, User.objects.get(username="admin"))
    far_away.goto(admin_page("departments_membership_add"))
    expect(far_away.locator(".datetimeshortcuts").first).to_be_visible()
    assert not [one for one in far_away.locator(".timezonewarning").all() if one.is_visible()]
    field = far_away.locator("#id_start_on")
    far_away.locator(".datetimeshortcuts a").first.click()
    days = [clock.today() - datetime.timedelta(days=number) for number in (0, 1)]  # around midnight
    assert field.input_value() in [f"{day:%Y/%m/%d}" for day in days]
    field.fill("")
    far_away.locator(".datetimeshortcuts .date-icon").first.click()
    expect(far_away.locator(".calendar caption").first).to_contain_text("2011")
