"""Kills at random under load: `python -m tests.chaos [--kills N]`, on the database of DATABASE_URL.

Without one a SQLite file. Prints what was killed, what was sent and taken, and what is wrong; fails if anything is.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ..bench.serving import free_port
from ..places import ROOT
from ..portal.starting import environment
from .killing import play, settings_of


def main(kills: int) -> int:
    database = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="portal-chaos-") as folder:
        settings = settings_of(Path(folder) / "var", database)
        begin = [sys.executable, "manage.py", "first_start"]
        subprocess.run(begin, cwd=ROOT, env=environment(**settings), stdout=subprocess.DEVNULL, check=True)
        since = time.monotonic()
        told = play(ROOT, free_port(), settings, kills=kills, say=lambda line: print(line, flush=True))
    print(f"\n{'PostgreSQL' if database else 'SQLite'}: {time.monotonic() - since:.0f} s, kills:")
    for kind, count in told.kills.most_common():
        print(f"  {count} of {kind}")
    print("taken / sent:")
    for kind, count in told.sent.most_common():
        print(f"  {kind}: {told.acknowledged[kind]} / {count}")
    print(f"pressed again: {told.pressed_again}")
    for name, sentences in told.found.items():
        print(f"{name}: {len(sentences)}")
        for sentence in sentences[:20]:
            print(f"  {sentence}")
    return 0 if told.is_well else 1


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--kills", type=int, default=200)
    raise SystemExit(main(arguments.parse_args().kills))
