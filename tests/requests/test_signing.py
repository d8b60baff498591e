"""What a unit asks and answers passes its head: nobody outside knows of it before, the head signs or returns it."""

import pytest

from departments.models import Membership, User
from items import access
from items.closing.closing import ask_closing, close_item, return_unsigned, sign_closing, withdraw_closing
from items.closing.moving import move_status
from items.models import Closing, Extension, InstructionAnswer, WorkItem, WorkReport
from items.pages.entries import for_reader
from items.requests.extending import ask_extension, return_extension, sign_extension, withdraw_extension
from items.requests.instructing import answer_instruction, instruct, mark_done, return_answer, sign_answer
from items.units.merging import merge

from ..given.factories import day
from ..given.refusals import refused
from ..given.signatures import stand_in
from ..given.together import moment
from .looking import AT, DUE, WANTED

pytestmark = pytest.mark.usefixtures("on_that_day")

LATER = moment("2011-05-11")
# The leader's instruction is not done yet.
WHY = "批示事项另行答复"


@pytest.fixture
def cast(cast):
    """The cast; civil affairs' item is under way, due at the end of June, and the leader has instructed on it."""
    WorkItem.objects.filter(pk=cast.led.pk).update(status="in_progress", due_on=DUE)
    cast.led.refresh_from_db()
    cast.instruction = instruct(cast.led, by=cast.leader, at=AT, text="请加快")
    return cast


def again(person):
    return User.objects.get(pk=person.pk)


def present(cast):
    return WorkItem.objects.select_related("report").get(pk=cast.led.pk)


def ask_later(cast, by):
    item = present(cast)
    return ask_extension(item, by=by, at=AT, version=item.version, wanted_on=WANTED, reason="汛期无法施工")


def ask_closed(cast, by):
    item = present(cast)
    return ask_closing(item, by=by, at=AT, version=item.version, result="全部建成", anyway=WHY)


def answer(cast, by):
    return answer_instruction(cast.instruction, by=by, at=AT, text="已排出计划")


