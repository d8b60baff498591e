"""The page of one's own factors: set up, removed, recovery codes; each after it is certain who sits there."""

import pytest
from django.test import override_settings
from django.urls import reverse

from items.models import HistoryEntry, RecoveryCode, SecondFactor
from items.second_factor import codes, keeping, session, setting_up

from ..given.html import parse
from .telephone import APP, CONFIRM, OWN, Telephone, given_app, is_signed_in, secret_on, signed_in, wrong_code

KEY, CODES = reverse("second_factor_key"), reverse("second_factor_codes")
PASSWORD = "liaison-Pass-1"


def confirm(client, **more):
    return client.post(CONFIRM, {"password": PASSWORD, **more})


def remove_of(factor):
    return reverse("second_factor_remove", args=[factor.pk])


def codes_on(page):
    return [one.text for one in parse(page).one("ol", of="recovery-codes").all("code")]


@pytest.fixture
def own(cast):
    return signed_in(cast.liaison)


def test_an_app_is_set_up_and_the_recovery_codes_shown(own, cast, machine):
    assert own.get(APP)["Location"] == reverse("second_factor_confirm", query={"next": APP})
    assert confirm(own, next=APP)["Location"] == APP
    page = own.get(APP)
    assert parse(page).one("img", src=parse(page).one("main").one("img")["src"])["src"].startswith("data:image/svg")
    shown = Telephone(secret_on(page))
    answer = own.post(APP, {"code": shown.code()})
    made = codes_on(answer)
    assert len(set(made)) == setting_up.CODES
    assert "no-store" in answer["Cache-Control"]
    assert own.get(OWN).status_code == 200
    factor = SecondFactor.objects.get(user=cast.liaison)
    assert keeping.opened(factor.secret) == shown.secret and shown.secret not in factor.secret
    assert not RecoveryCode.objects.filter(digest__in=made).exists()
    assert {"second_factor_added", "recovery_codes_made"} <= set(
        HistoryEntry.objects.filter(person=cast.liaison).values_list("action", flat=True)
    )


def test_the_code_that_set_it_up_does_not_sign_in(own, cast, machine, client):
    confirm(own)
    code = Telephone(secret_on(own.get(APP))).code()
    own.post(APP, {"code": code})
    client.post(reverse("sign_in"), {"username": "liaison", "password": PASSWORD})
    client.post(reverse("second_factor_ask"), {"code": code})
    assert not is_signed_in(client)


def test_a_wrong_code_sets_nothing_up_and_the_key_stays(own, machine):
    confirm(own)
    secret = secret_on(own.get(APP))
    answer = own.post(APP, {"code": wrong_code(Telephone(secret))})
    assert answer.status_code == 422 and secret_on(answer) == secret
    assert not SecondFactor.objects.exists()


def test_the_key_waits_in_the_session_encrypted(own):
    confirm(own)
    secret = secret_on(own.get(APP))
    assert secret not in str(dict(own.session))


def test_a_wrong_password_confirms_nothing(own):
    answer = own.post(CONFIRM, {"password": "wrong"})
    assert answer.status_code == 200
    assert own.get(APP)["Location"].startswith(CONFIRM)


def test_who_has_a_factor_confirms_with_it_too(own, telephone):
    assert confirm(own, code=wrong_code(telephone)).status_code == 200
    assert own.get(CODES)["Location"].startswith(CONFIRM)
    assert confirm(own, code=telephone.code())["Location"] == OWN
    assert own.get(CODES)["Location"] == OWN


def test_a_wrong_password_uses_no_code_up(own, telephone):
    code = telephone.code()
    own.post(CONFIRM, {"password": "wrong", "code": code})
    assert confirm(own, code=code)["Location"] == OWN


def test_it_holds_for_five_minutes(own, telephone, machine):
    confirm(own, code=telephone.code())
    machine(session.CONFIRMED_SECONDS + 1)
    assert own.post(CODES)["Location"].startswith(CONFIRM)
    assert RecoveryCode.objects.filter(digest=keeping.digest(telephone.recovery[0])).exists()


@override_settings(AXES_ENABLED=True)
def test_five_wrong_ones_end_the_session(own, telephone):
    for _time in range(5):
        answer = confirm(own, code=wrong_code(telephone))
    assert answer.status_code == 429
    assert not is_signed_in(own)


