"""The language: Chinese first, English once it is chosen."""

from django.urls import reverse

from ..given.html import parse


def test_english_is_chosen_once_and_stays(client, cast):
    client.force_login(cast.observer)
    assert parse(client.get("/items/")).one("html")["lang"] == "zh-CN"
    response = client.post(reverse("set_language"), {"language": "en", "next": "/items/?status=completed"})
    assert response.status_code == 302
    assert response["Location"] == "/items/?status=completed"
    page = parse(client.get(response["Location"]))
    assert page.one("html")["lang"] == "en"
    assert page.one("h1").text == "Work items"
    client.post(reverse("sign_out"))
    page = parse(client.get(reverse("sign_in")))
    assert page.one("html")["lang"] == "en"
    assert page.one("h1").text == "Sign in"


def test_chinese_comes_first_whatever_the_browser_prefers(client, db):
    page = parse(client.get(reverse("sign_in"), headers={"accept-language": "en-US,en;q=0.9"}))
    assert page.one("html")["lang"] == "zh-CN"


def test_the_language_is_chosen_before_signing_in_too(client, db):
    form = parse(client.get(reverse("sign_in") + "?next=/items/")).one("form", action=reverse("set_language"))
    assert form.one("button")["value"] == "en"
    back = form.one("input", name="next")["value"]
    assert back == reverse("sign_in") + "?next=/items/"
    response = client.post(form["action"], {"language": "en", "next": back}, follow=True)
    assert parse(response).one("html")["lang"] == "en"
    client.post(form["action"], {"language": "zh-hans", "next": back})
    assert parse(client.get(back)).one("html")["lang"] == "zh-CN"


def test_an_unknown_language_changes_nothing(client, db):
    client.post(reverse("set_language"), {"language": "tlh", "next": "/"})
    assert parse(client.get(reverse("sign_in"))).one("html")["lang"] == "zh-CN"
