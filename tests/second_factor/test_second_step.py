"""The second step of signing in: what opens, and everything that does not."""

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.models import User
from items.models import HistoryEntry, RecoveryCode, SecondFactor
from items.second_factor import codes, session, setting_up

from ..given.html import parse
from .telephone import ASK, given_app, half_sign_in, is_signed_in, wrong_code

LOCKING = override_settings(AXES_ENABLED=True)


def test_who_has_none_signs_in_as_before(client, cast):
    assert half_sign_in(client)["Location"] == reverse("workbench")
    assert is_signed_in(client)


def test_after_the_password_nothing_opens_but_the_second_step(client, telephone):
    assert half_sign_in(client)["Location"] == ASK
    for name in ("workbench", "item_list", "personal", "password_change", "second_factor", "admin:index"):
        answer = client.get(reverse(name), follow=True)
        assert answer.redirect_chain[-1][0].startswith(reverse("sign_in")), name
    assert "_auth_user_id" not in client.session


def test_the_code_signs_in_and_leads_on(client, telephone):
    half_sign_in(client, next="/items/?q=养老")
    answer = client.post(ASK, {"code": telephone.code()})
    assert answer["Location"] == "/items/?q=%E5%85%BB%E8%80%81"
    assert is_signed_in(client) and session.HALF not in client.session


def test_a_foreign_address_is_not_gone_on_to(client, telephone):
    half_sign_in(client, next="https://elsewhere.example/")
    assert client.post(ASK, {"code": telephone.code()})["Location"] == reverse("workbench")


def test_the_factor_says_when_it_was_used(client, telephone):
    half_sign_in(client)
    client.post(ASK, {"code": telephone.code()})
    assert SecondFactor.objects.get().used_at is not None


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_the_clock_of_the_telephone_may_be_a_step_off(client, telephone, steps):
    half_sign_in(client)
    client.post(ASK, {"code": telephone.code(steps=steps)})
    assert is_signed_in(client)


@pytest.mark.parametrize("steps", [-2, 2])
def test_and_no_more_than_that(client, telephone, steps):
    half_sign_in(client)
    assert client.post(ASK, {"code": telephone.code(steps=steps)}).status_code == 200
    assert not is_signed_in(client)


def test_full_width_digits_and_blanks_are_digits(client, telephone):
    half_sign_in(client)
    wide = telephone.code().translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    client.post(ASK, {"code": f" {wide[:3]} {wide[3:]}"})
    assert is_signed_in(client)


def test_a_code_opens_once(client, telephone):
    half_sign_in(client)
    code = telephone.code()
    client.post(ASK, {"code": code})
    client.post(reverse("sign_out"))
    half_sign_in(client)
    client.post(ASK, {"code": code})
    assert not is_signed_in(client)


def test_nor_does_an_older_code_open_after_a_later_one(client, telephone):
    half_sign_in(client)
    older = telephone.code(steps=-1)
    client.post(ASK, {"code": telephone.code()})
    client.post(reverse("sign_out"))
    half_sign_in(client)
    client.post(ASK, {"code": older})
    assert not is_signed_in(client)


def test_the_code_of_somebody_else_opens_nothing(client, cast, telephone, machine):
    other = given_app(cast.head, machine)
    half_sign_in(client)
    client.post(ASK, {"code": other.code()})
    client.post(ASK, {"code": other.recovery[0]})
    assert not is_signed_in(client)


def test_after_five_minutes_it_begins_anew(client, telephone, machine):
    half_sign_in(client)
    machine(session.HALF_SECONDS + 1)
    answer = client.post(ASK, {"code": telephone.code()})
    assert answer["Location"] == reverse("sign_in")
    assert not is_signed_in(client)


def test_a_clock_set_back_opens_nothing_longer(client, telephone, machine):
    half_sign_in(client)
    machine(-codes.SECONDS)
    assert client.get(ASK)["Location"] == reverse("sign_in")


def test_another_password_meanwhile_ends_it(client, cast, telephone):
    half_sign_in(client)
    cast.liaison.set_password("另一个-口令-7-2014")
    cast.liaison.save()
    client.post(ASK, {"code": telephone.code()})
    assert not is_signed_in(client)


