"""Real processes `manage.py work` on the test's database."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


def database_url():
    """The test database as another process finds it."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    who = quote(values["USER"]) + (f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else "")
    where = f"/{values['HOST']}" if values["HOST"].startswith("/") else f"{values['HOST']}:{values['PORT'] or 5432}"
    return f"postgres://{who}@{where}/{values['NAME']}"


class WorkProcess:
    """One process, begun with the arguments; what it says is kept in `errors` once it has ended."""

    def __init__(self, *arguments, var, code=None, **environment):
        command = [sys.executable, "-c", code] if code else [sys.executable, str(ROOT / "manage.py"), "work"]
        own = {"DATABASE_URL": database_url(), "PORTAL_SECRET_KEY": "x", "PORTAL_VAR": str(var)}
        own["DJANGO_SETTINGS_MODULE"] = "tasks_portal.settings"
        self.process = subprocess.Popen(
            [*command, *arguments], cwd=ROOT, env=os.environ | own | environment, stderr=subprocess.PIPE
        )

    def wait_well(self):
        """Waits for the end, which must be a good one."""
        assert self._wait() == 0, self.errors.decode()

    def kill(self):
        self.process.kill()
        self._wait()

    def end(self):
        """Asked to end politely."""
        self.process.terminate()
        return self._wait()

    def _wait(self):
        if self.process.returncode is None:
            _out, self.errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode


def eventually(look):
    """What `look()` gives as soon as that counts as true."""
    deadline = time.monotonic() + PATIENCE
    while not (seen := look()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return seen


@contextmanager
def children(**environment):
    """`start(code, *arguments)` runs Python on the test's database in a process of its own, killed after the block."""
    started = []
    own = {"DATABASE_URL": database_url(), "PORTAL_SECRET_KEY": "x", "DJANGO_SETTINGS_MODULE": "tasks_portal.settings"}

    def start(code, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            cwd=ROOT,
            env=os.environ | own | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
