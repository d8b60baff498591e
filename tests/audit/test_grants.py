"""The rights of the portal's role on PostgreSQL are enough for the portal, and too few to alter the record."""

from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from departments import clock
from items import history
from items.audit.exporting import export_by_night
from items.audit.removing import remove_by_day
from items.audit.sealing import seal, seal_rest
from items.models import AuditEntry, AuditLink, HistoryEntry

from ..places import ROOT
from .tampering import found, sql

pytestmark = [pytest.mark.each_database, pytest.mark.django_db(transaction=True)]
ROLE = "portal_without_rights"


@contextmanager
def role():
    """The test's connection has the rights of the role."""
    sql(f"CREATE ROLE {ROLE}")
    sql((ROOT / "deploy" / "postgresql-grants.sql").read_text().replace(":role", ROLE))
    sql(f"SET ROLE {ROLE}")
    try:
        yield
    finally:
        sql("RESET ROLE")
        sql(f"DROP OWNED BY {ROLE}")
        sql(f"DROP ROLE {ROLE}")


@pytest.fixture
def as_role(acts):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    with role():
        yield


@pytest.mark.usefixtures("as_role")
def test_it_can_do_what_the_portal_does(cast):
    history.record(HistoryEntry.Action.HOLIDAYS_ENTERED, by=cast.supervisor, after={"year": "2012"})
    assert seal() == 1
    assert export_by_night(clock.now())
    seal_rest()
    assert AuditLink.objects.count() == AuditEntry.objects.count()
    assert found() == []


@pytest.mark.usefixtures("as_role")
@pytest.mark.parametrize("table", ["items_auditentry", "items_auditlink", "items_historyentry"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "DROP TABLE {} CASCADE"])
def test_it_cannot_alter_the_record(table, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        sql(statement.format(table))


@pytest.mark.usefixtures("as_role")
def test_it_cannot_take_the_triggers_away():
    with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
        sql("DROP TRIGGER keep_audit_auditentry_update ON items_auditentry")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        sql("UPDATE items_auditlink SET digest = digest")


def test_what_is_too_old_is_overdue_until_the_owner_removes_it(lived, caplog):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    with role():
        assert remove_by_day(clock.now()) == 0
        assert (
            "entries of the audit record are overdue for removal: The portal's role may delete nothing" in caplog.text
        )
        assert not AuditEntry.objects.filter(act="record_removed").exists() and found() == []
    call_command("remove_old_audit")
    assert AuditLink.objects.order_by("number").first().number > 1 and found() == []
