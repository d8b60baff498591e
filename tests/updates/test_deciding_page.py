"""Reading and deciding on the page of a report: signing, returning, accepting, taking up parts."""

from decimal import Decimal

import pytest
from django.urls import reverse

from departments import clock
from items.updates import reporting

from ..given import factories
from ..given.html import parse
from ..given.opened_rounds import State, put, update_of
from ..given.together import moment
from .page_states import NOW, fresh, in_state, sound

pytestmark = pytest.mark.usefixtures("in_march", "in_english")

# Reading and deciding


def test_the_head_reads_and_signs(cast, update, get, post):
    in_state(update, State.AWAITING_SIGN_OFF, cast)
    decide = parse(get(cast.head, update)).one("section", id="decide")
    assert {form["action"] for form in decide.all("form")} == {
        reverse(name, args=[update.pk]) for name in ("update_sign_off", "update_send_back", "update_take_back")
    }
    assert post(cast.head, "update_sign_off", update).status_code == 302
    assert (fresh(update).state, fresh(update).signed_by) == (State.AWAITING_REVIEW, cast.head)


def test_what_the_liaison_changed_meanwhile_is_read_before_signing(cast, update, post):
    in_state(update, State.AWAITING_SIGN_OFF, cast)
    response = post(cast.head, "update_sign_off", update, version=1)
    assert response.status_code == 409
    assert fresh(update).state == State.AWAITING_SIGN_OFF


def test_returning_needs_a_reason_and_the_writer_reads_it(cast, update, get, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    assert post(cast.supervisor, "update_send_back", update).status_code == 422
    assert post(cast.supervisor, "update_send_back", update, reason="请补充数字").status_code == 302
    page = parse(get(cast.liaison, update))
    assert "请补充数字" in page.text and "by the supervision office" in page.text
    assert page.one("form", id="update-form").one("textarea", id="id_text").text == "已完成2所"


def test_a_refused_return_keeps_the_reason_that_was_typed(cast, update, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    response = post(cast.supervisor, "update_send_back", update, reason="请补充数字", version=1)
    assert response.status_code == 409
    page = parse(response)
    assert page.one("textarea", id="id_reason").text == "请补充数字"
    form = page.one("form", action=reverse("update_send_back", args=[update.pk]))
    assert form.one("input", name="version")["value"] == str(fresh(update).version)


def test_the_office_accepts_with_a_completion_of_its_own(cast, update, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    refusal = post(cast.supervisor, "update_accept", update, completion="60")
    assert refusal.status_code == 422
    assert parse(refusal).one("input", id="id_verified")["value"] == "60"
    assert post(cast.supervisor, "update_accept", update, completion="600").status_code == 422
    assert post(cast.supervisor, "update_accept", update, completion="60", note="现场核实").status_code == 302
    update = fresh(update)
    assert (update.state, update.verified, update.review_note) == (State.ACCEPTED, Decimal(60), "现场核实")
    assert update.completion is None  # what the unit reported stays as it is


def test_accept_and_return_in_the_same_moment_end_in_one_of_them(cast, update, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    version = fresh(update).version
    assert post(cast.supervisor, "update_accept", update, version=version).status_code == 302
    response = post(cast.supervisor, "update_send_back", update, version=version, reason="数据不清")
    assert response.status_code == 409
    assert "has accepted this update already" in parse(response).text


def test_the_lead_takes_a_part_up_or_returns_it(cast, part, get, post):
    in_state(part, State.AWAITING_MERGE, cast)
    decide = parse(get(cast.liaison, part)).one("section", id="decide")
    assert "Take up" in decide.text and not decide.all("input", id="id_verified")
    assert post(cast.liaison, "update_send_back", part, reason="请写明人数").status_code == 302
    assert (fresh(part).state, fresh(part).returned_by) == (State.RETURNED, "lead")
    in_state(part, State.AWAITING_MERGE, cast)
    assert post(cast.liaison, "update_accept", part).status_code == 302
    assert (fresh(part).state, fresh(part).reviewed_by) == (State.ACCEPTED, cast.liaison)


def test_the_unit_takes_back_what_nobody_has_settled(cast, update, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    assert post(cast.liaison, "update_take_back", update).status_code == 302
    assert fresh(update).state == State.DRAFT
    assert post(cast.liaison, "update_take_back", update).status_code == 409


def test_where_to_go_next_is_an_address_and_never_the_name_of_a_view(cast, update, post):
    in_state(update, State.AWAITING_REVIEW, cast)
    response = post(cast.liaison, "update_take_back", update, next="abc")
    assert (response.status_code, response["Location"]) == (302, "abc")


def test_the_history_of_an_update_is_its_own(cast, update, earlier, get, post):
    post(cast.head, "update_send", update, **sound())
    post(cast.supervisor, "update_send_back", update, reason="请补充数字")
    post(cast.head, "update_send", update, **sound(text="市福利院新建3所"))
    reporting.take_back(put(earlier, State.AWAITING_REVIEW, by=cast.liaison, office=None), by=cast.head, at=NOW)
    history = parse(get(cast.liaison, update)).one("section", id="history").all("li")
    assert len(history) == 3
    assert "请补充数字" in history[1].text


# Beside the lead's form


def test_parts_stand_beside_the_leads_form_and_the_silent_are_named(cast, update, part, get):
    with clock.at(moment("2011-03-22")):
        assert "did not answer" not in parse(get(cast.liaison, update)).text
    with clock.at(moment("2011-03-23")):
        assert "did not answer" in parse(get(cast.liaison, update)).one("section", id="parts").text
    in_state(part, State.AWAITING_MERGE, cast, text="培训护理员40人")
    parts = parse(get(cast.liaison, update)).one("section", id="parts")
    assert "培训护理员40人" in parts.text
    assert parts.one("button", name="take_part")["data-text"] == "市卫生局：培训护理员40人"


def test_a_collective_shows_who_has_reported_the_sum_and_who_is_missing(cast, march, get):
    target = factories.target(cast.open_lead, number=10)
    east, west = (update_of(march, cast.open_lead, unit) for unit in (cast.east, cast.west))
    in_state(east, State.AWAITING_REVIEW, cast, text="东城建3所")
    east.values.create(target=target, label=target.label, unit=target.unit, value=3)
    for person in (cast.supervisor, cast.east_liaison):
        whole = parse(get(person, east)).one("section", of="collective")
        assert "1 of 2" in whole.text and "3个" in whole.text and "30%" in whole.text
        assert "Have not reported: 西城区人民政府" in whole.text
    west_liaison = factories.person("west", role="liaison", department=cast.west)
    whole = parse(get(west_liaison, west)).one("section", of="collective")
    assert "1 of 2" in whole.text
    assert "东城建3所" not in whole.text
