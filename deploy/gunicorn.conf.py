"""How gunicorn serves the portal; deploy/run and deploy/portal.service name this file."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

PR_SET_PDEATHSIG = 1  # <sys/prctl.h>

_host = os.environ.get("PORTAL_HOST") or "127.0.0.1"
_host = f"[{_host}]" if ":" in _host else _host

bind = f"{_host}:{os.environ.get('PORTAL_PORT') or 8000}"
workers = int(os.environ.get("PORTAL_WORKERS") or 2)
# Browsers open connections ahead of need; a worker of one thread would wait on an idle one.
threads = 4
# The portal is loaded once, before the workers: an error there ends the start instead of starting workers for ever.
preload_app = True
loglevel = "warning"
control_socket_disable = True

# The clockwork of the rounds beside the server, a process for each run, so that none sleeps in memory in between;
# 0: something else starts it, as deploy/portal-tick.timer does.
_tick_seconds = int(os.environ.get("PORTAL_TICK_SECONDS") or 600)
# What makes files and reads large uploads, likewise; 0: deploy/portal-work.service does.
_works = (os.environ.get("PORTAL_WORK_BESIDE") or "1").lower() not in ("0", "false", "no", "off")
_beside = {}
_SECONDS_BEFORE_NEXT = 5

# A worker that is forked while a process is being started would keep the pipe open in which the start waits for word
# that its program runs: the start would wait as long as the worker lives, and nothing beside the server be started
# again.
_starting = threading.Lock()
os.register_at_fork(before=_starting.acquire, after_in_parent=_starting.release, after_in_child=_starting.release)


def _start(command):
    with _starting:
        # A session of its own: Ctrl-C ends the server, and the server what goes beside it.
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def _keep(name, seconds):
    """Have `manage.py name` run beside the server; so many seconds after it has ended it is started anew."""
    command = [sys.executable, "manage.py", name, "--beside", str(os.getpid())]

    def keep():
        while _beside.get(name) is not False:
            try:
                _beside[name] = _start(command)
                _beside[name].wait()
            except OSError as error:  # the machine has no memory or no processes left at this moment
                print(f"manage.py {name} cannot be started: {error}", file=sys.stderr, flush=True)
            time.sleep(seconds)

    threading.Thread(target=keep, daemon=True).start()


def when_ready(server):
    if _tick_seconds:
        _keep("tick", _tick_seconds)
    if _works:
        _keep("work", _SECONDS_BEFORE_NEXT)
    print(f"The portal is at http://{bind}/ (Ctrl-C stops it). 平台已启动，按 Ctrl-C 停止。", flush=True)


def post_fork(server, worker):
    # When the master is killed outright, its workers go too; else they would hold the port against the next start.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def on_exit(server):
    for name, process in _beside.items():
        _beside[name] = False
        # gunicorn collects all its children itself, perhaps this one before us.
        with contextlib.suppress(ProcessLookupError):
            if process.returncode is None:
                os.kill(process.pid, signal.SIGKILL)
