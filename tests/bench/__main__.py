"""How pages answer at any size: `make bench`, `python -m tests.bench [--cities N …] [--json FILE] [--short]`.

Lives the demonstration's rounds once, copies them to one, ten and a hundred cities (2,976 items each) and asks every
page of `pages` through gunicorn at each size. Prints, per page, milliseconds, bytes, queries, the ratio to the floor
(the same rows and bytes by the driver and the same server) and how it grew from the smallest size. On PostgreSQL:
`python tests/with_postgres.py python -m tests.bench postgresql`.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from .cities import LAST_DAY, fill
from .pages import PAGES, floor_statements, keys_of_today
from .scratch import scratch_portal
from .serving import floors, server, session_of

SIZES = (1, 10, 100)
READERS = (4, 16)
TIMES = 12
# What must not take the evening where a page has become slow: it is asked for as often as fits into so many seconds.
PATIENCE = 20


def live_once(lived: Path | None) -> None:
    """The rounds up to the day, by the portal's own steps; on SQLite once for all runs that name the file `lived`."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from items import simulation  # noqa: PLC0415

    database = settings.DATABASES["default"]["NAME"]
    if lived and lived.exists():
        connection.close()
        shutil.copyfile(lived, database)
        return
    simulation.simulate(seed="1", on=LAST_DAY, keep_accounts=lambda accounts: None)
    if lived:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(database, lived)


def signed_in() -> dict[str, str]:
    """{name of a person: the cookie of a session}."""
    return {name: "=".join(session_of(name)) for name in {page.person for page in PAGES}}


def queries_of(address: str, person: str) -> int:
    """How many statements the page sends, asked for within this process."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from departments import clock  # noqa: PLC0415
    from departments.models import User  # noqa: PLC0415
    from items.simulation.people import MORNING, moment  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=person))
    with clock.at(moment(LAST_DAY, MORNING)), CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return len(queries)


def measure(readers: tuple[int, ...]) -> dict[str, Any]:
    """{page: its figures} at the present size, and "memory" of the largest worker in megabytes."""
    keys, cookies, found = keys_of_today(), signed_in(), {}
    with server("tests.bench.portal:application") as portal:
        for page in PAGES:
            address, cookie = page.address.format(**keys), cookies[page.person]
            first, _size = portal.ask(address, cookie)
            times = max(2, min(TIMES, int(PATIENCE / first)))
            alone = portal.load(address, cookie, times=times)
            found[page.name] = {**alone.as_json(), "queries": queries_of(address, page.person)}
            for number in readers if first < 1 else ():
                at_once = portal.load(address, cookie, readers=number, times=max(times, 2 * number))
                found[page.name][f"p95 of {number}"] = round(at_once.p95, 2)
                found[page.name][f"a second of {number}"] = round(at_once.a_second, 2)
        memory = portal.memory()
    known = {name: (statements, found[name]["size"]) for name, statements in floor_statements(keys).items()}
    with server("tests.bench.portal:application", **floors(known)) as bare:
        for name in known:
            address = f"/floor/?page={name}"
            bare.ask(address, "")
            found[name]["floor"] = round(bare.load(address, "", times=TIMES).p50, 2)
    return {"pages": found, "memory": round(memory, 1)}


def write_table(sizes: dict[str, dict[str, Any]]) -> str:
    """The figures of every size as a Markdown table, one line a page."""
    counts = list(sizes)
    first, last = sizes[counts[0]]["pages"], sizes[counts[-1]]["pages"]
    head = ["page", *(f"{count} items, ms" for count in counts), "growth", "× floor", "kB", "queries"]
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    for name, figures in last.items():
        floor = f"{figures['p50'] / figures['floor']:.1f}" if "floor" in figures else ""
        cells = [name, *(f"{sizes[count]['pages'][name]['p50']:.0f}" for count in counts)]
        cells += [f"{figures['p50'] / first[name]['p50']:.2f}", floor]
        cells += [f"{figures['size'] / 1000:.0f}", str(figures["queries"])]
        lines.append("| " + " | ".join(cells) + " |")
    memory = ", ".join(f"{count} items: {sizes[count]['memory']:.0f} MB" for count in counts)
    return "\n".join([*lines, "", f"Largest worker, memory of its own: {memory}."])


def main(cities: list[int], readers: tuple[int, ...], into: Path | None, lived: Path | None, vendor: str) -> None:
    live_once(lived)
    sizes: dict[str, dict[str, Any]] = {}
    for so_far, count in zip([0, *cities], cities, strict=False):
        items = fill(count, so_far)
        print(f"{items} items", file=sys.stderr)
        sizes[str(items)] = measure(readers)
        if into:  # after each size: the largest takes longer than all others, and may be broken off
            into.write_text(json.dumps({"database": vendor, "sizes": sizes}, ensure_ascii=False, indent=1) + "\n")
    print(write_table(sizes))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("vendor", nargs="?", choices=["sqlite", "postgresql"], default="sqlite")
    arguments.add_argument("--cities", type=int, nargs="+", default=list(SIZES))
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--lived", type=Path, help="SQLite: the file that keeps the lived year from run to run")
    arguments.add_argument("--short", action="store_true", help="one city, one reader")
    told = arguments.parse_args()
    with scratch_portal(own_database=told.vendor == "sqlite"):
        main([1] if told.short else told.cities, () if told.short else READERS, told.json, told.lived, told.vendor)
