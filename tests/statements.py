"""What each test asks of the database: noted where all tests run, so that on another database a part of them suffices.

`--note-statements` notes which statements each test sends, whatever the values in them. `--by-statements` then leaves
out the tests that send none but what enough others send, too. The notes hold for the code they were taken from, the
tests' own included: after any change all tests run until new ones are there. So does a test without notes, such as one
that was skipped.
"""

import json
import re
import time
import zlib
from collections import Counter
from heapq import heapify, heappop, heapreplace
from typing import NamedTuple

import pytest
from django.db.backends.signals import connection_created

from . import kept, template_database
from .places import ROOT

# How many tests that send a statement run, if there are so many. What must hold on each database says so itself.
ENOUGH = 1
# Seconds that any test takes, beside what it does itself.
EACH = 0.02

# What differs from one run or one number of rows to the next.
LISTS = re.compile(r"\(\s*(?:%s|-?\d+)(?:,\s*(?:%s|-?\d+))*\s*\)")
ROWS = re.compile(r"(\([^()]*\))(?:,\s*\1)+")
NUMBERS = re.compile(r"\b(LIMIT|OFFSET) \d+")
SAVEPOINTS = re.compile(r"(SAVEPOINT) .*")


class Sent(NamedTuple):
    """What a test sent: the numbers of its statements, and the seconds that it took."""

    statements: list[int]
    seconds: float


def number_of(sql):
    """A number for all statements that differ from this one in their values only."""
    shape = ROWS.sub(r"\1", LISTS.sub("(%s)", sql))
    return zlib.crc32(SAVEPOINTS.sub(r"\1", NUMBERS.sub(r"\1", shape)).encode())


class Noting:
    """Plugin: notes what each test sends and adds it to the notes at the end, those of other code are removed."""

    def __init__(self, folder):
        self.folder, self.numbers, self.found = folder, {}, {}
        self.now = set()
        connection_created.connect(self.listen)

    def listen(self, connection, **kwargs):
        """Of every thread: the browser's pages are answered by others than the test's own."""
        if self.note not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.note)

    def note(self, execute, sql, params, many, context):
        """An execute wrapper of Django's connections."""
        sql = str(sql)
        number = self.numbers.get(sql)
        if number is None:
            number = self.numbers[sql] = number_of(sql)
        self.now.add(number)
        return execute(sql, params, many, context)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.now.clear()
        since = time.process_time()
        ran = yield
        if self.now:
            self.found[item.nodeid] = Sent(sorted(self.now), round(time.process_time() - since, 3))
        return ran

    def pytest_sessionfinish(self):
        if not self.found:  # the process that hands the tests out
            return
        path = path_of(self.folder)
        with template_database.alone(self.folder):
            notes = read(path) | self.found
            for old in self.folder.glob("*.json"):
                old.unlink()
            path.write_text(json.dumps(notes))


def path_of(folder):
    """Where the notes of the code as it is now stand."""
    tests = (ROOT / "tests").rglob("*.py")
    return folder / f"{template_database.digest(sorted([*kept.sources(), *tests]))}.json"


def read(path):
    """{test: Sent}, empty where nothing was noted."""
    if not path.exists():
        return {}
    return {test: Sent(*sent) for test, sent in json.loads(path.read_text()).items()}


class Choosing:
    """Plugin: of the tests that are left when all else has chosen, those run that `choose` names."""

    def __init__(self, folder):
        self.notes = read(path_of(folder))

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        sent = {item.nodeid: self.notes.get(item.nodeid) for item in items}
        chosen = choose(sent, {item.nodeid for item in items if must_run(item)})
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in chosen])
        items[:] = [item for item in items if item.nodeid in chosen]


def must_run(item):
    """Whether the test asks for more than its statements show: `each_database`, or what others see while it runs."""
    marker = item.get_closest_marker("django_db")
    is_seen = "transactional_db" in item.fixturenames or (marker and marker.kwargs.get("transaction"))
    return bool(is_seen or item.get_closest_marker("each_database"))


def choose(sent, needed):
    """Of {test: Sent, None if not noted} those that run: the needed ones, and in cheap ones every statement ENOUGH."""
    chosen = {test for test, one in sent.items() if one is None or test in needed}
    left = Counter(number for one in sent.values() if one for number in one.statements)
    left = Counter({number: min(count, ENOUGH) for number, count in left.items()})
    for test in chosen:
        left.subtract(sent[test].statements if sent[test] else ())

    def price(test):
        """Seconds for each statement that is still missing, None if it brings none."""
        missing = sum(left[number] > 0 for number in sent[test].statements)
        return (sent[test].seconds + EACH) / missing if missing else None

    # Prices only rise, so one that is still the lowest when asked again is the lowest.
    waiting = [(price(test), test) for test in sent if test not in chosen and price(test)]
    heapify(waiting)
    while waiting:
        before, test = waiting[0]
        now = price(test)
        if now is None:
            heappop(waiting)
        elif now > before:
            heapreplace(waiting, (now, test))
        else:
            heappop(waiting)
            chosen.add(test)
            left.subtract(sent[test].statements)
    return chosen
