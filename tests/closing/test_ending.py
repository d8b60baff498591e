"""What nobody has decided on when an item ends: it ends in words, whoever asked is told, and it is told before."""

import pytest

from items import history
from items.closing.page import left_open_in, left_open_on
from items.closing.short import short_of
from items.models import Closing, Extension, Instruction, Objection, PlannedCurve, WorkItem
from items.requests.extending import decide_extension

from ..given.factories import day
from ..given.refusals import refused
from .requested import AT, ask, move, present, under_way

ENDINGS = ("completed", "cancelled", "carried_over")


@pytest.fixture
def cast(cast):
    return under_way(cast)


def asked(cast):
    """One of each that waits for the supervision office on civil affairs' item."""
    about = {"item": cast.led, "at": AT, "reason": "汛期"}
    wanted = {"due_on": day("2011-11-30"), "wanted_on": day("2011-12-31")}
    civil = {"department": cast.civil_affairs, "by": cast.liaison}
    Extension.objects.create(**about, **wanted, **civil)
    Objection.objects.create(**about, department=cast.health, by=cast.health_liaison, kind="duty")
    PlannedCurve.objects.create(**about, **civil, starts_on=day("2011-01-01"), state="proposed")
    return Extension.objects.get(), Objection.objects.get(), PlannedCurve.objects.get()


def states(rows):
    for row in rows:
        row.refresh_from_db()
    return [row.state for row in rows]


@pytest.mark.parametrize("status", ENDINGS)
def test_what_units_have_asked_for_ends_with_the_item(cast, status):
    rows = asked(cast)
    move(cast, status, anyway="已商定")
    assert states(rows) == ["lapsed"] * 3
    assert [row.get_state_display() for row in rows] == ["随事项终结"] * 3
    with refused("Ended with its item"):
        decide_extension(rows[0], by=cast.supervisor, at=AT, answer="不同意")


def test_whoever_asked_is_told_and_the_history_says_of_what(cast):
    asked(cast)
    move(cast, "completed", anyway="已商定")
    told = {person: set(person.messages.values_list("title", "text")) for person in (cast.liaison, cast.health_liaison)}
    closed = "第1项已办结"
    assert {("不再答复：第1项的延期申请", closed), ("不再答复：第1项的逐月推进计划", closed)} <= told[cast.liaison]
    assert ("不再答复：第1项的异议", closed) in told[cast.health_liaison]
    entries = cast.led.history.filter(action="request_lapsed").order_by("pk")
    assert [change.after for entry in entries for change in history.describe(entry)] == [
        "延期申请",
        "异议",
        "逐月推进计划",
    ]
    assert {entry.reason for entry in entries} == {closed}


def test_what_waits_for_a_head_is_taken_back_and_its_writer_told(cast):
    wanted = {"due_on": day("2011-11-30"), "wanted_on": day("2011-12-31"), "reason": "汛期"}
    about = {"item": cast.led, "at": AT, "department": cast.civil_affairs, "by": cast.liaison, "state": "unsigned"}
    rows = [Extension.objects.create(**about, **wanted), Closing.objects.create(**about, result="建成")]
    move(cast, "cancelled")
    assert states(rows) == ["taken_back"] * 2
    titles = set(cast.liaison.messages.values_list("title", flat=True))
    assert {"无需再报：第1项的延期申请", "无需再报：第1项的办结申请"} <= titles
    assert not cast.supervisor.messages.exists()


@pytest.mark.parametrize("status", ["cancelled", "carried_over"])
def test_a_request_to_close_what_is_not_closed_is_not_called_returned(cast, status):
    ask(cast)
    move(cast, status)
    assert Closing.objects.get().state == "lapsed"
    assert Closing.objects.get().answer == "情况说明"


def test_an_instruction_goes_on_for_a_leader_may_look_again(cast):
    one = Instruction.objects.create(item=cast.led, by=cast.leader, text="请报结果", at=AT)
    move(cast, "completed", anyway="已商定")
    assert states([one]) == ["open"]


def test_other_items_keep_what_was_asked(cast):
    rows = asked(cast)
    WorkItem.objects.filter(pk=cast.supported.pk).update(status="in_progress")
    for model in (Extension, Objection, PlannedCurve):
        model.objects.update(item=cast.supported)
    move(cast, "completed")
    assert states(rows) == ["asked", "open", "proposed"]


def test_a_proposed_plan_is_among_what_closing_asks_about(cast):
    asked(cast)
    assert short_of(present(cast.led))["short_plans"] == "市民政局"


def test_what_lies_open_is_told_item_by_item_and_of_many_at_once(cast, django_assert_num_queries):
    asked(cast)
    ask(cast, anyway="已商定")
    items = WorkItem.objects.filter(report=cast.report)
    with django_assert_num_queries(8):
        told = left_open_on(list(items))
    assert told[cast.supported.pk] == []
    assert told[cast.led.pk] == [
        "异议未处理：市卫生局",
        "延期申请未答复：市民政局 2011-11-30→2011-12-31",
        "推进计划未审定：市民政局",
        "办结申请未答复：市民政局",
    ]
    Objection.objects.create(
        item=cast.supported, at=AT, department=cast.health, by=cast.health_liaison, kind="duty", reason="不属职责"
    )
    with django_assert_num_queries(7):
        sentences, _kept = left_open_in(items)
    assert sentences[0] == "异议未处理：2件（第1、2项）"
    assert sentences[1] == "延期申请未答复：1件（第1项）"
