"""Who reads a report on its page, and who may neither write nor decide there."""

import pytest

from ..given.html import parse
from ..given.opened_rounds import State
from .page_states import fresh, in_state

pytestmark = pytest.mark.usefixtures("in_march", "in_english")

PEOPLE = {
    "liaison": "liaison",
    "head": "head",
    "support": "health_liaison",
    "member": "east_liaison",
    "supervisor": "supervisor",
    "leader": "leader",
    "observer": "observer",
    "administrator": "administrator",
    "newcomer": "newcomer",
}
READERS = {
    State.EXPECTED: {"liaison", "head"},
    State.DRAFT: {"liaison", "head"},
    State.AWAITING_SIGN_OFF: {"liaison", "head"},
    State.AWAITING_REVIEW: {"liaison", "head", "supervisor"},
    State.RETURNED: {"liaison", "head", "supervisor"},
    State.ACCEPTED: set(PEOPLE),
    State.DROPPED: {"liaison", "head"},
}


@pytest.mark.parametrize("state", READERS)
def test_words_are_read_by_whom_they_concern(cast, update, get, state):
    in_state(update, state, cast, text="一句机密的话")
    readers = set()
    for name, person in PEOPLE.items():
        response = get(getattr(cast, person), update)
        if response.status_code == 200:
            readers.add(name)
        else:
            assert response.status_code == 403, name
            page = parse(response)
            assert "一句机密的话" not in page.text
            assert "can be read by others once it has been accepted" in page.text
    assert readers == READERS[state]


@pytest.mark.parametrize("state", [state for state in State if state not in READERS])
def test_a_part_is_read_by_its_unit_the_lead_and_the_office(cast, part, get, state):
    in_state(part, state, cast)
    readers = {name for name, person in PEOPLE.items() if get(getattr(cast, person), part).status_code == 200}
    assert readers == {"support", "liaison", "head", "supervisor"}


@pytest.mark.parametrize("name", ["update_save", "update_send", "update_no_change", "update_take_back"])
def test_nobody_else_writes_for_the_unit(cast, update, post, name):
    for person in (cast.health_liaison, cast.east_liaison, cast.supervisor, cast.leader, cast.observer, cast.newcomer):
        assert post(person, name, update, text="越权").status_code == 403
    assert fresh(update).state == State.EXPECTED


@pytest.mark.parametrize("name", ["update_sign_off", "update_send_back", "update_accept"])
def test_nobody_else_decides(cast, update, post, name):
    in_state(update, State.AWAITING_REVIEW, cast)
    for person in (cast.health_liaison, cast.east_liaison, cast.leader, cast.observer, cast.newcomer):
        assert post(person, name, update, reason="越权").status_code == 403
    assert fresh(update).state == State.AWAITING_REVIEW


def test_a_liaison_neither_signs_nor_accepts_its_own_report(cast, update, post):
    in_state(update, State.AWAITING_SIGN_OFF, cast)
    assert post(cast.liaison, "update_sign_off", update).status_code == 403
    assert post(cast.liaison, "update_accept", update).status_code == 403
    assert post(cast.head, "update_accept", update).status_code == 403
