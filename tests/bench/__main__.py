"""How pages answer at any size: `make bench`, `python -m tests.bench [--cities N …] [--json FILE] [--short]`.

Lives the demonstration's rounds once, copies them to one, ten and a hundred cities (2,976 items each), each in a
database of its own, and asks every page of `pages` through gunicorn at each size in turn. Prints, per page,
milliseconds, bytes, queries, the ratio to the floor (the same rows and bytes by the driver and the same server) and how
it grew from the smallest size. Growth holds on a busy machine, too; a floor of milliseconds does not. On PostgreSQL:
`python tests/with_postgres.py python -m tests.bench postgresql`.
"""

import argparse
import contextlib
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from .cities import LAST_DAY, fill
from .pages import PAGES, Page, floor_statements, keys_of_today
from .scratch import scratch_portal
from .serving import Server, Times, server, session_of

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


@dataclass(frozen=True)
class Stage:
    """The portal at one size, in a database of its own; `keys`, `cookies` and `queries` of its pages."""

    items: int
    database: str
    keys: dict[str, int]
    cookies: dict[str, str]
    queries: dict[str, int]

    def address(self, page: Page) -> tuple[str, str]:
        """(address, cookie) of the page."""
        return page.address.format(**self.keys), self.cookies[page.person]


def stage(items: int, *, is_last: bool) -> Stage:
    """The portal as it is filled now; unless it is the last one, a copy of its database stands for it."""
    keys = keys_of_today()
    cookies = {name: "=".join(session_of(name)) for name in {page.person for page in PAGES}}
    queries = {page.name: queries_of(page.address.format(**keys), page.person) for page in PAGES}
    return Stage(items, present_database() if is_last else copy_of_database(items), keys, cookies, queries)


def present_database() -> str:
    """The address of the database in use, as DATABASE_URL takes it."""
    from django.db import connection  # noqa: PLC0415

    name = connection.settings_dict["NAME"]
    return f"sqlite:///{name}" if connection.vendor == "sqlite" else os.environ["DATABASE_URL"]


def copy_of_database(items: int) -> str:
    """A copy of the database in use; its address."""
    from django.db import connection  # noqa: PLC0415

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        copy = f"{name}.{items}"
        shutil.copyfile(name, copy)
        return f"sqlite:///{copy}"
    # Nobody may be in a database that is copied.
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}_{items}" TEMPLATE "{name}"')
    return f"{os.environ['DATABASE_URL']}_{items}"


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


def measure(stages: list[Stage], readers: tuple[int, ...]) -> dict[str, Any]:
    """{number of items: {"pages": {page: its figures}, "memory": megabytes of the largest worker}}.

    Every page is asked for in turn at every size, and its floor in between: whatever else the machine does meanwhile
    takes as much from each, so that the ratios hold.
    """
    found: dict[str, Any] = {str(one.items): {"pages": {}, "memory": 0.0} for one in stages}
    with contextlib.ExitStack() as running:
        portals = [
            (one, running.enter_context(server("tests.bench.portal:application", DATABASE_URL=one.database)))
            for one in stages
        ]
        for page in PAGES:
            print(page.name, file=sys.stderr)
            for one, figures in zip(stages, figures_of(page, portals, readers), strict=True):
                found[str(one.items)]["pages"][page.name] = figures
        for one, portal in portals:
            found[str(one.items)]["memory"] = round(portal.memory(), 1)
    return found


def figures_of(page: Page, portals: list[tuple[Stage, Server]], readers: tuple[int, ...]) -> list[dict[str, Any]]:
    """The figures of the page at each size."""
    asked = [(portal, *one.address(page)) for one, portal in portals]
    first = max(portal.ask(address, cookie)[0] for portal, address, cookie in asked)
    times = max(2, min(TIMES, int(PATIENCE / first)))
    bare = []
    for one, portal in portals:
        statements = floor_statements(one.keys).get(page.name)
        _seconds, size = portal.ask(*one.address(page))
        address = f"/floor/?{urlencode({'size': size, 'statement': statements or []}, doseq=True)}"
        bare.append((portal, address, "") if statements else None)
    both = [*asked, *(one for one in bare if one)]
    took: list[list[tuple[float, int]]] = [[] for _one in both]
    for _time in range(times):
        for (portal, address, cookie), answers in zip(both, took, strict=True):
            answers.append(portal.ask(address, cookie))
    floors = iter(took[len(asked) :])
    figures = []
    for number, (one, portal) in enumerate(portals):
        figure = Times.of(took[number]).as_json() | {"queries": one.queries[page.name]}
        if bare[number]:
            figure["floor"] = round(Times.of(next(floors)).p50, 2)
        for count in readers if first < 1 else ():
            at_once = portal.load(*one.address(page), readers=count, times=max(times, 2 * count))
            figure[f"p95 of {count}"], figure[f"a second of {count}"] = (
                round(at_once.p95, 2),
                round(at_once.a_second, 2),
            )
        figures.append(figure)
    return figures


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
    stages = []
    for so_far, count in zip([0, *cities], cities, strict=False):
        items = fill(count, so_far)
        print(f"{items} items", file=sys.stderr)
        stages.append(stage(items, is_last=count == cities[-1]))
    sizes = measure(stages, readers)
    if into:
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
