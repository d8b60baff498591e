"""Every form that takes POST bears a key of its own, by which it acts once."""

import pytest
from django.test import Client
from django.urls import reverse

from items.pages.claiming import KEY

from ..admin.admin_pages import LISTS, page
from ..given.html import parse
from .test_every_page import readable

pytestmark = pytest.mark.once


@pytest.fixture
def cast(lived_in):
    return lived_in


def pages_of_administration(cast):
    """(address, page) of what an administrator fills in."""
    client = Client()
    client.force_login(cast.administrator)
    addresses = [page(f"{name}_add") for name in LISTS]
    addresses += [page("departments_department_change", cast.health.pk), page("departments_user_change", cast.head.pk)]
    for address in [*addresses, reverse("admin:password_change"), page("auth_user_password_change", cast.head.pk)]:
        response = client.get(address)
        if response.status_code == 200:
            yield address, response


def keys_of(form):
    return [field["value"] for field in form.all("input", name=KEY)]


def test_every_form_bears_one_key_that_no_other_has(cast):
    seen = set()
    administration = [(address, parse(response)) for address, response in pages_of_administration(cast)]
    for address, shown in [*((address, shown) for address, _answer, shown in readable(cast)), *administration]:
        for form in shown.all("form"):
            if (form.get("method") or "").lower() == "post":
                keys = keys_of(form)
                assert len(keys) == 1 and keys[0] not in seen, (address, form.get("action"))
                seen.update(keys)
    assert len(seen) > 200
