"""The handbook: a page for every role in both languages, with pictures that are there; one's own comes first."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import translation

from items.handbook.views import LANGUAGES, ROLES

from ..given.html import parse
from .pictures import PICTURES

FOLDER = Path(settings.BASE_DIR) / "templates/handbook"


def page_of(client, person, *role, language="zh-hans"):
    client.force_login(person)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(reverse("handbook_role" if role else "handbook", args=role))
    assert response.status_code == 200
    return parse(response).one("main")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_page_with_pictures_that_are_there(client, cast, role, language):
    page = page_of(client, cast.observer, role, language=language)
    article = page.one("article")
    with translation.override(language):
        assert article.one("h2").text == str(ROLES[role])
    assert len(article.all("h3")) >= 4
    for picture in article.all("img"):
        path = picture["src"].removeprefix(settings.STATIC_URL)
        assert f"/{language}/" in picture["src"] and finders.find(path), path
        assert len(picture["alt"]) >= 4


def test_every_picture_that_is_made_stands_on_a_page_of_each_language():
    for language in LANGUAGES:
        words = "".join(file.read_text(encoding="utf-8") for file in (FOLDER / language).glob("*.html"))
        shown = {one.name for one in PICTURES if f'name="{one.name}"' in words}
        assert shown == {one.name for one in PICTURES}
        assert {file.stem for file in (FOLDER / language).glob("*.html")} == set(ROLES)


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("liaison", "liaison"),
        ("head", "head"),
        ("supervisor", "office"),
        ("leader", "leader"),
        ("administrator", "administrator"),
        ("observer", "liaison"),
        ("newcomer", "liaison"),
    ],
)
def test_ones_own_page_comes_first_and_all_others_are_a_click_away(client, cast, who, role):
    page = page_of(client, getattr(cast, who))
    tabs = page.one("nav").all("a")
    assert [tab.text for tab in tabs if tab.get("aria-current")] == [str(ROLES[role])]
    assert [tab["href"] for tab in tabs] == [reverse("handbook_role", args=[one]) for one in ROLES]


def test_every_page_leads_to_it(client, cast):
    client.force_login(cast.liaison)
    assert reverse("handbook") in {link["href"] for link in parse(client.get(reverse("item_list"))).all("a")}
