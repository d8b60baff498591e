"""A date that jumps: nothing is opened, closed or sent before somebody has looked at the clock."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from departments import clock
from items.clockwork.watch import clock_state, confirm_clock, may_run
from items.models import ClockworkRun, HistoryEntry, Message, ReportingPeriod
from items.steps.errors import WorkflowError

from ..given.factories import moment

MARCH = moment("2011-03-24 09:00")
AHEAD = moment("2011-06-27 09:00")


def run(at, *arguments):
    """What a run of the command at the moment prints; its error if it fails."""
    output = io.StringIO()
    with clock.at(at):
        try:
            call_command("tick", *arguments, stdout=output)
        except CommandError as error:
            return str(error)
    return output.getvalue()


@pytest.fixture
def march(cast):
    """The period of March is open."""
    run(MARCH)
    return ReportingPeriod.objects.open().get()


def test_a_clock_that_is_95_days_ahead_freezes_nothing_and_sends_nothing(march):
    before = Message.objects.count()
    for _ in range(2):
        assert "/clockwork/" in run(AHEAD)
    march.refresh_from_db()
    assert march.is_open
    assert ReportingPeriod.objects.open().count() == 1
    assert set(Message.objects.order_by("pk")[before:].values_list("title", "url")) == {
        ("机器日期发生跳变，请确认日期是否正确", "/clockwork/")
    }
    assert clock_state(AHEAD).held_at == AHEAD


def test_the_office_and_the_administrators_are_told_once(cast, march):
    run(AHEAD)
    run(AHEAD)
    told = Message.objects.filter(url="/clockwork/").values_list("to__username", flat=True)
    assert sorted(told) == sorted({cast.supervisor.username, cast.administrator.username})


def test_with_the_clock_set_right_it_goes_on_by_itself(march):
    run(AHEAD)
    assert "held" not in run(moment("2011-03-24 09:20"))
    assert not clock_state(MARCH).is_held
    march.refresh_from_db()
    assert march.is_open


def test_after_the_date_is_confirmed_what_is_due_is_done(cast, march):
    run(AHEAD)
    confirm_clock(by=cast.supervisor, at=AHEAD)
    run(moment("2011-06-27 09:10"))
    march.refresh_from_db()
    assert not march.is_open
    entry = HistoryEntry.objects.get(action=HistoryEntry.Action.CLOCK_CONFIRMED)
    assert (entry.by, entry.before["ran_at"], entry.after["ran_at"]) == (
        cast.supervisor,
        "2011-03-24 09:00",
        "2011-06-27 09:00",
    )


def test_an_operator_confirms_by_the_command(march):
    run(AHEAD)
    assert "closed" in run(AHEAD, "--date-is-right")
    assert "无需确认" in run(AHEAD, "--date-is-right")


def test_a_portal_that_was_switched_off_over_a_weekend_asks_nothing(march):
    assert may_run(moment("2011-03-28 08:00"))


@pytest.mark.parametrize(("at", "may"), [("2011-03-24 08:10", True), ("2011-03-24 07:50", False)])
def test_a_clock_that_goes_back_by_more_than_an_hour_is_asked_about(march, at, may):
    assert may_run(moment(at)) is may


def test_a_day_is_no_jump_even_if_something_is_due(march):
    due = moment(f"{march.closes_on} 10:00")
    ClockworkRun.objects.update(ran_at=due)
    assert may_run(due.replace(day=due.day + 1))


def test_what_is_not_held_is_not_confirmed(cast, march):
    with pytest.raises(WorkflowError):
        confirm_clock(by=cast.supervisor, at=MARCH)
    run(AHEAD)
    with pytest.raises(WorkflowError):
        confirm_clock(by=cast.liaison, at=AHEAD)


def test_the_page_tells_what_happened_and_takes_the_confirmation(client, cast, march):
    run(AHEAD)
    with clock.at(AHEAD):
        client.force_login(cast.administrator)
        page = client.get(reverse("clockwork")).text
        assert "2011-03-24 09:00" in page and "2011-06-27 09:00" in page
        answer = client.post(reverse("clockwork"), follow=True)
    assert answer.redirect_chain == [("/clockwork/", 302)]
    assert not clock_state(AHEAD).is_held
    assert "日期无误，继续运行" not in answer.text
