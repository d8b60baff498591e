"""What the rules announce is what really opens; single items are issued as of the day of their notice."""

import pytest
from django.urls import reverse
from django.utils import translation

from departments import clock
from items.issue.issuing import issue
from items.rounds.announcing import preview
from items.rounds.planning import set_rules
from items.rounds.running import run_due
from items.starting.page import steps_after_import

from ..given import factories
from ..given.factories import day
from ..given.together import moment


@pytest.fixture
def office(cast, client):
    client.force_login(cast.supervisor)
    with clock.at(moment("2011-03-20")):
        yield client


def said(report, on, count=2):
    with translation.override("en"):
        return preview(report, day(on))[:count]


@pytest.fixture
def coming(cast):
    """Next year's report with one item; not issued."""
    report = factories.report(year=2012)
    factories.item(report, 1, leads=[cast.health])
    return report


def test_a_report_that_was_not_issued_announces_what_issuing_it_would_open(cast):
    """The 22nd leaves no time for what is due on the 25th: the preview says what really opens."""
    report = factories.report(title="又一份")
    factories.item(report, 1, leads=[cast.health])
    first, sentence = said(report, "2011-10-22")
    assert first == "Not issued yet: if it is issued today, the following holds."
    assert sentence.startswith("Next period: 11/2011, opens on 11-1,")
    issue(report, by=cast.supervisor, on=day("2011-10-22"))
    run_due(moment("2011-10-22"))
    assert not report.periods.filter(opened_at__isnull=False).exists()
    run_due(moment("2011-11-01"))
    assert report.periods.get(opened_at__isnull=False).start_on == day("2011-11-01")


def test_what_is_promised_for_a_year_is_not_reported_on_before_it(cast, coming):
    """Imported and issued in October 2011, the report of 2012 asks for nothing until January."""
    _first, sentence, why = said(coming, "2011-10-01", 3)
    assert sentence.startswith("Next period: 1/2012, opens on 1-1,")
    assert why == (
        "What is promised for 2012 is reported on from January 2012 on, unless “rounds from” is set earlier."
    )
    issue(coming, by=cast.supervisor, on=day("2011-10-01"))
    added = factories.item(coming, 2, leads=[cast.civil_affairs])
    issue(coming, by=cast.supervisor, on=day("2011-11-07"), items=[added])
    for on in ("2011-10-01", "2011-10-25", "2011-11-20", "2011-12-31"):
        run_due(moment(on))
        assert not coming.periods.filter(opened_at__isnull=False).exists()
        assert said(coming, on, 1)[0].startswith("Next period: 1/2012, opens on 1-1,")
    run_due(moment("2012-01-01"))
    january = coming.periods.get(opened_at__isnull=False)
    assert january.start_on == day("2012-01-01") and january.updates.count() == 2
    assert not any("What is promised" in one for one in said(coming, "2012-01-01", 9))


@pytest.mark.parametrize("rhythm", ["quarter", "half_year"])
def test_the_longer_rhythms_wait_for_the_year_too(cast, coming, rhythm):
    coming.items.update(rhythm=rhythm)
    issue(coming, by=cast.supervisor, on=day("2011-10-01"))
    run_due(moment("2011-12-31"))
    assert [one.start_on for one in coming.periods.all()] == [day("2012-01-01")]


def test_the_office_may_let_rounds_begin_before_the_year(cast, coming):
    """The rule is theirs to set, before the report is issued and after."""
    set_rules(coming, by=cast.supervisor, at=moment("2011-10-01"), version=1, rounds_from=day("2011-11-01"))
    issue(coming, by=cast.supervisor, on=day("2011-10-01"))
    assert coming.rounds_from == day("2011-11-01")
    sentence, why = said(coming, "2011-10-01")
    assert sentence.startswith("Next period: 11/2011,")
    assert why == "By “rounds from” units report before 2012, the year of the report."
    run_due(moment("2011-11-01"))
    assert coming.periods.get(opened_at__isnull=False).start_on == day("2011-11-01")


def test_a_report_issued_late_in_its_year_opens_the_next_period(cast):
    report = factories.report(title="又一份")
    factories.item(report, 1, leads=[cast.health])
    issue(report, by=cast.supervisor, on=day("2011-12-22"))
    run_due(moment("2011-12-22"))
    assert [one.start_on for one in report.periods.all()] == [day("2012-01-01")]


def test_what_comes_next_after_an_import_names_the_first_period(cast, coming):
    steps = steps_after_import(coming, on=day("2011-10-22"))
    assert steps[-1].hint.endswith("首个报送期：2012年1月，1月1日开启，1月21日截止。")


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
