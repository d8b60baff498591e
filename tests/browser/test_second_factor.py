"""Signing in with a second factor in a real browser: a security key of Chromium's own, and an app by keyboard."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from items.models import SecondFactor

from ..given.cast import Cast
from ..second_factor.telephone import Telephone
from .accessibility import complaints

pytestmark = pytest.mark.once
OWN = reverse("second_factor")


@pytest.fixture
def cast(transactional_db):
    return Cast.build()


@pytest.fixture
def at_localhost(page, live_server):
    """Browsers offer keys at a name only."""
    home = re.sub(r"//[^:/]+", "//localhost", live_server.url)
    return lambda address: page.goto(home + address)


@pytest.fixture
def key(page):
    """A USB key with FIDO2 that is touched whenever it asks; answers what it holds."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False}
    options |= {"isUserVerified": False, "automaticPresenceSimulation": True}
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def act(name, **more):
        return session.send(f"WebAuthn.{name}", {"authenticatorId": made, **more})

    return act


def enter_password(page):
    page.get_by_label("用户名").fill("liaison")
    page.get_by_label("密码").fill("liaison-Pass-1")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sign_out(page):
    page.context.clear_cookies()


def register(page, at_localhost, name="蓝色U盾"):
    at_localhost(reverse("second_factor_key"))
    enter_password(page)
    page.locator("[name=name]").fill(name)
    page.locator("[data-key-act=register] button").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)


def test_a_key_is_registered_and_signs_in(page, cast, at_localhost, key):
    register(page, at_localhost)
    assert SecondFactor.objects.get().name == "蓝色U盾"
    sign_out(page)
    at_localhost("/items/")
    enter_password(page)
    page.locator("[data-key-act=prove] button").click()
    expect(page).to_have_url(re.compile("/items/$"))
    factor = SecondFactor.objects.get()
    assert factor.used_at is not None and factor.uses == key("getCredentials")["credentials"][0]["signCount"]


def test_a_copy_of_the_key_that_lags_behind_is_refused(page, cast, at_localhost, key):
    register(page, at_localhost)
    SecondFactor.objects.update(uses=1000)
    sign_out(page)
    at_localhost("/items/")
    enter_password(page)
    page.locator("[data-key-act=prove] button").click()
    expect(page.locator("main .invalid-feedback")).to_be_visible()
    expect(page).to_have_url(re.compile("second-factor/$"))


def test_a_key_confirms_a_change(page, cast, at_localhost, key):
    register(page, at_localhost)
    page.context.clear_cookies()
    at_localhost(OWN)
    enter_password(page)
    page.locator("[data-key-act=prove] button").click()
    expect(page).to_have_url(re.compile(OWN + "$"))
    page.locator(".factors button").click()
    page.locator("[name=password]").fill("liaison-Pass-1")
    page.locator("[data-key-act=prove] button").click()
    expect(page).to_have_url(re.compile(OWN + "$"))
    page.locator(".factors button").click()
    expect(page.locator(".empty")).to_be_visible()
    assert not SecondFactor.objects.exists()


def test_an_app_by_keyboard_alone(page, cast, at_localhost):
    at_localhost(reverse("second_factor_app"))
    enter_password(page)
    expect(page.locator(".factor-app img")).to_be_visible()
    assert page.locator(".factor-app img").evaluate("image => image.naturalWidth") > 100
    telephone = Telephone(re.sub(r"\s", "", page.locator(".factor-secret").inner_text()))
    code = page.locator("[name=code]")
    focus_by_tab(page, code)
    page.keyboard.type(telephone.code())
    page.keyboard.press("Enter")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    recovery = page.locator(".recovery-codes code").first.inner_text()
    assert page.evaluate("Object.values(sessionStorage).join()").find(telephone.secret) == -1
    sign_out(page)
    at_localhost("/items/")
    enter_password(page)
    expect(page.locator("[data-key-act]")).to_have_count(0)
    focus_by_tab(page, page.locator("[name=code]"))
    page.keyboard.type(telephone.code(steps=1))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/items/$"))
    sign_out(page)
    at_localhost("/items/")
    enter_password(page)
    focus_by_tab(page, page.locator("[name=code]"))
    page.keyboard.type(recovery)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/items/$"))


def focus_by_tab(page, field):
    for _press in range(60):
        if field.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not reach the field")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_are_accessible_and_fit(page, cast, at_localhost, key, width):
    found = []

    def look(name):
        found.extend(complaints(page, f"{name} {width}"))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name} scrolls sideways")

    page.set_viewport_size({"width": width, "height": 900})
    at_localhost(reverse("second_factor_key"))
    enter_password(page)
    look("key")
    page.locator("[name=name]").fill("蓝色U盾")
    page.locator("[data-key-act=register] button").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    look("codes")
    at_localhost(OWN)
    look("own")
    at_localhost(reverse("second_factor_app"))
    look("app")
    at_localhost(reverse("second_factor_confirm"))
    look("confirm")
    sign_out(page)
    at_localhost("/items/")
    enter_password(page)
    look("ask")
    page.locator("[name=code]").fill("000000")
    page.keyboard.press("Enter")
    expect(page.locator("main .invalid-feedback")).to_be_visible()
    look("wrong")
    assert not found, "\n".join(found)