def test_confirming_leads_to_no_foreign_address(own):
    assert confirm(own, next="//elsewhere.example/")["Location"] == OWN


def test_new_codes_void_the_old_ones(own, telephone, client):
    confirm(own, code=telephone.code())
    made = codes_on(own.post(CODES))
    assert len(made) == setting_up.CODES and not set(made) & set(telephone.recovery)
    client.post(reverse("sign_in"), {"username": "liaison", "password": PASSWORD})
    client.post(reverse("second_factor_ask"), {"code": telephone.recovery[0]})
    assert not is_signed_in(client)
    client.post(reverse("second_factor_ask"), {"code": made[0]})
    assert is_signed_in(client)


def test_codes_without_a_factor_are_refused(own):
    confirm(own)
    assert own.post(CODES)["Location"] == OWN
    assert not RecoveryCode.objects.exists()


def test_a_second_app_is_refused(own, telephone):
    confirm(own, code=telephone.code())
    assert own.get(APP)["Location"] == OWN
    assert own.post(APP, {"code": "123456"})["Location"] == OWN
    assert SecondFactor.objects.count() == 1


def test_the_last_factor_takes_the_codes_with_it(own, cast, telephone):
    confirm(own, code=telephone.code())
    own.post(remove_of(SecondFactor.objects.get()))
    assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()
    assert cast.liaison.messages.filter(kind="account").exists()
    assert HistoryEntry.objects.get(action="second_factor_removed").after["factor"] == "app"


def test_after_the_last_a_post_given_later_asks_again(own, telephone):
    confirm(own, code=telephone.code())
    own.post(remove_of(SecondFactor.objects.get()))
    with override_settings(PORTAL_SECOND_FACTOR_FOR=frozenset({"liaison"})):
        assert own.get(reverse("workbench"))["Location"] == OWN


def test_where_a_post_asks_for_one_the_last_stays(own, telephone):
    confirm(own, code=telephone.code())
    with override_settings(PORTAL_SECOND_FACTOR_FOR=frozenset({"liaison"})):
        own.post(remove_of(SecondFactor.objects.get()))
    assert SecondFactor.objects.count() == 1


def test_nobody_removes_the_factor_of_another(cast, telephone, machine):
    given_app(cast.head, machine)
    other = signed_in(cast.liaison)
    confirm(other, code=telephone.code())
    assert other.post(remove_of(cast.head.second_factors.get())).status_code == 404
    assert cast.head.second_factors.count() == 1


def test_removing_asks_for_confirmation(own, telephone):
    assert own.post(remove_of(SecondFactor.objects.get()))["Location"].startswith(CONFIRM)
    assert SecondFactor.objects.exists()


def test_keys_are_not_offered_without_https_or_at_a_number(own):
    confirm(own)
    assert own.get(KEY, headers={"host": "127.0.0.1"})["Location"] == OWN
    assert own.get(KEY, headers={"host": "127.0.0.1"}, secure=True)["Location"] == OWN
    assert own.get(KEY, headers={"host": "localhost:8000"}).status_code == 200


@pytest.mark.parametrize("signed", ["", "{}", "null", "[1]", "{", '{"id":"AA","rawId":"AA","type":"public-key"}'])
def test_what_is_no_key_registers_none(own, signed):
    confirm(own)
    own.get(KEY, headers={"host": "localhost"})
    answer = own.post(KEY, {"name": "蓝色", "signed": signed}, headers={"host": "localhost"})
    assert answer.status_code == 422
    assert not SecondFactor.objects.exists()


def test_another_secret_key_opens_no_app(telephone, cast, client):
    with override_settings(SECRET_KEY="another"):
        assert keeping.opened(SecondFactor.objects.get().secret) == ""
        client.post(reverse("sign_in"), {"username": "liaison", "password": PASSWORD})
        answer = client.post(reverse("second_factor_ask"), {"code": telephone.code()})
        assert answer.status_code == 200 and not is_signed_in(client)


def test_the_codes_are_those_of_the_rfc():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B, shortened to six digits
    for moment, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert codes.matching_step(secret, code, now=moment) == moment // 30
