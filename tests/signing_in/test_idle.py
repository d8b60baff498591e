"""Who does nothing for a while is signed out, and comes back to where he was."""

import time

import pytest

from items.sessions.moments import BEGAN, SEEN

from ..given.html import parse
from ..sessions.conftest import later

__all__ = ["later"]


@pytest.fixture
def liaison(client, cast, later):
    client.force_login(cast.liaison)
    return client


def is_signed_in(client):
    return client.get("/items/?page=1").status_code == 200


def test_half_an_hour_without_an_act_ends_the_session(liaison, later):
    later(29)
    assert is_signed_in(liaison)
    later(31)
    answer = liaison.get("/items/?page=1")
    assert answer["Location"] == "/sign-in/?next=/items/%3Fpage%3D1"


def test_who_goes_on_stays(liaison, later):
    for _hour in range(4):
        later(15)
        assert is_signed_in(liaison)


def test_what_a_page_fetches_by_itself_is_no_act(liaison, later):
    for _time in range(3):
        later(14)
        answer = liaison.get("/items/?page=1", headers={"HX-Request": "true"})
    assert "sign-in" in answer.get("HX-Redirect", answer.get("Location", ""))


def test_the_office_may_choose_another_time_or_none(liaison, later, settings):
    settings.PORTAL_IDLE_MINUTES = 60
    later(59)
    assert is_signed_in(liaison)
    settings.PORTAL_IDLE_MINUTES = 0
    later(600)
    assert is_signed_in(liaison)


def test_a_session_of_before_counts_from_its_first_act(liaison, later):
    session = liaison.session
    del session[SEEN]
    session.save()
    assert is_signed_in(liaison)
    later(31)
    assert not is_signed_in(liaison)


def test_it_is_noted_once_a_minute_and_not_with_every_page(liaison, later):
    later(2)
    is_signed_in(liaison)
    before = liaison.session[SEEN]
    assert before == pytest.approx(time.time(), abs=1)
    later(0.9)
    is_signed_in(liaison)
    assert liaison.session[SEEN] == before
    later(0.2)
    is_signed_in(liaison)
    assert liaison.session[SEEN] == pytest.approx(before + 66, abs=1)


def test_what_was_sent_too_late_leads_to_signing_in_first(liaison, later):
    later(31)
    answer = liaison.post("/personal/", {}, follow=True)
    assert parse(answer).one("h1").text
    assert answer.redirect_chain[0][0].startswith("/sign-in/")


def test_twelve_hours_after_the_sign_in_a_session_ends_however_often_it_was_used_and_saved(liaison, later):
    for _hour in range(47):
        later(15)
        assert is_signed_in(liaison)
        session = liaison.session
        session["something"] = "kept"
        session.save()
    later(16)
    assert not is_signed_in(liaison)


def test_the_office_may_choose_how_long(liaison, later, settings):
    settings.PORTAL_SESSION_HOURS, settings.PORTAL_IDLE_MINUTES = 8, 0
    later(8 * 60 - 1)
    assert is_signed_in(liaison)
    later(2)
    assert not is_signed_in(liaison)


def test_a_session_begun_before_this_counted_counts_from_its_next_page(liaison, later, settings):
    settings.PORTAL_IDLE_MINUTES = 0
    session = liaison.session
    del session[BEGAN]
    session.save()
    later(600)
    assert is_signed_in(liaison)
    later(721)
    assert not is_signed_in(liaison)
