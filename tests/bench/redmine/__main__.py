"""The portal beside Redmine on one machine and one PostgreSQL: the same items, the same questions, in turn.

Run by hand, as root, on a Debian with the packages redmine, redmine-pgsql and puma (that `redmine` finds no database
when it is installed does no harm):

    python tests/with_postgres.py python -m tests.bench.redmine [--cities N] [--times N]

Lives the demonstration's rounds, copies them to N cities (2,976 items each, 372 of them of the present year, the rest
archived) and gives Redmine an issue for every item that is not archived, which are those that the portal lists: a
project for every report, the lead as who it is assigned to, text, deadline and completion, and two notes each. Both are
asked over connections of their own, by one reader, first the one and then the other; prints the medians.
"""

import argparse
import contextlib
import hashlib
import http.client
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ..cities import LAST_DAY, fill
from ..scratch import scratch_portal
from ..serving import WORKERS, Server, free_port, server, session_of

# So that about ten thousand items are not archived.
CITIES, TIMES, TIMES_OF_FILES = 27, 20, 3
PROGRAM = Path("/usr/share/redmine")
ISSUES = "/issues?set_filter=1&f[]="
ASSIGNED = "/issues?set_filter=1&f[]=assigned_to_id&op[assigned_to_id]==&v[assigned_to_id][]={unit}"
PASSWORD = "quite-long-enough"
# The page: (ours, as the supervision office; Redmine's, as its administrator). Both show their usual number of rows.
QUESTIONS = {
    "list": ("/items/?page=1", ISSUES),
    "list, one unit": ("/items/?department={unit}", ASSIGNED),
    "list, page 100": ("/items/?page=100", f"{ISSUES}&page=100"),
    "search, two characters": ("/items/?q=就业", "/search?q=就业&issues=1"),
    "search, four characters": ("/items/?q=留守儿童", "/search?q=留守儿童&issues=1"),
    "item": ("/items/{item}/", "/issues/{item}"),
    "dashboard, summary": ("/dashboard/", "/projects/report-{report}/issues/report"),
}
FILES = {"all items, Excel, CSV": ("/items/export.xlsx", "/issues.csv?set_filter=1&f[]=")}

# Redmine's issues from our items, with what its own steps would have written beside them.
UNITS = """
INSERT INTO users (id, login, firstname, lastname, status, type, language, admin, mail_notification, hashed_password,
                   created_on, updated_on)
SELECT {units} + id, 'unit' || id, '办', left(name, 250), 1, 'User', 'zh', false, 'none', '', now(), now()
FROM {ours}.departments_department
"""
PROJECTS = """
INSERT INTO projects (id, name, identifier, status, is_public, lft, rgt, created_on, updated_on)
SELECT id, left(title, 250), 'report-' || id, 1, true, 2 * row_number() OVER (ORDER BY id) - 1,
       2 * row_number() OVER (ORDER BY id), now(), now()
FROM {ours}.items_workreport WHERE archived_at IS NULL AND withdrawn_at IS NULL
"""
MEMBERS = "INSERT INTO projects_trackers (project_id, tracker_id) SELECT p.id, t.id FROM projects p, trackers t"
MODULES = "INSERT INTO enabled_modules (project_id, name) SELECT id, 'issue_tracking' FROM projects"
ITEMS = """
INSERT INTO issues (id, root_id, lft, rgt, tracker_id, project_id, subject, description, due_date, start_date,
                    done_ratio, status_id, priority_id, author_id, assigned_to_id, lock_version, is_private,
                    created_on, updated_on)
SELECT i.id, i.id, 1, 2, (SELECT min(id) FROM trackers), i.report_id, left(i.text, 250), i.text, i.due_on,
       '{year}-01-20', coalesce(i.completion, 0)::int, (SELECT min(id) FROM issue_statuses) + i.id % 3,
       (SELECT min(id) FROM enumerations WHERE type = 'IssuePriority'), 1,
       (SELECT min({units} + r.department_id) FROM {ours}.items_responsibility r
        WHERE r.item_id = i.id AND r.role <> 'support' AND r.via_id IS NULL), 0, false,
       timestamp '{year}-01-20' + i.id * interval '1 second', timestamp '{year}-03-01' + i.id * interval '1 second'
FROM {ours}.items_workitem i JOIN projects p ON p.id = i.report_id
"""
NOTES = """
INSERT INTO journals (journalized_id, journalized_type, user_id, notes, created_on, private_notes)
SELECT i.id, 'Issue', 1, left(i.description, 200), now(), false FROM issues i, generate_series(1, 2)
"""
LATER = """
UPDATE users SET must_change_passwd = false, salt = '', hashed_password = %s, language = 'zh' WHERE login = 'admin';
INSERT INTO settings (name, value, updated_on) VALUES ('issues_export_limit', '1000000', now()),
       ('default_language', 'zh', now());
ANALYZE
"""


def rails(home: Path, *command: str) -> None:
    """Run a program of Redmine's for the instance."""
    subprocess.run(command, cwd=PROGRAM, env=environment(home), check=True, stdout=subprocess.DEVNULL)


