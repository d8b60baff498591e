"""Words searched for that are too many or too long for a statement: an answer, as for any other."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from ..given.access_table import ROWS, read

LONG = {"one word of 60,000 letters": "a" * 60_000, "3,000 words": "ab cd ef " * 1000, "1,000 numbers": "1,2、" * 500}
PARAMETERS = ("q", "said", "named", "unit-named", "department-named", "leader-named", "period", "chapter")


@pytest.fixture
def cast(lived_in):
    return lived_in


@pytest.mark.parametrize("words", LONG)
def test_pages_and_what_fields_find(cast, words):
    client = Client()
    client.force_login(cast.supervisor)
    for row in ROWS:
        if row.method == "GET" and row.answers["supervisor"] == "200":
            answer = read(client.get(row.url(cast), dict.fromkeys(PARAMETERS, LONG[words])))
            assert answer.status_code in (200, 302, 400, 404), row.address


@pytest.mark.parametrize("words", LONG)
def test_the_administration(cast, words):
    client = Client()
    client.force_login(cast.administrator)
    assert client.get(reverse("people_list"), {"q": LONG[words]}).status_code == 200
    assert client.get(reverse("people_changes"), {"q": LONG[words]}).status_code == 200
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert client.get(address, {"q": LONG[words]}).status_code in (200, 302), address
