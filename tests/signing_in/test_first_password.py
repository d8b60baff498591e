"""A one-time password opens one page: the one on which its owner chooses his own."""

import pytest
from django.urls import reverse

from departments.models import User
from departments.passwords import one_time_password, stored

from ..given.html import parse

PASSWORD = reverse("password_change")
CHOSEN = "山高-水长-778899"


@pytest.fixture
def given(cast):
    """The liaison has been given this one-time password."""
    password = one_time_password()
    User.objects.filter(pk=cast.liaison.pk).update(password=stored(password), must_change_password=True)
    return password


def sign_in(client, password, **more):
    return client.post(reverse("sign_in"), {"username": "liaison", "password": password, **more}, follow=True)


def choose(client, password=CHOSEN, again=None, **more):
    return client.post(PASSWORD, {"new_password1": password, "new_password2": again or password, **more})


@pytest.mark.parametrize("page", ["workbench", "item_list", "item_export", "admin:index", "post_list", "chart_trend"])
def test_every_page_leads_to_choosing_a_password(client, given, page):
    sign_in(client, given)
    answer = client.get(reverse(page))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("password_change", query={"next": reverse(page)})


def test_nothing_is_changed_with_a_one_time_password(client, cast, given):
    sign_in(client, given)
    url = reverse("item_progress", args=[cast.led.pk])
    answer = client.post(url, {"version": cast.led.version, "text": "已启动"})
    assert answer.status_code == 302 and answer["Location"].startswith(PASSWORD)
    assert not cast.led.notes.exists()


def test_a_part_sends_the_whole_page_there(client, given):
    sign_in(client, given)
    answer = client.get(reverse("item_list"), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith(PASSWORD)


def test_signing_out_and_the_language_stay_open(client, given):
    sign_in(client, given)
    assert client.post(reverse("set_language"), {"language": "en", "next": PASSWORD})["Location"] == PASSWORD
    assert client.post(reverse("sign_out"))["Location"] == reverse("sign_in")


def test_who_has_chosen_goes_on_where_he_wanted_to_go(client, given):
    landed = sign_in(client, given, next="/items/?q=养老")
    form = parse(landed).one("main").one("form")
    assert "old_password" not in [field["name"] for field in form.all("input") if field.get("name")]
    answer = choose(client, next=form.one("input", name="next")["value"])
    assert answer["Location"] == "/items/?q=%E5%85%BB%E8%80%81" or answer["Location"] == "/items/?q=养老"
    assert client.get(answer["Location"]).status_code == 200
    user = User.objects.get(username="liaison")
    assert user.check_password(CHOSEN) and not user.must_change_password


def test_the_one_time_password_opens_nothing_afterwards(client, given):
    sign_in(client, given)
    choose(client)
    client.logout()
    assert parse(sign_in(client, given)).one("main").one("form").one("input", name="username")["value"] == "liaison"
    sign_in(client, CHOSEN)
    assert client.get(reverse("workbench")).status_code == 200


def test_it_is_not_chosen_again(client, given):
    sign_in(client, given)
    answer = choose(client, given)
    assert answer.status_code == 200 and "一次性" in answer.content.decode()
    assert User.objects.get(username="liaison").must_change_password
    assert given not in answer.content.decode()


@pytest.mark.parametrize(("password", "again"), [("short1", None), ("12345678", None), (CHOSEN, CHOSEN + "x")])
def test_mistakes_cost_nothing_however_often(client, given, settings, password, again):
    settings.AXES_ENABLED = True
    sign_in(client, given)
    for _time in range(7):
        answer = choose(client, password, again)
        assert answer.status_code == 200 and parse(answer).all(of="invalid-feedback")
    assert choose(client).status_code == 302
    assert client.get(reverse("workbench")).status_code == 200


def test_the_page_says_what_a_password_must_be(client, given):
    page = parse(sign_in(client, given)).one("main").text
    assert "8" in page and "一次性密码" in page


def test_a_password_set_by_an_administrator_is_a_one_time_one(office, client, cast):
    page = reverse("admin:auth_user_password_change", args=[cast.liaison.pk])
    assert office.post(page, {"password1": CHOSEN, "password2": CHOSEN}).status_code == 302
    assert User.objects.get(pk=cast.liaison.pk).must_change_password


def test_an_administrator_who_sets_his_own_has_chosen_it(office, cast):
    page = reverse("admin:auth_user_password_change", args=[cast.administrator.pk])
    assert office.post(page, {"password1": CHOSEN, "password2": CHOSEN}).status_code == 302
    assert not User.objects.get(pk=cast.administrator.pk).must_change_password


def test_others_give_their_old_password_first(client, cast):
    client.force_login(cast.liaison)
    assert parse(client.get(PASSWORD)).one("main").one("input", name="old_password")
    data = {"old_password": "liaison-Pass-1", "new_password1": CHOSEN, "new_password2": CHOSEN}
    assert client.post(PASSWORD, data)["Location"] == reverse("workbench")
    assert User.objects.get(pk=cast.liaison.pk).check_password(CHOSEN)


def test_a_one_time_password_is_kept_quickly_and_strengthened_when_used(settings, db):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    password = one_time_password()
    user = User.objects.create_user("wang", name="王")
    User.objects.filter(pk=user.pk).update(password=stored(password))
    user.refresh_from_db()
    assert user.password.startswith("pbkdf2_sha256$20000$") and password not in user.password
    assert user.check_password(password)
    assert not User.objects.get(pk=user.pk).password.startswith("pbkdf2_sha256$20000$")
