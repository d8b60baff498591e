"""Opening a period before its day: asked with what it means, taken back while nobody has begun to report."""

import pytest
from django.urls import reverse

from items.models import HistoryEntry, Message, ProgressUpdate
from items.rounds import running
from items.rounds.running import run_due
from items.steps.errors import WorkflowError

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
