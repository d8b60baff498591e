"""Tasks of a leader in the rounds: approving, following, deciding."""

import pytest
from django.urls import reverse

from items.models import Closing, Instruction, InstructionAnswer

from ..given import factories
from ..given.factories import day
from ..given.opened_rounds import FEBRUARY, State, opened
from .task_lists import NOW, brought, listed, table_rows, tasks

pytestmark = pytest.mark.usefixtures("in_march", "signed_for")


def test_a_leader_approves_follows_and_decides(cast, march):
    Closing.objects.create(item=cast.led, result="全部建成", by=cast.liaison, at=NOW, state="with_leader")
    told = Instruction.objects.create(item=cast.led, by=cast.leader, text="请加快", at=NOW, state="answered")
    InstructionAnswer.objects.create(instruction=told, by=cast.liaison, text="已于本周开工", at=NOW)
    Instruction.objects.create(item=cast.led, by=cast.leader, text="已办的批示", at=NOW, state="done", done_at=NOW)
    other = factories.person(role="leader", name="周市长")
    Instruction.objects.create(item=cast.led, by=other, text="别人的批示", at=NOW)
    brought(cast, march, cast.supported, cast.health, State.ACCEPTED, needs_decision=True, problems="两县用地指标未定")
    found = tasks(cast.leader)
    assert list(found) == ["Closings to approve", "Your instructions", "Needs a city leader's decision"]
    assert [line.text for line in found["Your instructions"].lines] == ["请加快"]
    assert "Answer: 已于本周开工" in found["Your instructions"].lines[0].facts
    assert [line.text for line in found["Needs a city leader's decision"].lines] == ["两县用地指标未定"]


def test_every_task_of_instructions_counts_the_list_it_links_to(client, cast):
    """Also where others write of the leader, items name him, and instructions of others and his own are late."""
    cast.led.leaders = "孙市长"
    cast.led.save()
    other, meeting = factories.person(role="leader", name="周市长"), factories.meeting(cast.report, cast.supervisor)
    about = {"item": cast.led, "at": NOW, "due_on": day("2011-03-10")}
    Instruction.objects.create(by=cast.leader, text="请加快", **about)
    Instruction.objects.create(by=cast.leader, text="每周调度", meeting=meeting, **about)
    Instruction.objects.create(by=other, text="请按孙市长要求办理", **about)
    found = tasks(cast.leader)
    assert list(found) == [
        "Your instructions",
        "Your meeting decisions",
        "Other instructions and meeting decisions not answered in time",
    ]
    for title, task in found.items():
        assert len(table_rows(client, cast.leader, task.url)) == task.count == 1, title
    late = found["Other instructions and meeting decisions not answered in time"]
    assert [(line.text, line.alert) for line in late.lines] == [("请按孙市长要求办理", "10 days late")]


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 1),
        ({"state": "awaiting_review"}, 0),
        ({"needs_decision": False}, 0),
    ],
)
def test_only_what_has_been_accepted_asks_a_leader(client, cast, march, change, count):
    fields = {"needs_decision": True, "problems": "用地指标", **change}
    brought(cast, march, cast.led, cast.civil_affairs, fields.pop("state", State.ACCEPTED), **fields)
    task = tasks(cast.leader).get("Needs a city leader's decision")
    assert (task.count if task else 0) == count
    assert listed(client, cast.leader, reverse("decision_list")) == count


def test_a_later_report_without_the_tick_settles_it(cast):
    february, march = opened(cast.report, FEBRUARY, at="2011-02-10"), opened(cast.report)
    brought(cast, february, cast.led, cast.civil_affairs, State.ACCEPTED, needs_decision=True)
    assert tasks(cast.leader)
    brought(cast, march, cast.led, cast.civil_affairs, State.ACCEPTED)
    assert not tasks(cast.leader)


def test_an_item_that_is_closed_asks_nobody_any_more(cast, march):
    brought(cast, march, cast.led, cast.civil_affairs, State.ACCEPTED, needs_decision=True)
    cast.led.status = "cancelled"
    cast.led.save()
    assert not tasks(cast.leader)
