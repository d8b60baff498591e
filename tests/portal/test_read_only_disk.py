"""A disk that takes no writes: who only reads is answered, the others are told what to do, and it passes by itself."""

import contextlib
import os
import shutil
import signal
import subprocess
import time

import pytest
from django.db import DatabaseError, connection
from django.db.backends.signals import connection_created

from departments.models import User
from items.pages.unwritable import found_no_room, refused_write
from tasks_portal import health

from .live_portal import LEAKS, Person
from .starting import fetch, serving

WORDS = "暂时无法写入"


@pytest.fixture
def read_only(transactional_db):
    """A block within which the test's database takes no writes."""
    statements = {
        "sqlite": ("PRAGMA query_only = 1", "PRAGMA query_only = 0"),
        "postgresql": ("SET default_transaction_read_only = on", "RESET default_transaction_read_only"),
    }

    @contextlib.contextmanager
    def block():
        begin, end = statements[connection.vendor]

        def run(statement):
            with connection.cursor() as cursor:
                cursor.execute(statement)

        def begin_anew(**_kwargs):  # what was refused may have closed the connection
            run(begin)

        run(begin)
        connection_created.connect(begin_anew)
        try:
            yield
        finally:
            connection_created.disconnect(begin_anew)
            run(end)

    return block


@pytest.mark.each_database
def test_a_write_that_was_refused_is_told_from_other_errors(read_only):
    with read_only(), pytest.raises(DatabaseError) as refused:
        User.objects.create(username="somebody")
    assert refused_write(refused.value)
    with pytest.raises(DatabaseError) as other, connection.cursor() as cursor:
        cursor.execute("SELECT nothing")
    assert not refused_write(other.value)
    assert refused_write(OSError(30, "Read-only file system")) and not refused_write(OSError(28, "No space left"))
    assert found_no_room(OSError(28, "No space left")) and not found_no_room(OSError(5, "Input/output error"))


@pytest.mark.each_database
def test_reading_goes_on_and_a_step_is_answered_in_words(cast, client, read_only):
    client.force_login(cast.observer)
    client.raise_request_exception = False
    client.get("/items/?page=1")
    with read_only():
        assert client.get(f"/dashboard/?report={cast.report.pk}&chosen=1").status_code == 200
        answer = client.post("/sign-out/")
        if connection.vendor == "postgresql":
            assert health._of_everything()["database"] == "read-only, nothing can be saved"
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert WORDS in answer.text and answer["X-Request-ID"] in answer.text


@pytest.fixture
def turn(small_disk):
    """Makes the small disk read-only (True), for whoever opens a file on it from then on, and writable again."""

    def make(read_only):
        if not read_only:
            subprocess.run(["umount", "-l", small_disk], check=True)
            return
        subprocess.run(["mount", "--bind", small_disk, small_disk], check=True)
        done = subprocess.run(["mount", "-o", "remount,bind,ro", small_disk], check=False, capture_output=True)
        if done.returncode:
            subprocess.run(["umount", "-l", small_disk], check=True)
            pytest.skip("this machine makes no disk read-only")

    return make


def test_on_a_read_only_disk_one_can_read_and_it_passes_by_itself(checkout, begun, small_disk, turn, port):
    shutil.copytree(begun, small_disk, dirs_exist_ok=True)
    accounts = {
        line.split()[0]: line.split()[1] for line in (small_disk / "demo-accounts.txt").read_text().splitlines()
    }
    settings = {"PORTAL_VAR": str(small_disk), "PORTAL_TICK_SECONDS": "0", "PORTAL_WORK_BESIDE": "0"}
    with serving(checkout, port, **settings) as server:
        reader = Person(port).sign_in("supervision", accounts["supervision"])
        turn(True)
        assert_only_read(port, reader, accounts)
        kill_worker_of(server, port)
        assert_only_read(port, reader, accounts)
        turn(False)
        assert Person(port).sign_in("leader", accounts["leader"])
        assert "read-only" not in ready(port)


def assert_only_read(port, reader, accounts):
    for page in ("/", "/items/?page=1", "/items/1/", "/dashboard/?report=1&chosen=1"):
        assert reader.ask(page).status == 200
    refused = Person(port).post("/sign-in/", {"username": "leader", "password": accounts["leader"]})
    assert refused.status == 503 and WORDS in refused.text and not LEAKS.search(refused.text)
    assert fetch(port, "/healthz") == "ok\n"
    said = ready(port)
    assert "disk: read-only, nothing can be saved" in said and "database: read-only, nothing can be saved" in said


def ready(port):
    return Person(port).ask("/readyz").text


def kill_worker_of(server, port):
    """The one worker dies; the next one has known the disk only as it is now."""
    [old] = workers_of(server)
    os.kill(old, signal.SIGKILL)
    until = time.monotonic() + 30
    while workers_of(server) in ([], [old]) or fetch(port, "/healthz") != "ok\n":
        assert time.monotonic() < until
        time.sleep(0.05)


def workers_of(server):
    with open(f"/proc/{server.pid}/task/{server.pid}/children") as children:
        return [int(pid) for pid in children.read().split()]
