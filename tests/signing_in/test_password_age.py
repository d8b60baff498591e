"""None of the last passwords again, and another one after ninety days."""

import datetime
import itertools

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from departments.models import User
from departments.passwords import stored

from ..given.html import parse

SIGN_IN, PASSWORD = "/sign-in/", "/password/"
FIRST = "liaison-Pass-1"


def kept_for(person, days):
    User.objects.filter(pk=person.pk).update(password_since=timezone.now() - datetime.timedelta(days=days))


def sign_in(client, password=FIRST):
    return client.post(SIGN_IN, {"username": "liaison", "password": password})


def change(client, old, new):
    return client.post(PASSWORD, {"old_password": old, "new_password1": new, "new_password2": new})


# History


def test_none_of_the_last_five_is_taken_again(client, cast):
    client.force_login(cast.liaison)
    words = [FIRST, *(f"tall-Mountain-{number}" for number in range(1, 6))]
    for old, new in itertools.pairwise(words):
        assert change(client, old, new).status_code == 302
    for used in words[1:]:
        assert change(client, words[-1], used).status_code == 200, used
    assert change(client, words[-1], FIRST).status_code == 302
    assert User.objects.get(pk=cast.liaison.pk).used_passwords.count() == 5


def test_the_office_chooses_how_many(client, cast, settings):
    settings.PORTAL_PASSWORD_HISTORY = 0
    client.force_login(cast.liaison)
    assert change(client, FIRST, "tall-Mountain-1").status_code == 302
    assert change(client, "tall-Mountain-1", "tall-Mountain-1").status_code == 200
    assert change(client, "tall-Mountain-1", FIRST).status_code == 302


def test_after_a_one_time_password_the_one_of_before_is_not_taken(client, cast):
    once = "k7mp-w3xq-9tbd"
    User.objects.filter(pk=cast.liaison.pk).update(password=stored(once), must_change_password=True)
    sign_in(client, once)
    answer = client.post(PASSWORD, {"new_password1": FIRST, "new_password2": FIRST})
    assert "最近5次" in parse(answer).one("main").text
    assert User.objects.get(pk=cast.liaison.pk).must_change_password


def test_a_one_time_password_is_not_remembered(cast):
    person = User.objects.get(pk=cast.liaison.pk)
    person.set_password("k7mp-w3xq-9tbd")
    person.must_change_password = True
    person.save()
    assert person.used_passwords.count() == 1


def test_only_digests_are_kept(cast):
    [used] = User.objects.get(pk=cast.liaison.pk).used_passwords.all()
    assert FIRST not in used.password
    with pytest.raises(ValidationError):
        validate_password(FIRST, cast.liaison)


# Age


def test_after_ninety_days_the_next_sign_in_asks_for_another_one(client, cast):
    kept_for(cast.liaison, 90)
    sign_in(client)
    answer = client.get("/items/?page=1")
    assert answer["Location"].startswith(PASSWORD)
    page = parse(client.get(answer["Location"])).one("main")
    assert "已到期" in page.text and page.one("input", name="old_password")
    assert change(client, FIRST, "tall-Mountain-1").status_code == 302
    assert client.get("/items/?page=1").status_code == 200


def test_nobody_is_interrupted_in_his_work_when_it_ends(client, cast):
    sign_in(client)
    User.objects.filter(pk=cast.liaison.pk).update(
        password_since=timezone.now() - datetime.timedelta(days=90) + datetime.timedelta(seconds=1)
    )
    assert client.get("/items/?page=1").status_code == 200


@pytest.mark.parametrize(("days", "told"), [(82.9, None), (83.1, "7天"), (89.5, "1天")])
def test_the_pages_warn_from_seven_days_before(client, cast, days, told):
    kept_for(cast.liaison, days)
    sign_in(client)
    text = parse(client.get("/items/?page=1")).one("body").text
    assert ("您的密码将于" in text) == bool(told)
    assert told is None or f"将于{told}内到期" in text


def test_zero_days_are_for_ever(client, cast, settings):
    settings.PORTAL_PASSWORD_DAYS = 0
    kept_for(cast.liaison, 4000)
    sign_in(client)
    assert client.get("/items/?page=1").status_code == 200


def test_demo_accounts_keep_theirs(client, cast):
    User.objects.filter(pk=cast.liaison.pk).update(is_demo=True)
    kept_for(cast.liaison, 4000)
    sign_in(client)
    assert client.get("/items/?page=1").status_code == 200


def test_keeping_a_password_by_another_digest_makes_it_no_younger(client, cast, settings):
    settings.PASSWORD_HASHERS = [
        "departments.passwords.Argon2Hasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    kept_for(cast.liaison, 50)
    sign_in(client)
    person = User.objects.get(pk=cast.liaison.pk)
    assert person.password.startswith("argon2")
    assert (timezone.now() - person.password_since).days == 50


def test_the_page_tells_the_whole_rule(client, cast):
    client.force_login(cast.liaison)
    text = parse(client.get(PASSWORD)).one("main").text
    for part in ("8至128个字符", "至少含三类", "常见密码", "姓名", "最近5次", "每90天"):
        assert part in text
    client.force_login(cast.administrator)
    assert "12至128个字符" in parse(client.get(PASSWORD)).one("main").text
