"""The rehearsal of a restore (恢复演练): a backup is brought back beside, compared, and the portal started on it.

What is compared is compared with the backup's manifest, the moment at which it was made, not with the portal of now.
"""

import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from . import database
from .beside import EmptyPlace, place_beside
from .making import SPARE, attachments_size, make_backup, refuse_inside
from .manifest import BackupError, Manifest, whole_backups

# Seconds in which the restored portal has to answer.
PATIENCE = 300
PR_SET_PDEATHSIG = 1  # <sys/prctl.h>
SIGN_IN = "/sign-in/"
HEALTH = "/healthz", "/readyz"
# What /readyz says of who works beside the portal is of no account: here nobody does.
BESIDE_THE_PORTAL = {"clockwork", "background"}
Told = Callable[[str], None]


@dataclass
class Drilled:
    """What a drill has found: `seconds` {step: its time}, `problems` sentences about what does not fit."""

    backup: str = ""
    told: Manifest | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes of the backup."""
        return sum(facts["size"] for facts in self.told.files.values()) if self.told else 0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = time.monotonic() - began


def drill(
    done: Drilled,
    *,
    base: Path,
    source: Path | None,
    recipients: list[str],
    identity: Path | None,
    url: str,
    tell: Told,
) -> None:
    """Rehearse; what was found stands in `done`, also if it breaks off.

    Everything lies within the folder `base` and goes at the end. `source` is a backup, or a folder of backups of which
    the newest is taken; None has one made. `url` names an empty PostgreSQL database; "" has one made beside. Raises
    BackupError and OSError.
    """
    base = base.resolve()
    refuse_inside(base)
    if recipients and identity is None:
        raise BackupError(
            "What is encrypted can only be brought back with its key: name it by --identity FILE.",
            "加密的备份须用私钥才能恢复：请用 --identity 文件 指定。",
        )
    folder = _existing(source) if source else None
    with place_beside(base, url) as place:
        _require_room(place, folder)
        if folder is None:
            with done.step("backup"):
                folder, _told = make_backup(place.folder / "backup", recipients=recipients, keep=None, tell=tell)
        done.backup, done.told = folder.name, Manifest.read(folder)
        with done.step("restore"):
            done.problems += _bring_back(place, folder, identity, tell)
        tell("start 启动 …")
        with done.step("start"), _served(place) as port:
            done.problems += _wrong_answers(port)


def _existing(source):
    source = source.resolve()
    found = whole_backups(source)
    return found[-1] if found else source


def _require_room(place, folder):
    if folder is None:
        needed = 2 * (database.size() + attachments_size())
    else:
        needed = sum(facts["size"] for facts in Manifest.read(folder).files.values())
    free = shutil.disk_usage(place.folder).free
    if free < needed + SPARE:
        where, free, needed = place.folder.parent, free // 1_000_000, (needed + SPARE) // 1_000_000
        raise BackupError(
            f"{where} has {free} MB free, a drill takes up to {needed} MB: name another folder by --place.",
            f"{where} 剩余空间 {free} MB，演练最多需要 {needed} MB：请用 --place 指定其他文件夹。",
        )


def _bring_back(place, folder, identity, tell):
    """What `manage.py restore` says does not fit, in a process of its own on the empty place."""
    options = [f"--identity={identity.resolve()}"] if identity else []
    process = _start(place, [sys.executable, "manage.py", "restore", str(folder), *options], stdout=subprocess.PIPE)
    problems = []
    with process:
        for line in process.stdout:
            if line.startswith("! "):
                problems.append(line[2:].strip())
            elif re.match(r"\d\d:\d\d:\d\d ", line):
                tell(line.strip().partition(" ")[2])
        errors = process.stderr.read().strip()
    if process.returncode and not problems:
        raise BackupError(*_in_two(errors, f"restore: exit {process.returncode}"))
    return problems


def _in_two(text, otherwise):
    """(English, Chinese) of what a command says at its end."""
    lines = [line.removeprefix("CommandError: ") for line in text.splitlines() if line.strip()][-2:]
    return lines if len(lines) == 2 else [otherwise, " ".join(lines) or otherwise]


@contextmanager
def _served(place):
    """The port at which the restored portal answers, begun as deploy/run does."""
    ready = subprocess.run(
        [sys.executable, "manage.py", "first_start", "--no-seed"],
        check=False,
        **_options(place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE),
    )
    if ready.returncode:
        raise BackupError(*_in_two(ready.stderr, f"first_start: exit {ready.returncode}"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said = place.folder / "server.log"
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "tasks_portal.wsgi"]
    with said.open("w") as log:
        server = _start(place, command, stdout=log, stderr=log, PORTAL_PORT=str(port))
    try:
        _wait_for(server, said, f":{port}/")
        yield port
    finally:
        server.kill()
        server.wait()


def _wait_for(server, said, word):
    until = time.monotonic() + PATIENCE
    while word not in (log := said.read_text(errors="replace")):
        if server.poll() is not None or time.monotonic() > until:
            last = (log.strip().splitlines() or ["–"])[-1]
            raise BackupError(f"The restored portal does not start: {last}", f"恢复后的平台无法启动：{last}")
        time.sleep(0.05)


def _wrong_answers(port):
    problems = []
    for path in (*HEALTH, SIGN_IN):
        status, text = _answer(port, path)
        if path == "/readyz":
            lines = (line.partition(": ") for line in text.splitlines())
            wrong = [
                f"{name}: {said}" for name, _colon, said in lines if said != "ok" and name not in BESIDE_THE_PORTAL
            ]
        else:
            wrong = [] if status == 200 and (path in HEALTH or "csrfmiddlewaretoken" in text) else [text.strip()[:200]]
        problems += [f"{path}: {status} {said}" for said in wrong]
    return problems


def _answer(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def _start(place, command, **options):
    return subprocess.Popen(command, **_options(place, **options))


def _options(place: EmptyPlace, stdout, stderr=subprocess.PIPE, **variables):
    """For a process that lives on the place alone: with no setting of the portal's but its calendar's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DATABASE_URL"))}
    own = {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "tasks_portal.settings"),
        "PORTAL_VAR": str(place.var),
        "PORTAL_HOST": "127.0.0.1",
        "PORTAL_WORKERS": "1",
        "PORTAL_TICK_SECONDS": "0",
        "PORTAL_WORK_BESIDE": "0",
        **({"DATABASE_URL": place.url} if place.url else {}),
        **({"PORTAL_DAYS_BACK": str(settings.PORTAL_DAYS_BACK)} if settings.PORTAL_DAYS_BACK else {}),
    }
    return {
        "cwd": settings.BASE_DIR,
        "env": kept | own | variables,
        "stdin": subprocess.DEVNULL,
        "stdout": stdout,
        "stderr": stderr,
        "text": True,
        "preexec_fn": _end_with_the_drill if sys.platform == "linux" else None,
    }


def _end_with_the_drill():
    """The kernel ends the process when the drill is killed outright."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
