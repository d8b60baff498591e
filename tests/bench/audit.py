"""What the audit record costs the writers: `python -m tests.bench.audit [--writers N] [--steps N] [postgresql]`.

Processes write notes on items at the same moment by the step itself, with the record and without, in turns; each seals
after a step as after an answer. Prints of each the median and 95th percentile of a step and the longest one, the ratios
to those without, and how long sealing took. On PostgreSQL: `python tests/with_postgres.py python -m tests.bench.audit
postgresql`.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from .scratch import scratch_portal

ROOT = Path(__file__).parents[2]
ROUNDS = 3


def write(steps, *, is_recorded):
    """A writer's whole life: so many notes; prints the seconds of each step and of each seal as JSON."""
    import django  # noqa: PLC0415

    django.setup()
    from departments.models import User  # noqa: PLC0415
    from items import auditing  # noqa: PLC0415
    from items.audit.sealing import seal_soon  # noqa: PLC0415
    from items.closing.moving import write_note  # noqa: PLC0415
    from items.models import WorkItem  # noqa: PLC0415

    if not is_recorded:
        auditing.of_history = lambda entries: None
    by, item = User.objects.get(username="liaison"), WorkItem.objects.order_by("pk").first()
    took, sealed = [], []
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(steps):
        began = time.perf_counter()
        write_note(item, text=f"{os.getpid()}，第{number}次进展", by=by)
        took.append(time.perf_counter() - began)
        if auditing.unsealed.is_set():
            began = time.perf_counter()
            seal_soon()
            sealed.append(time.perf_counter() - began)
    print(json.dumps([took, sealed]), flush=True)


def crowd(writers, steps, *, is_recorded):
    """(seconds of all steps, seconds of all seals, seconds of the whole) of so many writers at once."""
    command = [sys.executable, "-m", "tests.bench.audit", "--steps", str(steps)]
    command.append("--as-recorded" if is_recorded else "--as-plain")
    with contextlib.ExitStack() as stack:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
        started = [stack.enter_context(subprocess.Popen(command, **pipes)) for _number in range(writers)]
        for one in started:
            assert one.stdout.readline() == "ready\n"
        began = time.perf_counter()
        for one in started:
            one.stdin.write("go\n")
            one.stdin.flush()
        told = [json.loads(one.stdout.readline()) for one in started]
        whole = time.perf_counter() - began
    return [t for took, _sealed in told for t in took], [t for _took, sealed in told for t in sealed], whole


def figures(took):
    """(median, 95th percentile, longest) in milliseconds."""
    took = sorted(1000 * seconds for seconds in took)
    return statistics.median(took), took[int(len(took) * 0.95)], took[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("database", nargs="?", default="sqlite", choices=["sqlite", "postgresql"])
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--as-recorded", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--as-plain", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.as_recorded or asked.as_plain:
        write(asked.steps, is_recorded=asked.as_recorded)
        return
    with scratch_portal(own_database=asked.database == "sqlite"):
        from tests.given.cast import Cast  # noqa: PLC0415

        Cast.build()
        for writers in (1, asked.writers):
            both = {False: ([], [], []), True: ([], [], [])}
            for _round in range(ROUNDS):
                for is_recorded, kept in both.items():
                    took, sealed, whole = crowd(writers, asked.steps, is_recorded=is_recorded)
                    kept[0].extend(took)
                    kept[1].extend(sealed)
                    kept[2].append(whole)
            report(asked.database, writers, both)


def report(database, writers, both):
    """Print what was measured of so many writers."""
    plain, recorded = figures(both[False][0]), figures(both[True][0])
    for name, (median, most, longest) in (("without", plain), ("with", recorded)):
        print(f"{database} {writers} at once, {name}: {median:.2f} ms a step, 95% {most:.2f}, longest {longest:.0f}")
    ratios = [after / before for before, after in zip(plain, recorded, strict=True)]
    whole = min(both[True][2]) / min(both[False][2])
    print(f"  ratio {ratios[0]:.2f}, 95% {ratios[1]:.2f}, longest {ratios[2]:.2f}; of the whole {whole:.2f}")
    seals = [seconds for seconds in both[True][1] if seconds > 0.001]
    if seals:
        median, _most, longest = figures(seals)
        print(f"  sealed {len(seals)} times, {median:.1f} ms, longest {longest:.0f}")


if __name__ == "__main__":
    main()
