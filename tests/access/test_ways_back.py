"""Where signing in, choosing a language and an ended session lead: never to a foreign host."""

import pytest
from django.urls import reverse

FOREIGN = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"]


@pytest.mark.parametrize("address", FOREIGN)
def test_signing_in_never_leads_to_a_foreign_host(client, cast, address):
    data = {"username": "liaison", "password": "liaison-Pass-1", "next": address}
    response = client.post(reverse("sign_in"), data)
    assert response.status_code == 302
    assert response["Location"] == reverse("workbench")


@pytest.mark.parametrize("address", FOREIGN)
def test_choosing_a_language_never_leads_to_a_foreign_host(client, db, address):
    response = client.post(reverse("set_language"), {"language": "en", "next": address})
    assert response.status_code == 302
    assert response["Location"] == "/"


def test_a_part_that_meets_an_ended_session_sends_the_whole_page_to_sign_in(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/items/?status=completed"}
    response = client.get("/items/?status=in_progress", headers=headers, follow=True)
    assert response.status_code == 200
    assert response["HX-Redirect"] == reverse("sign_in") + "?next=%2Fitems%2F%3Fstatus%3Dcompleted"
    assert response.content == b""


def test_a_part_requested_from_a_foreign_page_leads_to_the_workbench(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/items/"}
    response = client.get("/items/", headers=headers, follow=True)
    assert response["HX-Redirect"] == reverse("sign_in") + "?next=%2F"


@pytest.mark.parametrize("name", ["item_progress", "item_lead"])
def test_coming_back_to_an_address_that_only_saves_leads_to_the_item(client, cast, name):
    """After signing in again, changing the language or pressing Enter in the address bar."""
    client.force_login(cast.supervisor)
    response = client.get(reverse(name, args=[cast.led.pk]))
    assert response["Location"] == cast.led.get_absolute_url()


def test_signing_out_twice_ends_on_the_sign_in_page(client, cast):
    client.force_login(cast.liaison)
    for _time in range(2):
        assert client.post(reverse("sign_out"))["Location"] == reverse("sign_in")
