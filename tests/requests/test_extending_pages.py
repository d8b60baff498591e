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
    data = {"granted_on": "2011-08-31", "shown_on": "2011-08-31", "answer": "8月底前完成", "decision": "approve"}
    assert send(cast.supervisor, "extension_decide", asked, **data).status_code == 302
    facts = view(cast.observer, cast.led).one(of="panel-facts").text
    assert "2011-08-31" in facts and "originally 2011-06-30, 1 extension" in facts


def decision_on(page, asked):
    """(what the panel says, the day of which it shows the effect)."""
    form = page.one("form", action=reverse("extension_decide", args=[asked.pk]))
    return of(page, "extensions").text, form.one("input", name="shown_on")["value"]


def test_another_day_than_the_one_shown_is_granted_only_once_its_effect_was_shown(send, view, cast):
    asked = ask_extension(cast.led, by=cast.liaison, at=AT, version=1, wanted_on=WANTED, reason="汛期")
    text, shown = decision_on(view(cast.supervisor, cast.led), asked)
    assert shown == "2011-09-30" and "What a deadline on 2011-09-30 does:" in text
    data = {"granted_on": "2013-01-01", "answer": "改为年后", "decision": "approve", "shown_on": shown}
    answer = send(cast.supervisor, "extension_decide", asked, **data)
    assert answer.status_code == 422 and "Nothing was saved yet" in said(answer)
    assert WorkItem.objects.get(pk=cast.led.pk).due_on == DUE and Extension.objects.get().state == "asked"
    text, shown = decision_on(parse(answer), asked)
    assert shown == "2013-01-01" and "What a deadline on 2013-01-01 does:" in text
    assert "after 2011, the year of the report" in text
    assert typed(parse(answer), f"extension_{asked.pk}", "answer") == "改为年后"
    assert send(cast.supervisor, "extension_decide", asked, **{**data, "shown_on": shown}).status_code == 302
    assert WorkItem.objects.get(pk=cast.led.pk).due_on.isoformat() == "2013-01-01"


def test_what_would_be_refused_is_not_asked_about_and_the_day_asked_for_is_granted_at_once(send, cast):
    asked = ask_extension(cast.led, by=cast.liaison, at=AT, version=1, wanted_on=WANTED, reason="汛期")
    refused = said(send(cast.supervisor, "extension_decide", asked, decision="approve", granted_on="2011-08-31"))
    assert "Say why another day is granted" in refused and "Nothing was saved yet" not in refused
    data = {"decision": "approve", "granted_on": WANTED.isoformat()}
    assert send(cast.supervisor, "extension_decide", asked, **data).status_code == 302


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