# (what a unit sends, how the head signs it, how he returns it, the state in which it leaves the unit, what is written)
KINDS = {
    "extension": (ask_later, sign_extension, return_extension, "asked", "extension_asked"),
    "closing": (ask_closed, sign_closing, return_unsigned, "asked", "closing_asked"),
    "answer": (answer, sign_answer, return_answer, "given", "instruction_answered"),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def actions(cast):
    return list(cast.led.history.order_by("pk").values_list("action", flat=True))


def inbox(person):
    return list(person.messages.exclude(kind="instruction").order_by("pk").values_list("kind", flat=True))


def state_of(row):
    return type(row).objects.get(pk=row.pk).state


@every_kind
def test_what_the_liaison_sends_waits_for_the_head_and_nobody_else_hears_of_it(cast, kind):
    send, _sign, _back, _left, written = KINDS[kind]
    row = send(cast, cast.liaison)
    assert (row.state, row.signed_by) == ("unsigned", None)
    assert inbox(cast.head) == ["submitted"]
    assert inbox(cast.supervisor) == inbox(cast.leader) == inbox(cast.liaison) == []
    assert "request_written" in actions(cast)
    assert written not in actions(cast)
    assert present(cast).status == "in_progress"
    assert not cast.led.notes.exists()
    cast.instruction.refresh_from_db()
    assert cast.instruction.state == "open"


@every_kind
def test_the_heads_signature_sends_it_on(cast, kind):
    send, sign, _back, left, written = KINDS[kind]
    row = send(cast, cast.liaison)
    sign(row, by=cast.head, at=LATER)
    row.refresh_from_db()
    assert (row.state, row.signed_by, row.signed_at, row.by) == (left, cast.head, LATER, cast.liaison)
    assert written in actions(cast)
    assert inbox(cast.leader if kind == "answer" else cast.supervisor) == [
        "decided" if kind == "answer" else "submitted"
    ]
    cast.instruction.refresh_from_db()
    assert cast.instruction.state == ("answered" if kind == "answer" else "open")
    assert present(cast).status == ("awaiting_closure" if kind == "closing" else "in_progress")
    assert Closing.objects.count() == (kind == "closing")


@every_kind
def test_what_the_head_writes_himself_leaves_at_once_with_his_signature(cast, kind):
    send, _sign, _back, left, _written = KINDS[kind]
    row = send(cast, cast.head)
    row.refresh_from_db()
    assert (row.state, row.signed_by, row.signed_at) == (left, cast.head, AT)


@every_kind
def test_without_sign_off_or_without_a_head_nothing_waits(cast, kind):
    send, _sign, _back, left, _written = KINDS[kind]
    WorkReport.objects.update(with_sign_off=False)
    cast.instruction.item.report.refresh_from_db()
    assert state_of(send(cast, cast.liaison)) == left


@every_kind
def test_a_unit_without_head_sends_at_once(cast, kind):
    send, _sign, _back, left, _written = KINDS[kind]
    Membership.objects.filter(user=cast.head).delete()
    assert state_of(send(cast, cast.liaison)) == left


@every_kind
def test_the_head_returns_it_with_a_reason_that_stays_in_the_unit(cast, kind):
    send, sign, back, _left, _written = KINDS[kind]
    row = send(cast, cast.liaison)
    with refused("Say why it is returned"):
        back(row, by=cast.head, at=LATER, reason=" ")
    back(row, by=cast.head, at=LATER, reason="数据不实")
    row.refresh_from_db()
    assert (row.state, row.return_reason) == ("sent_back", "数据不实")
    assert inbox(cast.liaison) == ["returned"]
    assert inbox(cast.supervisor) == inbox(cast.leader) == []
    entry = cast.led.history.get(action="request_returned")
    assert for_reader([entry], again(cast.liaison))[0].reason == "数据不实"
    for outside in (cast.supervisor, cast.leader, cast.health_liaison):
        assert for_reader([entry], again(outside))[0].reason == ""
    with refused("It stands at “Returned by the unit head” now"):
        sign(row, by=cast.head, at=LATER)
    assert send(cast, cast.liaison).state == "unsigned"


@every_kind
@pytest.mark.parametrize("who", ["liaison", "health_liaison", "supervisor", "leader", "administrator"])
def test_nobody_but_the_head_signs_or_returns(cast, kind, who):
    send, sign, back, _left, _written = KINDS[kind]
    row, by = send(cast, cast.liaison), getattr(cast, who)
    with refused("Only the head of 市民政局"):
        sign(row, by=by, at=LATER)
    with refused("Only the head of 市民政局"):
        back(row, by=by, at=LATER, reason="不行")


@every_kind
def test_who_stands_in_for_the_head_does_not_sign_what_he_wrote(cast, kind):
    send, sign, _back, left, _written = KINDS[kind]
    writer = stand_in(cast.head, cast.liaison)
    row = send(cast, writer)
    assert state_of(row) == "unsigned"
    with refused("You wrote this yourself"):
        sign(row, by=writer, at=LATER)
    sign(row, by=again(cast.head), at=LATER)
    assert state_of(row) == left


@every_kind
def test_a_stand_in_signs_what_others_wrote(cast, kind):
    send, sign, _back, left, _written = KINDS[kind]
    row = send(cast, cast.liaison)
    sign(row, by=stand_in(cast.head, cast.newcomer), at=LATER)
    assert state_of(row) == left


@every_kind
def test_where_the_rule_is_off_the_stand_in_signs_by_sending(cast, kind):
    send, _sign, _back, left, _written = KINDS[kind]
    WorkReport.objects.update(with_other_signer=False)
    cast.instruction.item.report.refresh_from_db()
    assert state_of(send(cast, stand_in(cast.head, cast.liaison))) == left


@every_kind
def test_only_the_unit_knows_of_what_waits_for_its_head(cast, kind):
    row = KINDS[kind][0](cast, cast.liaison)
    rows = type(row).objects.filter(pk=row.pk)
    readers = ["liaison", "head", "health_liaison", "east_liaison", "supervisor", "leader", "observer"]
    assert [who for who in readers if access.with_readable_requests(again(getattr(cast, who)), rows)] == [
        "liaison",
        "head",
    ]


@every_kind
def test_a_second_one_waits_until_the_first_is_settled(cast, kind):
    KINDS[kind][0](cast, cast.liaison)
    with refused("waits for its head"):
        KINDS[kind][0](cast, cast.liaison)


@every_kind
def test_after_a_merger_the_successors_head_signs(cast, kind):
    send, sign, _back, left, _written = KINDS[kind]
    health_head = User.objects.create_user("冯", name="冯局长")
    Membership.objects.create(user=health_head, role="head", department=cast.health)
    row = send(cast, cast.liaison)
    merge(cast.civil_affairs, into=cast.health, by=cast.administrator, on=day("2011-05-11"), reason="机构改革")
    row = type(row).objects.get(pk=row.pk)
    sign(row, by=again(health_head), at=LATER)
    assert state_of(row) == left


def test_the_unit_takes_back_what_waits(cast):
    later, closed = ask_later(cast, cast.liaison), ask_closed(cast, cast.liaison)
    withdraw_extension(later, by=cast.liaison, at=LATER)
    withdraw_closing(closed, by=cast.liaison, at=LATER, version=present(cast).version, reason="")
    assert (state_of(later), state_of(closed)) == ("taken_back", "taken_back")
    assert inbox(cast.supervisor) == []
    assert actions(cast).count("request_taken_back") == 2


def test_a_step_by_the_status_alone_waits_for_the_head_too(cast):
    item = present(cast)
    step = {"status": "awaiting_closure", "text": "建成", "anyway": WHY}
    moved = move_status(item, by=cast.liaison, version=item.version, on=day("2011-05-10"), at=AT, **step)
    assert moved.status == "in_progress"
    assert Closing.objects.get().state == "unsigned"
    assert not cast.led.notes.exists()


def test_an_extension_is_signed_before_the_deadline_passes(cast):
    later = ask_later(cast, cast.liaison)
    with refused("has passed"):
        sign_extension(later, by=cast.head, at=moment("2011-07-01"))


def test_the_office_closes_an_item_whose_request_still_waits(cast):
    waiting = ask_closed(cast, cast.liaison)
    item = present(cast)
    step = {"status": "completed", "anyway": WHY}
    move_status(item, by=cast.supervisor, version=item.version, on=day("2011-05-11"), at=LATER, **step)
    assert state_of(waiting) == "taken_back"


def test_a_signed_request_goes_the_usual_way(cast):
    signed = sign_closing(ask_closed(cast, cast.liaison), by=cast.head, at=LATER)
    item = close_item(signed, by=cast.supervisor, at=LATER, version=present(cast).version, anyway=WHY)
    assert item.status == "completed"
    assert Closing.objects.get().state == "closed"


def test_what_was_done_meanwhile_is_not_answered(cast):
    waiting = answer(cast, cast.liaison)
    mark_done(cast.instruction, by=cast.leader, at=LATER)
    assert state_of(waiting) == "taken_back"
    assert cast.liaison.messages.filter(title__contains="无需再报", text__contains="已予办结").exists()
    entry = cast.led.history.get(action="request_taken_back")
    assert (entry.by, entry.department) == (None, cast.civil_affairs)
    with refused("It stands at “Taken back” now"):
        sign_answer(waiting, by=cast.head, at=LATER)


def test_the_office_answers_without_any_head(cast):
    assert answer(cast, cast.supervisor).state == InstructionAnswer.State.GIVEN


# The pages


@every_kind
def test_the_page_says_where_it_went_and_offers_the_signature_to_the_head_alone(cast, kind, send, view):
    name, thing, data = {
        "extension": ("item_extension", cast.led, {"wanted_on": WANTED.isoformat(), "reason": "汛期"}),
        "closing": ("item_closing", cast.led, {"result": "全部建成", "anyway": WHY}),
        "answer": ("instruction_answer", cast.instruction, {"text": "已排出计划"}),
    }[kind]
    sent = send(cast.liaison, name, thing, **data)
    assert sent.status_code == 302
    told = view(cast.liaison, cast.led).one("main").text
    assert "it waits for the head of your unit to sign it off" in view_messages(view, cast) + told
    model = {"extension": Extension, "closing": Closing, "answer": InstructionAnswer}[kind]
    row = model.objects.get()
    for person in (cast.supervisor, cast.leader, cast.health_liaison):
        assert "Awaiting sign-off" not in view(person, cast.led).one("main").text
    page = view(cast.head, cast.led)
    assert f"/{kind}s/{row.pk}/sign/" in [form.get("action") for form in page.all("form")]
    assert send(cast.head, f"{kind}_sign", row, decision="return").status_code == 422
    assert send(cast.head, f"{kind}_sign", row, decision="sign").status_code == 302
    row.refresh_from_db()
    assert not row.is_within_unit


def view_messages(view, cast):
    return " ".join(element.text for element in view(cast.liaison, cast.led).all(of="alert"))


def test_what_the_head_returned_stands_in_the_form_again(cast, view):
    return_extension(ask_later(cast, cast.liaison), by=cast.head, at=AT, reason="理由不充分")
    page = view(cast.liaison, cast.led)
    [field] = page.all(id="extension_form-reason")
    assert field.literal.strip() == "汛期无法施工"
    assert "理由不充分" in page.one("main").text


def test_the_stand_in_is_told_why_the_button_is_missing(cast, view):
    row = ask_later(cast, stand_in(cast.head, cast.liaison))
    page = view(cast.liaison, cast.led)
    assert "You wrote this yourself" in page.one("main").text
    form = next(form for form in page.all("form") if form.get("action") == f"/extensions/{row.pk}/sign/")
    assert [button.get("value") for button in form.all("button")] == ["return"]
