"""Opening a period before its day: asked with what it means, taken back while nobody has sent a report."""

import pytest
from django.urls import reverse

from departments import clock
from items.models import Delivery, HistoryEntry, Message, ProgressUpdate, Reminder, WorkReport
from items.report.archiving import archive, take_back
from items.rounds import running
from items.rounds.planning import set_rules
from items.rounds.running import run_due
from items.rounds.undoing import undo_opening
from items.steps.errors import WorkflowError
from items.units.merging import merge

from ..given import factories
from ..given.factories import day
from ..given.html import parse, sentences
from ..given.opened_rounds import update_of
from ..given.together import moment
from .round_pages import NOW, period_url

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def april(cast, march):
    return cast.report.periods.get(start_on=day("2011-04-01"))


def test_it_is_asked_with_period_due_day_reports_and_units(client, cast, april):
    client.force_login(cast.supervisor)
    listed = parse(client.get(reverse("round_list"))).one("section", of="planned")
    assert not listed.all("form") and period_url(april) in [link.split("#")[0] for link in listed.links()]
    page = parse(client.get(period_url(april)))
    assert "asks 5 units for 7 reports, due on 2011-04-25" in page.one("section", id="open-now").text
    form = page.one("section", id="open-now").one("form")
    client.post(form["action"])
    assert ProgressUpdate.objects.filter(period=april).count() == 7
    assert len(set(april.updates.values_list("department", flat=True))) == 5


def test_others_are_not_asked(client, cast, april):
    client.force_login(cast.liaison)
    assert not parse(client.get(period_url(april))).all("section", id="open-now")


def test_the_office_takes_it_back_while_nobody_has_begun(client, cast, april):
    running.open_period(april, by=cast.supervisor, at=NOW)
    client.force_login(cast.supervisor)
    form = parse(client.get(period_url(april))).one("form", id="undo-opening")
    answer = client.post(form["action"], follow=True)
    assert "taken back" in sentences(answer)
    april.refresh_from_db()
    assert april.opened_at is None and not april.updates.exists()
    assert HistoryEntry.objects.filter(action="opening_undone", by=cast.supervisor).count() == 1
    told = set(Message.objects.filter(title__contains="2011").values_list("to", flat=True))
    assert {cast.liaison.pk, cast.head.pk, cast.health_liaison.pk, cast.east_liaison.pk} <= told
    # On its own day the calendar opens it as ever.
    run_due(moment("2011-04-01"))
    april.refresh_from_db()
    assert april.opened_at and april.updates.count() == 7


@pytest.fixture
def begun(cast, april):
    """The civil affairs' draft on `led`, with a word saved on 18 March and never sent."""
    running.open_period(april, by=cast.supervisor, at=NOW)
    update = update_of(april, cast.led, cast.civil_affairs)
    words = {"state": "draft", "text": "已开工", "version": 2, "saved_by": cast.liaison}
    ProgressUpdate.objects.filter(pk=update.pk).update(**words, saved_at=moment("2011-03-18 10:05"))
    return update


def form_of(client, period):
    return parse(client.get(period_url(period))).one("form", id="undo-opening")


def test_who_has_begun_is_named_and_nothing_is_taken_back_unasked(cast, april, begun, client):
    with pytest.raises(WorkflowError, match="市民政局, item 1, 2011-03-18 10:05"):
        undo_opening(april, by=cast.supervisor, at=NOW)
    client.force_login(cast.supervisor)
    form = form_of(client, april)
    assert form.links() == [begun.get_absolute_url()]
    assert "市民政局 · item 1 Draft · 2011-03-18 10:05" in form.text
    assert april.updates.count() == 7


def test_drafts_are_kept_and_given_back_when_it_opens_again(cast, april, begun, client):
    client.force_login(cast.supervisor)
    form = form_of(client, april)
    answer = client.post(form["action"], {"seen": form.one("input", name="seen")["value"]}, follow=True)
    assert "taken back" in sentences(answer)
    assert "1 reports that units had begun are given back" in parse(answer).one("section", id="open-now").text
    (kept,) = april.updates.all()
    assert (kept.pk, kept.state, kept.text) == (begun.pk, "dropped", "已开工")
    entry = HistoryEntry.objects.get(action="opening_undone")
    assert entry.after == {"period": april.key, "drafts_kept": "1"}
    own = cast.liaison.messages.get(title__contains="taken back")
    other = cast.health_liaison.messages.get(title__contains="taken back")
    assert "What you have begun is kept" in own.text and not other.text
    client.force_login(cast.liaison)
    page = parse(client.get(begun.get_absolute_url())).one("main").text
    assert "It opens on" not in page and "it opens on 2011-04-01" in page and "已开工" in page
    run_due(moment("2011-04-01"))
    begun.refresh_from_db()
    assert (begun.state, begun.text, april.updates.count()) == ("draft", "已开工", 7)


