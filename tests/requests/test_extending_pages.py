"""Asking for a later deadline and deciding on it, as people meet it on the pages."""

import pytest
from django.urls import reverse

from departments import clock
from items.models import Extension, WorkItem
from items.requests.extending import ask_extension

from ..given.html import parse
from ..given.together import moment
from .looking import AT, DUE, WANTED, buttons, of, said, typed

pytestmark = pytest.mark.usefixtures("under_way")


def test_an_extension_is_asked_granted_and_shown_with_the_first_deadline(send, view, cast):
    data = {"wanted_on": WANTED.isoformat(), "reason": "汛期无法施工"}
    assert of(view(cast.liaison, cast.led), "ask-extension") is not None
    assert send(cast.liaison, "item_extension", cast.led, **data).status_code == 302
    page = view(cast.liaison, cast.led)
    assert of(page, "ask-extension") is None
    assert buttons(of(page, "extensions")) == ["Withdraw the extension request"]
    asked = Extension.objects.get()
    page = view(cast.supervisor, cast.led)
    assert typed(page, f"extension_{asked.pk}", "granted_on") == "2011-09-30"
    assert buttons(of(page, "extensions")) == ["Grant this day", "Deny"]
    data = {"granted_on": "2011-08-31", "answer": "8月底前完成", "decision": "approve"}
    assert send(cast.supervisor, "extension_decide", asked, **data).status_code == 302
    facts = view(cast.observer, cast.led).one(of="panel-facts").text
    assert "2011-08-31" in facts and "originally 2011-06-30, 1 extension" in facts


def test_denying_needs_words_and_the_button_says_what_is_meant(send, cast):
    asked = ask_extension(cast.led, by=cast.liaison, at=AT, version=1, wanted_on=WANTED, reason="汛期")
    refused = send(cast.supervisor, "extension_decide", asked, decision="deny", granted_on="2011-09-30")
    assert (refused.status_code, "Say why the request is denied" in said(refused)) == (422, True)
    refused = send(cast.supervisor, "extension_decide", asked, decision="approve", answer="可以")
    assert (refused.status_code, "Choose the day that is granted" in said(refused)) == (422, True)
    assert typed(parse(refused), f"extension_{asked.pk}", "answer") == "可以"
    assert send(cast.supervisor, "extension_decide", asked, granted_on="2011-09-30").status_code == 422
    send(cast.supervisor, "extension_decide", asked, decision="deny", answer="按期完成")
    assert (Extension.objects.get().state, WorkItem.objects.get(pk=cast.led.pk).due_on) == ("denied", DUE)


def test_a_second_too_late_the_reason_can_still_be_copied(send, view, cast):
    data = {"wanted_on": WANTED.isoformat(), "reason": "写了很久的理由"}
    with clock.at(moment("2011-07-01 00:00:00")):
        response = send(cast.liaison, "item_extension", cast.led, **data)
        assert of(view(cast.liaison, cast.led), "ask-extension") is None
    assert response.status_code == 422
    assert "has passed" in parse(response).one("div", of="notice-error").text
    assert "写了很久的理由" in parse(response).one(id="given-back").text
    assert not Extension.objects.exists()


def test_an_old_page_gets_the_sentence_and_can_send_again(send, cast):
    WorkItem.objects.filter(pk=cast.led.pk).update(version=5)
    data = {"wanted_on": WANTED.isoformat(), "reason": "汛期无法施工"}
    response = send(cast.liaison, "item_extension", cast.led, version=1, **data)
    assert (response.status_code, "has changed this item" in said(response)) == (409, True)
    page = parse(response)
    form = page.one("form", action=reverse("item_extension", args=[cast.led.pk]))
    assert form.one("input", name="version")["value"] == "5"
    assert typed(page, "extension_form", "reason") == "汛期无法施工"
    assert send(cast.liaison, "item_extension", cast.led, version=5, **data).status_code == 302


@pytest.mark.parametrize("who", ["health_liaison", "supervisor", "leader", "observer", "newcomer"])
def test_only_who_leads_is_offered_to_ask(view, cast, who):
    page = view(getattr(cast, who), cast.led)
    assert of(page, "ask-extension") is None and of(page, "ask-closing") is None
