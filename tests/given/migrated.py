"""Tables as they were at an earlier migration."""

import contextlib

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from ..template_database import empty_database


def _executor():
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    return executor


def bring_to(name=None, *, units="0002_delegations"):
    """Bring the tables to a migration of the items, or the latest, step by step; returns the models of then.

    `units` is the migration of the units that the items' one needs.
    """
    graph = _executor().loader.graph
    latest = [node for node in graph.leaf_nodes() if not graph.nodes[node].replaces]
    nodes = [("departments", units), ("items", name)] if name else latest
    _executor().migrate(nodes)
    if not name:  # as `migrate` does at its end
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    return _executor().loader.project_state(nodes).apps


@contextlib.contextmanager
def from_nothing(folder):
    """Gives `bring_to` for an empty database: there from nothing takes less than to go back from the latest.

    Needs a test with `transactional_db`.
    """
    with empty_database(folder):
        yield bring_to
