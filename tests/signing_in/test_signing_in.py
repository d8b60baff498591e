"""Signing in and out, the lock after five failures, and changing one's password."""

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from departments.models import Membership, User

from ..given import factories
from ..given.html import parse

SIGN_IN = "/sign-in/"
WRONG = {"username": "liaison", "password": "guess"}
RIGHT = {"username": "liaison", "password": "liaison-Pass-1"}


def chinese(sentence):
    with translation.override("zh-hans"):
        return gettext(sentence)


def is_signed_in(client):
    return client.get(reverse("workbench")).status_code == 200


def test_the_right_password_leads_to_the_workbench(client, cast):
    response = client.post(SIGN_IN, RIGHT)
    assert response.status_code == 302
    assert response["Location"] == reverse("workbench")
    page = parse(client.get(reverse("workbench")))
    assert cast.liaison.name in page.one(of="user-menu").text
    assert "市民政局" in page.one(of="user-menu").text


def test_signing_in_leads_on_to_where_the_person_wanted_to_go(client, cast):
    wanted = reverse("item_list") + "?status=in_progress&q=养老"
    asked = client.get(reverse("item_list"), {"status": "in_progress", "q": "养老"})
    form = parse(client.get(asked["Location"])).one("main").one("form")
    response = client.post(SIGN_IN, {**RIGHT, "next": form.one("input", name="next")["value"]})
    assert client.get(response["Location"]).status_code == 200
    assert response["Location"].replace("%E5%85%BB%E8%80%81", "养老") == wanted


@pytest.mark.parametrize(
    "wrong",
    [
        WRONG,
        {"username": "nobody", "password": "liaison-Pass-1"},
        {"username": "LIAISON", "password": "liaison-Pass-1"},
        {"username": "liaison", "password": "liaison-pass-1"},
        {"username": "liaison", "password": "x" * 10_000},
        {"username": "liaison\0", "password": "liaison-Pass-1"},
        {"username": "", "password": ""},
    ],
    ids=lambda wrong: f"{wrong['username'][:10]!r}-{wrong['password'][:10]}",
)
def test_a_wrong_name_or_password_gets_a_message_that_tells_neither(client, cast, wrong):
    response = client.post(SIGN_IN, wrong)
    assert response.status_code == 200
    page = parse(response)
    assert page.all(of="alert") or page.all(of="invalid-feedback")
    if wrong["password"]:
        assert wrong["password"] not in response.content.decode()
    assert not is_signed_in(client)


def test_the_same_message_for_an_unknown_name_and_a_wrong_password(client, cast):
    messages = {
        parse(client.post(SIGN_IN, {"username": name, "password": "guess"})).one(of="alert").text
        for name in ("liaison", "nobody")
    }
    assert len(messages) == 1


def test_an_inactive_account_cannot_sign_in(client, cast):
    User.objects.filter(pk=cast.liaison.pk).update(is_active=False)
    assert client.post(SIGN_IN, RIGHT).status_code == 200
    assert not is_signed_in(client)


def test_an_account_without_a_password_cannot_sign_in(client, db):
    User.objects.create_user("imported", name="导入的人")
    for password in ("", "!", "None"):
        client.post(SIGN_IN, {"username": "imported", "password": password})
        assert not is_signed_in(client)


