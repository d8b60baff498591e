"""Reads one document in a process of its own, which may use only so much memory and time.

A few megabytes of PDF can unpack to many gigabytes, and PDFium ends its process when it meets what it cannot bear:
that must neither starve nor end the portal. `__main__.py` is the other side.
"""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from .asides import Document, from_json
from .errors import Refusal
from .limits import LONGEST_WAIT

_ROOT = Path(__file__).resolve().parents[2]


def read_apart(kind: str, data: bytes, progress: Callable[[int, int], None], *, wait: float | None = None) -> Document:
    """What `read` of the module `kind` makes of the document within `wait` seconds, else LONGEST_WAIT.

    Raises Refusal, also for one that asks too much.

    An exception that is our mistake comes out as a RuntimeError with its traceback.
    """
    command = [sys.executable, "-m", __package__, kind]
    with subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        watch = threading.Timer(LONGEST_WAIT if wait is None else wait, process.kill)
        watch.daemon = True
        watch.start()
        try:
            # The worker reads all before it writes anything, so neither waits for the other.
            _send(process, data)
            assert process.stdout
            for line in process.stdout:
                message = json.loads(line)
                if "done" in message:
                    progress(message["done"], message["total"])
                elif "refused" in message:
                    raise Refusal(message["refused"], **message["values"])
                elif "failed" in message:
                    raise RuntimeError(message["failed"])
                else:
                    # What is no answer at all raises here, as a mistake of ours.
                    return from_json({**message, "text": message["text"]})
        finally:
            watch.cancel()
            process.kill()
    raise Refusal("too_demanding")


def _send(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin
    # If it has ended already, its empty output will tell.
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(data)
        process.stdin.close()
