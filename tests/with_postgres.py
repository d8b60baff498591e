"""Run a command on a throw-away PostgreSQL: python tests/with_postgres.py COMMAND …

The cluster lives in a temporary folder with a socket of its own, so it meets no other server. The command
finds it in DATABASE_URL. Its exit code is returned; the server and its files are gone afterwards, however it ends.
"""

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OLDEST = 15
START_SECONDS = 60


def programs():
    """The newest folder with `initdb` and `postgres`: the one on PATH or Debian's."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -version(folder))
    for folder in folders:
        if version(folder) >= OLDEST:
            return folder
    sys.exit(f"PostgreSQL {OLDEST} or newer is needed for these tests: apt install postgresql.")


def version(folder):
    """The major version of the server in `folder`, 0 without one."""
    server = folder / "postgres"
    if not server.exists():
        return 0
    output = subprocess.run([server, "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"\d+", output)[0])


def unprivileged():
    """Popen's arguments for another user when we are root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def cluster():
    """A running server; gives the URL of an empty UTF-8 database."""
    folder = programs()
    owner = unprivileged()
    # In /tmp, not TMPDIR: the path of a socket may not be longer than 107 bytes.
    with tempfile.TemporaryDirectory(prefix="portal-postgres-", dir="/tmp", ignore_cleanup_errors=True) as home:
        if owner:
            shutil.chown(home, owner["user"], owner["group"])
        files = f"{home}/cluster"
        initdb = [folder / "initdb", "--pgdata", files, "--username=portal", "--auth=trust", "--no-sync"]
        made = subprocess.run(
            [*initdb, "--encoding=UTF8", "--locale=C.UTF-8"], cwd=home, capture_output=True, text=True, **owner
        )
        if made.returncode:
            sys.exit(f"PostgreSQL's initdb failed: {made.stderr.strip()}")
        # A throw-away needs no durability. Its rows come and go with each test: statistics that autovacuum takes on the
        # way tell of empty tables, and plans made for those take minutes over 3,100 items; without any they are right.
        # They also make small queries look worth compiling, which takes longer than running them.
        options = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "jit=off"]
        options += ["wal_level=minimal", "max_wal_senders=0", "listen_addresses="]
        # A session of its own keeps the terminal's Ctrl-C away from it.
        serve = [folder / "postgres", "-D", files, "-k", home, *(part for option in options for part in ("-c", option))]
        with open(f"{home}/log", "wb") as log:
            server = subprocess.Popen(
                serve, cwd=home, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **owner
            )
        try:
            create_database(server, folder, home)
            yield f"postgres://portal@/{home}/portal"
        finally:
            stop(server)


def create_database(server, folder, home):
    deadline = time.monotonic() + START_SECONDS
    create = [folder / "createdb", "--host", home, "--username=portal", "portal"]
    while subprocess.run(create, capture_output=True).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"PostgreSQL did not start: {Path(home, 'log').read_text(errors='replace').strip()}")
        time.sleep(0.1)


def stop(server):
    """Fast shutdown, then a hard one."""
    for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is not None:
            return
        server.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=20)


def run(command):
    """Run `command` on a fresh cluster and return its exit code; signals wait for the clean-up."""
    # Ctrl-C reaches the command by itself; a termination is passed on. Either way the command ends, then we do.
    with cluster() as url:
        process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        previous = {
            signal.SIGINT: signal.signal(signal.SIGINT, lambda *_: None),
            signal.SIGTERM: signal.signal(signal.SIGTERM, lambda *_: process.terminate()),
        }
        try:
            code = process.wait()
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    # Until the command runs, a termination unwinds the clean-up like any other exit.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        sys.exit(run(sys.argv[1:]))
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is not there.")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
