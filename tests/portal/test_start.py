"""`deploy/run`, behind `make run` and `make dev`: a wrong start says in one sentence what to do, a right one serves.

Everything happens in a copy of the tree whose .venv is only a way to this test's own Python.
"""

import contextlib
import datetime
import itertools
import os
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from ..places import ROOT

PARTS = ["deploy", "departments", "fixtures", "items", "locale", "static", "tasks_portal", "templates"]


def write_program(path, *lines):
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return str(path)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """The tree as after a first start: .venv is there, var is not."""
    folder = tmp_path_factory.mktemp("checkout")
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("manage.py", "requirements.txt"):
        shutil.copy(ROOT / file, folder)
    (folder / ".venv" / "bin").mkdir(parents=True)
    write_program(folder / ".venv" / "bin" / "python", f'exec "{sys.executable}" "$@"')
    shutil.copy(folder / "requirements.txt", folder / ".venv" / "installed-requirements.txt")
    return folder


@pytest.fixture
def fresh_clone(tmp_path):
    """As much of the tree as is needed before there is a .venv."""
    shutil.copytree(ROOT / "deploy", tmp_path / "clone" / "deploy")
    shutil.copy(ROOT / "requirements.txt", tmp_path / "clone")
    return tmp_path / "clone"


@pytest.fixture
def port():
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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


def test_port_in_use_is_told_before_anything_is_done(fresh_clone):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        result = start(fresh_clone, PORTAL_PORT=str(taken))
    assert_refused(result, f"Port {taken} ", "in use", "PORTAL_PORT")
    assert sorted(path.name for path in fresh_clone.iterdir()) == ["deploy", "requirements.txt"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_PORT", "abc"),
        ("PORTAL_PORT", "0"),
        ("PORTAL_PORT", "65536"),
        ("PORTAL_WORKERS", "-1"),
        ("PORTAL_TICK_SECONDS", "x"),
    ],
)
def test_number_that_is_none_is_refused(fresh_clone, name, value):
    assert_refused(start(fresh_clone, **{name: value}), name, f"“{value}”")


def test_address_of_another_machine_is_refused(fresh_clone, port):
    # 192.0.2.0/24 is reserved for documentation: no machine has it.
    result = start(fresh_clone, PORTAL_HOST="192.0.2.1", PORTAL_PORT=str(port))
    assert_refused(result, "192.0.2.1", "PORTAL_HOST")


def test_missing_python_is_told(fresh_clone):
    assert_refused(start(fresh_clone, PYTHON="python-of-nobody"), "python-of-nobody", "Python 3.11")


def test_old_python_is_told(fresh_clone, tmp_path):
    old = write_program(tmp_path / "old-python", 'case "$*" in *version_info*) exit 1 ;; esac', 'exec python3 "$@"')
    assert_refused(start(fresh_clone, PYTHON=old), "Python 3.11", old)


def test_missing_venv_module_is_told(fresh_clone, tmp_path, port):
    bare = write_program(tmp_path / "bare-python", 'case "$*" in *ensurepip*) exit 1 ;; esac', 'exec python3 "$@"')
    assert_refused(start(fresh_clone, PYTHON=bare, PORTAL_PORT=str(port)), "apt install python3-venv")


def test_unwritable_place_for_the_packages_is_told(fresh_clone, port):
    # A file in its place stops root too, whom permissions do not.
    (fresh_clone / ".venv").touch()
    assert_refused(start(fresh_clone, PORTAL_PORT=str(port)), str(fresh_clone / ".venv"), "writable")


