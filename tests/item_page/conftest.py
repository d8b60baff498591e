"""Sending the forms of an item's page, and seeing it."""

import pytest
from django.urls import reverse

from ..given.item_tabs import all_tabs


@pytest.fixture
def act(client):
    """Sends a form: act(person, "item_progress", item, text="…"); the version is the item's unless given."""

    def send(person, name, item, **data):
        client.force_login(person)
        data.setdefault("version", item.version)
        return client.post(reverse(name, args=[item.pk]), data)

    return send


@pytest.fixture
def view(client):
    """All tabs of the page of an item as the person sees them."""

    def get(person, item):
        client.force_login(person)
        return all_tabs(client, item)

    return get
