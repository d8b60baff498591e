"""Tables as they were at an earlier migration."""

import pytest

from ..given.migrated import from_nothing


@pytest.fixture
def migrated(transactional_db, tmp_path):
    """`bring_to` for a database that is empty at first."""
    with from_nothing(tmp_path) as bring_to:
        yield bring_to