def test_rules_that_want_the_period_no_longer_delete_no_draft(cast, april, begun):
    undo_opening(april, by=cast.supervisor, at=NOW, seen=str(begun.pk))
    with clock.at(NOW):
        report = WorkReport.objects.get(pk=cast.report.pk)
        set_rules(report, by=cast.supervisor, at=NOW, version=report.version, rhythm="quarter")
    april.refresh_from_db()
    assert april.called_off and april.updates.get().text == "已开工"


def test_who_has_to_report_no_more_is_not_counted_among_those_given_back(cast, april, begun, client):
    undo_opening(april, by=cast.supervisor, at=NOW, seen=str(begun.pk))
    type(cast.led).objects.filter(pk=cast.led.pk).update(status="cancelled")
    client.force_login(cast.supervisor)
    assert "given back" not in parse(client.get(period_url(april))).one("section", id="open-now").text


def test_what_is_kept_outlives_an_archiving_that_is_taken_back(cast, april, march, begun):
    undo_opening(april, by=cast.supervisor, at=NOW, seen=str(begun.pk))
    late = moment("2011-03-22")
    with clock.at(late):
        archive(cast.report, by=cast.supervisor, at=late)
        april.refresh_from_db()
        assert april.called_off and april.opened_at is None
        take_back(cast.report, by=cast.supervisor, at=late, reason="尚未结束")
    run_due(moment("2011-04-01"))
    begun.refresh_from_db()
    assert (begun.state, begun.text) == ("draft", "已开工")


def test_what_is_kept_is_given_back_to_the_successor_of_its_unit(cast, april, begun):
    undo_opening(april, by=cast.supervisor, at=NOW, seen=str(begun.pk))
    with clock.at(NOW):
        merge(cast.civil_affairs, into=cast.education, by=cast.administrator, on=day("2011-03-20"))
    run_due(moment("2011-04-01"))
    begun.refresh_from_db()
    assert (begun.state, begun.department, begun.text) == ("draft", cast.education, "已开工")


def test_what_was_begun_after_the_page_was_shown_is_asked_about(cast, april, begun, client):
    client.force_login(cast.supervisor)
    form = form_of(client, april)
    late = update_of(april, cast.supported, cast.health)
    ProgressUpdate.objects.filter(pk=late.pk).update(state="draft", text="新写", version=2, saved_at=NOW)
    answer = client.post(form["action"], {"seen": form.one("input", name="seen")["value"]}, follow=True)
    assert "Somebody has begun to report: 市卫生局, item 2" in sentences(answer)
    assert april.updates.count() == 7


def test_what_was_sent_keeps_it_open_and_says_whose_and_what_to_do(cast, april, begun, client):
    ProgressUpdate.objects.filter(pk=begun.pk).update(
        state="awaiting_sign_off", sent_by=cast.liaison, sent_at=moment("2011-03-19 09:00")
    )
    with pytest.raises(WorkflowError, match=r"市民政局, item 1, 2011-03-19 09:00\. Send it back to its unit first"):
        undo_opening(april, by=cast.supervisor, at=NOW, seen=str(begun.pk))
    client.force_login(cast.supervisor)
    page = parse(client.get(period_url(april)))
    assert page.one("div", id="undo-opening").links() == [begun.get_absolute_url()]
    assert not page.all("form", id="undo-opening")


def test_not_from_its_own_day_on_and_only_by_the_office(cast, april, march):
    running.open_period(april, by=cast.supervisor, at=NOW)
    with pytest.raises(WorkflowError, match="Only the supervision office"):
        undo_opening(april, by=cast.liaison, at=NOW)
    with pytest.raises(WorkflowError, match="on 2011-04-01"):
        undo_opening(april, by=cast.supervisor, at=moment("2011-04-01"))
    assert undo_opening(april, by=cast.supervisor, at=NOW)
    assert not undo_opening(april, by=cast.supervisor, at=NOW)


def test_what_was_sent_about_the_opening_is_withdrawn_or_followed(cast, april):
    """A reminder that was sent already would silence the true one; who was told hears that it was taken back."""
    running.open_period(april, by=cast.supervisor, at=NOW)
    message = factories.message(cast.leader, kind="reminder", day=day("2011-03-18"), period=april)
    late = {"to": cast.leader, "department": cast.civil_affairs, "period": april, "message": message, "at": NOW}
    Reminder.objects.create(rule="before_5", due_on=april.due_on, **late)
    Reminder.objects.create(rule="manual", **late)
    waits = factories.delivery(message)
    gone = factories.delivery(message, channel="sms", state="sent", sent_at=NOW)
    undo_opening(april, by=cast.supervisor, at=NOW)
    assert [one.rule for one in Reminder.objects.filter(period=april)] == ["manual"]
    assert not Delivery.objects.filter(pk=waits.pk).exists() and Delivery.objects.filter(pk=gone.pk).exists()
    assert cast.leader.messages.filter(kind="decided", period=april).count() == 1
