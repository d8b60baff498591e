"""Tests are left out on another database only where enough others send the same statements."""

import subprocess
import sys

import pytest

from ..places import ROOT
from ..statements import ENOUGH, Sent, choose, number_of

ALIKE = [
    ("SELECT a FROM b WHERE c IN (%s, %s) LIMIT 21", "SELECT a FROM b WHERE c IN (%s) LIMIT 1"),
    ("SELECT a FROM b LIMIT 5 OFFSET 10", "SELECT a FROM b LIMIT 5 OFFSET 20"),
    ("INSERT INTO a (b, c) VALUES (%s, %s), (%s, %s)", "INSERT INTO a (b, c) VALUES (%s, %s)"),
    ('SAVEPOINT "s140_x1"', 'SAVEPOINT "s139_x27"'),
]
UNLIKE = [
    ("SELECT a FROM b WHERE c = %s", "SELECT a FROM b WHERE d = %s"),
    ("SELECT a FROM b", "SELECT a FROM b LIMIT 1"),
    ("SELECT a FROM b ORDER BY a", "SELECT a FROM b ORDER BY a DESC"),
    ('SAVEPOINT "s140_x1"', 'RELEASE SAVEPOINT "s140_x1"'),
    ("INSERT INTO a (b, c) VALUES (%s, %s)", "INSERT INTO a (b) VALUES (%s)"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_statements_that_differ_in_values_are_the_same(one, other):
    assert number_of(one) == number_of(other)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_any_other_statement_is_another_one(one, other):
    assert number_of(one) != number_of(other)


def test_every_statement_is_sent_by_enough_tests_and_the_cheap_ones_are_taken():
    sent = {f"dear {place}": Sent([1, 2, 3], 5) for place in range(4)}
    sent |= {f"cheap {place}": Sent([1, 2], 0.1) for place in range(4)}
    sent |= {"alone": Sent([1, 9], 60), "idle": Sent([2], 0.1)}
    chosen = choose(sent, needed=set())
    assert {name for name in chosen if name.startswith("dear")} == {f"dear {place}" for place in range(ENOUGH)}
    assert "alone" in chosen
    for number in (1, 2, 3, 9):
        senders = [name for name, one in sent.items() if number in one.statements]
        assert sum(name in chosen for name in senders) >= min(ENOUGH, len(senders))
    assert len(chosen) < len(sent)


def test_what_is_needed_or_was_never_noted_runs():
    sent = {"one": Sent([1], 1), "two": Sent([1], 1), "needed": Sent([1], 9), "new": None}
    chosen = choose(sent, needed={"needed"})
    assert {"needed", "new"} <= chosen
    assert len(chosen) == 2 + ENOUGH - 1


TESTS = """
import pytest
from departments.models import Department

@pytest.mark.parametrize("place", range(5))
def test_alike(db, place):
    assert not Department.objects.filter(pk=place).exists()

def test_another(db):
    assert Department.objects.count() == 0

def test_seen(transactional_db):
    assert Department.objects.count() == 0

@pytest.mark.each_database
def test_on_each(db):
    assert Department.objects.count() == 0
"""


def test_a_run_notes_and_the_next_one_chooses(tmp_path):
    (tmp_path / "conftest.py").write_text("from tests.conftest import *")
    (tmp_path / "test_some.py").write_text(TESTS)

    def ran(*options):
        places = ["-o", f"cache_dir={tmp_path / 'cache'}", "--confcutdir", tmp_path, "-c", ROOT / "pyproject.toml"]
        command = [sys.executable, "-m", "pytest", "-q", *places, *options, tmp_path]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout.splitlines()[-1]

    assert ran("--note-statements").startswith("8 passed")
    assert ran("--by-statements").startswith(f"{ENOUGH + 2} passed, {6 - ENOUGH} deselected")
