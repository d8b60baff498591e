"""What archiving does to the rounds of a report: an open period ends unless a unit has reported in it."""

import pytest
from django.urls import reverse

from departments import clock
from items.models import Attachment, HistoryEntry, Message, ProgressUpdate, ReportingPeriod, WorkReport
from items.report.archiving import archive, take_back
from items.report.standing import archiving_of
from items.rounds.page import figures
from items.rounds.planning import add_period
from items.rounds.running import close_period, open_period, run_due
from items.rounds.sheet import sheet_of

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
    words = {State.AWAITING_SIGN_OFF: "Awaiting sign-off 1", State.RETURNED: "Returned 1"}
    with refused(rf"units have sent reports in it \({words.get(state, 'Reported 1')}\)"):
        archive(cast.report, by=cast.supervisor, at=NOW)
    assert not is_archived(cast)
    assert ReportingPeriod.objects.get(pk=period.pk).is_open


def test_what_is_sent_is_counted_as_the_page_of_the_period_counts_it(cast, period):
    for item, unit, state in (
        (cast.led, cast.civil_affairs, State.AWAITING_SIGN_OFF),
        (cast.led, cast.health, State.AWAITING_MERGE),
        (cast.supported, cast.health, State.ACCEPTED),
    ):
        put(update_of(period, item, unit), state, by=cast.liaison, office=cast.supervisor)
    counted = {one.label: one.count for one in figures(sheet_of(period), period.pk, is_late=False)}
    assert (counted["已报"], counted["待审签"]) == (2, 1)
    assert "（已报2份、待审签1份）" in archiving_of(cast.report, on=NOW.date()).refusal


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


def asked(report):
    """{(period, item, unit): (role, through, text)} of what is asked for in open periods."""
    rows = ProgressUpdate.objects.in_open_periods().filter(period__report=report).asked_for()
    key = ("period__rhythm", "period__start_on", "item__number", "department__name")
    return {tuple(row[:4]): tuple(row[4:]) for row in rows.values_list(*key, "role", "via", "text")}


@pytest.fixture
def march(cast, period):
    """March alone is open, as the calendar has it."""
    run_due(moment("2011-03-10 08:00"))
    return period


@pytest.mark.parametrize("is_named", [False, True])
@pytest.mark.parametrize("is_begun", [False, True])
@pytest.mark.parametrize("back_on", ["2011-03-10", "2011-03-24", "2011-04-03"])
def test_taken_back_the_report_is_as_it_was_and_goes_on_to_its_close(cast, march, client, is_named, is_begun, back_on):
    if is_named:
        factories.message(cast.liaison, period=march)
    draft = written(cast, march, State.DRAFT) if is_begun else None
    before, back = asked(cast.report), moment(f"{back_on} 10:00")
    archive(cast.report, by=cast.supervisor, at=NOW)
    assert asked(cast.report) == {}
    done = take_back(cast.report, by=cast.supervisor, at=back, reason="误归档")
    assert ([one.name for one in done.opens], done.ended) == (["2011年3月"] + ["2011年4月"] * (back_on > "2011-04"), [])
    of_march = {key: told for key, told in asked(cast.report).items() if key[1] == march.start_on}
    assert of_march == before
    told = cast.liaison.messages.order_by("pk").last()
    assert "2011年3月" in told.title and "重新" in told.title
    if is_begun:
        draft.refresh_from_db()
        assert (draft.state, draft.period_id) == (State.DRAFT, march.pk)
        client.force_login(cast.liaison)
        assert draft.text in client.get(draft.get_absolute_url()).text
    run_due(back)
    assert {key: told for key, told in asked(cast.report).items() if key[1] == march.start_on} == before
    # Reported, it closes with all that was asked.
    period = cast.report.periods.get(start_on=march.start_on)
    written(cast, period, State.ACCEPTED)
    run_due(moment("2011-04-30"))
    period.refresh_from_db()
    assert period.is_closed
    sheet = sheet_of(period)
    assert {row.update for row in sheet.rows} == set(period.updates.values_list("pk", flat=True))
    assert len(sheet.rows) == len(before)


@pytest.mark.parametrize("is_begun", [False, True])
def test_taken_back_too_late_what_was_ended_stays_so_and_is_named(cast, march, client, is_begun):
    if is_begun:
        written(cast, march, State.DRAFT)
    archive(cast.report, by=cast.supervisor, at=NOW)
    late = moment("2011-06-10 10:00")
    with clock.at(late):
        client.force_login(cast.supervisor)
        page = client.get(reverse("report_reopen", args=[cast.report.pk])).text
        assert "2011年3月已因归档结束" in page and "2011年6月将重新开启" in page
        answer = client.post(reverse("report_reopen", args=[cast.report.pk]), {"reason": "补办"}, follow=True)
    assert "2011年3月：已封存" in answer.text and "2011年6月：重新" in answer.text
    assert not cast.report.periods.filter(start_on=march.start_on, closed_at__isnull=True).exists()
    assert [one.name for one in cast.report.periods.open()] == ["2011年6月"]


def test_a_period_that_had_been_opened_early_is_open_again(cast, march):
    april = cast.report.periods.get(start_on=day("2011-04-01"))
    open_period(april, by=cast.supervisor, at=NOW)
    before = asked(cast.report)
    archive(cast.report, by=cast.supervisor, at=NOW)
    done = take_back(cast.report, by=cast.supervisor, at=NOW, reason="误归档")
    assert [one.name for one in done.opens] == ["2011年3月", "2011年4月"]
    assert asked(cast.report) == before


def test_periods_of_own_dates_are_kept(cast, march):
    days = {"start_on": day("2011-05-01"), "end_on": day("2011-05-20"), "opens_on": day("2011-05-10")}
    days |= {"due_on": day("2011-05-20"), "closes_on": day("2011-05-25")}
    own = add_period(cast.report, by=cast.supervisor, at=NOW, **days)
    archive(cast.report, by=cast.supervisor, at=NOW)
    own.refresh_from_db()
    assert own.called_off
    take_back(cast.report, by=cast.supervisor, at=NOW, reason="误归档")
    own.refresh_from_db()
    assert not own.called_off


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
