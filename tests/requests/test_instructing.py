"""Instructions of leaders: who is told, how answers add up, when one is done."""

import pytest

from departments.models import Membership
from items.models import HistoryEntry, Instruction, InstructionAnswer, WorkItem
from items.pages.addresses import item_part
from items.requests.instructing import answer_instruction, instruct, mark_done

from ..given import factories
from ..given.cast import Cast
from ..given.factories import day
from ..given.refusals import refused
from ..given.signatures import without_sign_off
from ..given.together import at_once, moment
from ..kept import Kept

AT = moment("2011-05-10")


@pytest.fixture(autouse=True)
def unsigned(request):
    """In this report nobody's head signs; see test_signing for where one does."""
    if "cast" in request.fixturenames:
        without_sign_off(request.getfixturevalue("cast"))


EVERYBODY = [
    "liaison",
    "head",
    "health_liaison",
    "supervisor",
    "leader",
    "observer",
    "administrator",
    "newcomer",
]


def give(cast, by=None, item=None, **fields):
    return instruct(item or cast.led, by=by or cast.leader, at=AT, **{"text": "请加快进度", **fields})


def inbox(person):
    return list(person.messages.order_by("pk").values_list("kind", "url"))


def test_office_and_lead_are_told_and_supporting_units_are_not(cast):
    given = give(cast, text=" 请市民政局月底前报方案 ", due_on=day("2011-05-31"))
    assert (given.state, given.text, given.due_on, given.by) == (
        "open",
        "请市民政局月底前报方案",
        day("2011-05-31"),
        cast.leader,
    )
    assert given.post == str(Membership.Role.LEADER.label)
    entry = cast.led.history.get()
    assert (entry.action, entry.after) == (
        "instruction_given",
        {"instruction": given.text, "answer_until": "2011-05-31"},
    )
    told = [("instruction", item_part(cast.led, "instructions"))]
    assert [inbox(person) for person in (cast.liaison, cast.head, cast.supervisor)] == [told] * 3
    assert inbox(cast.health_liaison) == inbox(cast.leader) == []


def test_the_members_of_a_responsible_collective_are_told(cast):
    give(cast, item=cast.open_lead)
    assert [kind for kind, _url in inbox(cast.east_liaison)] == ["instruction"]


def test_who_is_of_the_office_and_of_the_lead_is_told_once(cast):
    Membership.objects.create(user=cast.supervisor, role="liaison", department=cast.civil_affairs)
    give(cast)
    assert len(inbox(cast.supervisor)) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "  "}, "needs words"),
        ({"text": "长" * 2001}, "at most 2000 characters"),
        ({"due_on": day("2011-05-09")}, "lies in the past"),
    ],
)
def test_an_instruction_is_a_sentence_with_a_day_to_come(cast, fields, sentence):
    with refused(sentence):
        give(cast, **fields)
    give(cast, due_on=day("2011-05-10"))


def test_a_closed_item_takes_an_instruction_too(cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(status="completed", completed_on=day("2011-05-01"))
    assert give(cast).state == "open"


def test_answers_add_up_and_the_leader_is_told(cast):
    given = give(cast)
    answer_instruction(given, by=cast.liaison, at=AT, text="方案已报")
    answer_instruction(given, by=cast.supervisor, at=moment("2011-05-11"), text="已现场核实")
    rows = list(given.answers.values_list("department__name", "text"))
    assert rows == [("市民政局", "方案已报"), ("市政府办公室", "已现场核实")]
    assert Instruction.objects.get().state == "answered"
    assert inbox(cast.leader) == [("decided", item_part(cast.led, "instructions"))] * 2
    entry = cast.led.history.filter(action="instruction_answered").last()
    assert (entry.department, entry.after) == (cast.civil_affairs, {"answer": "方案已报"})


@pytest.mark.parametrize("text", ["", " \n ", "长" * 2001])
def test_an_answer_needs_words_and_not_too_many(cast, text):
    given = give(cast)
    with refused("needs words|at most 2000"):
        answer_instruction(given, by=cast.liaison, at=AT, text=text)


def test_another_leader_marks_it_done_and_everybody_concerned_hears(cast):
    given = give(cast)
    other = factories.person(role="leader", name="李副市长")
    done = mark_done(given, by=other, at=moment("2011-05-20"))
    assert (done.state, done.done_at) == ("done", moment("2011-05-20"))
    assert [kind for kind, _url in inbox(cast.liaison)] == ["instruction", "decided"]
    assert [kind for kind, _url in inbox(cast.supervisor)] == ["instruction", "decided"]
    assert cast.led.history.first().before == {"instruction": "请加快进度"}


STATES = ["open", "answered", "done"]
STEPS = {
    "answer": (["liaison", "head", "supervisor"], "lead or responsible units and the supervision office", "answered"),
    "done": (["leader"], "Only a city leader marks", "done"),
}


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_leaders_instruct(cast, who):
    if who == "leader":
        assert give(cast).pk
    else:
        with refused("Only city leaders write instructions"):
            give(cast, by=getattr(cast, who))


@Kept
def instructed():
    """The cast, and a leader's instruction."""
    cast = without_sign_off(Cast.build())
    return cast, give(cast)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_an_instruction_moves_as_the_table_says(db, state, step, who):
    cast, given = instructed()
    by = getattr(cast, who)
    Instruction.objects.update(state=state, done_at=AT if state == "done" else None)
    may, not_permitted, becomes = STEPS[step]

    def take():
        if step == "answer":
            return answer_instruction(given, by=by, at=AT, text="已办")
        return mark_done(given, by=by, at=AT)

    if who in may and state != "done":
        take()
        assert Instruction.objects.get().state == becomes
        assert InstructionAnswer.objects.count() == (step == "answer")
    else:
        with refused("stands at" if who in may else not_permitted):
            take()


@pytest.mark.django_db(transaction=True)
def test_marking_done_twice_at_once_is_done_once():
    cast = Cast.build()
    other = factories.person(role="leader")
    given = give(cast)
    answers = at_once(*(lambda by=by: mark_done(given, by=by, at=AT) for by in (cast.leader, other)))
    (sentence,) = [answer for answer in answers if isinstance(answer, str)]
    assert "stands at" in sentence
    assert HistoryEntry.objects.filter(action="instruction_done").count() == 1
