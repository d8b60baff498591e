"""Starting the portal by `deploy/run` in a copy of the tree, and what is running there."""

import contextlib
import itertools
import os
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

PARTS = ["deploy", "departments", "fixtures", "items", "locale", "static", "tasks_portal", "templates"]


def write_program(path, *lines):
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return str(path)


def environment(**settings):
    """The machine's environment with these settings of the portal and no other."""
    ours = ("PORTAL_", "DATABASE_URL", "DJANGO_", "PYTHON")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | settings


def start(folder, **settings):
    """Run a start that is expected to end; returns the finished process."""
    command = [folder / "deploy" / "run"]
    return subprocess.run(command, env=environment(**settings), capture_output=True, text=True, timeout=60)


def assert_refused(result, *parts):
    """It failed with one English and one Chinese line and no traceback, naming `parts`."""
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    english, chinese = result.stderr.strip().splitlines()
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    for part in parts:
        assert part in english


@contextlib.contextmanager
def serving(folder, port, *arguments, patience=150, **settings):
    """A start that serves, with these arguments; gives the process. It is ended outright if it still runs.

    So it is after `patience` seconds, lest a test wait for its words for ever; None where no test reads them.
    """
    process = subprocess.Popen(
        [folder / "deploy" / "run", *arguments],
        env=environment(**{"PORTAL_PORT": str(port), "PORTAL_WORKERS": "1", **settings}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    end = threading.Timer(patience or 150, os.killpg, (process.pid, signal.SIGKILL))
    end.start()
    try:
        # Its own word that it has the port: until then a killed predecessor's worker may answer.
        output = list(itertools.takewhile(lambda line: f":{port}/" not in line, process.stdout))
        while fetch(port, "/healthz") != "ok\n":
            assert process.poll() is None, output
            time.sleep(0.05)
        if patience is None:
            end.cancel()
        yield process
    finally:
        end.cancel()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()


BESIDE = (b"tick", b"work")


def beside(folder, *commands):
    """The processes of these commands of manage.py that run in the checkout, alive."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended meanwhile, or is somebody else's
            command = (path / "cmdline").read_bytes().split(b"\0")
            if b"manage.py" in command and set(commands) & set(command) and (path / "cwd").resolve() == folder:
                found.append(int(path.name))
    return found


def see_beside(folder, *commands, other_than=()):
    """The first of the processes of these commands, as soon as there is one that is not among others."""
    deadline = time.monotonic() + 60
    while not (found := set(beside(folder, *commands)) - set(other_than)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found.pop()


def assert_nothing_beside(folder):
    """What was just begun ends as soon as it looks for its parent, which it does when all of it is loaded."""
    deadline = time.monotonic() + 60
    while beside(folder, *BESIDE):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def fetch(port, path):
    """The text at `path`, None while nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
            return response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return f"{error.code}"
    except OSError:
        return None
