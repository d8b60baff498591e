"""A failed sign-in tells nothing about accounts, neither in words nor in work; passwords are kept by Argon2."""

import hashlib

import argon2
import pytest
from argon2 import _password_hasher
from django.conf import settings as portal_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password

from departments.models import User
from departments.passwords import one_time_password, stored

from ..given.html import parse

SIGN_IN = "/sign-in/"
HASHERS = [name for name in portal_settings.PASSWORD_HASHERS]
OLD_ROUNDS = 50_000


@pytest.fixture
def kept(settings, db):
    """Accounts of every kind by user name, each with the password "Right-1-word" if it has one."""
    settings.PASSWORD_HASHERS = HASHERS
    old = PBKDF2PasswordHasher()
    words = "Right-1-word"
    people = {
        "new": make_password(words),
        "old": old.encode(words, old.salt(), iterations=OLD_ROUNDS),
        "once": stored(words),
        "nothing": make_password(None),
        "gone": make_password(words),
        "gone_old": old.encode(words, old.salt(), iterations=OLD_ROUNDS),
        "strange": "whirlpool$1$x$y",
    }
    for name, password in people.items():
        user = User.objects.create_user(name, name=name)
        User.objects.filter(pk=user.pk).update(password=password, is_active=not name.startswith("gone"))
    return people


@pytest.fixture
def work(monkeypatch):
    """What hashing is done from now on: {"argon2": calls, "rounds": rounds of PBKDF2}."""
    done = {"argon2": 0, "rounds": 0}

    def count(owner, name, kind, amount):
        real = getattr(owner, name)

        def counted(*args, **kwargs):
            done[kind] += amount(args)
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, counted)

    count(hashlib, "pbkdf2_hmac", "rounds", lambda args: args[3])
    count(argon2.low_level, "hash_secret", "argon2", lambda args: 1)
    count(_password_hasher, "verify_secret", "argon2", lambda args: 1)
    return done


def test_every_failure_costs_the_same_work_and_says_the_same(client, kept, work):
    costs, words = {}, set()
    for name in [*kept, "nobody"]:
        before = dict(work)
        answer = client.post(SIGN_IN, {"username": name, "password": "Wrong-1-word"})
        costs[name] = (work["argon2"] - before["argon2"], work["rounds"] - before["rounds"])
        words.add((answer.status_code, parse(answer).one(of="alert").text))
    assert costs == dict.fromkeys([*kept, "nobody"], (1, OLD_ROUNDS))
    assert len(words) == 1


@pytest.mark.parametrize("name", ["gone", "gone_old"])
def test_the_right_password_of_an_inactive_account_is_no_different(client, kept, work, name):
    answer = client.post(SIGN_IN, {"username": name, "password": "Right-1-word"})
    assert (answer.status_code, work) == (200, {"argon2": 1, "rounds": OLD_ROUNDS})


def test_a_locked_name_costs_nothing_whether_there_is_an_account_or_not(client, kept, work, settings):
    settings.AXES_ENABLED, settings.PORTAL_LOCK_FAILURES = True, 1
    for name in ("new", "old", "once", "nobody"):
        client.post(SIGN_IN, {"username": name, "password": "Wrong-1-word"}, REMOTE_ADDR=f"10.0.0.{len(name)}")
        before = dict(work)
        answer = client.post(SIGN_IN, {"username": name, "password": "Wrong-1-word"})
        assert (answer.status_code, work) == (429, before), name


def test_without_old_passwords_a_failure_costs_no_rounds(client, kept, work):
    User.objects.exclude(username="new").delete()
    for name in ("new", "nobody"):
        client.post(SIGN_IN, {"username": name, "password": "Wrong-1-word"})
    assert work == {"argon2": 2, "rounds": 0}


@pytest.mark.parametrize("name", ["old", "once"])
def test_an_older_password_is_kept_by_argon2_once_it_has_been_used(client, kept, name):
    assert client.post(SIGN_IN, {"username": name, "password": "Right-1-word"}).status_code == 302
    user = User.objects.get(username=name)
    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password("Right-1-word")


def test_a_password_kept_by_argon2_stays_as_it_is(client, kept):
    client.post(SIGN_IN, {"username": "new", "password": "Right-1-word"})
    assert User.objects.get(username="new").password == kept["new"]


def test_argon2_costs_what_is_advised_and_leaves_room_for_eight_at_once(settings):
    settings.PASSWORD_HASHERS = HASHERS
    decoded = get_hasher().decode(make_password("Right-1-word"))
    assert decoded["variety"] == "argon2id"
    assert 19 * 1024 <= decoded["memory_cost"] <= 64 * 1024
    assert decoded["time_cost"] >= 2


def test_five_hundred_one_time_passwords_are_made_within_seconds(settings, work):
    settings.PASSWORD_HASHERS = HASHERS
    for _person in range(3):
        stored(one_time_password())
    assert work == {"argon2": 0, "rounds": 3 * 20_000}
