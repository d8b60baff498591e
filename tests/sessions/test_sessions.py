"""Where one is signed in: told, and ended by its owner or by an administrator."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from departments.models import User
from items.models import HistoryEntry, PersonSession
from items.people.letting_in import hand_out
from items.sessions.ending import end_sessions
from items.sessions.page import device_in_words, sessions_of
from items.steps.errors import WorkflowError

from ..admin.admin_pages import page as admin_page
from ..given.factories import moment
from ..given.html import parse

PAGE = "/personal/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"


def sign_in(client, person="liaison", address="10.0.0.1", browser=FIREFOX):
    data = {"username": person, "password": f"{person}-Pass-1"}
    answer = client.post("/sign-in/", data, REMOTE_ADDR=address, headers={"user-agent": browser})
    assert answer.status_code == 302
    return client


def is_signed_in(client):
    return client.get("/items/?page=1").status_code == 200


@pytest.fixture
def here(client, cast):
    return sign_in(client)


@pytest.fixture
def there(client, here):
    return sign_in(type(client)(), address="10.0.0.2", browser=EDGE)


def test_the_page_tells_device_address_and_which_is_this_one(here, there):
    lines = [line.text for line in parse(here.get(PAGE)).one("ul", of="sessions").all("li")]
    assert len(lines) == 2
    assert "Firefox" in lines[0] and "Linux" in lines[0] and "10.0.0.1" in lines[0] and "本机" in lines[0]
    assert "Edge" in lines[1] and "Windows" in lines[1] and "10.0.0.2" in lines[1] and "本机" not in lines[1]


def test_the_owner_ends_one(here, there, cast):
    [other] = [one.session for one in sessions_of(cast.liaison) if one.session.address == "10.0.0.2"]
    here.post(PAGE, {"session": other.pk})
    assert is_signed_in(here) and not is_signed_in(there)
    assert [one.session.address for one in sessions_of(cast.liaison)] == ["10.0.0.1"]


def test_the_owner_ends_all_others(here, there, client, cast):
    third = sign_in(type(client)(), address="10.0.0.3")
    here.post(PAGE, {"session": "all"})
    assert [is_signed_in(one) for one in (here, there, third)] == [True, False, False]
    entry = HistoryEntry.objects.get(action=HistoryEntry.Action.SESSIONS_ENDED)
    assert (entry.by, entry.after["sessions"]) == (cast.liaison, 2)


def test_nobody_ends_the_sessions_of_another_by_his_own_page(here, client, cast):
    other = sign_in(type(client)(), "head")
    here.post(PAGE, {"session": PersonSession.objects.get(user=cast.head).pk})
    assert is_signed_in(other)


def test_an_administrator_sees_and_ends_those_of_anybody(here, there, client, cast):
    office = sign_in(type(client)(), "administrator")
    address = reverse("sessions_of_person", args=[cast.liaison.pk])
    assert len(parse(office.get(address)).one("ul", of="sessions").all("li")) == 2
    office.post(address, {"session": "all"})
    assert [is_signed_in(one) for one in (here, there, office)] == [False, False, True]
    assert address in parse(office.get(reverse("people_list"))).one("main").links()


def test_others_do_not_see_them(here, cast):
    assert here.get(reverse("sessions_of_person", args=[cast.head.pk])).status_code == 403
    with pytest.raises(WorkflowError):
        end_sessions([], person=cast.head, by=cast.liaison, at=moment("2011-10-01 09:00"))


def test_a_session_that_has_ended_meanwhile_is_told_so(here, there):
    pk = PersonSession.objects.get(address="10.0.0.2").pk
    there.post("/sign-out/")
    assert "已结束" in parse(here.post(PAGE, {"session": pk}, follow=True)).one("main").text


def test_signing_out_takes_it_off_the_list(here, there, cast):
    there.post("/sign-out/")
    assert not PersonSession.objects.filter(address="10.0.0.2").exists()


def test_another_password_ends_all_others_and_keeps_this_one_on_the_list(here, there, cast):
    new = "洪山-绿茶-7杯"
    data = {"old_password": "liaison-Pass-1", "new_password1": new, "new_password2": new}
    assert here.post("/password/", data).status_code == 302
    assert is_signed_in(here) and not is_signed_in(there)
    [one] = sessions_of(User.objects.get(pk=cast.liaison.pk), this_key=here.session.session_key)
    assert one.is_this
    assert PersonSession.objects.count() == 1


def test_a_deactivated_persons_sessions_end_at_once_and_do_not_come_back_with_the_account(here, cast):
    person = User.objects.get(pk=cast.liaison.pk)
    person.is_active = False
    person.save()
    assert not Session.objects.exists() and not PersonSession.objects.exists()
    person.is_active = True
    person.save()
    assert not is_signed_in(here)


def test_so_they_do_where_an_account_was_deactivated_past_the_portal(here, cast):
    User.objects.filter(pk=cast.liaison.pk).update(is_active=False)
    assert not is_signed_in(here)
    User.objects.filter(pk=cast.liaison.pk).update(is_active=True)
    assert not is_signed_in(here)


def test_a_one_time_password_ends_the_sessions(here, cast):
    hand_out([cast.liaison], by=cast.administrator, at=moment("2011-10-01 09:00"))
    assert not PersonSession.objects.exists() and not is_signed_in(here)


def test_a_password_set_in_the_administration_ends_what_the_list_tells(here, client, cast):
    office = sign_in(type(client)(), "administrator")
    data = {"password1": "洪山-绿茶-7杯", "password2": "洪山-绿茶-7杯"}
    office.post(admin_page("auth_user_password_change", cast.liaison.pk), data)
    assert sessions_of(User.objects.get(pk=cast.liaison.pk)) == []
    assert not is_signed_in(here)


def test_a_session_begun_before_they_were_noted_is_noted_with_its_next_page(here, cast):
    PersonSession.objects.all().delete()
    session = here.session
    del session["began"], session["noted_as"]
    session.save()
    assert is_signed_in(here)
    assert [one.session.key for one in sessions_of(cast.liaison)] == [here.session.session_key]


def test_last_seen_is_written_once_a_minute_at_most(here, later, django_assert_max_num_queries):
    before = PersonSession.objects.get().seen_at
    here.get(PAGE)
    assert PersonSession.objects.get().seen_at == before
    later(2)
    here.get(PAGE)
    assert PersonSession.objects.get().seen_at > before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FIREFOX, "Firefox · Linux"),
        (EDGE, "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 13) AppleWebKit Chrome/110 Mobile Safari/537", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 16) AppleWebKit Version/16 Safari/604", "Safari · iOS"),
        ("curl/8", "未知设备"),
        ("", "未知设备"),
    ],
)
def test_a_device_is_told_in_words(text, words):
    assert device_in_words(text) == words


# The sign-in before


def test_after_signing_in_one_is_told_once_of_the_sign_in_before_and_of_failures_since(here, client, cast):
    guesser = type(client)()
    for _time in range(3):
        guesser.post("/sign-in/", {"username": "liaison", "password": "guess"}, REMOTE_ADDR="10.0.0.9")
    again = sign_in(type(client)(), address="10.0.0.2")
    told = parse(again.get("/")).one("p", of="notice-info").text
    assert "10.0.0.1" in told and "3次" in told
    assert not parse(again.get("/")).all("p", of="notice-info")


def test_failures_that_a_lock_turned_away_are_told_too(here, client, cast, settings):
    settings.AXES_ENABLED, settings.PORTAL_LOCK_FAILURES = True, 2
    guesser = type(client)()
    for _time in range(6):
        guesser.post("/sign-in/", {"username": "liaison", "password": "guess"}, REMOTE_ADDR="10.0.0.9")
    assert User.objects.get(pk=cast.liaison.pk).failed_tries == 6


def test_at_the_first_sign_in_there_is_none_before(here):
    assert not parse(here.get("/")).all("p", of="notice-info")
