"""Reports of March on the items that civil affairs leads and supports; and a portal that has been lived in."""

import pytest

from departments import clock

from ..given.lived_in import LIVED_IN
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


@pytest.fixture
def lived_in(db, settings, tmp_path):
    """The cast, with an import that is being checked and everything asked and reported that can be."""
    settings.VAR_DIR = tmp_path
    return LIVED_IN()