def environment(home: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**own, "RAILS_ENV": "production", "REDMINE_INSTANCE": home.name, "REDMINE_LANG": "en"}


@contextlib.contextmanager
def instance(database: dict[str, Any]) -> Iterator[Path]:
    """A Redmine of its own on the server of the portal's database, migrated; gone afterwards."""
    home = PROGRAM / "instances" / f"bench-{secrets.token_hex(4)}"
    try:
        for folder in ("config", "files", "log", "tmp/cache", "tmp/pids"):
            (home / folder).mkdir(parents=True)
        (home / "config/secret_key.txt").write_text(secrets.token_hex(64))
        (home / "config/database.yml").write_text(
            f"production:\n  adapter: postgresql\n  encoding: utf8\n  database: {database['NAME']}\n"
            f"  host: {database['HOST']}\n  username: {database['USER']}\n  schema_search_path: redmine\n"
        )
        rails(home, "bundle", "exec", "rake", "db:migrate")
        rails(home, "bundle", "exec", "rake", "redmine:load_default_data")
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def fill_redmine() -> int:
    """Our items as Redmine's issues; how many."""
    from django.db import connection  # noqa: PLC0415

    words = {"ours": "public", "units": 1000, "year": LAST_DAY.year}
    hashed = hashlib.sha1(hashlib.sha1(PASSWORD.encode()).hexdigest().encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SET search_path TO redmine")
        for statement in (UNITS, PROJECTS, MEMBERS, MODULES, ITEMS, NOTES):
            cursor.execute(statement.format(**words))
        cursor.execute(LATER, [hashed])
        cursor.execute("SELECT count(*) FROM issues")
        (count,) = cursor.fetchone()
        cursor.execute("SET search_path TO public")
    return count


@contextlib.contextmanager
def redmine(home: Path) -> Iterator[Server]:
    """Redmine served by puma with as many processes as the portal has."""
    port = free_port()
    command = ["puma", "--workers", str(WORKERS), "--threads", "1:1", "--bind", f"tcp://127.0.0.1:{port}", "config.ru"]
    process = subprocess.Popen(command, cwd=PROGRAM, env=environment(home), stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                Server(port, process).ask("/login", "")
                break
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit("Redmine did not start.")
            time.sleep(0.5)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def signed_in_there(port: int) -> str:
    """The cookie of Redmine's administrator."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/login", headers={"Host": "localhost"})
    answer = connection.getresponse()
    token = re.search(r'name="authenticity_token" value="([^"]+)"', answer.read().decode())
    cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    fields = {"authenticity_token": token[1] if token else "", "username": "admin", "password": PASSWORD}
    headers = {"Host": "localhost", "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/login", urlencode(fields), headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 302:
        sys.exit(f"Redmine did not let the administrator in: {answer.status}")
    return (answer.getheader("Set-Cookie") or "").partition(";")[0]


def compare(ours: Server, theirs: Server, keys: dict[str, int], times: int) -> None:
    """Ask both in turn and print a line for each question."""
    from items.models import Responsibility  # noqa: PLC0415

    here, there = "=".join(session_of("supervision")), signed_in_there(theirs.port)
    lead = Responsibility.objects.steering().direct().filter(item__report=keys["report"]).order_by("pk").first()
    own = keys | {"unit": lead.department_id}
    other = keys | {"unit": 1000 + lead.department_id}
    print("| page | portal, ms | Redmine, ms | times as fast | kB | kB, Redmine |\n|---|--:|--:|--:|--:|--:|")
    for name, (mine, its) in (QUESTIONS | FILES).items():
        rounds = TIMES_OF_FILES if name in FILES else times
        asked = [(ours, mine.format(**own), here), (theirs, its.format(**other), there)]
        for one, address, cookie in asked:
            one.ask(address, cookie)
        took: list[list[tuple[float, int]]] = [[], []]
        for _round in range(rounds):
            for which, (one, address, cookie) in enumerate(asked):
                took[which].append(one.ask(address, cookie))
        (fast, size), (slow, bytes_there) = (sorted(answers)[len(answers) // 2] for answers in took)
        figures = (f"{1000 * fast:.0f}", f"{1000 * slow:.0f}", f"{slow / fast:.1f}")
        print(f"| {name} | {' | '.join(figures)} | {size / 1000:.0f} | {bytes_there / 1000:.0f} |", flush=True)


def main(cities: int, times: int) -> None:
    from django.db import connection  # noqa: PLC0415

    from items import simulation  # noqa: PLC0415

    from ..pages import keys_of_today  # noqa: PLC0415

    simulation.simulate(seed="1", on=LAST_DAY, keep_accounts=lambda accounts: None)
    items = fill(cities)
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA redmine")
    with instance(connection.settings_dict) as home:
        print(f"{items} items, {fill_redmine()} issues", file=sys.stderr)
        with server("tests.bench.portal:application") as ours, redmine(home) as theirs:
            compare(ours, theirs, keys_of_today(), times)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cities", type=int, default=CITIES)
    arguments.add_argument("--times", type=int, default=TIMES)
    told = arguments.parse_args()
    with scratch_portal(own_database=False):
        main(told.cities, told.times)
