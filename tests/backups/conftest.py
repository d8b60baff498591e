"""A portal that has been worked in, with files, in a folder of its own."""

import pytest

from ..files.samples import FILES, put_in
from ..given.opened_rounds import opened, update_of


@pytest.fixture
def var(tmp_path, settings):
    settings.VAR_DIR = tmp_path / "var"
    return settings.VAR_DIR


@pytest.fixture
def lived(cast, var):
    """Items, a round, and a file of every kind on a report."""
    update = update_of(opened(cast.report), cast.led, cast.civil_affairs)
    for kind, data in FILES.items():
        put_in(update, cast.liaison, data, f"证明.{kind}")
    return cast
