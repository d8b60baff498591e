"""February and March 2011 and their reports, their pages in English, and how a form is sent."""

import pytest
from django.urls import reverse

from departments import clock
from items.updates import drafting

from ..given.opened_rounds import ACCEPT_ALL, FEBRUARY, State, opened, put, update_of
from .page_states import NOW, fresh


@pytest.fixture
def in_march():
    with clock.at(NOW):
        yield


@pytest.fixture
def february(cast):
    """February, in which everybody reported and was accepted; asked for before `march`."""
    february = opened(cast.report, FEBRUARY)
    ACCEPT_ALL(february, cast.liaison, cast.supervisor, "上月情况：已完成1所")
    return february


@pytest.fixture
def march(cast):
    return opened(cast.report)


@pytest.fixture
def update(cast, march):
    """What civil affairs, the lead, reports on `led` in March."""
    return update_of(march, cast.led, cast.civil_affairs)


@pytest.fixture
def part(cast, march):
    """What health contributes to it."""
    return update_of(march, cast.led, cast.health)


@pytest.fixture
def earlier(cast):
    february = opened(cast.report, FEBRUARY, at="2011-03-01")
    before = update_of(february, cast.led, cast.civil_affairs)
    return put(before, State.ACCEPTED, by=cast.liaison, office=cast.supervisor, text="二月新建1所")


@pytest.fixture
def get(client):
    def page(person, update):
        client.force_login(person)
        return client.get(update.get_absolute_url())

    return page


@pytest.fixture
def post(client):
    """Sends a form: post(person, "update_send", update, text="…"); what the page showed goes along unless given."""

    def send(person, name, update, *, htmx=False, **data):
        client.force_login(person)
        now = fresh(update)
        shown = {f"was_{name}": text for name, text in drafting.shown(now).items()}
        headers = {"HX-Request": "true"} if htmx else {}
        values = {"version": now.version, **shown, **data}
        return client.post(reverse(name, args=[update.pk]), values, headers=headers)

    return send


@pytest.fixture
def in_english(client):
    client.cookies["django_language"] = "en"
