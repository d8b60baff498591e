import time

import pytest

from tasks_portal import idle


@pytest.fixture
def later(monkeypatch):
    """later(minutes): it is so many minutes later for the sessions."""
    passed = [0]
    began = time.time()
    monkeypatch.setattr(idle.time, "time", lambda: began + 60 * passed[0])

    def later(minutes):
        passed[0] += minutes

    return later
