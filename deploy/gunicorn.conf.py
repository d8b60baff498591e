"""How gunicorn serves the portal; deploy/run and deploy/portal.service name this file."""

import ctypes
import os
import signal
import sys

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


def when_ready(server):
    print(f"The portal is at http://{bind}/ (Ctrl-C stops it). 平台已启动，按 Ctrl-C 停止。", flush=True)


def post_fork(server, worker):
    # When the master is killed outright, its workers go too; else they would hold the port against the next start.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
