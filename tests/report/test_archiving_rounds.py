"""What archiving does to the rounds of a report: an open period ends unless a unit has reported in it."""

import pytest
from django.urls import reverse

from items.models import Attachment, HistoryEntry, Message, ProgressUpdate, ReportingPeriod, WorkReport
from items.report.archiving import archive, take_back
from items.report.standing import archiving_of
from items.rounds.running import close_period, run_due

from ..given import factories
from ..given.factories import day, moment
from ..given.opened_rounds import State, opened, put, update_of
from ..given.refusals import refused

NOW = moment("2011-03-10 09:00")
WAITING = (State.AWAITING_SIGN_OFF, State.AWAITING_MERGE, State.AWAITING_REVIEW)
REPORTED = (*WAITING, State.RETURNED, State.ACCEPTED)


@pytest.fixture
def period(cast):
    return opened(cast.report)


def written(cast, period, state):
    return put(update_of(period, cast.led, cast.civil_affairs), state, by=cast.liaison, office=cast.supervisor)


def is_archived(cast):
    return WorkReport.objects.get(pk=cast.report.pk).is_archived


@pytest.mark.parametrize("state", REPORTED)
def test_an_open_period_in_which_a_unit_has_reported_comes_first(cast, period, state):
    written(cast, period, state)
    with refused("1 report has been sent in"):
        archive(cast.report, by=cast.supervisor, at=NOW)
    assert not is_archived(cast)
    assert ReportingPeriod.objects.get(pk=period.pk).is_open


def test_an_open_period_in_which_nobody_has_reported_is_taken_back(cast, period):
    done = archive(cast.report, by=cast.supervisor, at=NOW)
    assert [one.name for one in done.periods] == ["2011年2月", "2011年3月"]
    assert is_archived(cast)
    assert not cast.report.periods.exists()
    assert not ProgressUpdate.objects.filter(item__report=cast.report).exists()
    entries = cast.report.history.filter(action=HistoryEntry.Action.OPENING_UNDONE)
    assert {entry.after["period"] for entry in entries} == {one.key for one in done.periods}
    told = Message.objects.filter(kind=Message.Kind.DECIDED, to=cast.liaison).get()
    assert cast.report.title in told.title
    assert not Message.objects.filter(kind=Message.Kind.DECIDED, to=cast.supervisor).exists()


def test_what_a_unit_had_begun_stays_its_own(cast, period):
    draft = written(cast, period, State.DRAFT)
    held = update_of(period, cast.supported, cast.health)
    Attachment.objects.create(
        item=cast.supported, update=held, name="附件.pdf", kind="pdf", size=1, by=cast.health_liaison, at=NOW
    )
    done = archive(cast.report, by=cast.supervisor, at=NOW)
    assert (done.drafts, is_archived(cast)) == (1, True)
    rows = ProgressUpdate.objects.filter(period=period)
    assert {(row.pk, row.state) for row in rows} == {(draft.pk, State.DROPPED), (held.pk, State.DROPPED)}
    assert rows.get(pk=draft.pk).text == draft.text
    assert ReportingPeriod.objects.get(pk=period.pk).is_closed


def test_archiving_taken_back_asks_anew(cast, period):
    archive(cast.report, by=cast.supervisor, at=NOW)
    take_back(cast.report, by=cast.supervisor, at=NOW, reason="尚有事项未办结")
    run_due(NOW)
    assert cast.report.periods.open().get().start_on == period.start_on
    assert update_of(cast.report.periods.open().get(), cast.led, cast.civil_affairs).state == State.EXPECTED


@pytest.mark.parametrize("state", WAITING)
def test_what_nobody_settled_in_a_closed_period_holds_nothing_up(cast, period, state):
    waits = written(cast, period, state)
    close_period(period, at=moment("2011-04-20"))
    run_due(moment("2011-04-21"))
    following = cast.report.periods.open().get()
    done = archive(cast.report, by=cast.supervisor, at=moment("2011-04-21"))
    assert (done.unsettled, done.periods) == (1, [following])
    assert ProgressUpdate.objects.get(pk=waits.pk).state == state


def test_the_year_can_be_archived_on_every_day_without_reports(cast, period):
    """The next period opens as the last one closes for as long as an item is not finished."""
    run_due(moment("2011-12-31"))
    for at in ("2012-01-05", "2012-01-20", "2012-02-01"):
        run_due(moment(at))
        assert not archiving_of(cast.report, on=day(at)).refusal


def test_the_page_says_what_is_taken_back_and_what_is_not_finished(cast, period, client):
    client.force_login(cast.supervisor)
    url = reverse("report_archive", args=[cast.report.pk])
    written(cast, period, State.DRAFT)
    page = client.get(url).text
    for words in ("2011年3月", "将予以收回", "3项事项尚未办结", "以“未办结”归档", "1份报送", "status=open"):
        assert words in page, words
    written(cast, period, State.AWAITING_REVIEW)
    answer = client.post(url)
    assert answer.status_code == 422
    assert "2011年3月" in answer.text
    assert period.get_absolute_url() in answer.text
    written(cast, period, State.EXPECTED)
    answer = client.post(url, follow=True)
    assert "3项事项以“未办结”归档" in answer.text
    assert is_archived(cast)
    entry = cast.report.history.get(action=HistoryEntry.Action.REPORT_ARCHIVED)
    assert entry.after["still_open"] == "3"


def test_a_period_of_which_people_were_told_closes_empty(cast, period):
    factories.message(cast.liaison, period=period)
    archive(cast.report, by=cast.supervisor, at=NOW)
    assert is_archived(cast)
    assert ReportingPeriod.objects.get(pk=period.pk).is_closed
    assert not period.updates.exists()
