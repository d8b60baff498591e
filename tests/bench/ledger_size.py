"""How long the full ledger takes, beside openpyxl writing the same values bare: `python -m tests.bench.ledger_size`.

Lives the simulated rounds in a scratch database, copies its items until there are about as many as were asked for
(1,000 and 10,000 by default; 100000 as an argument takes long to copy), and prints for each size processor time and the
process's peak of memory. Bare is what any program pays: openpyxl's write-only mode with plain values, without style,
height or merged cells, read from no database.
"""

import datetime
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .scratch import scratch_portal
from .standing import copy_items

SIZES = (1_000, 10_000)
LAST_DAY = datetime.date(2011, 5, 5)
ORIGINALS = 31
TARGET_RATIO, TARGET_MEGABYTES = 1.5, 150


MOMENT = datetime.datetime(2011, 5, 5, 10, tzinfo=datetime.UTC)


def write(path):
    """Write the ledger of all items into the file, in this process; prints processor seconds and its peak in MB."""
    import django  # noqa: PLC0415

    django.setup()
    from departments import clock  # noqa: PLC0415
    from items.layouts.export import ListTold, write_layout  # noqa: PLC0415
    from items.layouts.shipped import SHIPPED  # noqa: PLC0415
    from items.models import WorkItem  # noqa: PLC0415

    start = time.process_time()
    with clock.at(MOMENT), Path(path).open("wb") as file:
        write_layout(SHIPPED["ledger"], WorkItem.objects.in_order(), ListTold("台账", [], clock.today()), file=file)
    seconds = time.process_time() - start
    status = Path("/proc/self/status").read_text()
    print(seconds, next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def bare(source, file):
    """Every row of every sheet of the workbook `source`, written by openpyxl; returns the seconds of that alone."""
    from openpyxl import Workbook, load_workbook  # noqa: PLC0415

    read, book, spent, rows = load_workbook(source, read_only=True), Workbook(write_only=True), 0.0, 0
    for sheet in read.worksheets:
        into = book.create_sheet(sheet.title)
        for row in sheet.iter_rows(values_only=True):
            start = time.process_time()
            into.append(row)
            spent += time.process_time() - start
            rows += 1
    start = time.process_time()
    book.save(file)
    return spent + time.process_time() - start, rows


def main(sizes):
    # Only now: the settings read the environment that `scratch_portal` has prepared.
    from departments import clock  # noqa: PLC0415
    from items import simulation  # noqa: PLC0415
    from items.lights.renewing import renew  # noqa: PLC0415
    from items.models import WorkItem  # noqa: PLC0415
    from items.models.statistics import learn  # noqa: PLC0415

    simulation.simulate(seed="1", on=LAST_DAY, keep_accounts=lambda accounts: None)
    copies = 1
    for size in sizes:
        wanted = max(1, round(size / ORIGINALS))
        copy_items(copies, wanted)
        copies = wanted
        with clock.at(MOMENT):
            renew(clock.now())
        learn()  # as every start does
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file, tempfile.TemporaryFile() as plain:
            # A process of its own, as the portal's: the copying has filled this one.
            command = [sys.executable, "-m", "tests.bench.ledger_size", "write", file.name]
            seconds, kilobytes = map(float, subprocess.check_output(command, text=True).split())
            beside, rows = bare(file.name, plain)
        print(f"{WorkItem.objects.count():>7} items, {rows:>7} rows: {seconds:7.2f} s,", end=" ")
        print(f"{1e6 * seconds / rows:4.0f} µs a row, {seconds / beside:4.2f} × bare; peak {kilobytes / 1024:.0f} MB")
    print(f"wanted: {TARGET_RATIO} × bare at most, {TARGET_MEGABYTES} MB at most")


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(sys.argv[2])
    else:
        with scratch_portal():
            main([int(size) for size in sys.argv[1:]] or SIZES)
