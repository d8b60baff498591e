"""Big texts are written together with what names them; tests/access/test_columns_read.py holds who reads them."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from items.models import FrozenSheet, ReportingPeriod, SourceText, WorkReport
from items.rounds.running import close_period, open_period

from ..given import factories


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
