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

    `units` is the migration of the units that the items' one needs. In an empty database the tables of a migration are
    made at once: all steps there take many times as long, and end alike by a test of their own.
    """
    executor = _executor()
    graph = executor.loader.graph
    latest = [node for node in graph.leaf_nodes() if not graph.nodes[node].replaces]
    nodes = [("departments", units), ("items", name)] if name else latest
    if name and not connection.introspection.table_names():
        return _begin_at(nodes, executor)
    executor.migrate(nodes)
    if not name:  # as `migrate` does at its end
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    return _executor().loader.project_state(nodes).apps


def _begin_at(nodes, executor):
    apps = executor.loader.project_state(nodes).apps
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    executor.recorder.ensure_schema()
    for node in {step for end in nodes for step in executor.loader.graph.forwards_plan(end)}:
        executor.recorder.record_applied(*node)
    return apps


@contextlib.contextmanager
def from_nothing(folder):
    """Gives `bring_to` for an empty database: to go back there from the latest takes longer.

    Needs a test with `transactional_db`.
    """
    with empty_database(folder):
        yield bring_to
