"""What somebody types to decide on a report is given back if the report has moved on meanwhile."""

import pytest
from django.urls import reverse

from items.updates import reporting

from ..given import factories
from ..given.html import parse
from ..given.opened_rounds import State, put, update_of
from .page_states import NOW, fresh, in_state

pytestmark = pytest.mark.usefixtures("in_march", "in_english")
WORDS = "数据与上月不衔接，请核实"


def given_back(response):
    return parse(response).one("section", id="given-back").text


DECISIONS = [
    ("update_send_back", {"reason": WORDS}),
    ("update_accept", {"note": WORDS, "completion": "55"}),
]


@pytest.mark.parametrize(("name", "sent"), DECISIONS)
@pytest.mark.parametrize("settled", ["accepted", "returned", "taken back"])
def test_a_decision_on_what_was_settled_meanwhile(cast, update, post, name, sent, settled):
    in_state(update, State.AWAITING_REVIEW, cast)
    version, now = fresh(update).version, fresh(update)
    if settled == "accepted":
        reporting.accept(now, by=cast.supervisor, at=NOW, version=version)
    elif settled == "returned":
        reporting.send_back(now, by=cast.supervisor, at=NOW, version=version, reason="缺少数据")
    else:
        reporting.take_back(now, by=cast.liaison, at=NOW)
    response = post(cast.supervisor, name, update, version=version, **sent)
    assert response.status_code == 409
    assert all(text in given_back(response) for text in sent.values())
    if settled == "taken back":
        assert "writing this update again" in parse(response).text
        assert "已完成2所" not in parse(response).text  # what the unit writes is its own


def test_taking_back_an_acceptance_that_another_one_took_back(cast, update, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    accepted = reporting.accept(fresh(update), by=cast.supervisor, at=NOW, version=fresh(update).version)
    assert post(cast.supervisor, "update_undo", accepted, undo_reason="误操作").status_code == 302
    reporting.take_back(fresh(update), by=cast.liaison, at=NOW)
    response = post(cast.supervisor, "update_undo", accepted, version=accepted.version, undo_reason=WORDS)
    assert response.status_code == 409
    assert WORDS in given_back(response)


def test_a_stranger_still_may_not(cast, update, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    assert post(cast.health_liaison, "update_send_back", update, reason=WORDS).status_code == 403


# The lists


@pytest.fixture
def office(client, cast):
    client.force_login(cast.supervisor)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def both(cast, march):
    """Two reports that wait for the office."""
    rows = [(cast.led, cast.civil_affairs), (cast.supported, cast.health)]
    return [
        put(update_of(march, item, unit), State.AWAITING_REVIEW, by=cast.liaison, office=cast.supervisor)
        for item, unit in rows
    ]


def box(update):
    return f"{update.pk}:{update.version}"


def test_a_return_from_the_list_of_what_the_unit_took_back(cast, both, office):
    first, _second = both
    reporting.take_back(first, by=cast.liaison, at=NOW)
    response = office.post(reverse("review_list"), {"return": box(first), f"reason_{first.pk}": WORDS})
    assert response.status_code == 409
    assert WORDS in given_back(response) and "市民政局" in given_back(response)


def test_a_return_from_the_list_of_what_is_gone(both, office):
    response = office.post(reverse("review_list"), {"return": "99:1", "reason_99": WORDS})
    assert response.status_code == 409
    assert WORDS in given_back(response)


@pytest.mark.parametrize("pressed", ["return", "update"])
def test_a_reason_typed_for_another_row_stays(both, office, pressed):
    first, second = both
    sent = {pressed: box(first), f"reason_{second.pk}": WORDS}
    if pressed == "return":
        sent[f"reason_{first.pk}"] = "缺少数据"
    page = parse(office.post(reverse("review_list"), sent))
    assert page.one("textarea", name=f"reason_{second.pk}").text == WORDS
    assert fresh(first).state == (State.RETURNED if pressed == "return" else State.ACCEPTED)
    assert not page.all("section", id="given-back")


def test_a_decision_on_a_plan_that_was_withdrawn(cast, client):
    factories.target(cast.led, number=100)
    client.force_login(cast.supervisor)
    sent = {"seen": "", "decision": "refuse", "answer": WORDS}
    response = client.post(reverse("item_plan_decide", args=[cast.led.pk]), sent)
    assert response.status_code in (409, 422)
    assert WORDS in given_back(response)
