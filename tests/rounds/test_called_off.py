"""A planned period that the rules want no longer and that messages name: it stays to be read and never opens."""

import pytest
from django.urls import reverse

from items.models import Message, ReportingPeriod
from items.report.archiving import archive, take_back
from items.report.withdrawing import withdraw
from items.rounds.burden import coming_burden
from items.rounds.planning import set_rules
from items.rounds.running import open_period, run_due
from items.rounds.undoing import undo_opening

from ..given.factories import day
from ..given.html import parse
from ..given.together import moment
from .round_pages import NOW, period_url
from .test_settings import RULES

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def april(cast, march):
    """Opened early, then taken back: messages name it."""
    april = cast.report.periods.get(start_on=day("2011-04-01"))
    open_period(april, by=cast.supervisor, at=NOW)
    undo_opening(april, by=cast.supervisor, at=NOW)
    return april


@pytest.fixture
def quarters(cast, client, april):
    """The rules are changed on their page."""
    client.force_login(cast.supervisor)
    told = list(Message.objects.order_by("pk").values())
    rules = {**RULES, "version": cast.report.version, "rhythm": "quarter", "rounds_from": "2011-03-01"}
    answer = client.post(reverse("round_settings", args=[cast.report.pk]), rules, follow=True)
    assert answer.status_code == 200
    assert list(Message.objects.order_by("pk").values()) == told
    april.refresh_from_db()
    return answer


def test_it_is_called_off_and_said_so_wherever_it_is_named(cast, client, april, quarters):
    assert (april.called_off, april.opened_at) == (True, None)
    listed = parse(quarters).one("ul", of="period-list").text
    assert f"{april.name} called off" in " ".join(listed.split())
    for person in (cast.liaison, cast.supervisor):
        client.force_login(person)
        page = parse(client.get(period_url(april)))
        assert "is called off" in page.one("main").text
        assert "opens" not in page.one("main").text
        assert not page.one("main").all("form")
    client.force_login(cast.supervisor)
    listed = parse(client.get(reverse("round_list"))).one("section", of="planned")
    assert period_url(april) not in [link.split("#")[0] for link in listed.links()]
    assert april not in coming_burden(day("2011-03-20")).periods


@pytest.mark.usefixtures("quarters")
def test_nobody_opens_it(cast, client, april):
    assert not open_period(april, by=cast.supervisor, at=NOW)
    run_due(moment("2011-04-01"))
    april.refresh_from_db()
    assert april.opened_at is None and not april.updates.exists()


@pytest.mark.usefixtures("quarters")
def test_it_is_planned_again_once_the_rules_want_it(cast, april):
    cast.report.refresh_from_db()
    set_rules(cast.report, by=cast.supervisor, at=NOW, version=cast.report.version, rhythm="month", due_day=20)
    april.refresh_from_db()
    assert (april.called_off, april.due_on) == (False, day("2011-04-20"))
    run_due(moment("2011-04-01"))
    april.refresh_from_db()
    assert april.is_open and april.updates.count() == 7


def test_what_no_message_names_goes(cast, march):
    set_rules(cast.report, by=cast.supervisor, at=NOW, version=cast.report.version, rhythm="quarter")
    assert not ReportingPeriod.objects.filter(rhythm="month", opened_at__isnull=True).exists()


def test_an_archived_report_calls_it_off_until_it_is_taken_back(cast, april):
    archive(cast.report, by=cast.supervisor, at=NOW)
    april.refresh_from_db()
    assert april.called_off
    take_back(cast.report, by=cast.supervisor, at=NOW, reason="误归档")
    april.refresh_from_db()
    assert not april.called_off


def test_a_withdrawn_report_keeps_what_is_named(cast, april):
    withdraw(cast.report, by=cast.supervisor, at=NOW, reason="重新分解", is_issued=True)
    april.refresh_from_db()
    assert april.called_off
