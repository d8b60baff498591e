"""Tables as they were at an earlier migration."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ..template_database import empty_database


@pytest.fixture
def migrated(transactional_db, tmp_path):
    """Brings the tables of an empty database to a migration of the items; returns the models of that time.

    To go there from nothing takes less than to go back from the latest.
    """

    def to(name):
        nodes = [("departments", "0002_delegations"), ("items", name)]
        MigrationExecutor(connection).migrate(nodes)
        return MigrationExecutor(connection).loader.project_state(nodes).apps

    with empty_database(tmp_path):
        yield to
