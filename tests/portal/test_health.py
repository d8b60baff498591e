"""What the portal says of itself to machines, and to people when its database is away."""

import contextlib
import datetime
import os
import subprocess
import threading
import urllib.request

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from departments import clock
from items.exports.preparing import prepare
from items.models import BackgroundWorker, ClockworkRun
from tasks_portal import health, waiting

from .starting import environment, fetch, serving

ALIVE, READY = "/healthz", "/readyz"


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A machine that has other things to do."""
    monkeypatch.setattr(health, "PATIENCE", 30)


@pytest.fixture
def in_order(db):
    """A portal whose clockwork has just run."""
    ClockworkRun.objects.create(pk=ClockworkRun.ONLY, ran_at=clock.now())


def ready():
    """(status, {name: what is said of it}) at /readyz."""
    answer = Client().get(READY)
    return answer.status_code, dict(line.split(": ", 1) for line in answer.text.splitlines())


def test_all_is_well(transactional_db, in_order):
    answer = Client().get(ALIVE)
    assert (answer.status_code, answer.text, answer["Cache-Control"]) == (200, "ok\n", "no-store")
    names = ("disk", "database", "migrations", "clockwork", "background", "files")
    assert ready() == (200, dict.fromkeys(names, "ok"))


def test_neither_a_host_name_nor_https_nor_a_session_stands_in_the_way(transactional_db, in_order, settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client(headers={"host": "10.1.2.3", "cookie": "sessionid=somebodys"})
    assert client.get(ALIVE).status_code == 200


def test_a_full_disk_is_told(transactional_db, in_order, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE", 2**62)
    answer = Client().get(ALIVE)
    assert answer.status_code == 503
    assert answer.text.startswith("disk: nearly full, ")


def test_migrations_that_lack_or_are_of_a_newer_version_are_named(transactional_db, in_order, monkeypatch):
    known = health._known_migrations()
    monkeypatch.setattr(health, "_known_migrations", lambda: known | {("items", "9999_to_come")})
    assert ready()[1]["migrations"] == "not applied yet: items.9999_to_come"
    monkeypatch.setattr(health, "_known_migrations", lambda: known - {("items", "0001_initial")})
    assert ready()[1]["migrations"] == "the database is of a newer version: items.0001_initial"


@pytest.mark.parametrize(
    ("ago", "held", "said"),
    [
        (datetime.timedelta(minutes=59), None, "ok"),
        (datetime.timedelta(minutes=61), None, "has not run since"),
        (datetime.timedelta(minutes=1), datetime.timedelta(0), "stands still since"),
    ],
)
def test_the_clockwork(transactional_db, ago, held, said):
    now = clock.now()
    ClockworkRun.objects.create(pk=1, ran_at=now - ago, held_at=None if held is None else now - held)
    assert ready()[1]["clockwork"].startswith(said)


def test_a_clockwork_that_never_ran(transactional_db):
    assert ready()[1]["clockwork"] == "has not run yet"


def test_what_waits_while_nobody_works_is_told(transactional_db, in_order, cast):
    from items.layouts.making import layout_file  # noqa: PLC0415

    asked = {"title": "台账", "name": "台账.xlsx", "on": clock.today(), "parameters": {"query": ""}}
    prepare(layout_file, by=cast.observer, **asked)
    assert ready()[1]["background"] == "ok"
    DBTaskResult.objects.update(enqueued_at=timezone.now() - datetime.timedelta(minutes=1))
    assert ready()[1]["background"] == "nobody works, and something waits"
    BackgroundWorker.objects.create(name="one", seen_at=timezone.now())
    assert ready()[1]["background"] == "ok"


def test_a_database_that_does_not_answer_keeps_one_thread_waiting_and_no_more(monkeypatch):
    thawed, asked = threading.Event(), []

    def frozen():
        asked.append(1)
        thawed.wait(30)
        return {}

    monkeypatch.setattr(health, "PATIENCE", 0.2)
    late = {"database": "does not answer within 0.2 seconds"}
    assert [health._in_time(frozen), health._in_time(frozen)] == [late, late]
    assert asked == [1]
    thawed.set()
    health._asking.join()
    assert health._in_time(lambda: {"database": ""}) == {"database": ""}


def test_a_page_says_so_when_the_database_is_away(client, monkeypatch, cast):
    client.force_login(cast.observer)
    client.raise_request_exception = False

    def away(*args, **options):
        raise OperationalError("the connection was lost")

    monkeypatch.setattr("items.ledger.views.paged", away)
    answer = client.get("/items/?page=1")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "数据库暂时无法访问" in answer.text
    assert answer["X-Request-ID"] in answer.text


def test_the_page_of_an_error_tells_the_number_that_stands_in_the_log(client, monkeypatch, cast, caplog):
    client.force_login(cast.observer)
    client.raise_request_exception = False

    def breaks(*args, **options):
        raise RuntimeError

    monkeypatch.setattr("items.ledger.views.paged", breaks)
    answer = client.get("/items/?page=1")
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.text
    assert [record.request.id for record in caplog.records if record.name == "django.request"] == [
        answer["X-Request-ID"]
    ]


@pytest.mark.each_database
def test_a_statement_that_takes_too_long_is_given_up(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("only a server can stand still")
    from psycopg2.extensions import set_wait_callback  # noqa: PLC0415

    connection.close()
    waiting.prepare(1)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")
            with pytest.raises(OperationalError, match="not answered"):
                cursor.execute("SELECT pg_sleep(20)")
        connection.close()
        with connection.cursor() as cursor:  # the server itself still sleeps
            sleeping = "query LIKE '%%pg_sleep(20)%%' AND pid <> pg_backend_pid()"
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {sleeping}")
            assert cursor.fetchall() == [(True,)]
    finally:
        set_wait_callback(None)
        connection.close()


SESSION = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from departments.models import User
person, session = User.objects.order_by("pk").first(), SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "departments.equal_work.EqualWorkBackend"
session.save()
print(session.session_key)
"""


def test_with_a_full_disk_one_can_still_read(checkout, begun, small_disk, port):
    for file in os.listdir(begun):
        subprocess.run(["cp", "-r", f"{begun}/{file}", small_disk], check=True)
    settings = {"PORTAL_VAR": str(small_disk), "PORTAL_TICK_SECONDS": "0", "PORTAL_WORK_BESIDE": "0"}
    command = [checkout / ".venv" / "bin" / "python", "manage.py", "shell", "--verbosity", "0", "-c", SESSION]
    asked = subprocess.run(
        command, cwd=checkout, env=environment(**settings), capture_output=True, text=True, check=True
    )
    with serving(checkout, port, **settings):
        with contextlib.suppress(OSError), (small_disk / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(b"x" * 4096)
        assert fetch(port, ALIVE) == "503"
        request = urllib.request.Request(f"http://127.0.0.1:{port}/items/?page=1")
        request.add_header("Cookie", f"sessionid={asked.stdout.strip()}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.url.endswith("/items/?page=1")
            assert 'href="/items/' in answer.read().decode()
