"""Signing for items and objecting to them, as people meet it on the pages."""

import pytest
from django.urls import reverse

from departments.models import Membership
from items.models import Objection, Responsibility
from items.requests.signing_for import object_to, settle_objection

from ..given import factories
from ..given.factories import day
from ..given.html import parse, sentences
from .looking import AT, buttons, of, own, said, typed

pytestmark = pytest.mark.usefixtures("under_way")


# Signing for


def test_a_unit_signs_on_the_item_and_is_not_asked_again(send, view, cast):
    panel = of(view(cast.liaison, cast.led), "sign-for")
    assert "市民政局" in panel.text and "2011-02-10" in panel.text
    response = send(cast.liaison, "item_sign_for", cast.led)
    assert response.status_code == 302
    assert own(cast.led, cast.civil_affairs).signed_for_by == cast.liaison
    assert of(view(cast.liaison, cast.led), "sign-for") is None
    assert of(view(cast.health_liaison, cast.led), "sign-for") is not None


def test_who_has_signed_and_who_has_not_stands_on_the_item(send, view, cast):
    send(cast.liaison, "item_sign_for", cast.led)
    for reader in (cast.observer, cast.supervisor, cast.health_liaison):
        signed, unsigned = [row for row in view(reader, cast.led).one(id="units").all("li") if row.all(of="role")]
        assert "市民政局" in signed.text and "signed for by 李联络 2011-05-10" in signed.text
        assert "市卫生局" in unsigned.text and "not signed for yet" in unsigned.text


def test_signing_on_a_page_that_is_out_of_date_says_that_nothing_was_signed(cast, view, send):
    type(cast.led).objects.filter(pk=cast.led.pk).update(status="cancelled")
    response = send(cast.liaison, "item_sign_for", cast.led)
    assert response.status_code == 422
    assert "nothing was signed now" in response.content.decode() and "Saved." not in response.content.decode()


@pytest.mark.parametrize("who", ["east_liaison", "supervisor", "leader", "observer", "administrator", "newcomer"])
def test_others_are_not_asked_to_sign(view, cast, who):
    assert of(view(getattr(cast, who), cast.led), "sign-for") is None


def test_everything_is_signed_for_with_one_button(client, view, cast):
    page = view(cast.liaison, reverse("sign_for_list"))
    boxes = [box for box in page.all("input", name="row") if "checked" in box.attributes]
    assert {int(box["value"]) for box in boxes} == {
        own(item, cast.civil_affairs).pk for item in (cast.led, cast.supported)
    }
    assert len(page.one("main").all(of="status-overdue")) == 2
    response = client.post(reverse("sign_for_list"), {"row": [box["value"] for box in boxes]}, follow=True)
    assert "2 items signed for." in sentences(response)
    page = parse(response)
    assert not page.all("input", name="row") and page.all(of="empty")


def test_what_a_colleague_was_faster_to_sign_is_told_and_foreign_rows_are_left(client, cast):
    client.force_login(cast.liaison)
    client.cookies["django_language"] = "en"
    mine, foreign = own(cast.led, cast.civil_affairs), own(cast.led, cast.health)
    Responsibility.objects.filter(pk=mine.pk).update(signed_for_at=AT, signed_for_by=cast.head)
    rows = [mine.pk, own(cast.supported, cast.civil_affairs).pk, foreign.pk, "x", "9" * 30]
    response = client.post(reverse("sign_for_list"), {"row": rows}, follow=True)
    assert "1 item signed for." in sentences(response) and "had been signed for already" in sentences(response)
    assert own(cast.led, cast.health).signed_for_at is None


def test_nothing_ticked_is_told(client, cast):
    client.force_login(cast.liaison)
    client.cookies["django_language"] = "en"
    assert "Nothing was ticked" in sentences(client.post(reverse("sign_for_list"), follow=True))


