"""Sending what units ask and what is answered, and seeing the pages, on a day in May."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments import clock
from items.models import WorkItem

from ..given.html import parse
from ..given.item_tabs import all_tabs
from ..given.signatures import without_sign_off
from .looking import AT, DUE


@pytest.fixture
def on_that_day():
    with clock.at(AT):
        yield


@pytest.fixture
def under_way(on_that_day, cast):
    """The cast on that day; civil affairs' item is under way and due at the end of June."""
    without_sign_off(cast)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress", due_on=DUE)
    cast.led.refresh_from_db()
    return cast


@pytest.fixture
def send(client):
    """Sends a form in English: send(person, "item_extension", item, wanted_on="…")."""

    def post(person, name, thing, **data):
        client.force_login(person)
        client.cookies["django_language"] = "en"
        item = thing if isinstance(thing, WorkItem) else getattr(thing, "item", None)
        if item is not None:
            data.setdefault("version", WorkItem.objects.get(pk=item.pk).version)
        return client.post(reverse(name, args=[thing.pk]), data)

    return post


@pytest.fixture
def view(client):
    """All tabs of the item's page, or the page of an address, as the person sees it."""

    def get(person, where):
        client.force_login(person)
        client.cookies["django_language"] = "en"
        return all_tabs(client, where) if isinstance(where, WorkItem) else parse(client.get(where))

    return get


@pytest.fixture
def cost(client):
    """How many queries a page takes, signing in not counted; returns it with the page."""

    def count(person, address):
        client.force_login(person)
        with CaptureQueriesContext(connection) as queries:
            page = parse(client.get(address))
        return len(queries), page

    return count
