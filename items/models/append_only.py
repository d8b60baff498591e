"""The audit record is only ever added to: the database itself refuses to change or delete a row of it.

Rows older than six months go where a sealed entry of the record has told of their removal (`items.audit.removing`).

They are no migration, for the reason that `stale` gives: taken away before every migration, and made after it. On
PostgreSQL the owner of the tables can still take them away: the portal's own role should not be the owner (README).
"""

from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

from departments.models import triggers
from departments.models.triggers import Trigger

PREFIX = "keep_audit_"
GUARDED = ("items.AuditEntry", "items.AuditLink")
REFUSAL = "The audit record is never changed."
REFUSES = {"sqlite": f"SELECT RAISE(ABORT, '{REFUSAL}')", "postgresql": f"RAISE EXCEPTION '{REFUSAL}'"}
# An entry of this kind says what is removed: all links up to the number that its key is, in so many digits.
REMOVAL, DIGITS = "audit_removal", 19
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
            when=_stays(connection.vendor, label) if event == "DELETE" else "",
        )
        for label in GUARDED
        for event in EVENTS[connection.vendor]
    ]


def _stays(vendor, label):
    """SQL condition on the OLD row that it may not be deleted. No setting and no entry reaches the last six months."""
    link, entry = (apps.get_model(f"items.{name}")._meta.db_table for name in ("AuditLink", "AuditEntry"))
    told = (
        f"SELECT 1 FROM {entry} told JOIN {link} seal ON seal.entry_id = told.id "  # noqa: S608 - names of tables
        f"WHERE told.kind = '{REMOVAL}' AND told.key >= "
    )
    if label == "items.AuditLink":
        return f"NOT EXISTS ({told}{_PADDED[vendor].format('OLD.number')})"
    of_entry = f"(SELECT {_PADDED[vendor].format('number')} FROM {link} WHERE entry_id = OLD.id)"  # noqa: S608
    return f"OLD.at > {_LATELY[vendor].format(settings.PORTAL_LEAST_AUDIT_DAYS)} OR NOT EXISTS ({told}{of_entry})"


_PADDED = {"sqlite": f"printf('%0{DIGITS}d', {{}})", "postgresql": f"lpad(({{}})::text, {DIGITS}, '0')"}
_LATELY = {"sqlite": "strftime('%Y-%m-%d %H:%M:%S', 'now', '-{} days')", "postgresql": "now() - interval '{} days'"}


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
