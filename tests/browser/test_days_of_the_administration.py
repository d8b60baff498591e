"""Days in the administration are the portal's, in whatever zone and year the browser lives."""

import pytest
from playwright.sync_api import expect

from departments.models import User

from ..admin.admin_pages import page as admin_page
from .sessions import take_session

pytestmark = pytest.mark.once


@pytest.fixture
def far_away(browser, live_server):
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", timezone_id="America/New_York")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-11-30T15:30:00Z", "2011/10/21"), ("2026-11-30T16:30:00Z", "2011/10/22")],
    ids=["before midnight", "after it"],
)
def test_today_is_the_portals_and_nobody_is_told_to_reckon(accounts, live_server, far_away, settings, moment, day):
    """In October New York still has summer time, in November not: an hour that must not become a day."""
    settings.PORTAL_DAYS_BACK = 5519
    take_session(far_away, live_server.url, User.objects.get(username="admin"))
    far_away.clock.set_fixed_time(moment)
    far_away.goto(admin_page("departments_membership_add"))
    expect(far_away.locator(".datetimeshortcuts").first).to_be_visible()
    assert not [one for one in far_away.locator(".timezonewarning").all() if one.is_visible()]
    field = far_away.locator("#id_start_on")
    far_away.locator(".datetimeshortcuts a").first.click()
    assert field.input_value() == day
    field.fill("")
    far_away.locator(".datetimeshortcuts .date-icon").first.click()
    expect(far_away.locator(".calendar caption").first).to_contain_text("2011")
