"""The worker that serves the portal: whoever is slow holds up nobody, and what was asked is answered."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from waitress.adjustments import Adjustments

from tasks_portal import buffered

from .starting import fetch, serving

ROOT = Path(__file__).parents[2]
HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
UPLOAD = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\nusername="


@contextlib.contextmanager
def stalled(port, count, *beginnings):
    """So many connections on which nothing follows these beginnings, each in turn."""
    with contextlib.ExitStack() as opened:
        for number in range(count):
            one = opened.enter_context(socket.create_connection(("127.0.0.1", port)))
            one.sendall(beginnings[number % len(beginnings)])
        yield


@pytest.fixture
def plain(port):
    """gunicorn with one process of the worker, on the port, serving `plain_app`."""
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--threads", "2"]
    command += ["--worker-class", "tasks_portal.buffered.BufferedWorker", "tests.portal.plain_app:application"]
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "tasks_portal.settings"}
    process = subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while fetch(port, "/") != "0":
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    yield process
    process.kill()
    process.wait()


def test_two_hundred_half_sent_requests_hold_up_nobody(checkout, begun, port):
    with (
        serving(checkout, port, PORTAL_VAR=begun, PORTAL_TICK_SECONDS="0", PORTAL_WORK_BESIDE="0"),
        stalled(port, 200, HEAD, UPLOAD, b""),
    ):
        assert fetch(port, "/healthz") == "ok\n"
        assert "csrfmiddlewaretoken" in fetch(port, "/sign-in/")


def test_readers_who_take_nothing_hold_up_nobody(plain, port):
    with stalled(port, 20, b"GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n"):
        assert fetch(port, "/") == "0"


def post(port, size, **headers):
    """(status, text) of the answer to so many bytes."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", b"x" * size, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, ""


def test_who_brings_no_session_sends_no_more_than_a_form(plain, port):
    assert post(port, 900_000) == (200, "900000")
    assert post(port, 3_000_000, Cookie="sessionid=somebody") == (200, "3000000")
    with contextlib.suppress(urllib.error.URLError):  # it may be turned away before all of it is sent
        assert post(port, 3_000_000) == (413, "")
    assert fetch(port, "/") == "0"


def test_what_is_being_answered_is_answered_before_the_process_ends(plain, port):
    got = []
    reader = threading.Thread(target=lambda: got.append(fetch(port, "/later")))
    reader.start()
    time.sleep(0.5)
    plain.send_signal(signal.SIGTERM)
    reader.join(timeout=30)
    assert got == ["0"]
    assert plain.wait(timeout=30) == 0


def test_a_length_of_more_digits_than_a_number_has_is_refused_in_words(plain, port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        one.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n")
        assert one.recv(100).startswith(b"HTTP/1.1 400 Bad Request")


@pytest.fixture
def listening():
    """A `Server` of the worker in this process: (the server, its address, its connections)."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        family = (listener.family, listener.type, listener.proto, listener.getsockname())
        connections = {}
        options = {"adj": Adjustments(sockets=[listener]), "sockinfo": family, "bind_socket": False}
        server = buffered.Server(None, connections, _sock=listener, watching=None, **options)
        yield server, listener.getsockname(), connections
        server.task_dispatcher.shutdown()
        buffered.wasyncore.close_all(connections)


def look(connections):
    for _ in range(5):
        buffered.wasyncore.loop(timeout=0.05, map=connections, use_poll=True, count=1)


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [(HEAD, buffered.HEAD_SECONDS), (UPLOAD, buffered.REQUEST_SECONDS), (b"", buffered.IDLE_SECONDS)],
)
def test_a_request_that_is_not_there_in_time_is_given_up(listening, sent, seconds):
    server, address, connections = listening
    server.adj.channel_timeout = buffered.IDLE_SECONDS
    with socket.create_connection(address) as one:
        one.sendall(sent)
        look(connections)
        [channel] = server.active_channels.values()
        # It goes on sending now and then.
        channel.last_activity = (channel.began or channel.creation_time) + (seconds if sent else 0)
        server.maintenance(channel.last_activity - 1 if sent else channel.last_activity + seconds - 1)
        assert not channel.will_close
        server.maintenance(channel.last_activity + (1 if sent else seconds + 1))
        assert channel.will_close
        look(connections)
        assert not server.active_channels
