"""What the rules announce is what really opens; single items are issued as of the day of their notice."""

import pytest
from django.urls import reverse
from django.utils import translation

from departments import clock
from items.issue.issuing import issue
from items.rounds.running import run_due
from items.rounds.settings_views import preview

from ..given import factories
from ..given.factories import day
from ..given.together import moment


@pytest.fixture
def office(cast, client):
    client.force_login(cast.supervisor)
    with clock.at(moment("2011-03-20")):
        yield client


def said(report, on):
    with translation.override("en"):
        return preview(report, day(on))[:2]


def test_a_report_that_was_not_issued_announces_what_issuing_it_would_open(cast):
    """The 22nd leaves no time for what is due on the 25th: the preview says what really opens."""
    report = factories.report(year=2012)
    factories.item(report, 1, leads=[cast.health])
    first, sentence = said(report, "2011-10-22")
    assert first == "Not issued yet: if it is issued today, the following holds."
    assert sentence.startswith("Next period: 11/2011, opens on 11-1,")
    issue(report, by=cast.supervisor, on=day("2011-10-22"))
    run_due(moment("2011-10-22"))
    assert not report.periods.filter(opened_at__isnull=False).exists()
    run_due(moment("2011-11-01"))
    assert report.periods.get(opened_at__isnull=False).start_on == day("2011-11-01")


def test_the_rhythm_in_which_items_really_are_reported_on_is_announced(cast):
    """No item follows the report's monthly rhythm: no month opens."""
    cast.report.items.update(rhythm="quarter")
    assert said(cast.report, "2011-05-02")[0].startswith("Next period: the second quarter of 2011, opens on 6-1,")


def test_where_no_item_is_open_no_period_is_announced(cast):
    cast.report.items.update(status="cancelled")
    assert said(cast.report, "2011-05-02")[0] == "No item is open, so no further period opens."


def test_single_items_are_issued_as_of_the_day_of_their_notice(cast, office):
    item = factories.item(cast.report, 9, leads=[cast.health])
    url = reverse("round_issue", args=[cast.report.pk])
    assert office.post(url, {"items": [item.pk], "issued_on": "2010-03-01"}).status_code == 422
    assert office.post(url, {"items": [item.pk], "issued_on": "2011-03-01"}).status_code == 302
    item.refresh_from_db()
    assert item.issued_on == day("2011-03-01")
