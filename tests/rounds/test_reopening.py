"""A period that was closed before its last day is opened again, while nobody has built on its closing."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from departments import clock
from items.bulletins.drafting import draft_bulletin
from items.clockwork.watch import confirm_clock, may_run
from items.lights.records import lights_at
from items.models import Bulletin, FrozenSheet, HistoryEntry, LightRecord, Message, ProgressUpdate, WorkItem
from items.rounds.proving import altered_periods
from items.rounds.reopening import undo_closing
from items.rounds.running import close_period, run_due
from items.rounds.undoing import undo_opening
from items.steps.errors import WorkflowError
from items.updates.drafting import save
from items.updates.reporting import send

from ..given.factories import day
from ..given.html import parse
from ..given.opened_rounds import State, update_of
from ..given.together import moment
from .round_pages import period_url

pytestmark = pytest.mark.usefixtures("in_march")

# Due on the 25th; late reports count until `closes_on`.
CLOSED = moment("2011-03-26")


@pytest.fixture
def closed(busy):
    """March, closed by the office on the day after its due day."""
    close_period(busy.march, by=busy.supervisor, at=CLOSED)
    assert busy.march.closes_on > day("2011-03-26")
    return busy.march


@pytest.fixture(autouse=True)
def on_that_day():
    with clock.at(CLOSED):
        yield


def reopen(period, by, at=CLOSED, reason="误操作"):
    return undo_closing(period, by=by, at=at, reason=reason)


def rows(period):
    return list(ProgressUpdate.objects.filter(period=period).order_by("pk").values())


def test_the_office_takes_it_back_with_a_reason_and_everything_is_as_it_was(cast, client, busy):
    before = rows(busy.march)
    close_period(busy.march, by=cast.supervisor, at=CLOSED)
    frozen = busy.march.frozen_sheet.digest
    client.force_login(cast.supervisor)
    address = reverse("period_undo_closing", args=[busy.march.pk])
    assert address in parse(client.get(period_url(busy.march))).one("section", of="frozen").links()
    page = parse(client.get(address))
    assert busy.march.closes_on.isoformat() in page.one("ul", of="what-happens").text
    answer = client.post(address, {"reason": "误操作"}, follow=True)
    assert "taken back; the units have been told" in answer.text
    busy.march.refresh_from_db()
    assert busy.march.is_open and busy.march.frozen_sheet is None and not FrozenSheet.objects.exists()
    assert rows(busy.march) == before
    entry = HistoryEntry.objects.get(action="closing_undone")
    assert (entry.by, entry.reason, entry.before) == (cast.supervisor, "误操作", {"digest": frozen})
    told = set(Message.objects.filter(title__contains="open again").values_list("to", flat=True))
    assert {cast.liaison.pk, cast.head.pk, cast.east_liaison.pk} <= told and cast.observer.pk not in told


def test_it_is_closed_anew_by_the_calendar_and_proves_itself(cast, closed):
    reopen(closed, cast.supervisor)
    run_due(moment((closed.closes_on + datetime.timedelta(days=1)).isoformat()))
    closed.refresh_from_db()
    assert closed.is_closed and closed.frozen_on == closed.closes_on + datetime.timedelta(days=1)
    assert list(altered_periods()) == []


def test_without_a_reason_nothing_is_taken_back(cast, client, closed):
    client.force_login(cast.supervisor)
    answer = client.post(reverse("period_undo_closing", args=[closed.pk]), {"reason": " "})
    assert answer.status_code == 422
    closed.refresh_from_db()
    assert closed.is_closed


def test_after_its_last_day_it_stays_closed(cast, client, closed):
    late = moment((closed.closes_on + datetime.timedelta(days=1)).isoformat())
    with pytest.raises(WorkflowError, match=closed.closes_on.isoformat()):
        reopen(closed, cast.supervisor, at=late)
    client.force_login(cast.supervisor)
    with clock.at(late):
        assert "Take the closing back" not in client.get(period_url(closed)).text
        answer = client.get(reverse("period_undo_closing", args=[closed.pk]), follow=True)
        assert "can be taken back until that day only" in answer.text


def test_on_its_last_day_it_can_still_be_taken_back(cast, closed):
    assert reopen(closed, cast.supervisor, at=moment(closed.closes_on.isoformat()))


def test_a_report_that_came_since_keeps_it_closed_and_what_was_typed_stands(cast, client, closed):
    update = update_of(closed, cast.supported, cast.civil_affairs)
    assert update.state == State.DRAFT
    save(update, by=cast.liaison, at=CLOSED, was={}, changes={"text": "已建成", "next_steps": "继续"})
    update.refresh_from_db()
    cast.report.refresh_from_db()
    type(cast.report).objects.update(with_sign_off=False)
    update = update_of(closed, cast.supported, cast.civil_affairs)
    send(update, by=cast.liaison, at=CLOSED, version=update.version, anyway="已核对")
    client.force_login(cast.supervisor)
    assert "Take the closing back" not in client.get(period_url(closed)).text
    answer = client.post(reverse("period_undo_closing", args=[closed.pk]), {"reason": "误操作"})
    page = parse(answer)
    assert answer.status_code == 422 and f"{cast.civil_affairs.name}, item" in page.one("main").text
    assert page.one("textarea", name="reason").text.strip() == "误操作"
    closed.refresh_from_db()
    assert closed.is_closed


def test_a_bulletin_that_tells_of_it_keeps_it_closed(cast, closed):
    draft_bulletin(report=cast.report, kind=Bulletin.Kind.BULLETIN, period=closed, by=cast.supervisor, at=CLOSED)
    with pytest.raises(WorkflowError, match="Delete the draft first"):
        reopen(closed, cast.supervisor)


@pytest.mark.parametrize("who", ["liaison", "head", "leader", "observer", "administrator"])
def test_nobody_else_takes_it_back(cast, closed, who):
    with pytest.raises(WorkflowError):
        reopen(closed, getattr(cast, who))


def test_pressed_twice_it_is_done_once(cast, closed):
    assert [reopen(closed, cast.supervisor), reopen(closed, cast.supervisor)] == [True, False]
    assert HistoryEntry.objects.filter(action="closing_undone").count() == 1


def test_what_a_clock_that_ran_ahead_has_done_is_brought_back(cast, busy):
    """95 days ahead: March was closed and June opened. Set right, both are taken back, no light is of the future."""
    may_run(CLOSED)
    before = {pk: (light.colour, light.rule) for pk, light in lights_at(WorkItem.objects.all(), at=CLOSED).items()}
    ahead = CLOSED + datetime.timedelta(days=95)
    with clock.at(ahead):
        run_due(ahead)
    june = cast.report.periods.get(start_on=day("2011-06-01"))
    busy.march.refresh_from_db()
    assert busy.march.is_closed and june.is_open
    assert LightRecord.objects.filter(since__gt=CLOSED).exists()
    for period in cast.report.periods.filter(closed_at__isnull=False).order_by("start_on"):
        assert reopen(period, cast.supervisor) is (period.closes_on >= timezone.localdate(CLOSED))
    assert undo_opening(june, by=cast.supervisor, at=CLOSED)
    assert not LightRecord.objects.filter(since__gt=CLOSED).exists()
    assert not LightRecord.objects.filter(until__gt=CLOSED).exists()
    lit = lights_at(WorkItem.objects.all(), at=CLOSED)
    assert {pk: (light.colour, light.rule) for pk, light in lit.items()} == before
    run_due(CLOSED)
    assert list(cast.report.periods.open()) == [busy.march]


def test_the_clockwork_goes_on_once_the_date_has_been_confirmed(cast, closed):
    assert may_run(CLOSED + datetime.timedelta(days=95))
    assert not may_run(CLOSED)
    confirm_clock(by=cast.supervisor, at=CLOSED)
    assert may_run(CLOSED)
