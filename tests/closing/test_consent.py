"""A leader's consent to closing, where the rules ask for it, and every step of a request in every state."""

import pytest

from departments.models import User
from items.closing.closing import (
    approve_closing,
    close_item,
    forward_closing,
    refuse_closing,
    return_closing,
    withdraw_closing,
)
from items.closing.moving import steps_for
from items.models import Closing, HistoryEntry, WorkItem
from items.pages.addresses import item_part
from items.units.merging import merge

from ..given.cast import Cast
from ..given.factories import day
from ..given.refusals import refused
from ..given.together import at_once
from ..kept import Kept
from .requested import AT, ON, ask, inbox, move, present, under_way, with_leader


@pytest.fixture
def cast(cast):
    """The cast; civil affairs' item is under way."""
    return under_way(cast)


def test_with_a_leader_the_office_closes_only_what_was_approved(cast):
    with_leader(cast)
    with refused("only after a leader has approved"):
        move(cast, "completed")
    asked = ask(cast)
    with refused("only after a leader has approved"):
        close_item(asked, by=cast.supervisor, at=AT, version=2)
    assert "completed" not in steps_for(cast.supervisor, present(cast.led))
    forward_closing(asked, by=cast.supervisor, at=AT)
    assert inbox(cast.leader) == [("submitted", item_part(cast.led, "closing"))]
    with refused("only after a leader has approved"):
        move(cast, "completed")
    approved = approve_closing(asked, by=cast.leader, at=AT, words="同意")
    assert (approved.state, approved.approved_by, approved.approved_at) == ("approved", cast.leader, AT)
    item = close_item(approved, by=cast.supervisor, at=AT, version=2)
    assert item.status == "completed"
    actions = set(item.history.values_list("action", flat=True))
    assert {"closing_asked", "closing_forwarded", "closing_approved", "status_changed"} <= actions


def test_a_leader_who_does_not_approve_gives_it_back_to_the_office(cast):
    with_leader(cast)
    asked = forward_closing(ask(cast), by=cast.supervisor, at=AT)
    with refused("Say why closing is not approved"):
        refuse_closing(asked, by=cast.leader, at=AT, words=" ")
    back = refuse_closing(asked, by=cast.leader, at=AT, words="再核实一次")
    assert (back.state, back.answer) == ("asked", "再核实一次")
    assert cast.led.history.get(action="closing_refused").reason == "再核实一次"
    assert [kind for kind, _url in inbox(cast.supervisor)] == ["submitted", "submitted"]
    assert forward_closing(back, by=cast.supervisor, at=AT).state == "with_leader"


def test_without_the_rule_no_leader_is_asked(cast):
    asked = ask(cast)
    with refused("closes the items of this report itself"):
        forward_closing(asked, by=cast.supervisor, at=AT)


def test_without_a_leader_in_the_portal_the_office_hears_so(cast):
    with_leader(cast)
    asked = ask(cast)
    User.objects.filter(pk=cast.leader.pk).update(is_active=False)
    with refused("Nobody holds the post of a city leader"):
        forward_closing(asked, by=cast.supervisor, at=AT)


def test_an_approval_does_not_outlive_its_request(cast):
    with_leader(cast)
    asked = forward_closing(ask(cast), by=cast.supervisor, at=AT)
    approve_closing(asked, by=cast.leader, at=AT)
    move(cast, "in_progress", by=cast.liaison, text="数据有误")
    ask(cast)
    with refused("only after a leader has approved"):
        move(cast, "completed")


