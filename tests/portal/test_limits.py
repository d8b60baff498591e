"""How often somebody may ask for what costs much."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from items.models import Tally
from tasks_portal import limits
from tasks_portal.limits import LIMITS, SEARCHES, SIGNING_IN, Limit, count

from ..given.html import parse
from ..given.together import at_once
from ..places import ROOT


@pytest.fixture(autouse=True)
def three_each(settings, monkeypatch):
    """Three requests of each kind within one minute, which does not end meanwhile."""
    settings.PORTAL_RATE_LIMITS = True
    for kind, limit in LIMITS.items():
        monkeypatch.setitem(LIMITS, kind, Limit(3, limit.by_address))
    moment = 1_800_000_000 // 60 * 60 + 10
    monkeypatch.setattr(limits.time, "time", lambda: moment)


@pytest.fixture
def liaison(client, cast):
    client.force_login(cast.liaison)
    return client


def four(ask):
    return [ask() for _time in range(4)]


@pytest.mark.parametrize("name", ["search", "department_found", "item_export", "target_csv"])
def test_the_fourth_within_the_minute_is_told_to_wait(liaison, name):
    answers = four(lambda: liaison.get(reverse(name), {"q": "养老"}))
    for answer in answers[:3]:
        assert answer.status_code in (200, 302)
        answer.close()
    assert (answers[3].status_code, answers[3]["Retry-After"]) == (429, "50")
    assert "50秒" in parse(answers[3]).one("main").text


def test_signing_in_is_counted_by_address_whatever_names_are_tried(client, cast):
    def ask(address="10.0.0.1"):
        data = {"username": "liaison", "password": "liaison-Pass-1"}
        return Client().post("/sign-in/", data, REMOTE_ADDR=address).status_code

    assert four(ask) == [302, 302, 302, 429]
    assert ask("10.0.0.2") == 302
    assert client.get("/sign-in/", REMOTE_ADDR="10.0.0.1").status_code == 200


def test_a_feed_is_counted_by_address(client, cast):
    address = reverse("calendar_feed", args=["nobodys-feed"])
    assert [answer.status_code for answer in four(lambda: client.get(address))] == [404, 404, 404, 429]


def test_uploads_are_counted_and_forms_are_not(liaison, cast):
    address = reverse("import_list")

    def upload():
        return liaison.post(address, {"file": SimpleUploadedFile("a.txt", b"a")}).status_code

    assert four(upload)[3] == 429
    note = reverse("item_progress", args=[cast.led.pk])
    plain = four(lambda: liaison.post(note, "text=x", content_type="application/x-www-form-urlencoded").status_code)
    assert 429 not in plain


def test_one_persons_are_not_anothers(liaison, cast):
    four(lambda: liaison.get(reverse("department_found")))
    other = Client()
    other.force_login(cast.head)
    assert other.get(reverse("department_found")).status_code == 200


def test_parts_of_pages_and_programs_get_the_sentence_alone(liaison):
    for headers in ({"HX-Request": "true"}, {"accept": "application/json"}):
        answer = four(lambda headers=headers: liaison.get(reverse("search"), headers=headers))[3]
        assert answer.status_code == 429 and "<" not in answer.text


def test_the_next_minute_begins_anew_and_takes_what_was_counted_away(liaison, monkeypatch):
    four(lambda: liaison.get(reverse("department_found")))
    moment = limits.time.time() + 60
    monkeypatch.setattr(limits.time, "time", lambda: moment)
    assert liaison.get(reverse("department_found")).status_code == 200
    assert Tally.objects.filter(kind="search").count() == 1


def test_other_pages_are_not_counted(liaison):
    for _time in range(5):
        assert liaison.get("/items/?page=1").status_code == 200
    assert not Tally.objects.exists()


def test_an_office_may_leave_it_to_its_proxy(liaison, settings):
    settings.PORTAL_RATE_LIMITS = False
    assert {liaison.get(reverse("department_found")).status_code for _time in range(5)} == {200}


def test_the_names_are_those_of_addresses():
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert known >= (SIGNING_IN - {"second_factor_ask"}) | SEARCHES


@pytest.mark.django_db(transaction=True)
def test_it_holds_over_several_at_once():
    taken = at_once(*[lambda: count("search", "7", 1, 3)] * 8)
    assert sorted(taken) == [False] * 5 + [True] * 3


def test_people_at_work_are_far_below():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [told] = re.findall(r"sign-ins (\d+), searches (\d+), exports (\d+), uploads (\d+), feeds (\d+)", text)
    source = (ROOT / "tasks_portal" / "limits.py").read_text(encoding="utf-8")
    stands = dict(re.findall(r'"(\w+)": Limit\((\d+)', source))
    assert told == tuple(stands[kind] for kind in ("sign_in", "search", "export", "upload", "feed"))
    assert all(int(number) >= 40 for number in told)
