"""A later deadline: who asks until when, one request at a time, and what the office answers."""

import pytest

from departments.models import Department, User
from items.models import Extension, HistoryEntry, WorkItem
from items.pages.addresses import item_part
from items.requests.extending import ask_extension, decide_extension, set_deadline, withdraw_extension
from items.steps import StaleItem
from items.units.merging import merge

from ..given.cast import Cast
from ..given.factories import day
from ..given.refusals import refused
from ..given.signatures import without_sign_off
from ..given.together import at_once, moment
from ..kept import Kept

DUE, WANTED = day("2011-06-30"), day("2011-09-30")
AT = moment("2011-06-01")


@pytest.fixture
def cast(cast):
    """The cast; civil affairs' item is due at the end of June."""
    return due(cast)


def due(cast):
    without_sign_off(cast)
    WorkItem.objects.filter(pk=cast.led.pk).update(due_on=DUE)
    cast.led.refresh_from_db()
    return cast


def ask(cast, by=None, item=None, **fields):
    item = item or cast.led
    values = {"at": AT, "version": item.version, "wanted_on": WANTED, "reason": "汛期无法施工"}
    return ask_extension(item, by=by or cast.liaison, **{**values, **fields})


def decide(extension, cast, granted_on=WANTED, answer="", by=None, at=AT):
    return decide_extension(extension, by=by or cast.supervisor, at=at, granted_on=granted_on, answer=answer)


def inbox(person):
    return list(person.messages.order_by("pk").values_list("kind", "url"))


def test_a_request_is_recorded_and_the_office_is_told(cast):
    asked = ask(cast)
    assert (asked.state, asked.department, asked.due_on, asked.wanted_on) == ("asked", cast.civil_affairs, DUE, WANTED)
    entry = cast.led.history.get()
    assert (entry.action, entry.department, entry.after, entry.reason) == (
        "extension_asked",
        cast.civil_affairs,
        {"wanted_on": "2011-09-30"},
        "汛期无法施工",
    )
    assert inbox(cast.supervisor) == [("submitted", item_part(cast.led, "extensions"))]
    assert WorkItem.objects.get(pk=cast.led.pk).due_on == DUE


def test_the_member_of_a_responsible_collective_asks(cast):
    WorkItem.objects.filter(pk=cast.open_lead.pk).update(due_on=DUE)
    assert ask(cast, by=cast.east_liaison, item=cast.open_lead).department == cast.east


@pytest.mark.parametrize("who", ["health_liaison", "east_liaison", "supervisor", "leader", "observer", "newcomer"])
def test_who_does_not_lead_does_not_ask(cast, who):
    with refused("Only a lead or responsible unit asks"):
        ask(cast, by=getattr(cast, who))


@pytest.mark.parametrize(
    ("at", "in_time"),
    [
        ("2011-06-30 00:00:00", True),
        ("2011-06-30 23:59:59", True),
        ("2011-07-01 00:00:00", False),
        ("2011-07-01 00:00:01", False),
    ],
)
def test_the_due_day_counts_and_the_moment_after_it_is_too_late(cast, at, in_time):
    if in_time:
        assert ask(cast, at=moment(at)).pk
    else:
        with refused(r"deadline \(2011-06-30\) has passed.*the supervision office decides"):
            ask(cast, at=moment(at))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": " \n"}, "needs a reason"),
        ({"reason": "长" * 2001}, "at most 2000 characters"),
        ({"wanted_on": DUE}, "lies after the present one"),
        ({"wanted_on": day("2011-05-01")}, "lies after the present one"),
        ({"wanted_on": day("2201-01-01")}, "year of the deadline does not fit"),
    ],
)
def test_a_request_says_until_when_and_why(cast, fields, sentence):
    with refused(sentence):
        ask(cast, **fields)


def test_without_a_deadline_there_is_nothing_to_extend(cast):
    with refused("has no deadline"):
        ask(cast, by=cast.health_liaison, item=cast.supported)


@pytest.mark.parametrize("status", ["completed", "cancelled", "carried_over"])
def test_a_closed_item_is_not_extended(cast, status):
    completed_on = DUE if status == "completed" else None
    WorkItem.objects.filter(pk=cast.led.pk).update(status=status, completed_on=completed_on)
    with refused("Item 1 is no longer open"):
        ask(cast)


def test_one_request_is_open_at_a_time(cast):
    first = ask(cast)
    with refused("has an open extension request already"):
        ask(cast, by=cast.head)
    withdraw_extension(first, by=cast.head, at=AT)
    second = ask(cast)
    decide(second, cast, None, "条件已具备,按期完成")
    assert ask(cast).state == "asked"


def test_a_request_rests_on_the_deadline_that_the_person_saw(cast):
    words = {"due_on": day("2011-08-31"), "due_text": "", "remark": "", "reason": "工期调整"}
    set_deadline(cast.led, by=cast.supervisor, at=moment("2011-06-01 09:00:00"), version=1, **words)
    with refused("钱督查 has changed this item", StaleItem):
        ask(cast)


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_end_in_one_and_a_sentence():
    cast = due(Cast.build())
    answers = at_once(*(lambda by=by: ask(cast, by=by) for by in (cast.liaison, cast.head)))
    assert Extension.objects.count() == 1
    (sentence,) = [answer for answer in answers if isinstance(answer, str)]
    assert "has an open extension request already" in sentence
    assert HistoryEntry.objects.filter(action="extension_asked").count() == 1


# The answer


