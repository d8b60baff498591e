"""An item that is worked on again: liaison and head are told why and until when, and it is not overdue at once."""

import pytest

from items.closing.closing import close_item, return_closing
from items.models import ProgressUpdate, WorkItem

from ..given import factories
from ..given.factories import day
from ..given.lit_items import light_of, tell
from ..given.opened_rounds import RUN_DUE, State, opened, put, update_of
from ..given.refusals import refused
from ..given.together import moment
from .requested import AT, ON, ask, move, present, under_way

PASSED, LATER = day("2011-07-20"), day("2011-12-20")


@pytest.fixture
def cast(cast):
    """The cast; civil affairs' item was due in July."""
    under_way(cast)
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=PASSED)
    cast.led.refresh_from_db()
    return cast


def finish(cast, status):
    completed_on = day("2011-07-01") if status == "completed" else None
    WorkItem.objects.filter(pk=cast.led.pk).update(status=status, completed_on=completed_on)


def told(person):
    return list(person.messages.order_by("pk").values_list("kind", "title", "text"))


@pytest.mark.parametrize("status", ["completed", "cancelled", "carried_over"])
def test_reopening_after_the_deadline_needs_a_new_one(cast, status):
    finish(cast, status)
    with refused("The deadline .2011-07-20. has passed: set a new one"):
        move(cast, "in_progress")
    item = move(cast, "in_progress", text="回头看发现未运行", due_on=LATER)
    assert (item.status, item.due_on, item.original_due_on) == ("in_progress", LATER, PASSED)
    assert not item.is_overdue(day("2011-11-10"))
    entry = item.history.get(action="status_changed")
    assert entry.after["due_on"] == "2011-12-20" and entry.reason == "回头看发现未运行"


def test_every_unit_of_the_item_is_told_why_and_until_when(cast):
    finish(cast, "completed")
    move(cast, "in_progress", text="回头看发现未运行", due_on=LATER)
    for person in (cast.liaison, cast.head, cast.health_liaison):
        [(kind, title, text)] = told(person)
        assert (kind, text) == ("issued", "回头看发现未运行")
        assert "2011-12-20" in title
    assert told(cast.supervisor) == told(cast.east_liaison) == []


def test_before_the_deadline_and_without_one_none_is_needed(cast):
    for due_on in (day("2011-11-10"), None):
        WorkItem.objects.filter(pk=cast.led.pk).update(due_on=due_on)
        finish(cast, "completed")
        assert move(cast, "in_progress").due_on == due_on


def test_the_new_deadline_lies_ahead_and_fits_the_report(cast):
    finish(cast, "completed")
    with refused("lies in the past"):
        move(cast, "in_progress", due_on=day("2011-11-09"))
    with refused("year of the deadline does not fit"):
        move(cast, "in_progress", due_on=day("2031-11-09"))
    assert move(cast, "in_progress", due_on=day("2011-11-10")).due_on == day("2011-11-10")


def test_a_request_that_is_returned_may_get_a_new_deadline_and_the_unit_reads_it(cast):
    item = return_closing(ask(cast), by=cast.supervisor, at=AT, version=2, reason="缺验收材料", due_on=LATER)
    assert (item.due_on, item.original_due_on) == (LATER, PASSED)
    [(kind, title, text)] = told(cast.liaison)
    assert (kind, text) == ("decided", "缺验收材料")
    assert "2011-12-20" in title
    # What is late stays late where nothing new is set.
    assert return_closing(ask(cast), by=cast.supervisor, at=AT, version=4, reason="仍缺").due_on == LATER


def test_an_item_without_request_that_is_sent_back_is_told_too(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="awaiting_closure")
    move(cast, "in_progress", text="材料不全")
    assert [text for _kind, _title, text in told(cast.liaison)] == ["材料不全"]


@pytest.mark.parametrize(
    ("status", "to", "by"),
    [
        ("awaiting_closure", "in_progress", "liaison"),
        ("in_progress", "completed", "supervisor"),
        ("not_started", "in_progress", "supervisor"),
    ],
)
def test_a_new_deadline_belongs_to_the_offices_reopening_alone(cast, status, to, by):
    finish(cast, status)
    with refused("A new deadline counts only when the supervision office reopens"):
        move(cast, to, by=getattr(cast, by), due_on=LATER)


def test_closed_again_and_reopened_again_the_first_deadline_stays(cast):
    finish(cast, "completed")
    move(cast, "in_progress", due_on=LATER)
    close_item(ask(cast), by=cast.supervisor, at=AT, version=present(cast.led).version)
    item = move(cast, "in_progress", due_on=day("2012-01-20"))
    assert item.original_due_on == PASSED


@pytest.mark.parametrize("status", ["completed", "cancelled", "carried_over"])
def test_open_periods_ask_for_a_reopened_item_in_the_same_step(cast, status):
    november = opened(cast.report, "2011-11-01")
    asked = set(november.updates.asked_for().values_list("item", "department"))
    put(update_of(november, cast.led, cast.civil_affairs), State.DRAFT, by=cast.liaison, office=cast.supervisor)
    finish(cast, status)
    RUN_DUE(moment("2011-11-09"))
    assert not ProgressUpdate.objects.asked_for().filter(period=november, item=cast.led).exists()
    move(cast, "in_progress", due_on=LATER)
    assert set(november.updates.asked_for().values_list("item", "department")) == asked
    assert update_of(november, cast.led, cast.civil_affairs).state == State.DRAFT


# The light of what is worked on again


@pytest.fixture
def reached(cast):
    """Civil affairs' item, due in December, with its only target reached by an accepted report of March."""
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=LATER)
    period, beds = opened(cast.report), factories.target(cast.led, "养老床位", 100)
    tell(cast, period, cast.led, cast.civil_affairs, {beds: 100})
    return cast


def lit(cast):
    light = light_of(cast.led, ON)
    return light.colour, light.rule


def test_what_the_office_reopens_is_reached_no_more_until_a_later_report_is_accepted(reached):
    assert lit(reached) == ("blue", "reached")
    finish(reached, "completed")
    move(reached, "in_progress", text="回头看发现缺口")
    assert lit(reached) == ("waiting", "not_reported")
    assert "2011-11-10" in light_of(reached.led, ON).reason
    again = opened(reached.report, "2011-11-01", at="2011-11-10 12:00")
    sent = {"handed_in_at": moment("2011-11-11 09:00"), "sent_at": moment("2011-11-11 09:00")}
    update = tell(reached, again, reached.led, reached.civil_affairs, state=State.AWAITING_REVIEW, **sent)
    assert lit(reached)[0] == "green"
    put(update, State.ACCEPTED, by=reached.liaison, office=reached.supervisor, **sent)
    assert lit(reached) == ("blue", "reached")


def test_so_it_is_where_the_office_sends_a_request_back_but_not_where_the_unit_takes_it_back(reached):
    ask(reached)
    move(reached, "in_progress", by=reached.liaison)
    assert lit(reached) == ("blue", "reached")
    closing = ask(reached)
    assert lit(reached) == ("blue", "reached")
    version = present(reached.led).version
    return_closing(closing, by=reached.supervisor, at=AT, version=version, reason="缺验收材料")
    assert lit(reached) == ("waiting", "not_reported")
    ask(reached)
    assert lit(reached) == ("blue", "reached")


@pytest.mark.parametrize("status", ["cancelled", "carried_over"])
def test_what_was_reached_before_it_was_cancelled_is_still_reached(reached, status):
    finish(reached, status)
    move(reached, "in_progress")
    assert lit(reached) == ("blue", "reached")
