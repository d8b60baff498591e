"""Opening a period before its day: asked with what it means, taken back while nobody has begun to report."""

import pytest
from django.urls import reverse

from items.models import Delivery, HistoryEntry, Message, ProgressUpdate, Reminder
from items.rounds import running
from items.rounds.running import run_due
from items.steps.errors import WorkflowError

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


def test_not_once_somebody_has_begun(cast, april, client):
    running.open_period(april, by=cast.supervisor, at=NOW)
    update = update_of(april, cast.led, cast.civil_affairs)
    ProgressUpdate.objects.filter(pk=update.pk).update(state="draft", text="已开工", version=2)
    with pytest.raises(WorkflowError, match="begun"):
        running.undo_opening(april, by=cast.supervisor, at=NOW)
    client.force_login(cast.supervisor)
    assert not parse(client.get(period_url(april))).all("form", id="undo-opening")
    assert april.updates.count() == 7


def test_not_from_its_own_day_on_and_only_by_the_office(cast, april, march):
    running.open_period(april, by=cast.supervisor, at=NOW)
    with pytest.raises(WorkflowError, match="Only the supervision office"):
        running.undo_opening(april, by=cast.liaison, at=NOW)
    with pytest.raises(WorkflowError, match="on 2011-04-01"):
        running.undo_opening(april, by=cast.supervisor, at=moment("2011-04-01"))
    assert running.undo_opening(april, by=cast.supervisor, at=NOW)
    assert not running.undo_opening(april, by=cast.supervisor, at=NOW)


def test_what_was_sent_about_the_opening_is_withdrawn_or_followed(cast, april):
    """A reminder that was sent already would silence the true one; who was told hears that it was taken back."""
    running.open_period(april, by=cast.supervisor, at=NOW)
    message = factories.message(cast.leader, kind="reminder", day=day("2011-03-18"), period=april)
    late = {"to": cast.leader, "department": cast.civil_affairs, "period": april, "message": message, "at": NOW}
    Reminder.objects.create(rule="before_5", due_on=april.due_on, **late)
    Reminder.objects.create(rule="manual", **late)
    waits = factories.delivery(message)
    gone = factories.delivery(message, channel="sms", state="sent", sent_at=NOW)
    running.undo_opening(april, by=cast.supervisor, at=NOW)
    assert [one.rule for one in Reminder.objects.filter(period=april)] == ["manual"]
    assert not Delivery.objects.filter(pk=waits.pk).exists() and Delivery.objects.filter(pk=gone.pk).exists()
    assert cast.leader.messages.filter(kind="decided", period=april).count() == 1
