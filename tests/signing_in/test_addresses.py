"""Administrators work from the addresses set for that; the browser keeps no personal page."""

import ipaddress

import pytest
from django.urls import reverse

from ..given.html import parse

INSIDE, OUTSIDE = "10.9.0.7", "192.0.2.4"


@pytest.fixture
def bound(settings):
    settings.PORTAL_ADMIN_ADDRESSES = [ipaddress.ip_network("10.9.0.0/24")]


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [("administrator", INSIDE, 302), ("administrator", OUTSIDE, 200), ("liaison", OUTSIDE, 302)],
)
def test_administrators_sign_in_from_there_alone(client, cast, bound, who, address, status):
    user = getattr(cast, who)
    user.set_password(f"{who}-Pass-1")
    user.save()
    data = {"username": user.username, "password": f"{who}-Pass-1"}
    assert client.post("/sign-in/", data, REMOTE_ADDR=address).status_code == status


def test_the_sign_in_says_why_only_to_whom_has_the_password(client, cast, bound):
    cast.administrator.set_password("right-Pass-1")
    cast.administrator.save()
    told = []
    for word in ("right-Pass-1", "wrong-Pass-1"):
        data = {"username": cast.administrator.username, "password": word}
        told.append(OUTSIDE in parse(client.post("/sign-in/", data, REMOTE_ADDR=OUTSIDE)).text)
    assert told == [True, False]


def test_a_session_taken_elsewhere_is_ended_with_a_sentence(office, bound):
    assert office.get("/items/", REMOTE_ADDR=INSIDE).status_code == 200
    answer = office.get("/items/", REMOTE_ADDR=OUTSIDE)
    assert answer.status_code == 403 and OUTSIDE in parse(answer).one("main").text
    assert office.get("/items/", REMOTE_ADDR=INSIDE).status_code == 302


def test_the_administration_is_closed_elsewhere(office, bound):
    assert office.get(reverse("admin:index"), REMOTE_ADDR=OUTSIDE).status_code == 403


def test_a_request_without_an_address_comes_from_elsewhere(office, bound):
    assert office.get("/items/", REMOTE_ADDR="").status_code == 403


def test_others_work_from_everywhere(client, cast, bound):
    client.force_login(cast.liaison)
    assert client.get("/items/", REMOTE_ADDR=OUTSIDE).status_code == 200


def test_without_a_list_administrators_do_too(office):
    assert office.get("/items/", REMOTE_ADDR=OUTSIDE).status_code == 200


# What the browser keeps


@pytest.mark.parametrize(
    "name",
    [
        "password_change",
        "personal",
        "own_sessions",
        "inbox",
        "inbox_sent",
        "people_list",
        "people_changes",
        "demo_accounts",
        "post_list",
    ],
)
def test_personal_pages_are_kept_nowhere(office, name):
    answer = office.get(reverse(name))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_the_sign_in_and_the_administration_are_kept_nowhere(client, office):
    assert "no-store" in office.get(reverse("admin:index"))["Cache-Control"]
    office.logout()
    assert "no-store" in office.get("/sign-in/")["Cache-Control"]


def test_the_list_of_people_as_a_file_is_kept_nowhere(office):
    answer = office.get(reverse("people_export"))
    assert "no-store" in answer["Cache-Control"]
    answer.close()


def test_half_filled_reports_are_still_there_when_one_goes_back(client, cast):
    client.force_login(cast.liaison)
    for address in ("/", "/items/", f"/items/{cast.led.pk}/"):
        assert client.get(address)["Cache-Control"] == "private, no-cache"