PEOPLE = ["liaison", "head", "health_liaison", "supervisor", "leader", "observer", "administrator", "newcomer"]
UNIT, OFFICE, LEADER = ["liaison", "head"], ["supervisor"], ["leader"]
ITEM_STATUS = {"closed": "completed", "returned": "in_progress", "withdrawn": "in_progress"}
STATES = ["asked", "with_leader", "approved", "closed", "returned", "withdrawn"]
STEPS = {
    # step: (who may, what everybody else hears, {state: what becomes of it, or "!" and the sentence})
    "close": (
        OFFICE,
        "Only the supervision office closes",
        {"asked": "!only after a leader", "with_leader": "!only after a leader", "approved": "closed"},
    ),
    "return": (
        OFFICE,
        "Only the supervision office returns",
        {"asked": "returned", "with_leader": "returned", "approved": "returned"},
    ),
    "withdraw": (
        UNIT,
        "The unit that asked withdraws",
        {"asked": "withdrawn", "with_leader": "withdrawn", "approved": "withdrawn"},
    ),
    "forward": (OFFICE, "Only the supervision office puts", {"asked": "with_leader"}),
    "approve": (LEADER, "Only a city leader approves", {"with_leader": "approved"}),
    "refuse": (LEADER, "Only a city leader approves", {"with_leader": "asked"}),
}


def take(step, closing, by):
    version = present(closing.item).version
    versioned = {"by": by, "at": AT, "version": version}
    if step == "close":
        return close_item(closing, **versioned)
    if step == "return":
        return return_closing(closing, **versioned, reason="情况不清")
    if step == "withdraw":
        return withdraw_closing(closing, **versioned, reason="数据有误")
    if step == "forward":
        return forward_closing(closing, by=by, at=AT)
    if step == "approve":
        return approve_closing(closing, by=by, at=AT)
    return refuse_closing(closing, by=by, at=AT, words="再核实")


@Kept
def asked():
    """The cast, of whom civil affairs has asked to close."""
    cast = under_way(Cast.build())
    with_leader(cast)
    ask(cast)
    return cast


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_a_request_moves_as_the_table_says(db, state, step, who):
    cast = asked()
    approved = {"approved_by": cast.leader, "approved_at": AT} if state == "approved" else {}
    decided = {"decided_by": cast.supervisor, "decided_at": AT} if state in ("closed", "returned") else {}
    Closing.objects.update(state=state, **approved, **decided)
    status = ITEM_STATUS.get(state, "awaiting_closure")
    WorkItem.objects.filter(pk=cast.led.pk).update(status=status, completed_on=ON if state == "closed" else None)
    closing, by = Closing.objects.get(), getattr(cast, who)
    may, not_permitted, outcomes = STEPS[step]
    outcome = outcomes.get(state, "!stands at")
    if who not in may:
        with refused(not_permitted):
            take(step, closing, by)
    elif outcome.startswith("!"):
        with refused(outcome[1:]):
            take(step, closing, by)
    else:
        take(step, closing, by)
        assert Closing.objects.get().state == outcome


@pytest.mark.django_db(transaction=True)
def test_closing_and_withdrawing_at_once_gives_one_result_and_a_sentence():
    cast = under_way(Cast.build())
    closing = ask(cast)
    version = present(cast.led).version
    answers = at_once(
        lambda: close_item(closing, by=cast.supervisor, at=AT, version=version),
        lambda: withdraw_closing(closing, by=cast.liaison, at=AT, version=version, reason="数据有误"),
    )
    (sentence,) = [answer for answer in answers if isinstance(answer, str)]
    assert "stands at" in sentence or "has changed this item" in sentence
    item, closing = present(cast.led), Closing.objects.get()
    assert (item.status, closing.state) in [("completed", "closed"), ("in_progress", "withdrawn")]
    assert HistoryEntry.objects.filter(action="status_changed").count() == 2


def test_after_a_merger_the_successor_withdraws(cast):
    asked = ask(cast)
    merge(cast.civil_affairs, into=cast.education, by=cast.administrator, on=day("2011-11-09"))
    liaison = User.objects.get(pk=cast.liaison.pk)
    withdraw_closing(asked, by=liaison, at=AT, version=present(cast.led).version, reason="机构调整")
    assert Closing.objects.get().state == "withdrawn"