def test_failed_installation_says_what_to_do_and_is_tried_again(fresh_clone, tmp_path, port):
    pip = 'case "$*" in *"pip install"*) echo "ERROR: no network"; exit 1 ;; esac'
    make_venv = f'*"-m venv"*) mkdir -p .venv/bin; cp "{tmp_path}/venv-python" .venv/bin/python; exit ;;'
    write_program(tmp_path / "venv-python", pip, 'exec python3 "$@"')
    python = write_program(tmp_path / "python", f'case "$*" in {make_venv} esac', 'exec python3 "$@"')
    for _ in range(2):
        result = start(fresh_clone, PYTHON=python, PORTAL_PORT=str(port))
        assert result.stderr.startswith("ERROR: no network\n")
        result.stderr = result.stderr.removeprefix("ERROR: no network\n")
        assert_refused(result, "requirements.txt", "network", "PIP_FIND_LINKS")
        assert not list(fresh_clone.glob(".venv/installed-*"))


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("PORTAL_DEBUG", "maybe", "“maybe”"),
        ("PORTAL_DEBGU", "1", "is not a setting"),
        ("DATABASE_URL", "mysql://db.example/work", "must begin with postgres://"),
        ("DATABASE_URL", "postgres://portal@127.0.0.1:1/work", "does not answer"),
        ("PORTAL_ALLOWED_HOSTS", "http://x y", "“http://x y”"),
        ("PORTAL_TRUSTED_ORIGINS", "abc", "“abc”"),
    ],
)
def test_wrong_setting_is_told(checkout, tmp_path, port, name, value, part):
    result = start(checkout, PORTAL_VAR=str(tmp_path / "var"), PORTAL_PORT=str(port), **{name: value})
    assert_refused(result, name, part)


def test_unwritable_folder_is_told(checkout, tmp_path, port):
    (tmp_path / "file").touch()
    folder = str(tmp_path / "file" / "var")
    assert_refused(start(checkout, PORTAL_VAR=folder, PORTAL_PORT=str(port)), folder, "PORTAL_VAR")


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


def test_a_killed_first_start_does_not_block_the_next(checkout, tmp_path):
    var = tmp_path / "var"
    var.mkdir()
    hold = "file = open(sys.argv[1], 'w'); fcntl.flock(file, fcntl.LOCK_EX); print(flush=True); time.sleep(60)"
    command = [sys.executable, "-c", f"import fcntl, sys, time; {hold}", var / ".first-start.lock"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0) as other:
        other.stdout.readline()  # it has the lock
        command = [checkout / ".venv" / "bin" / "python", "manage.py", "first_start", "--no-seed"]
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
    assert (var / "portal.sqlite3").exists()


# Sows the seed up to the demo accounts, says so, and waits to be killed with the transaction open.
HALF_A_SEED = """
import time
import django
django.setup()
from django.core.management import call_command
from items import seeding
def wait():
    print("half", flush=True)
    time.sleep(60)
seeding._create_accounts = wait
call_command("first_start")
"""


