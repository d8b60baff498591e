"""Big texts stay where they are: they are read where they are shown, and written together with what names them."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from departments import clock
from items.models import FrozenSheet, ReportingPeriod, SourceText, WorkReport
from items.rounds.running import close_period, open_period

from ..given import factories
from ..given.access_table import ROWS
from ..given.lived_in import lived_in

# The pages that need a text, and which: all others leave it alone. An import asks whether the document is there
# already; a unit's page counts its reports, of closed periods from their sheets.
SOURCE, SHEET = "items_sourcetext", "items_frozensheet"
SHOWN = {
    "report_detail": {SOURCE},
    "item_detail": {SOURCE},
    "import_detail": {SOURCE},
    "department_detail:health": {SHEET},
    "round_list": {SHEET},
    "round_export": {SHEET},
    "round_unit": {SHEET},
    "period_detail:frozen": {SHEET},
    "period_export:frozen": {SHEET},
    "period_frozen:frozen": {SHEET},
}


@pytest.fixture
def everywhere(cast, settings, tmp_path):
    """The cast with one thing for every address of the portal."""
    settings.VAR_DIR = tmp_path
    return lived_in(cast)


def texts_read(queries):
    """The tables of texts that the queries name."""
    return {table for query in queries for table in (SOURCE, SHEET) if f'"{table}"' in query["sql"]}


@pytest.mark.parametrize("name", ["supervisor", "leader", "liaison"])
def test_a_text_is_read_only_on_the_pages_that_show_it(everywhere, client, name):
    client.force_login(getattr(everywhere, name))
    read, asked = {}, set()
    with clock.at(factories.moment("2011-03-18 09:00")):
        for row in ROWS:
            if row.method != "GET" or row.answers[name] != "200":
                continue
            with CaptureQueriesContext(connection) as queries:
                response = client.get(row.url(everywhere))
            response.getvalue()  # a file is closed when it has been read
            assert response.status_code == 200
            asked.add(row.address)
            if found := texts_read(queries.captured_queries):
                read[row.address] = found
    by_page = {address: SHOWN.get(address, SHOWN.get(address.partition(":")[0])) for address in asked}
    wanted = {address: tables for address, tables in by_page.items() if tables and "period:" not in address}
    assert read == wanted
    assert {"item_list", "dashboard", "workbench"} <= {address.partition(":")[0] for address in asked}


def test_a_report_is_created_with_its_text_or_not_at_all(db):
    report = WorkReport.objects.create_with_text("1、甲。", year=2011, title="分解")
    assert WorkReport.objects.get(pk=report.pk).source.text == "1、甲。"
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkReport.objects.create_with_text("1、乙。", year=2011, title="分解")
    assert [source.text for source in SourceText.objects.all()] == ["1、甲。"]


def test_the_database_keeps_a_report_from_losing_its_text(db):
    report = factories.report("1、甲。")
    with pytest.raises(ProtectedError):
        report.source.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkReport.objects.filter(pk=report.pk).update(source=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkReport.objects.create(year=2012, title="同文", source=report.source)


def closed(report, start="2011-03-01", end="2011-03-31"):
    period = factories.period(report, start_on=factories.day(start), end_on=factories.day(end))
    open_period(period, at=factories.moment("2011-03-01 09:00"))
    assert close_period(period, at=factories.moment("2011-04-01 09:00"))
    return period


def test_a_closed_period_keeps_its_one_sheet(cast):
    period = closed(cast.report)
    stale = ReportingPeriod.objects.get(pk=period.pk)
    assert not close_period(stale, at=factories.moment("2011-04-02 09:00"))
    assert [sheet.period for sheet in FrozenSheet.objects.all()] == [period]
    with pytest.raises(ProtectedError):
        period.frozen_sheet.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportingPeriod.objects.filter(pk=period.pk).update(frozen_sheet=None)


def test_two_periods_cannot_share_a_sheet(cast):
    period, other = closed(cast.report), closed(cast.report, "2011-02-01", "2011-02-28")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportingPeriod.objects.filter(pk=other.pk).update(frozen_sheet=period.frozen_sheet)
