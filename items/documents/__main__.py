"""The process in which one document is read: `python -m items.documents pdf`, which `apart.py` starts.

The document comes on standard input. JSON lines go to standard output: any number of {done, total}, then one of
{text, additions, asides, headings} (`asides.Document`), {refused, values} or {failed}; none of these if the process
came to its limits.
"""

import ctypes
import importlib
import json
import resource
import signal
import sys
import traceback
from dataclasses import asdict

from .errors import Refusal
from .limits import LARGEST_MEMORY, LONGEST_TIME

PR_SET_PDEATHSIG = 1  # <sys/prctl.h>


def _work(kind: str) -> None:
    # Nobody waits for the text when the process that asked for it was killed outright.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    data = sys.stdin.buffer.read()
    reader = importlib.import_module(f"{__package__}.{kind}")
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_TIME, LONGEST_TIME))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _say(**asdict(reader.read(data, lambda done, total: _say(done=done, total=total))))
    except Refusal as refusal:
        _say(refused=refusal.code, values=refusal.values)
    except MemoryError:
        _say(refused="too_demanding", values={})
    except Exception:
        _say(failed=traceback.format_exc())


def _say(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _work(sys.argv[1])
