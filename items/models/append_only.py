"""The audit record is only ever added to: the database itself refuses to change or delete a row of it.

They are no migration, for the reason that `stale` gives: taken away before every migration, and made after it. On
PostgreSQL the owner of the tables can still take them away: the portal's own role should not be the owner (README).
"""

from contextlib import contextmanager

from django.apps import apps
from django.db import connections, transaction
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

from departments.models import triggers
from departments.models.triggers import Trigger

PREFIX = "keep_audit_"
GUARDED = ("items.AuditEntry", "items.AuditLink")
REFUSAL = "The audit record is never changed."
REFUSES = {"sqlite": f"SELECT RAISE(ABORT, '{REFUSAL}')", "postgresql": f"RAISE EXCEPTION '{REFUSAL}'"}
EVENTS = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}


def is_guarded(using="default"):
    """Whether the database refuses what it should."""
    return triggers.are_kept(connections[using], _wanted(connections[using]), PREFIX)


def guard(using="default"):
    """Have the database refuse it."""
    with transaction.atomic(using=using):
        triggers.keep(connections[using], _wanted(connections[using]), PREFIX)


@contextmanager
def unguarded(using="default"):
    """Within the block, one transaction, rows can be changed and deleted."""
    with transaction.atomic(using=using):
        triggers.drop(connections[using], PREFIX)
        yield
        triggers.keep(connections[using], _wanted(connections[using]), PREFIX)


def _wanted(connection):
    return [
        Trigger(
            name=f"{PREFIX}{label.rpartition('.')[2].lower()}_{event.lower()}",
            table=apps.get_model(label)._meta.db_table,
            event=event,
            does=REFUSES[connection.vendor],
        )
        for label in GUARDED
        for event in EVENTS[connection.vendor]
    ]


@receiver(pre_migrate, dispatch_uid="unguard_audit")
def _unguard(app_config, using, plan, **kwargs):
    if app_config.label == "items" and plan:
        triggers.drop(connections[using], PREFIX)


@receiver(post_migrate, dispatch_uid="guard_audit")
def _guard(app_config, using, **kwargs):
    """Tables of an earlier state of the migrations are not guarded."""
    if app_config.label == "items":
        known = set(connections[using].introspection.table_names())
        if {apps.get_model(label)._meta.db_table for label in GUARDED} <= known:
            guard(using)