def test_so_does_an_account_deactivated_meanwhile(client, cast, telephone):
    half_sign_in(client)
    User.objects.filter(pk=cast.liaison.pk).update(is_active=False)
    assert client.post(ASK, {"code": telephone.code()})["Location"] == reverse("sign_in")


def test_a_stranger_is_sent_to_the_first_step(client, db):
    assert client.get(ASK)["Location"] == reverse("sign_in")
    assert client.post(ASK, {"code": "123456"})["Location"] == reverse("sign_in")


def test_who_is_signed_in_needs_no_second_step(client, cast):
    client.force_login(cast.liaison)
    assert client.get(ASK)["Location"] == reverse("workbench")


def test_an_empty_form_says_what_is_missing_and_counts_as_nothing(client, telephone):
    half_sign_in(client)
    page = parse(client.post(ASK, {"code": "  "}))
    assert "请输入验证码" in page.one("main").text
    assert client.session[session.HALF]["wrong"] == 0


def test_five_wrong_codes_lead_back_to_the_start(client, telephone):
    half_sign_in(client)
    for _time in range(4):
        assert client.post(ASK, {"code": wrong_code(telephone)}).status_code == 200
    assert client.post(ASK, {"code": wrong_code(telephone)})["Location"] == reverse("sign_in")
    assert client.post(ASK, {"code": telephone.code()})["Location"] == reverse("sign_in")
    assert not is_signed_in(client)


@LOCKING
def test_wrong_codes_lock_the_account_as_wrong_passwords_do(client, telephone):
    half_sign_in(client)
    for _time in range(4):
        client.post(ASK, {"code": wrong_code(telephone)})
    half_sign_in(client)  # the right password again forgives nothing
    locked = client.post(ASK, {"code": wrong_code(telephone)})
    assert locked.status_code == 429
    assert half_sign_in(client).status_code == 429


@LOCKING
def test_who_is_locked_is_not_let_in_by_the_right_code(client, telephone):
    half_sign_in(client)
    other = Client()
    for _time in range(5):
        other.post(reverse("sign_in"), {"username": "liaison", "password": "wrong"})
    assert client.post(ASK, {"code": telephone.code()}).status_code == 429
    assert not is_signed_in(client)


@pytest.mark.parametrize("signed", ["{}", "null", "[]", "1", "x" * 25_000, '{"id": 1}', "\x00", '{"rawId": "AA"}'])
def test_whatever_is_sent_for_a_key_proves_nothing(client, telephone, signed):
    half_sign_in(client)
    assert client.post(ASK, {"signed": signed}).status_code == 200
    assert not is_signed_in(client)


def test_a_recovery_code_opens_once(client, telephone):
    half_sign_in(client)
    client.post(ASK, {"code": telephone.recovery[3].upper().replace("-", " ")})
    assert is_signed_in(client)
    client.post(reverse("sign_out"))
    half_sign_in(client)
    client.post(ASK, {"code": telephone.recovery[3]})
    assert not is_signed_in(client)


def test_its_use_is_counted_told_and_recorded(client, cast, telephone):
    half_sign_in(client)
    client.post(ASK, {"code": telephone.recovery[0]})
    assert RecoveryCode.objects.filter(user=cast.liaison, used_at=None).count() == setting_up.CODES - 1
    message = cast.liaison.messages.get(kind="account")
    assert "9" in message.text
    entry = HistoryEntry.objects.get(action="recovery_code_used")
    assert entry.person == cast.liaison and entry.after["codes_left"] == "9"


def test_the_session_gets_another_key_at_each_step(client, telephone):
    client.get(reverse("sign_in"))
    half_sign_in(client)
    half = client.session.session_key
    client.post(ASK, {"code": telephone.code()})
    assert client.session.session_key != half


@pytest.mark.parametrize("roles", [(), ("liaison",)])
def test_pages_ask_nothing_more_of_who_has_a_factor(client, cast, telephone, roles):
    other = Client()
    other.force_login(cast.liaison)
    plain = queries_of(other)
    with override_settings(PORTAL_SECOND_FACTOR_FOR=frozenset(roles)):
        half_sign_in(client)
        client.post(ASK, {"code": telephone.code()})
        assert queries_of(client) == plain


def queries_of(client):
    client.get(reverse("item_list"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("item_list"))
    return len(asked)
