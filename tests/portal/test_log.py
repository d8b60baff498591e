"""What the log says: of a request its number, of a person nothing."""

import json
import logging
import logging.config
import time

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from departments import clock
from items.audit.noticing import hidden
from tasks_portal import environment, metrics
from tasks_portal.log import without_private

from ..given import factories, mail_server
from ..given.factories import moment
from .test_settings import assert_refused

AT = moment("2011-03-18 09:00")


@pytest.fixture
def written(capsys, monkeypatch):
    """written(formatter): the log as the settings write it, so far; its handler writes to what is being captured."""
    root = logging.getLogger()
    before = root.handlers[:]

    def begin(formatter):
        config = {**settings.LOGGING, "disable_existing_loggers": False}
        config["handlers"] = {"console": {**config["handlers"]["console"], "formatter": formatter}}
        logging.config.dictConfig(config)
        return lambda: capsys.readouterr().err

    yield begin
    root.handlers[:] = before  # the new configuration has put its own in their place


def broken(*args, **kwargs):
    raise RuntimeError("no place for wang@example.gov.cn, 13812345678")


@pytest.mark.django_db
@pytest.mark.parametrize("formatter", ["lines", "json"])
def test_a_fault_is_logged_with_its_request_and_without_people(cast, written, monkeypatch, formatter):
    monkeypatch.setattr("items.ledger.filters.ItemFilter.__init__", broken)
    read, client = written(formatter), Client(raise_request_exception=False)
    client.force_login(cast.liaison)
    answer = client.get(reverse("item_list"), {"q": "低保"})
    text = read()
    assert answer.status_code == 500 and answer["X-Request-ID"] in text
    assert "RuntimeError: no place for <address>, <number>" in text
    assert "低保" not in text and "%E4%BD%8E" not in text
    if formatter == "json":
        [line] = [line for line in map(json.loads, text.splitlines()) if line["level"] == "ERROR"]
        assert (line["request"], line["status"], line["logger"]) == (answer["X-Request-ID"], 500, "django.request")
        assert "Traceback" in line["traceback"] and "\n" in line["traceback"]
        assert "T" in line["time"]


@pytest.mark.django_db
def test_a_refusal_is_one_object_without_traceback(cast, written):
    read, client = written("json"), Client()
    client.force_login(cast.liaison)
    client.get("/none/?name=wang")
    [line] = map(json.loads, read().splitlines())
    assert (line["status"], line["message"]) == (404, "Not Found: /none/") and "traceback" not in line


@pytest.mark.django_db(transaction=True)
def test_mail_that_fails_names_nobody(cast, written, settings, capsys):
    settings.PORTAL_CHANNELS, settings.DEFAULT_FROM_EMAIL = ["email"], "portal@example.gov.cn"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with mail_server.running() as server, clock.at(AT):
        settings.EMAIL_PORT = server.port
        server.refused.append("gone@example.gov.cn")
        for address in ("gone@example.gov.cn", "wang@example.gov.cn"):
            message = factories.message(cast.liaison, at=AT, title="请王联络报送低保进展")
            factories.delivery(message, address=address)
        written("lines")
        call_command("tick")
    said = capsys.readouterr()
    assert "not sent email" in said.out and "\nsent     email" in said.out
    for private in ("gone@", "wang@", "王联络", "低保", str(cast.liaison)):
        assert private not in said.out + said.err


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("to wang.li@mail.example.gov.cn now", "to <address> now"),
        ("postgres://portal:geheim@db/portal", "postgres://<secret>@db/portal"),
        ("Not Found: /calendar/aB3-_x9.ics", "Not Found: /calendar/<secret>.ics"),
        ("Cookie: sessionid=abc", "Cookie: <secret>"),
        ("'password': 'geheim'", "'password': <secret>"),
        ("call 13812345678", "call <number>"),
        ("420601199001011234", "<number>"),
        ("DETAIL:  Failing row contains (1, 王).\nCONTEXT: x", "DETAIL:  <row>\nCONTEXT: x"),
        ("GET /items/?q=王 failed", "GET /items/?<query> failed"),
        ("see items/5/?q=王", "see items/5/?<query>"),
        ("Referer: http://portal.example/items/?q=王", "Referer: http://portal.example/items/?<query>"),
        (
            "2011-03-18 09:00 period 201103 of report 12345678901",
            "2011-03-18 09:00 period 201103 of report 12345678901",
        ),
    ],
)
def test_what_says_something_of_a_person_or_opens_a_door(text, kept):
    assert without_private(text) == kept


@pytest.mark.parametrize("piece", ["a", "a.", "/", "a/", "@", "a@", "a@a", "://", "a:", "token", "1", "%40", " ", "="])
@pytest.mark.parametrize("cleaned", [without_private, hidden])
def test_a_long_line_takes_no_longer_than_it_is_long(cleaned, piece):
    """Where time grows with the square of the length, this takes minutes of the processor."""
    before = time.process_time()
    cleaned(piece * (300_000 // len(piece)))
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("q=wang.li%40example.cn&page=2", "q=…&page=2"),
        ("q=wang@example.cn", "q=…"),
        ("said=%E7%8E%8B&phone=13812345678", "said=%E7%8E%8B&phone=…"),
        ("to=a;wang@example.cn;b, c", "to=a;…;b, c"),
        ("page=2", "page=2"),
    ],
)
def test_what_the_audit_record_keeps_of_an_address(asked, kept):
    assert hidden(asked) == kept


@pytest.mark.django_db
def test_what_takes_long_is_a_line_without_its_address(cast, written, monkeypatch):
    monkeypatch.setattr(metrics, "SLOW", 0)
    read, client = written("json"), Client()
    client.force_login(cast.liaison)
    answer = client.get(reverse("search"), {"q": "低保"})
    [line] = map(json.loads, read().splitlines())
    assert line["message"].startswith("GET search took ") and line["milliseconds"] >= 0
    assert (line["status"], line["request"]) == (200, answer["X-Request-ID"])


def test_the_log_is_of_one_of_two_kinds(monkeypatch):
    monkeypatch.delenv("PORTAL_LOG", raising=False)
    assert environment.one_of("PORTAL_LOG", ("lines", "json")) == "lines"
    monkeypatch.setenv("PORTAL_LOG", "JSON")
    assert environment.one_of("PORTAL_LOG", ("lines", "json")) == "json"
    monkeypatch.setenv("PORTAL_LOG", "xml")
    assert_refused(lambda: environment.one_of("PORTAL_LOG", ("lines", "json")), "PORTAL_LOG", "lines", "“xml”")
