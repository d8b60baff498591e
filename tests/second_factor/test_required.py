"""Posts that ask for a second factor: who has none meets nothing before it is set up."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from django.urls import reverse
from django.urls.converters import IntConverter
from django.urls.resolvers import RoutePattern

from departments.models import Membership, User
from departments.passwords import one_time_password, stored
from items.urls import urlpatterns
from tasks_portal.apps import refuse_unknown_roles

from .telephone import APP, CONFIRM, OWN, Telephone, half_sign_in, is_signed_in, secret_on, signed_in

REQUIRED = override_settings(PORTAL_SECOND_FACTOR_FOR=frozenset({"liaison"}))
OPEN = {"second_factor", "second_factor_confirm", "second_factor_app", "second_factor_key"}
# Every address, with 1 for each number in it; what is open to strangers stays open.
ADDRESSES = {
    one.name: reverse(one.name, kwargs=dict.fromkeys(one.pattern.converters, 1))
    for one in urlpatterns
    if isinstance(one.pattern, RoutePattern)
    and getattr(one.callback, "login_required", True)
    and all(isinstance(converter, IntConverter) for converter in one.pattern.converters.values())
}


@REQUIRED
def test_every_address_leads_to_setting_up(client, cast):
    half_sign_in(client)
    for name, address in [*ADDRESSES.items(), ("admin", reverse("admin:index"))]:
        if name not in OPEN:
            for answer in (client.get(address), client.post(address)):
                assert (answer.status_code, answer["Location"]) == (302, OWN), name
    assert len(ADDRESSES) > 150


@REQUIRED
def test_a_part_sends_the_whole_page_there(client, cast):
    half_sign_in(client)
    assert client.get(reverse("item_list"), headers={"HX-Request": "true"})["HX-Redirect"] == OWN


@REQUIRED
def test_nothing_is_changed_before(client, cast):
    half_sign_in(client)
    url = reverse("item_progress", args=[cast.led.pk])
    assert client.post(url, {"version": cast.led.version, "text": "已启动"})["Location"] == OWN
    assert not cast.led.notes.exists()


@REQUIRED
def test_once_set_up_one_goes_on_where_one_wanted_to(client, cast, machine):
    half_sign_in(client)
    client.get("/items/?q=1")
    assert client.get(OWN).status_code == 200
    answer = client.post(APP, {"code": Telephone(secret_on(client.get(APP))).code()})
    assert "/items/?q=1" in answer.content.decode()
    assert is_signed_in(client)


@REQUIRED
def test_other_posts_ask_for_nothing(cast):
    assert is_signed_in(signed_in(cast.supervisor))
    assert is_signed_in(signed_in(cast.newcomer))


def test_without_the_setting_nobody_is_asked(client, cast):
    half_sign_in(client)
    assert is_signed_in(client)


@REQUIRED
def test_a_post_given_later_asks_at_the_next_page(cast):
    client = signed_in(cast.newcomer)
    assert is_signed_in(client)
    Membership.objects.create(user=cast.newcomer, role="liaison", department=cast.health)
    assert client.get(reverse("workbench"))["Location"] == OWN


@REQUIRED
def test_who_signed_in_without_the_factor_he_has_signs_in_anew(cast, telephone):
    client = signed_in(cast.liaison)
    assert client.get(reverse("item_list"))["Location"] == reverse("sign_in", query={"next": reverse("item_list")})
    assert not is_signed_in(client)


@REQUIRED
def test_the_one_time_password_is_changed_first(client, cast):
    password = one_time_password()
    User.objects.filter(pk=cast.liaison.pk).update(password=stored(password), must_change_password=True)
    client.post(reverse("sign_in"), {"username": "liaison", "password": password})
    assert client.get(OWN)["Location"].startswith(reverse("password_change"))
    chosen = {"new_password1": "山高-水长-778899", "new_password2": "山高-水长-778899"}
    client.post(reverse("password_change"), chosen)
    assert client.get(reverse("workbench"))["Location"] == OWN


@REQUIRED
def test_setting_up_asks_for_the_password_when_it_was_entered_long_ago(client, cast, machine):
    half_sign_in(client)
    machine(301)
    assert client.get(APP)["Location"].startswith(CONFIRM)


def test_a_role_that_does_not_exist_stops_the_start(db):
    refuse_unknown_roles({"administrator", "supervision"})
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse_unknown_roles({"administrator", "administrators"})
    english, chinese = str(refusal.value).splitlines()
    assert "“administrators”" in english and "“administrators”" in chinese
