"""Asking a real server: gunicorn on loopback in processes of its own, and how long its answers take."""

import contextlib
import dataclasses
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
WORKERS = 2


@dataclass(frozen=True)
class Times:
    """Of so many answers: the median and the 95th percentile in milliseconds, answers a second, bytes of the last."""

    p50: float
    p95: float
    a_second: float
    size: int

    @classmethod
    def of(cls, answers: list[tuple[float, int]], seconds: float = 0) -> "Times":
        """Of (seconds, bytes) of each answer; `seconds` is how long all of them took, by default one after another."""
        took = sorted(one for one, _size in answers)
        return cls(
            p50=1000 * took[len(took) // 2],
            p95=1000 * took[min(len(took) - 1, int(len(took) * 0.95))],
            a_second=len(took) / (seconds or sum(took)),
            size=answers[-1][1],
        )

    def as_json(self) -> dict[str, float]:
        return {name: round(value, 2) for name, value in dataclasses.asdict(self).items()}


class Refused(Exception):
    """The server answered with something else than 200."""


@dataclass
class Server:
    """A gunicorn that serves `tests.bench.portal`."""

    port: int
    process: subprocess.Popen

    def ask(self, address: str, cookie: str) -> tuple[float, int]:
        """(seconds, bytes) of one answer over a connection of its own, as a browser that comes for the first time."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        with contextlib.closing(connection):
            start = time.perf_counter()
            connection.request("GET", quote(address, safe="/?&=%+"), headers={"Cookie": cookie, "Host": "localhost"})
            answer = connection.getresponse()
            body = answer.read()
            seconds = time.perf_counter() - start
        if answer.status != 200:
            raise Refused(f"{address}: {answer.status} {answer.getheader('Location') or body[:300]!r}")
        return seconds, len(body)

    def load(self, address: str, cookie: str, *, readers: int = 1, times: int = 10) -> Times:
        """Ask `times` times in all, by so many readers at once."""
        found: list[tuple[float, int]] = []
        wrong: list[Exception] = []

        def read(count: int) -> None:
            try:
                found.extend(self.ask(address, cookie) for _time in range(count))
            except (Refused, OSError) as error:
                wrong.append(error)

        threads = [threading.Thread(target=read, args=(max(1, times // readers),)) for _reader in range(readers)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - start
        if wrong:
            raise wrong[0]
        return Times.of(found, seconds)

    def memory(self) -> float:
        """The largest worker in megabytes, as much of it as no other process shares."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return max(_private(int(child)) for child in children) / 1024


def _private(pid: int) -> int:
    """Kilobytes."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private"))


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def session_of(username: str) -> tuple[str, str]:
    """(name, value) of the cookie of a session of the person."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from departments.models import User  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=username))
    return settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value


@contextlib.contextmanager
def server(application: str, **environment: str) -> Iterator[Server]:
    """The application (`module:name`) on a free port, with the settings of the process that calls and these."""
    port = free_port()
    alone = {"PORTAL_TICK_SECONDS": "0", "PORTAL_WORK_BESIDE": "0"}
    settings = {"PORTAL_PORT": str(port), "PORTAL_WORKERS": str(WORKERS), **alone, **environment}
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", application]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit("gunicorn did not start.")
        time.sleep(0.1)
