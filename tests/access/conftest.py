"""Reports of March on the item that civil affairs leads and on the one that it supports, and the day."""

import pytest

from departments import clock

from ..given.opened_rounds import opened, update_of
from .everybody import AT


@pytest.fixture
def today():
    with clock.at(AT):
        yield


@pytest.fixture
def march(cast):
    return opened(cast.report)


@pytest.fixture
def part(cast, march):
    """What civil affairs contributes to the item that health leads."""
    return update_of(march, cast.supported, cast.civil_affairs)


@pytest.fixture
def own(cast, march):
    """What civil affairs reports on the item that it leads; health supports it."""
    return update_of(march, cast.led, cast.civil_affairs)
