"""March 2011 with reports in every state, read in English as pages."""

import pytest
from django.utils import translation

from departments import clock

from ..given.html import parse
from ..given.opened_rounds import State, opened_first, put, update_of
from ..given.together import moment
from .round_pages import NOW


@pytest.fixture
def in_march(client):
    client.cookies["django_language"] = "en"
    with clock.at(NOW), translation.override("en"):
        yield


@pytest.fixture
def march(cast):
    """The first period of the cast's report: its rounds begin in March."""
    return opened_first(cast.report)


@pytest.fixture
def busy(cast, march):
    """March with reports in every state; civil affairs also owes a part on `supported`."""
    cast.march = march
    cast.wait = update_of(march, cast.led, cast.civil_affairs)
    cast.part = update_of(march, cast.supported, cast.civil_affairs)
    by = {"by": cast.liaison, "office": cast.supervisor}
    cast.wait = put(cast.wait, State.AWAITING_REVIEW, text="养老院已建成3所", problems="缺地", **by)
    put(cast.part, State.DRAFT, text="草稿里的话", **by)
    put(
        update_of(march, cast.supported, cast.health),
        State.ACCEPTED,
        handed_in_at=moment("2011-03-26"),
        needs_decision=True,
        **by,
    )
    put(update_of(march, cast.led, cast.health), State.RETURNED, **by)
    put(update_of(march, cast.open_lead, cast.education), State.AWAITING_SIGN_OFF, **by)
    put(update_of(march, cast.open_lead, cast.east), State.ACCEPTED, **by)
    return cast


@pytest.fixture
def page(client):
    """page(person, address) as a tree; the answer has to be 200."""

    def read(person, url):
        client.force_login(person)
        response = client.get(url)
        assert response.status_code == 200
        return parse(response)

    return read
