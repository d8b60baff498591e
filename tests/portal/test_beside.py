"""What gunicorn keeps running beside the server."""

import subprocess
import sys
from pathlib import Path

FORKS_MEANWHILE = """
import os, runpy, threading, time

start = runpy.run_path("deploy/gunicorn.conf.py")["_start"]

def start_often():
    for _ in range(100):
        start(["true"]).wait()

thread = threading.Thread(target=start_often, daemon=True)
thread.start()
workers = []
deadline = time.monotonic() + 30
while thread.is_alive() and time.monotonic() < deadline:
    worker = os.fork()
    if not worker:
        time.sleep(60)
        os._exit(0)
    workers.append(worker)
    time.sleep(0.002)
for worker in workers:
    os.kill(worker, 9)
print("it waits" if thread.is_alive() else "all were started")
"""


def test_a_worker_forked_meanwhile_does_not_hold_up_what_is_being_started():
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", FORKS_MEANWHILE]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60)
    assert (result.stdout, result.stderr) == ("all were started\n", "")
