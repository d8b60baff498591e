"""What somebody hostile types into every field of every form: refused or kept as the text that it is, and never run."""

import itertools
import re
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from departments import clock
from items.pages.claiming import KEY

from ..given.access_table import CAST_NAMES
from ..given.form_pages import WRITERS, form_pages, with_every_form
from ..given.html import parse
from .everybody import AT

pytestmark = pytest.mark.once
# What is refused in whatever field it stands: alone in all of them.
ALONE = ("甲\0乙", b"\xff\xfe\xc0\xaf")
# Each in other fields from turn to turn.
RUN = "a\r\nBcc: b\r\n=cmd|' /C calc'!A0'); DROP TABLE a;\"><script>alert(1)</script>{{ 7 }}"
TEXTS = ("1" + "0" * 30, RUN, "-1", "a" * 60_000)
CHOICES = ("0", "x:y:z", "1" + "0" * 30, "\0")
ANSWERS = (200, 302, 400, 403, 404, 409, 422)
TYPED = {"text", "search", "number", "date", "email", "tel", "url", "password", "hidden", "month", "time"}
KEPT = {"csrfmiddlewaretoken", KEY}


@pytest.fixture
def cast(lived_in):
    return with_every_form(lived_in)


def forms_of(cast):
    """(client, address, fields) of every form that a writer finds, each kind of form once."""
    seen = set()
    for name in WRITERS:
        client = Client()
        client.force_login(getattr(cast, CAST_NAMES.get(name, name)))
        for page in form_pages(name, cast):
            answer = client.get(page)
            if answer.status_code != 200 or answer.streaming or "html" not in answer["Content-Type"]:
                continue
            for form in parse(answer).all("form"):
                address, fields = form.get("action") or page, list(fields_of(form))
                kind = re.sub(r"\d+", "#", f"{address} {sorted({field for field, _kept in fields})}")
                if form.get("method", "").lower() == "post" and fields and kind not in seen:
                    seen.add(kind)
                    yield client, address, fields


def fields_of(form):
    """(name, what stands in it) of the form's fields; None for one that is typed into."""
    for one in form.all("input"):
        if one.get("name") and one.get("type", "text") in TYPED and one["name"] not in KEPT:
            is_state = one.get("type") == "hidden" and not one.get("value", "").isdigit()
            yield one["name"], one.get("value", "") if is_state else None
        elif one.get("name") and one.get("type") in ("checkbox", "radio"):
            yield one["name"], one.get("value", "on")
    for one in form.all("textarea"):
        yield one["name"], None
    for one in form.all("select"):
        yield one["name"], next((option.get("value", "") for option in reversed(one.all("option"))), "")
    for one in form.all("button"):
        if one.get("name"):
            yield one["name"], one.get("value", "")


def broken(forms, turns):
    """What broke in all forms, each filled in by each of the `turns`: (address, turn, what came back)."""
    found = []
    for client, address, fields in forms:
        for number, fill in enumerate(turns):
            body = urlencode(fill(fields), errors="surrogatepass")
            try:
                status = post(client, address, body)
            except Exception as error:
                status = f"{type(error).__name__}: {error}"[:200]
            if status not in ANSWERS:
                found.append((address, number, status))
    return found


def post(client, address, body):
    """The code of the answer; what it did is undone."""
    with transaction.atomic():
        answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
        if not answer.streaming:
            assert b"<script>alert" not in answer.content, address
        transaction.set_rollback(True)
    return answer.status_code


def typed(values, turn=0):
    """Fills one of the values after the other into the fields that are typed into, and leaves the rest as it is."""

    def fill(fields):
        turns = itertools.islice(itertools.cycle(values), turn, None)
        return [(name, next(turns) if kept is None else kept) for name, kept in fields]

    return fill


def chosen(turn):
    """In place of every choice a number that no row has, or no number."""

    def fill(fields):
        return [(name, CHOICES[(at + turn) % len(CHOICES)]) for at, (name, _kept) in enumerate(fields)]

    return fill


TURNS = [*(typed([text]) for text in ALONE), typed(TEXTS), typed(TEXTS, 1), typed(TEXTS, 2), chosen(0), chosen(2)]


def test_every_form(cast):
    with clock.at(AT):
        forms = list(forms_of(cast))
        assert len(forms) > 60
        assert broken(forms, TURNS) == []
