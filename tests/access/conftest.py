"""A portal where every address has something to show."""

import pytest

from ..given.lived_in import LIVED_IN


@pytest.fixture
def lived_in(db, settings, tmp_path):
    """The cast, with an import that is being checked and everything asked and reported that can be."""
    settings.VAR_DIR = tmp_path
    return LIVED_IN()
