"""A clock that stands, and somebody with an app."""

import time

import pytest

from items.second_factor import codes

from .telephone import given_app


@pytest.fixture
def machine(monkeypatch):
    """The clock of the machine, which stands; `machine(seconds)` sets it on."""
    present = [time.time() // codes.SECONDS * codes.SECONDS + 5]
    monkeypatch.setattr(time, "time", lambda: present[0])

    def on(seconds):
        present[0] += seconds

    return on


@pytest.fixture
def telephone(cast, machine):
    """The liaison's, set up some minutes ago."""
    return given_app(cast.liaison, machine)
