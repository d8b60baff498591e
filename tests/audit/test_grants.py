"""The rights of the portal's role on PostgreSQL are enough for the portal, and too few to alter the record."""

import pytest
from django.db import ProgrammingError, connection, transaction

from departments import clock
from items import history
from items.audit.exporting import export_by_night
from items.audit.sealing import seal, seal_rest
from items.models import AuditEntry, AuditLink, HistoryEntry

from ..places import ROOT
from .tampering import found, sql

pytestmark = [pytest.mark.each_database, pytest.mark.django_db(transaction=True)]
ROLE = "portal_without_rights"


@pytest.fixture
def as_role(acts):
    """The test's connection has the rights of the role."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    sql(f"CREATE ROLE {ROLE}")
    sql((ROOT / "deploy" / "postgresql-grants.sql").read_text().replace(":role", ROLE))
    sql(f"SET ROLE {ROLE}")
    yield
    sql("RESET ROLE")
    sql(f"DROP OWNED BY {ROLE}")
    sql(f"DROP ROLE {ROLE}")


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
