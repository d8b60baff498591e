"""A right start by `deploy/run` serves, alone, after another and after a killed one."""

import contextlib
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time

from .starting import BESIDE, assert_nothing_beside, beside, environment, fetch, see_beside, serving


def test_two_first_starts_at_once_both_end_well(checkout, tmp_path):
    settings = environment(PORTAL_VAR=str(tmp_path / "var"))
    command = [checkout / ".venv" / "bin" / "python", "manage.py", "first_start"]
    starts = [
        subprocess.Popen(
            command, cwd=checkout, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(2)
    ]
    outputs = [start.communicate(timeout=60)[0] for start in starts]
    assert [start.returncode for start in starts] == [0, 0], outputs
    # Whoever came second found the portal ready, and the accounts that the first one has printed.
    assert sorted(output.count("report has been read") for output in outputs) == [0, 1]
    [accounts] = [output for output in outputs if "report has been read" in output]
    assert (tmp_path / "var" / "demo-accounts.txt").read_text() in accounts


def test_a_killed_first_start_does_not_block_the_next(checkout, tables, tmp_path):
    var = tmp_path / "var"
    var.mkdir()
    shutil.copy(tables, var)
    hold = "file = open(sys.argv[1], 'w'); fcntl.flock(file, fcntl.LOCK_EX); print(flush=True); time.sleep(60)"
    command = [sys.executable, "-c", f"import fcntl, sys, time; {hold}", var / ".first-start.lock"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0) as other:
        other.stdout.readline()  # it has the lock
        command = [checkout / ".venv" / "bin" / "python", "manage.py", "first_start"]
        start = subprocess.Popen(
            command,
            cwd=checkout,
            env=environment(PORTAL_VAR=str(var), PYTHONUNBUFFERED="1"),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert "Waiting for another start" in start.stdout.readline()
        other.kill()
        start.communicate(timeout=60)
    assert start.returncode == 0
    assert (var / "demo-accounts.txt").exists()


# Sows the seed up to the demo accounts, says so, and waits to be killed with the transaction open.
HALF_A_SEED = """
import time
import django
django.setup()
from django.core.management import call_command
from items.seeding import sowing
def wait():
    print("half", flush=True)
    time.sleep(60)
sowing._create_accounts = wait
call_command("first_start")
"""


def test_a_start_killed_while_it_seeds_leaves_nothing_and_the_next_one_seeds_once(checkout, tables, tmp_path):
    (tmp_path / "var").mkdir()
    shutil.copy(tables, tmp_path / "var")
    settings = environment(
        PORTAL_VAR=str(tmp_path / "var"), PORTAL_DEBUG="1", DJANGO_SETTINGS_MODULE="tasks_portal.settings"
    )
    python = checkout / ".venv" / "bin" / "python"
    options = {"cwd": checkout, "env": settings, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([python, "-c", HALF_A_SEED], **options) as start:
        lines = iter(start.stdout.readline, "")
        assert "half\n" in lines
        start.kill()

    def rows():
        with contextlib.closing(sqlite3.connect(tmp_path / "var" / "portal.sqlite3")) as database:
            tables = ("items_workitem", "departments_department", "departments_user")
            return [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]

    assert rows() == [0, 0, 0]
    for _ in range(2):
        subprocess.run([python, "manage.py", "first_start"], check=True, **options)
        assert rows() == [31, 56, 8]


def test_start_serves_safely_and_a_killed_server_does_not_block_the_next(checkout, tmp_path, port):
    var = tmp_path / "var"
    with serving(checkout, port, PORTAL_VAR=str(var)) as server:
        page = fetch(port, "/sign-in/")
        [style] = re.findall(r'href="(/static/css/portal\.[0-9a-f]+\.css)"', page)
        assert "{" in fetch(port, style)
        assert "Traceback" not in fetch(port, "/no-such-page/")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [var, *var.iterdir()]}
        assert modes["var"] == 0o700
        assert modes["secret-key"] == modes["portal.sqlite3"] == modes["demo-accounts.txt"] == 0o600
        key = (var / "secret-key").read_text()
        for command in BESIDE:
            see_beside(checkout, command)
        # Only the master: its workers must not hold the port against the next start.
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        assert_nothing_beside(checkout)

        began = time.monotonic()
        with serving(checkout, port, PORTAL_VAR=str(var)) as again:
            assert time.monotonic() - began < 15
            assert (var / "secret-key").read_text() == key
            os.killpg(again.pid, signal.SIGINT)
            output = again.communicate(timeout=20)[0]
    assert again.returncode == 0
    assert "Traceback" not in output and "rror" not in output
    assert_nothing_beside(checkout)


def test_what_goes_beside_can_be_left_to_something_else(checkout, begun, port):
    with serving(checkout, port, PORTAL_VAR=begun, PORTAL_TICK_SECONDS="0", PORTAL_WORK_BESIDE="0"):
        assert beside(checkout, *BESIDE) == []


def test_what_goes_beside_is_started_again_when_it_dies(checkout, begun, port):
    with serving(checkout, port, PORTAL_VAR=begun, PORTAL_TICK_SECONDS="0"):
        first = see_beside(checkout, b"work")
        os.kill(first, signal.SIGKILL)
        see_beside(checkout, b"work", other_than=[first])
    assert_nothing_beside(checkout)


def test_reloading_server_serves(checkout, begun, port):
    command = [checkout / "deploy" / "run", "--reload"]
    settings = environment(PORTAL_PORT=str(port), PORTAL_VAR=begun)
    process = subprocess.Popen(
        command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        deadline = time.monotonic() + 60
        while fetch(port, "/healthz") != "ok\n":
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)
        # Static files under their own names: PORTAL_DEBUG=1 is in force.
        assert "/static/css/portal.css" in fetch(port, "/sign-in/")
        assert [len(beside(checkout, command)) for command in BESIDE] == [1, 1]
        process.kill()  # the server alone
        process.wait()
        assert_nothing_beside(checkout)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
