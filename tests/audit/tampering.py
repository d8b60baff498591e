"""A record with something in it, and raw SQL that alters it as somebody would who owns the database."""

from contextlib import contextmanager

from django.db import connection

from departments import clock
from items import history
from items.audit.sealing import seal
from items.audit.verifying import Reading, faults
from items.auditing import Act, note
from items.models import AuditEntry, AuditLink, HistoryEntry, append_only

Action = HistoryEntry.Action


def some_acts(cast):
    """Six entries: three of the history, three of others, all sealed."""
    note(Act.SIGNED_IN, by=cast.liaison)
    history.record(
        Action.POST_GIVEN, by=cast.administrator, person=cast.newcomer, after={"role": "head"}, reason="任命"
    )
    history.record(Action.NOTE_WRITTEN, by=cast.liaison, item=cast.led, after={"note": "已完成"})
    note(Act.TAKEN_OUT, by=cast.leader, kind="item_export", after={"file": "台账.xlsx"})
    history.record(Action.HOLIDAYS_ENTERED, by=cast.supervisor, after={"year": "2011"})
    note(Act.SIGNED_OUT, by=cast.liaison)
    seal()


def entries():
    return list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))


def told():
    return list(HistoryEntry.objects.order_by("pk").values_list("pk", flat=True))


def found():
    """All that `verify_audit` would say."""
    return list(faults(Reading()))


@contextmanager
def as_owner():
    """Without the triggers and, on SQLite, without foreign keys; they are as before when it ends."""
    if connection.vendor == "sqlite":
        sql("PRAGMA foreign_keys=OFF")
    with append_only.unguarded():
        if connection.vendor == "postgresql":
            sql("SET LOCAL session_replication_role = replica")
        yield
    if connection.vendor == "sqlite":
        sql("PRAGMA foreign_keys=ON")


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def last_link():
    return AuditLink.objects.order_by("-number").first()


def now():
    return clock.now()
