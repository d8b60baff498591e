"""Many people at once: `python -m tests.bench.together [--cities N] [--seconds N] [--lived FILE] [postgresql]`.

Fills the portal as `tests.bench` does and lets one, sixteen and sixty-four people read and write through gunicorn, nine
pages to a note on an item; then twenty write at the same moment. Prints, of each crowd, answers a second, median and
95th percentile of pages and of notes, and how many answers were none. On PostgreSQL:
`python tests/with_postgres.py python -m tests.bench.together postgresql`.
"""

import argparse
import contextlib
import http.client
import itertools
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from .__main__ import live_once, signed_in
from .cities import fill
from .pages import PAGES, keys_of_today
from .scratch import scratch_portal
from .serving import Refused, Server, server

CROWDS = (1, 16, 64)
WRITERS_AT_ONCE = 20
# Of ten things that a person does, nine are pages.
PAGES_TO_A_NOTE = 9
WRITER = "supervision"
# What people look at all day; files and whole documents are asked for by few.
READ = [page for page in PAGES if page.kilobytes and page.person != "admin"]
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Told:
    """What a crowd was told: seconds of pages and of notes, and what went wrong."""

    pages: list[float] = field(default_factory=list)
    notes: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def keep(self, took: list[float], act: Callable[[], float]) -> None:
        """Add to `pages` or `notes` the seconds that `act()` gives, or what went wrong."""
        try:
            took.append(act())
        except (Refused, OSError, http.client.HTTPException) as error:
            self.wrong.append(str(error))

    def line(self, crowd: str, seconds: float) -> str:
        """A line of the table."""
        cells = [crowd, f"{(len(self.pages) + len(self.notes)) / seconds:.1f}"]
        for took in (self.pages, self.notes):
            ordered = sorted(took)
            for share in (0.5, 0.95):
                cells.append(f"{1000 * ordered[int((len(ordered) - 1) * share)]:.0f}" if ordered else "")
        return "| " + " | ".join([*cells, str(len(self.wrong))]) + " |"


def write_note(portal: Server, item: int, session: str, text: str) -> float:
    """Open the item's page and send a note, as a browser does; returns the seconds that sending took."""
    connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=300)
    with contextlib.closing(connection):
        connection.request("GET", f"/items/{item}/", headers={"Cookie": session, "Host": "localhost"})
        answer = connection.getresponse()
        page = answer.read().decode()
        token = re.search(r"csrftoken=(\w+)", answer.getheader("Set-Cookie") or "")
        form = re.search(rf'<form[^>]*action="/items/{item}/progress/[^>]*>.*?</form>', page, re.DOTALL)
        if answer.status != 200 or not token or not form:
            raise Refused(f"item {item}: {answer.status}, no form")
        body = urlencode({**dict(HIDDEN.findall(form[0])), "text": text})
        headers = {"Cookie": f"{session}; csrftoken={token[1]}", "Host": "localhost"}
        start = time.perf_counter()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"/items/{item}/progress/", body, {**headers, **kind})
        answer = connection.getresponse()
        said = answer.read()
        seconds = time.perf_counter() - start
    if answer.status != 302:
        raise Refused(f"note on item {item}: {answer.status} {said[:200]!r}")
    return seconds


def all_at_once(number: int, act: Callable[[int], None]) -> float:
    """Let so many call `act(which)`, beginning together; returns the seconds until the last is done."""
    ready = threading.Barrier(number + 1)

    def wait_and_act(which: int) -> None:
        ready.wait()
        act(which)

    threads = [threading.Thread(target=wait_and_act, args=(which,)) for which in range(number)]
    for thread in threads:
        thread.start()
    ready.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def crowd(portal: Server, number: int, addresses: list[tuple[str, str]], note: Callable[[], float], seconds: int):
    """(what so many were told within the seconds, how long it took until the last had an answer)."""
    told = Told()

    def live(which: int) -> None:
        choice, until = random.Random(which), time.monotonic() + seconds
        for turn in itertools.count(which):
            if time.monotonic() > until:
                return
            if turn % (PAGES_TO_A_NOTE + 1) == PAGES_TO_A_NOTE:
                told.keep(told.notes, note)
            else:
                told.keep(told.pages, lambda: portal.ask(*choice.choice(addresses))[0])

    return told, all_at_once(number, live)


def main(cities: int, seconds: int, lived: Path | None) -> int:
    from items.models import WorkItem  # noqa: PLC0415

    live_once(lived)
    count = fill(cities)
    keys, cookies = keys_of_today(), signed_in()
    addresses = [(page.address.format(**keys), cookies[page.person]) for page in READ]
    open_items = WorkItem.objects.filter(status="in_progress", report__archived_at=None).order_by("pk")
    taken = itertools.cycle(open_items.values_list("pk", flat=True)[:1000])
    turns = itertools.count(1)

    def note() -> float:
        return write_note(portal, next(taken), cookies[WRITER], f"已召开第{next(turns)}次推进会。")

    print(f"{count} items\n")
    print("| people | answers a second | page, ms | 95 % | note, ms | 95 % | wrong |")
    print("|---" + "|--:" * 6 + "|")
    wrong: list[str] = []
    with server("tests.bench.portal:application") as portal:
        for address, cookie in addresses:
            portal.ask(address, cookie)
        for number in CROWDS:
            told, took = crowd(portal, number, addresses, note, seconds)
            print(told.line(str(number), took), flush=True)
            wrong += told.wrong
        written = Told()

        took = sum(all_at_once(WRITERS_AT_ONCE, lambda _which: written.keep(written.notes, note)) for _time in range(5))
        print(written.line(f"{WRITERS_AT_ONCE} writing", took))
        wrong += written.wrong
        print(f"\nLargest worker, memory of its own: {portal.memory():.0f} MB.")
    for line in sorted(set(wrong))[:20]:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("vendor", nargs="?", choices=["sqlite", "postgresql"], default="sqlite")
    arguments.add_argument("--cities", type=int, default=4)
    arguments.add_argument("--seconds", type=int, default=30)
    arguments.add_argument("--lived", type=Path, help="SQLite: the file that keeps the lived year from run to run")
    told_of = arguments.parse_args()
    with scratch_portal(own_database=told_of.vendor == "sqlite"):
        raise SystemExit(main(told_of.cities, told_of.seconds, told_of.lived))