def test_the_first_deadline_stays_visible_through_two_extensions(cast):
    item = decide(ask(cast), cast)
    assert (item.due_on, item.original_due_on, item.version) == (WANTED, DUE, 2)
    entry = item.history.first()
    assert (entry.action, entry.before, entry.after) == (
        "extension_decided",
        {"due_on": "2011-06-30", "original_due_on": ""},
        {"due_on": "2011-09-30", "original_due_on": "2011-06-30"},
    )
    assert inbox(cast.liaison) == inbox(cast.head) == [("decided", item_part(item, "extensions"))]
    again = ask(cast, item=item, wanted_on=day("2011-12-31"), at=moment("2011-09-01"))
    item = decide(again, cast, day("2011-11-30"), "11月底前必须完成")
    assert (item.due_on, item.original_due_on) == (day("2011-11-30"), DUE)
    states = list(Extension.objects.order_by("pk").values_list("state", "granted_on"))
    assert states == [("approved", WANTED), ("approved", day("2011-11-30"))]


def test_a_denied_request_leaves_the_deadline(cast):
    item = decide(ask(cast), cast, None, "工期足够")
    assert (item.due_on, item.original_due_on, item.version) == (DUE, None, 1)
    denied = Extension.objects.get()
    assert (denied.state, denied.granted_on, denied.answer, denied.decided_by) == (
        "denied",
        None,
        "工期足够",
        cast.supervisor,
    )
    entry = item.history.first()
    assert (entry.action, entry.after, entry.reason) == ("extension_decided", {"decision": "denied"}, "工期足够")


def test_the_office_may_answer_after_the_deadline(cast):
    assert decide(ask(cast), cast, at=moment("2011-07-08")).due_on == WANTED


@pytest.mark.parametrize(
    ("granted_on", "sentence"),
    [(None, "Say why the request is denied"), (day("2011-08-31"), "Say why another day is granted")],
)
def test_denying_or_granting_another_day_needs_words(cast, granted_on, sentence):
    asked = ask(cast)
    with refused(sentence):
        decide(asked, cast, granted_on, " ")


@pytest.mark.parametrize(
    ("granted_on", "sentence"),
    [("2011-06-30", "is due on 2011-06-30 already"), ("2011-01-01", "already"), ("2111-01-01", "does not fit")],
)
def test_only_a_later_day_is_granted(cast, granted_on, sentence):
    asked = ask(cast)
    with refused(sentence):
        decide(asked, cast, day(granted_on), "另定")


def test_a_closed_item_gets_no_later_deadline_but_an_answer(cast):
    asked = ask(cast)
    WorkItem.objects.filter(pk=cast.led.pk).update(status="cancelled")
    with refused("no longer open"):
        decide(asked, cast)
    decide(asked, cast, None, "事项已取消")
    assert Extension.objects.get().state == "denied"


def test_after_a_merger_the_successor_withdraws_and_reads_the_answer(cast):
    asked = ask(cast)
    merge(cast.civil_affairs, into=cast.education, by=cast.administrator, on=day("2011-06-15"))
    liaison = User.objects.get(pk=cast.liaison.pk)
    decide(asked, cast, None, "按期完成")
    assert [kind for kind, _url in inbox(liaison)] == ["post", "decided"]
    again = ask(cast, by=liaison, version=WorkItem.objects.get(pk=cast.led.pk).version)
    assert again.department == cast.education
    assert withdraw_extension(again, by=liaison, at=AT).state == "withdrawn"


def test_a_request_of_a_closed_unit_is_still_answered(cast):
    asked = ask(cast)
    Department.objects.filter(pk=cast.civil_affairs.pk).update(active_to=day("2011-06-10"))
    assert decide(asked, cast).due_on == WANTED


STATES = ["asked", "approved", "denied", "withdrawn"]
PEOPLE = ["liaison", "head", "health_liaison", "supervisor", "leader", "observer", "administrator", "newcomer"]
UNIT, OFFICE = ["liaison", "head"], ["supervisor"]
STEPS = {
    # step: (who may, what everybody else hears, what becomes of an open request)
    "withdraw": (UNIT, "Only the liaison or the head of 市民政局 withdraws", "withdrawn"),
    "approve": (OFFICE, "Only the supervision office decides", "approved"),
    "deny": (OFFICE, "Only the supervision office decides", "denied"),
}


@Kept
def waiting():
    """The cast, of whom civil affairs has asked for a later deadline."""
    cast = due(Cast.build())
    ask(cast)
    return cast


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_a_request_moves_as_the_table_says(db, state, step, who):
    cast = waiting()
    decided = {"decided_by": cast.supervisor, "decided_at": AT} if state in ("approved", "denied") else {}
    Extension.objects.update(state=state, granted_on=WANTED if state == "approved" else None, **decided)
    asked, by = Extension.objects.get(), getattr(cast, who)
    may, not_permitted, becomes = STEPS[step]

    def take():
        if step == "withdraw":
            return withdraw_extension(asked, by=by, at=AT)
        return decide(asked, cast, WANTED if step == "approve" else None, "答复", by=by)

    if who in may and state == "asked":
        take()
        assert Extension.objects.get().state == becomes
    else:
        with refused("stands at" if who in may else not_permitted):
            take()


@pytest.mark.django_db(transaction=True)
def test_approving_and_denying_at_once_gives_one_answer_and_a_sentence():
    cast = due(Cast.build())
    ask(cast)
    one, two = Extension.objects.get(), Extension.objects.get()
    answers = at_once(lambda: decide(one, cast), lambda: decide(two, cast, None, "按期完成"))
    (sentence,) = [answer for answer in answers if isinstance(answer, str)]
    assert "stands at" in sentence
    approved = Extension.objects.get().state == "approved"
    assert WorkItem.objects.get(pk=cast.led.pk).due_on == (WANTED if approved else DUE)
    assert HistoryEntry.objects.filter(action="extension_decided").count() == 1