def test_what_the_unit_objects_to_is_listed_without_a_box(client, view, cast):
    mine = own(cast.led, cast.civil_affairs)
    object_to(mine, kind="duty", reason="不属职责", by=cast.liaison, at=AT)
    page = view(cast.head, reverse("sign_for_list"))
    assert str(mine.pk) not in [box["value"] for box in page.all("input", name="row")]
    assert "Objection open" in page.one("main").text
    response = client.post(reverse("sign_for_list"), {"row": [mine.pk]})
    assert response.status_code == 422
    assert "objects to item 1" in said(response)


def test_the_list_costs_the_same_for_one_row_and_for_many(cost, cast):
    costs = []
    for more in (0, 30):
        for number in range(10, 10 + more):
            made = factories.item(cast.report, number, leads=[cast.civil_affairs])
            Responsibility.objects.filter(item=made).update(issued_on=day("2011-02-01"))
        queries, page = cost(cast.liaison, reverse("sign_for_list"))
        costs.append(queries)
    assert len(page.all("input", name="row")) == 32
    assert costs[0] == costs[1]


# Objections


def test_an_objection_is_sent_shown_settled_and_shown(send, view, cast):
    mine = own(cast.led, cast.civil_affairs)
    data = {"responsibility": mine.pk, "kind": "wording", "reason": "口径与规划不一致"}
    assert send(cast.liaison, "item_objection", cast.led, **data).status_code == 302
    page = view(cast.liaison, cast.led)
    assert "口径与规划不一致" in of(page, "objections").text
    assert "Withdraw the objection" in buttons(of(page, "objections"))
    assert of(page, "sign-for") is None
    asked = Objection.objects.get()
    assert "Settle the objection" in buttons(of(view(cast.supervisor, cast.led), "objections"))
    assert not buttons(of(view(cast.observer, cast.led), "objections"))
    data = {"decision": "reword", "text": "加强农村养老服务", "answer": "采纳"}
    assert send(cast.supervisor, "objection_settle", asked, **data).status_code == 302
    page = view(cast.liaison, cast.led)
    assert page.one(of="item-text").text == "加强农村养老服务"
    assert "采纳" in of(page, "objections").text and of(page, "sign-for") is not None


def test_an_incomplete_objection_keeps_what_was_typed(send, cast):
    mine = own(cast.led, cast.civil_affairs)
    response = send(cast.liaison, "item_objection", cast.led, responsibility=mine.pk, reason="不是我们的职责")
    assert response.status_code == 422
    page = parse(response)
    assert typed(page, "objection_form", "reason") == "不是我们的职责"
    assert "open" in page.one(id="sign-for").one("details").attributes


def test_a_member_of_two_units_says_for_which(send, view, cast):
    Membership.objects.create(user=cast.liaison, role="liaison", department=cast.health)
    choices = of(view(cast.liaison, cast.led), "objection_form-responsibility")
    assert [option.text for option in choices.all("option")] == ["---------", "市民政局", "市卫生局"]
    data = {"kind": "duty", "reason": "不属职责", "responsibility": own(cast.led, cast.health).pk}
    send(cast.liaison, "item_objection", cast.led, **data)
    assert Objection.objects.get().department == cast.health


def test_an_answer_to_what_was_settled_meanwhile_can_be_copied(send, cast):
    asked = object_to(own(cast.led, cast.civil_affairs), kind="duty", reason="不属职责", by=cast.liaison, at=AT)
    settle_objection(asked, decision="keep", answer="维持", by=cast.supervisor, at=AT, version=1)
    response = send(cast.supervisor, "objection_settle", asked, decision="keep", answer="另一段很长的答复")
    assert response.status_code == 422
    assert "stands at “Settled”" in parse(response).one("div", of="notice-error").text
    assert "另一段很长的答复" in parse(response).one(id="given-back").text


def test_a_refused_decision_stays_in_its_form(send, cast):
    asked = object_to(own(cast.led, cast.civil_affairs), kind="duty", reason="不属职责", by=cast.liaison, at=AT)
    response = send(cast.supervisor, "objection_settle", asked, decision="reassign", answer="请卫生局牵头")
    assert (response.status_code, "Choose the unit that takes the item over" in said(response)) == (422, True)
    page = parse(response)
    assert typed(page, f"settle_{asked.pk}", "answer") == "请卫生局牵头"
