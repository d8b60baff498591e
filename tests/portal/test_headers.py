"""The headers that every answer bears, of whatever kind, and what a browser would refuse in a page."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from items.calendars.subscribing import renew
from tasks_portal.headers import EVERYWHERE, SANDBOX

from ..given import factories
from ..given.access_table import ROWS
from ..given.lived_in import LIVED_IN

pytestmark = pytest.mark.once
# What the content security policy of pages refuses.
INLINE = re.compile(
    rb"<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>|<style|<[^>]*\s(?:style|on[a-z]+)=|javascript:"
)


@pytest.fixture
def cast(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return LIVED_IN()


def signed_in(person):
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def problems(address, answer):
    """What an answer's headers lack or say wrongly, in words."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    wrong = [f"{name} of {address}" for name, value in EVERYWHERE.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("Content-Security-Policy", "")
    if "unsafe" in policy or "frame-ancestors 'none'" not in policy:
        wrong.append(f"policy of {address}: {policy}")
    if answer.headers.get("Content-Disposition", "").startswith("attachment") and policy != SANDBOX:
        wrong.append(f"a file without sandbox: {address}")
    if answer.headers.get("Content-Type", "").startswith("text/html") and (found := INLINE.search(body)):
        wrong.append(f"inline in {address}: {found[0].decode()}")
    return wrong


def test_every_address(cast):
    """Pages, parts, files, data, refusals and what is not there, as the table of access lists them."""
    wrong = []
    for person in ("supervisor", "liaison"):
        client = signed_in(getattr(cast, person))
        rows = [row for row in ROWS if row.method == "GET"]
        for row in rows if person == "supervisor" else [row for row in rows if row.answers[person] == "200"]:
            wrong += problems(row.address, client.get(row.url(cast)))
    assert wrong == []


def test_every_part(cast):
    client = signed_in(cast.supervisor)
    wrong = []
    for row in ROWS:
        if row.method == "GET" and row.answers["supervisor"] == "200":
            wrong += problems(row.address, client.get(row.url(cast), headers={"HX-Request": "true"}))
    assert wrong == []


def test_every_page_of_the_administration(cast):
    client, wrong = signed_in(cast.administrator), []
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        wrong += problems(name, client.get(reverse(f"{name}_changelist")))
        wrong += problems(f"{name} add", client.get(reverse(f"{name}_add")))
        one = model._default_manager.first()
        if one is not None:
            wrong += problems(f"{name} change", client.get(reverse(f"{name}_change", args=[one.pk])))
            wrong += problems(f"{name} history", client.get(reverse(f"{name}_history", args=[one.pk])))
    assert wrong == []


def test_errors_and_words_to_machines(cast, monkeypatch):
    client = signed_in(cast.supervisor)
    token = renew(by=cast.liaison, at=factories.moment("2011-03-18"))
    answers = {
        200: [client.get("/healthz"), Client().get(reverse("calendar_feed", args=[token]))],
        302: [Client().get("/")],
        400: [client.get("/", headers={"Host": "somebody.example"}), client.post("/sign-in/", headers={"Host": "a b"})],
        403: [Client(enforce_csrf_checks=True).post(reverse("sign_in"))],
        404: [client.get("/none/"), Client().get(reverse("calendar_feed", args=["none"]))],
        405: [client.delete(reverse("sign_out")), client.put(reverse("item_list"))],
    }
    monkeypatch.setattr("items.ledger.filters.ItemFilter.__init__", broken)
    answers[500] = [client.get(reverse("item_list"))]
    for status, of_status in answers.items():
        for answer in of_status:
            assert answer.status_code == status
            assert problems(str(status), answer) == []


def broken(*args, **kwargs):
    raise RuntimeError("broken")


def test_who_asks_over_https_hears_to_stay_there(client, settings):
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    answer = Client().get(reverse("sign_in"), secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