def test_a_start_killed_while_it_seeds_leaves_nothing_and_the_next_one_seeds_once(checkout, tmp_path):
    settings = environment(
        PORTAL_VAR=str(tmp_path / "var"), PORTAL_DEBUG="1", DJANGO_SETTINGS_MODULE="tasks_portal.settings"
    )
    python = checkout / ".venv" / "bin" / "python"
    options = {"cwd": checkout, "env": settings, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([python, "-c", HALF_A_SEED], **options) as start:
        lines = iter(start.stdout.readline, "")
        assert "half\n" in lines
        start.kill()
    count = "from items.models import *; from departments.models import *"
    count += "; print(WorkItem.objects.count(), Department.objects.count(), User.objects.count())"

    def rows():
        return subprocess.run([python, "manage.py", "shell", "-v0", "-c", count], check=True, **options).stdout.split()

    assert rows() == ["0", "0", "0"]
    for _ in range(2):
        subprocess.run([python, "manage.py", "first_start"], check=True, **options)
        assert rows() == ["31", "56", "6"]


@contextlib.contextmanager
def serving(folder, port, *arguments, **settings):
    """A start that serves, with these arguments; gives the process. It is ended outright if it still runs."""
    process = subprocess.Popen(
        [folder / "deploy" / "run", *arguments],
        env=environment(PORTAL_PORT=str(port), PORTAL_WORKERS="1", **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    patience = threading.Timer(60, os.killpg, (process.pid, signal.SIGKILL))
    patience.start()
    try:
        # Its own word that it has the port: until then a killed predecessor's worker may answer.
        output = list(itertools.takewhile(lambda line: f":{port}/" not in line, process.stdout))
        while fetch(port, "/healthz") != "ok\n":
            assert process.poll() is None, output
            time.sleep(0.05)
        yield process
    finally:
        patience.cancel()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()


def clockworks(folder):
    """The processes `manage.py tick` that work in the checkout, alive."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended meanwhile, or is somebody else's
            command = (path / "cmdline").read_bytes().split(b"\0")
            if b"tick" in command and (path / "cwd").resolve() == folder:
                found.append(int(path.name))
    return found


def assert_no_clockwork(folder):
    deadline = time.monotonic() + 20
    while clockworks(folder):
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
        assert len(clockworks(checkout)) == 1
        # Only the master: its workers must not hold the port against the next start.
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        assert_no_clockwork(checkout)

        began = time.monotonic()
        with serving(checkout, port, PORTAL_VAR=str(var)) as again:
            assert time.monotonic() - began < 15
            assert (var / "secret-key").read_text() == key
            os.killpg(again.pid, signal.SIGINT)
            output = again.communicate(timeout=20)[0]
    assert again.returncode == 0
    assert "Traceback" not in output and "rror" not in output
    assert_no_clockwork(checkout)


def test_the_clockwork_can_be_left_to_something_else(checkout, tmp_path, port):
    with serving(checkout, port, PORTAL_VAR=str(tmp_path / "var"), PORTAL_TICK_SECONDS="0"):
        assert clockworks(checkout) == []


def in_china():
    """The day in the portal's time zone."""
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()


def test_a_demonstration_begins_on_its_day_and_lives_on(tmp_path):
    kept = tmp_path / "days-back"
    command = [sys.executable, ROOT / "deploy" / "demo_days.py", kept]

    def days():
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    assert in_china() - datetime.timedelta(days=days()) == datetime.date(2011, 10, 20)
    kept.write_text("5000\n")
    assert days() == 5000
    assert list(tmp_path.iterdir()) == [kept]


def test_a_demonstration_serves_a_simulated_portal_of_its_own(checkout, tmp_path, port):
    folder = tmp_path / "var" / "demo"
    folder.mkdir(parents=True)
    # Two days after the report was issued: a year would take long.
    (folder / "days-back").write_text(f"{(in_china() - datetime.date(2011, 1, 19)).days}\n")
    others = {"DATABASE_URL": "postgres://portal@127.0.0.1:1/work", "PORTAL_VAR": str(tmp_path / "var")}
    others["PORTAL_EMAIL_URL"] = "would be refused"
    with serving(checkout, port, "--demo", **others):
        assert "2011年1月19日" in fetch(port, "/sign-in/")
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["demo"]
    assert len((folder / "demo-accounts.txt").read_text().splitlines()) == 6
    with sqlite3.connect(folder / "portal.sqlite3") as database:
        [[people]] = database.execute("SELECT count(*) FROM departments_user")
    database.close()
    assert people > 100


def test_the_folder_of_a_demonstration_does_not_serve_today(checkout, tmp_path):
    (tmp_path / "days-back").write_text("5000\n")
    command = [checkout / ".venv" / "bin" / "python", "manage.py", "first_start"]
    options = {"cwd": checkout, "env": environment(PORTAL_VAR=str(tmp_path)), "capture_output": True, "text": True}
    start = subprocess.run(command, check=False, **options)
    assert start.returncode == 1
    assert "holds a demonstration" in start.stderr and "演示数据" in start.stderr and str(tmp_path) in start.stderr
    assert not (tmp_path / "portal.sqlite3").exists()


def test_reloading_server_serves(checkout, tmp_path, port):
    command = [checkout / "deploy" / "run", "--reload"]
    settings = environment(PORTAL_PORT=str(port), PORTAL_VAR=str(tmp_path / "var"))
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
        assert len(clockworks(checkout)) == 1
        process.kill()  # the server alone
        process.wait()
        assert_no_clockwork(checkout)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