def test_deactivating_an_account_ends_its_session(client, cast):
    client.force_login(cast.liaison)
    assert is_signed_in(client)
    User.objects.filter(pk=cast.liaison.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_with_an_ended_post_the_person_reads_but_no_longer_writes(client, cast):
    Membership.objects.filter(user=cast.liaison).update(end_on=factories.day("2011-06-30"))
    client.post(SIGN_IN, RIGHT)
    page = parse(client.get(cast.led.get_absolute_url()))
    assert [form.classes for form in page.one("main").all("form")] == [["follow"]]
    data = {"version": cast.led.version, "text": "还想写"}
    assert client.post(reverse("item_progress", args=[cast.led.pk]), data).status_code == 403


def test_a_post_that_has_not_begun_gives_no_rights_yet(client, cast):
    Membership.objects.filter(user=cast.administrator).update(start_on=factories.day("2999-01-01"))
    client.force_login(cast.administrator)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_somebody_signed_in_is_led_past_the_sign_in_page(client, cast):
    client.force_login(cast.liaison)
    assert client.get(SIGN_IN)["Location"] == reverse("workbench")
    assert client.get(SIGN_IN, {"next": "/items/"})["Location"] == "/items/"


def test_the_password_never_stands_in_the_page(client, cast):
    page = parse(client.post(SIGN_IN, WRONG))
    field = page.one("input", name="password")
    assert field["type"] == "password"
    assert field["autocomplete"] == "current-password"
    assert not field.get("value")


# The lock


@pytest.fixture
def locking(settings):
    settings.AXES_ENABLED = True


def fail(client, times, **data):
    for _time in range(times):
        response = client.post(SIGN_IN, {**WRONG, **data})
    return response


def test_after_five_failures_the_page_says_what_to_do(client, cast, locking):
    assert fail(client, 4).status_code == 200
    response = fail(client, 1)
    assert response.status_code == 429
    page = parse(response)
    assert page.one("h1").text == chinese("Sign-in is locked")
    assert "10分钟后再试" in page.one("main").text
    assert SIGN_IN in page.one("main").links()


def test_while_locked_the_right_password_is_refused_too(client, cast, locking):
    fail(client, 5)
    assert client.post(SIGN_IN, RIGHT).status_code == 429
    assert not is_signed_in(client)


def test_the_lock_of_an_account_locks_no_other(client, cast, locking):
    fail(client, 5)
    other = {"username": "head", "password": "head-Pass-1"}
    assert client.post(SIGN_IN, other).status_code == 302


def test_success_sets_the_count_back(client, cast, locking):
    fail(client, 4)
    assert client.post(SIGN_IN, RIGHT).status_code == 302
    client.post(reverse("sign_out"))
    assert fail(client, 4).status_code == 200
    assert client.post(SIGN_IN, RIGHT).status_code == 302


def test_guesses_at_the_present_password_count_and_end_the_session(client, cast, locking):
    client.force_login(cast.liaison)
    guess = {"old_password": "guess", "new_password1": "洪山-绿茶-7杯", "new_password2": "洪山-绿茶-7杯"}
    answers = [client.post(reverse("password_change"), guess).status_code for _time in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert not is_signed_in(client)
    assert client.post(SIGN_IN, RIGHT).status_code == 429


def test_other_mistakes_at_the_new_password_do_not_count(client, cast, locking):
    client.force_login(cast.liaison)
    weak = {"old_password": "liaison-Pass-1", "new_password1": "short", "new_password2": "short"}
    assert {client.post(reverse("password_change"), weak).status_code for _time in range(7)} == {200}
    assert is_signed_in(client)


def test_the_administration_leads_to_the_one_page_for_ones_own_password(client, cast):
    client.force_login(cast.administrator)
    for ask in (client.get, client.post):
        assert ask(reverse("admin:password_change"))["Location"] == reverse("password_change")


def test_no_browser_keeps_the_page_of_the_password(client, cast):
    client.force_login(cast.liaison)
    assert "no-store" in client.get(reverse("password_change"))["Cache-Control"]


# Signing out and the password


def test_signing_out_takes_a_post(client, cast):
    assert client.get(reverse("sign_out"))["Location"] == reverse("sign_in")
    client.force_login(cast.liaison)
    for read in (client.get, client.head):
        assert read(reverse("sign_out"))["Location"] == reverse("workbench")
    assert is_signed_in(client)
    response = client.post(reverse("sign_out"))
    assert response["Location"] == reverse("sign_in")
    assert not is_signed_in(client)


def test_every_page_offers_signing_out_and_changing_the_password(client, cast):
    client.force_login(cast.observer)
    menu = parse(client.get(reverse("item_list"))).one(of="user-menu")
    assert menu.one("form", method="post")["action"] == reverse("sign_out")
    assert reverse("password_change") in menu.links()


def change(client, old="liaison-Pass-1", new="洪山-绿茶-7杯", again=None):
    data = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post(reverse("password_change"), data)


def test_a_new_password_counts_at_once_and_keeps_the_person_signed_in(client, cast):
    client.force_login(cast.liaison)
    response = change(client)
    assert response["Location"] == reverse("workbench")
    page = parse(client.get(response["Location"]))
    assert page.one("p", of="notice-success").text == chinese("Your password has been changed.")
    client.post(reverse("sign_out"))
    assert client.post(SIGN_IN, RIGHT).status_code == 200
    assert client.post(SIGN_IN, {**RIGHT, "password": "洪山-绿茶-7杯"}).status_code == 302


def test_a_new_password_ends_the_other_sessions(client, cast):
    other = type(client)()
    for each in (client, other):
        each.force_login(cast.liaison)
    change(client)
    assert is_signed_in(client)
    assert not is_signed_in(other)


@pytest.mark.parametrize(
    "wrong",
    [{"old": "guess"}, {"new": "short"}, {"new": "12345678901"}, {"new": "password123"}, {"again": "不一样的口令"}],
    ids=str,
)
def test_a_weak_or_mistyped_new_password_is_refused(client, cast, wrong):
    client.force_login(cast.liaison)
    response = change(client, **wrong)
    assert response.status_code == 200
    assert parse(response).all(of="invalid-feedback")
    cast.liaison.refresh_from_db()
    assert cast.liaison.check_password("liaison-Pass-1")


# Pages that say what went wrong


def refused(response, status):
    """The page of a refused request: its title, its sentences and its links."""
    assert response.status_code == status
    assert response["Content-Type"] == "text/html; charset=utf-8"
    main = parse(response).one("main")
    return main.one("h1").text, main.text, main.links()


@pytest.mark.parametrize("path", ["/language/", "/admin/logout/"])
def test_the_address_of_a_button_says_so_and_leads_on(client, cast, path):
    client.force_login(cast.administrator)
    response = client.get(path)
    title, _text, links = refused(response, 405)
    assert title == chinese("Nothing to show at this address")
    assert {reverse("workbench"), reverse("item_list")} <= set(links)
    assert "POST" in response["Allow"]


def test_posting_to_a_page_that_is_only_read_says_so(client, cast):
    client.force_login(cast.liaison)
    response = client.post(reverse("item_list"))
    assert refused(response, 405)[0] == chinese("Nothing to show at this address")
    assert "GET" in response["Allow"]


def test_a_program_gets_no_page(client, cast):
    client.force_login(cast.liaison)
    assert client.post(reverse("item_list"), headers={"accept": "application/json"}).content == b""
    assert client.post(reverse("item_list"), headers={"hx-request": "true"}).content == b""


def test_too_many_fields_are_refused_in_words(client, cast):
    client.force_login(cast.liaison)
    response = client.post(reverse("set_language"), {f"field{number}": "" for number in range(2000)})
    title, text, links = refused(response, 400)
    assert title == chinese("The request cannot be handled")
    advice = "What was sent is too much or malformed, and nothing was saved. "
    advice += "Go back to the page before, shorten it and save again."
    assert chinese(advice) in text
    assert reverse("workbench") in links


def test_an_unknown_host_is_refused_in_words(client):
    # No database in this test: the page must not need it.
    title, text, links = refused(client.get("/", headers={"host": "elsewhere.example"}), 400)
    assert title == chinese("The request cannot be handled")
    assert "PORTAL_ALLOWED_HOSTS" in text
    assert links == []
