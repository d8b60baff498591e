"""A real Chromium on a live portal. Every test in this folder carries the marker `browser`.

Without any Chromium the tests are skipped, and the summary says so; under CI=true that is a failure.
"""

import os
import shutil
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect, sync_playwright

from departments.models import User
from items.seeding.sowing import seed

from ..given.factories import day
from ..kept import Kept
from .sessions import take_session

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The shell is the same browser without its windows: it asks half the processor time of a test.
PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")
NO_CHROMIUM = "no Chromium was found, the browser tests did not run: apt install chromium-headless-shell"
FOLDER = Path(__file__).parent
# Milliseconds; nothing waits so long unless the machine is busy, as with one process of tests on every core.
PATIENCE = 15_000


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser():
    """One Chromium for all tests of a process: the system's, else Playwright's own."""
    # Playwright's synchronous calls run on an event loop, which makes Django refuse queries in the test's own thread.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        found = filter(None, map(shutil.which, PROGRAMS))
        program = next(found, playwright.chromium.executable_path)
        if not Path(program).exists():
            if os.environ.get("CI") == "true":
                pytest.fail(NO_CHROMIUM, pytrace=False)
            pytest.skip(NO_CHROMIUM)
        expect.set_options(timeout=PATIENCE)
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def problems():
    """What went wrong in the browser so far. A test that provokes an error page empties it."""
    return []


@pytest.fixture
def page(browser, live_server, problems):
    """An empty page of a desktop in Chinese; `page.goto("/items/")` reaches the live portal.

    The test fails on a script error, an error in the console or a request to anywhere else.
    """
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 1440, "height": 900},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )

    def note_request(request):
        if not request.url.startswith((f"{live_server.url}/", "data:", "blob:")):
            problems.append(f"request to another server: {request.url}")

    def note_console(message):
        if message.type == "error":
            problems.append(f"console: {message.text} ({message.location['url']})")

    context.on("request", note_request)
    context.on("console", note_console)
    context.on("weberror", lambda error: problems.append(f"script: {error.error}"))
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()
    if problems:
        pytest.fail("in the browser: " + "; ".join(problems), pytrace=False)


def sow():
    """Sow the portal as the first start leaves it; returns {user name: password} of the demo accounts."""
    passwords = {}
    seed(
        on=day("2011-03-01"),
        keep_accounts=lambda rows: passwords.update({row.username: row.password for row in rows}),
    )
    return passwords


SOWN = Kept(sow)


@pytest.fixture
def accounts(transactional_db):
    """The portal as the first start leaves it: {user name: password} of the demo accounts."""
    return SOWN()


@pytest.fixture
def sign_in(accounts, live_server):
    """Signs a page in as a demo account: sign_in(page, "liaison", "/items/"), `typed` on the sign-in page."""

    def go(page, username, address="/", *, typed=False):
        if typed:
            page.goto(reverse("sign_in", query={"next": address}))
            page.fill("#id_username", username)
            page.fill("#id_password", accounts[username])
            page.click("main button")
        else:
            take_session(page, live_server.url, User.objects.get(username=username))
            page.goto(address)
        page.locator(".user-menu").wait_for()

    return go
