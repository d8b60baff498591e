"""Nobody signs his own report: who stands in for the head does not sign what he wrote himself."""

import pytest
from django.urls import reverse

from departments.models import Membership, User
from items import access
from items.models import WorkReport
from items.updates.reporting import report_no_change, send_back, sign_off_all

from ..given.html import parse
from ..given.opened_rounds import State
from ..given.refusals import refused
from ..given.signatures import stand_in
from .unit_steps import AT, draft, send, sign, update_for

pytestmark = pytest.mark.usefixtures("february", "in_march")


def again(person):
    return User.objects.get(pk=person.pk)


def test_a_delegation_to_the_writer_does_not_turn_sign_off_off(cast, march):
    writer = stand_in(cast.head, cast.liaison)
    sent = send(draft(cast, march), writer)
    assert (sent.state, sent.signed_by) == (State.AWAITING_SIGN_OFF, None)
    with refused("You wrote this yourself and only stand in for the head of 市民政局"):
        sign(sent, writer)
    assert sign(sent, again(cast.head)).state == State.AWAITING_REVIEW


def test_no_change_waits_as_well(cast, march):
    writer = stand_in(cast.head, cast.liaison)
    assert report_no_change(update_for(cast, march, "report"), by=writer, at=AT).state == State.AWAITING_SIGN_OFF


def test_somebody_else_who_stands_in_signs(cast, march):
    sent = send(draft(cast, march), cast.liaison)
    assert sign(sent, stand_in(cast.head, cast.newcomer)).state == State.AWAITING_REVIEW


def test_the_head_himself_writes_and_signs(cast, march):
    sent = send(draft(cast, march, saved_by=cast.head), cast.head)
    assert (sent.state, sent.signed_by) == (State.AWAITING_REVIEW, cast.head)


def test_a_head_in_his_own_right_who_is_the_liaison_too_signs(cast, march):
    Membership.objects.create(user=cast.liaison, role="head", department=cast.civil_affairs)
    assert send(draft(cast, march), again(cast.liaison)).state == State.AWAITING_REVIEW


def test_the_rule_of_the_report_can_be_off(cast, march):
    WorkReport.objects.update(with_other_signer=False)
    writer = stand_in(cast.head, cast.liaison)
    sent = send(draft(cast, march), writer)
    assert (sent.state, sent.signed_by) == (State.AWAITING_REVIEW, writer)


def test_without_anybody_else_to_sign_it_leaves_unsigned_and_the_history_says_so(cast, march):
    writer = stand_in(cast.head, cast.liaison)
    User.objects.filter(pk=cast.head.pk).update(is_active=False)
    sent = send(draft(cast, march), writer)
    assert (sent.state, sent.signed_by) == (State.AWAITING_REVIEW, None)
    entry = cast.led.history.filter(action="update_sent").first()
    assert entry.reason


def test_signing_many_leaves_ones_own_out(cast, march):
    writer = stand_in(cast.head, cast.liaison)
    own = send(draft(cast, march), writer)
    signed, left = sign_off_all([(own, own.version)], by=writer, at=AT)
    assert (signed, left) == ([], [])
    own.refresh_from_db()
    assert own.state == State.AWAITING_SIGN_OFF


def test_the_stand_in_may_return_it(cast, march):
    writer = stand_in(cast.head, cast.liaison)
    sent = send(draft(cast, march), writer)
    assert send_back(sent, by=writer, at=AT, version=sent.version, reason="再核").state == State.RETURNED


def test_the_pages_say_why_the_button_is_missing(cast, march, client):
    writer = stand_in(cast.head, cast.liaison)
    sent = send(draft(cast, march), writer)
    client.force_login(writer)
    client.cookies["django_language"] = "en"
    page = parse(client.get(sent.get_absolute_url()))
    assert "You wrote this yourself" in page.one("main").text
    assert reverse("update_sign_off", args=[sent.pk]) not in [form.get("action") for form in page.all("form")]
    listed = parse(client.get(reverse("sign_off_list")))
    assert "You wrote this yourself" in listed.one("main").text
    assert not [box for box in listed.all("input") if box.get("name") == "update"]
    bench = parse(client.get(reverse("workbench")))
    assert "You wrote this yourself" in bench.one("main").text
    assert client.post(reverse("update_sign_off", args=[sent.pk]), {"version": sent.version}).status_code == 422


def test_who_signs_what(cast, march):
    sent = send(draft(cast, march), cast.liaison)
    deputy = stand_in(cast.head, cast.newcomer)
    people = {"liaison": again(cast.liaison), "head": cast.head, "deputy": deputy, "supervisor": cast.supervisor}
    assert [name for name, person in people.items() if access.can_sign_off(person, sent)] == ["head", "deputy"]


def test_who_may_sign_none_of_what_waits_is_offered_no_signing(cast, march, client):
    writer = stand_in(cast.head, cast.liaison)
    send(draft(cast, march), writer)
    client.force_login(writer)
    page = parse(client.get(reverse("sign_off_list"))).one("main")
    assert page.one("ul", of="waiting").all("li") and not page.all("input", type="checkbox", name="update")
    assert not page.all(of="batch") and not [link for link in page.links() if "select=clean" in link]
    client.force_login(again(cast.head))
    assert len(parse(client.get(reverse("sign_off_list"))).one("main").all(of="batch")) == 2
