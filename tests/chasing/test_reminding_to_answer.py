"""Instructions and meeting decisions are reminded by the same ladder as reports."""

import pytest
from django.utils import translation

from items.chasing.reminding import remind
from items.models import Instruction, InstructionAnswer, Message, Reminder

from ..given import factories
from ..given.factories import day, moment

pytestmark = pytest.mark.usefixtures("reported")
EACH_DAY = day("2011-03-02") - day("2011-03-01")


@pytest.fixture
def reported(cast):
    """Nothing else is owed: the period is over and its reports are in."""
    cast.period.updates.all().delete()
    return cast


@pytest.fixture
def given(cast):
    return Instruction.objects.create(
        item=cast.led, by=cast.leader, text="请加快", at=moment("2011-03-01 10:00"), due_on=day("2011-03-25")
    )


def by_day(first="2011-03-01", days=50):
    told = {}
    for after in range(days):
        at = moment(f"{first} 09:00") + EACH_DAY * after
        for message in remind(at):
            told.setdefault(at.date().isoformat(), []).append(message.to.username)
    return told


LADDER = {
    "2011-03-18": ["liaison"],
    "2011-03-24": ["liaison"],
    "2011-03-25": ["liaison"],
    "2011-03-28": ["liaison"],
    "2011-03-30": ["liaison", "head"],
    "2011-04-06": ["liaison", "head", "supervisor"],
}


def test_an_unanswered_instruction_is_reminded_like_a_report(given):
    assert by_day() == LADDER
    assert set(Reminder.objects.values_list("instruction", "item", "due_on")) == {(given.pk, None, day("2011-03-25"))}


def test_a_meetings_decision_too(cast, given):
    given.meeting = factories.meeting(cast.report, cast.supervisor)
    given.save()
    with translation.override("en"):
        assert by_day() == LADDER
    assert Message.objects.filter(text__contains="议定事项").exists()
    assert not Message.objects.filter(text__contains="批示").exists()


@pytest.mark.parametrize("state", ["answered", "done"])
def test_what_was_answered_or_done_is_not(given, state):
    given.state, given.done_at = state, given.at if state == "done" else None
    given.save()
    assert by_day() == {}


def test_without_a_day_nobody_is_pressed(given):
    given.due_on = None
    given.save()
    assert by_day() == {}


def test_an_answer_that_waits_for_the_head_is_the_heads_to_press(cast, given):
    InstructionAnswer.objects.create(
        instruction=given, department=cast.civil_affairs, by=cast.liaison, text="已办", at=given.at, state="unsigned"
    )
    [message] = remind(moment("2011-03-24 09:00"))
    assert message.to == cast.head


def test_another_day_is_reminded_of_anew_and_a_second_run_adds_nothing(given):
    assert len(remind(moment("2011-03-25 09:00"))) == 1
    assert remind(moment("2011-03-25 10:00")) == []
    given.due_on = day("2011-03-28")
    given.save()
    assert len(remind(moment("2011-03-28 09:00"))) == 1
