"""A portal whose processes are killed while people write to it."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..places import ROOT
from ..portal.live_portal import Log, Person
from ..portal.starting import environment, serving
from . import people
from .people import Crowd

LIAISON_UNIT = "市人力资源和社会保障局"
# What is killed: all processes at once, as when the machine loses its power, or one of them. One of five is of all: a
# whole start takes ten times as long as a worker's.
ALL, WORKER, BESIDE = "all at once", "a worker", "clockwork or background work"
KINDS = (ALL, WORKER, BESIDE, WORKER, WORKER)
# At most so many seconds between the first answer after a kill and the next kill, and until that answer.
BETWEEN, PATIENCE = 1.5, 20


@dataclass
class Told:
    """How it went: kills by kind, what people were told, and what is wrong (`witness.findings`, `Crowd.wrong`)."""

    kills: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    acknowledged: Counter[str] = field(default_factory=Counter)
    pressed_again: int = 0
    claims: list[dict[str, object]] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        return not any(self.found.values())


def settings_of(var: Path, database: str = "") -> dict[str, str]:
    """The portal's settings; `database` is an address, by default that of the file in `var`."""
    found = {"PORTAL_VAR": str(var), "PORTAL_RATE_LIMITS": "0"}
    return found | ({"DATABASE_URL": database} if database else {})


def run_inside(module: str, settings: dict[str, str], given: object = None) -> str:
    """What `python -m module` writes on the portal's settings, with `given` as JSON in its input."""
    command = [sys.executable, "-m", module]
    text = json.dumps(given)
    done = subprocess.run(command, cwd=ROOT, env=environment(**settings), input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def crowd_of(port: int, accounts: dict[str, str], keys: dict[str, list[int]]) -> Crowd:
    """Six people who write about items and reports of their own; `keys` is what `scene` gives."""
    crowd, items, updates = Crowd(port), keys["items"], keys["updates"]
    parts = [
        ("supervision", "督", people.note, items[0:3]),
        ("supervision", "查", people.note, items[3:6]),
        ("leader", "批", people.instruction, items[0:6]),
        ("liaison", "稿", people.draft, updates[0:2]),
        ("liaison", "附", people.file, updates[2:4]),
        ("supervision", "文", people.document, [0]),
    ]
    for username, name, write, about in parts:
        crowd.join(Person(port).sign_in(username, accounts[username]), name, write, about)
    return crowd


def play(
    folder: Path,
    port: int,
    settings: dict[str, str],
    *,
    kills: int,
    workers: int = 2,
    all_read: bool = True,
    say: Callable[[str], None] = lambda line: None,
) -> Told:
    """Serve the portal of these settings from `folder`, kill so often at random; hold its words against what it kept.

    `all_read`: wait until every upload has been read, else that something is there that will read it is enough. `say`
    gets a line after each kill of all.
    """
    settings = settings | {"PORTAL_WORKERS": str(workers), "PORTAL_TICK_SECONDS": "5"}
    keys = json.loads(run_inside("tests.chaos.scene", settings))
    lines = Path(settings["PORTAL_VAR"], "demo-accounts.txt").read_text().splitlines()
    accounts = dict(line.split()[:2] for line in lines)
    told, crowd, left = Told(), None, kills
    while left:
        with _served(folder, port, settings, told) as master:
            crowd = crowd or crowd_of(port, accounts, keys)
            kind = ""
            while left and kind != ALL:
                _let_write(crowd)
                kind = random.choice(KINDS)
                if kind == ALL or kill_one(master, kind):
                    left -= 1
                    told.kills[kind] += 1
        say(f"{kills - left} kills, {crowd.count()} forms taken")
    with _served(folder, port, settings, told):
        time.sleep(2)
        crowd.go_home()
        if all_read:
            _see_all_read(settings)
    for claim in crowd.claims:
        told.sent[claim.kind] += 1
        told.acknowledged[claim.kind] += claim.acknowledged
        told.pressed_again += claim.pressed - 1
    told.claims = crowd.as_told()
    told.found["answers"] = crowd.wrong
    told.found |= held_against(told.claims, settings)
    return told


def held_against(claims: list[dict[str, object]], settings: dict[str, str]) -> dict[str, list[str]]:
    """What `witness` finds wrong with what the portal kept."""
    found: dict[str, list[str]] = json.loads(run_inside("tests.chaos.witness", settings, claims))
    return found


@contextlib.contextmanager
def _served(folder: Path, port: int, settings: dict[str, str], told: Told) -> Iterator[int]:
    """The first of the portal's processes; at the end of the block all of them are killed at once."""
    with serving(folder, port, patience=None, **settings) as process:
        log = Log(process.stdout)
        yield process.pid
    if "Traceback" in log.text:
        told.found.setdefault("tracebacks", []).append(log.text[log.text.index("Traceback") :][:3000])


def kill_one(master: int, kind: str) -> bool:
    """Kill one of the processes that the first one has begun; whether there was one of this kind."""
    threads = Path(f"/proc/{master}/task").glob("*/children")  # each has those that it has begun
    found = []
    for pid in (int(one) for thread in threads for one in thread.read_text().split()):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            is_beside = b"manage.py" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if is_beside == (kind == BESIDE):
                found.append(pid)
    if not found:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(random.choice(found), signal.SIGKILL)
        return True
    return False


def _let_write(crowd: Crowd) -> None:
    """Let people get an answer, and then a moment of chance."""
    taken, deadline = crowd.count(), time.monotonic() + PATIENCE
    while crowd.count() == taken and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(random.uniform(0, BETWEEN))


def _see_all_read(settings: dict[str, str]) -> None:
    """Wait until what was uploaded has been read, but not for ever."""
    deadline = time.monotonic() + 240
    while json.loads(run_inside("tests.chaos.waiting", settings)) and time.monotonic() < deadline:
        time.sleep(1)
