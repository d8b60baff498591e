"""March 2011, opened as the only period, and what a person is told after a step."""

import pytest
from django.urls import reverse

from departments import clock
from items.updates import drafting

from ..given.html import parse
from ..given.opened_rounds import opened_first, update_of
from ..given.together import moment

NOW = moment("2011-03-20")


@pytest.fixture(autouse=True)
def in_march():
    with clock.at(NOW):
        yield


@pytest.fixture
def march(cast):
    return opened_first(cast.report)


@pytest.fixture
def own(cast, march):
    """What civil affairs, the lead, reports on `led`."""
    return update_of(march, cast.led, cast.civil_affairs)


@pytest.fixture
def part(cast, march):
    """What health contributes to it."""
    return update_of(march, cast.led, cast.health)


@pytest.fixture
def step(client):
    """step(person, "update_send", row, …) sends the form and gives the box of the next page that tells what became."""

    def take(person, name, row=None, **data):
        client.force_login(person)
        answer = client.post(reverse(name, args=[row.pk] if row else []), data)
        assert answer.status_code == 302, parse(answer).one("main").text
        [box] = parse(client.get(answer["Location"])).all(role="status", of="notice")
        return box

    return take


@pytest.fixture
def report(step):
    """The same of a report, with what its page had shown."""

    def take(person, name, update, **data):
        update.refresh_from_db()
        shown = {f"was_{key}": text for key, text in drafting.shown(update).items()}
        return step(person, name, update, **{"version": update.version, **shown, **data})

    return take
