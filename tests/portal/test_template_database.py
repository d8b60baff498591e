"""The tests' own ground: a template database and kept rows are copies of what would be made, never of something old."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import transaction

from departments import clock
from departments.models import Department, DepartmentAlias

from .. import template_database
from ..given import factories
from ..given.cast import Cast
from ..given.refusals import everything
from ..given.together import moment
from ..kept import Kept, Upon, shared


def made(calls, word="made"):
    """A maker of templates that notes its calls and writes `word` into a table."""

    def make(path):
        calls.append(path)
        with closing(sqlite3.connect(path)) as database:
            database.executescript(f"CREATE TABLE word (word); INSERT INTO word VALUES ('{word}')")

    return make


def word_in(path):
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT word FROM word").fetchone()[0]


def test_all_migrations_and_models_are_among_the_sources(settings):
    sources = set(template_database.sources())
    for app in ("departments", "items"):
        assert set((settings.BASE_DIR / app / "migrations").glob("*.py")) <= sources
        assert set((settings.BASE_DIR / app).rglob("models/*.py")) <= sources
    assert any("contrib/auth/migrations" in path.as_posix() for path in sources)


def test_a_changed_or_new_migration_has_another_digest(tmp_path):
    one, two = tmp_path / "0001_a.py", tmp_path / "0002_b.py"
    one.write_text("a = 1")
    two.write_text("")
    before = template_database.digest([one])
    assert template_database.digest([one]) == before
    others = {template_database.digest([one, two]), template_database.digest([one], "models")}
    one.write_text("a = 2")
    others.add(template_database.digest([one]))
    assert before not in others and len(others) == 3


def test_a_template_is_made_once_and_a_new_name_never_meets_the_old_one(tmp_path):
    folder, calls = tmp_path / "cache", []
    for target in ("first", "second"):
        template_database.file_copy(folder, "made-old", tmp_path / target, make=made(calls, "old"))
        assert word_in(tmp_path / target) == "old"
    assert len(calls) == 1
    template_database.file_copy(folder, "made-new", tmp_path / "third", make=made(calls, "new"))
    template_database.file_copy(folder, "other-one", tmp_path / "other", make=made([]))
    assert word_in(tmp_path / "third") == "new" and len(calls) == 2
    names = {f"portal_template_{name}.sqlite3" for name in ("made-new", "other-one")}
    assert {path.name for path in folder.glob("*.sqlite3")} == names
    template_database.file_copy(folder, "made-new", tmp_path / "fourth", make=made(calls, "renewed"), renew=True)
    assert word_in(tmp_path / "fourth") == "renewed"


def test_those_who_start_at_once_make_one_template(tmp_path):
    folder, calls = tmp_path / "cache", []
    with ThreadPoolExecutor(4) as pool:
        copies = [
            pool.submit(template_database.file_copy, folder, "made-one", tmp_path / f"{number}", make=made(calls))
            for number in range(8)
        ]
    for copy in copies:
        copy.result()
    assert len(calls) == 1
    assert {word_in(tmp_path / f"{number}") for number in range(8)} == {"made"}


def test_a_template_left_half_made_is_made_anew(tmp_path):
    def broken(path):
        made([], "half")(path)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        template_database.file_copy(tmp_path, "made-one", tmp_path / "copy", make=broken)
    template_database.file_copy(tmp_path, "made-one", tmp_path / "copy", make=made([], "whole"))
    assert word_in(tmp_path / "copy") == "whole"


# Kept rows


@pytest.fixture
def forgotten(db):
    """forgotten(function): what it gives and all rows that there are then, which are taken back."""

    def run(function):
        with transaction.atomic():
            found = function(), everything()
            transaction.set_rollback(True)
        return found

    return run


@pytest.fixture
def counted():
    """The cast, kept, and how often it was built."""
    calls = []

    def build():
        calls.append(clock.now())
        return Cast.build()

    return Kept(build), calls


def test_kept_rows_are_the_rows_that_were_built(forgotten, counted):
    kept, calls = counted
    (first, rows), (again, same) = forgotten(kept), forgotten(kept)
    assert len(calls) == 1
    assert same == rows
    assert again == first
    assert again.led is not first.led and again.led.report is again.report


def test_rows_after_kept_ones_get_keys_of_their_own(forgotten, counted):
    kept, _calls = counted
    forgotten(kept)
    cast = kept()
    assert factories.department().pk > cast.west.pk
    assert factories.item(cast.report, 9).pk > cast.open_lead.pk


def test_rows_are_built_again_for_another_moment_and_beside_other_rows(forgotten, counted):
    kept, calls = counted
    forgotten(kept)
    for _time in range(2):
        with clock.at(moment("2011-05-01")):
            forgotten(kept)
    assert len(calls) == 2
    factories.department()
    kept()
    assert len(calls) == 3


@pytest.fixture
def renaming(counted):
    """The kept cast; a step upon it that adds a unit, renames one and deletes one, and what it was called with."""
    calls = []

    def rename(name):
        calls.append(name)
        factories.department(name)
        Department.objects.filter(name="东城区人民政府").update(name=f"{name}（更名）")
        DepartmentAlias.objects.all().delete()

    def build():
        cast = counted[0].build()
        DepartmentAlias.objects.create(department=cast.health, name="卫生局（旧）")
        return cast

    return Kept(build), Upon(rename), calls


def test_a_step_upon_kept_rows_is_taken_once_and_written_again(forgotten, renaming):
    cast, rename, calls = renaming

    def both():
        cast()
        rename("甲局")
        rename("乙局")

    (_none, rows), (_nothing, same) = forgotten(both), forgotten(both)
    assert calls == ["甲局", "乙局"]
    assert same == rows


def test_a_step_upon_other_rows_is_taken_itself(forgotten, renaming):
    cast, rename, calls = renaming

    def beside(write):
        cast()
        write()
        rename("甲局")

    def taken_back():
        with transaction.atomic():
            factories.department()
            transaction.set_rollback(True)

    for write in (lambda: None, factories.department, taken_back, lambda: rename("乙局"), Department.objects.count):
        forgotten(lambda write=write: beside(write))
    # Only the last one found what the first had found.
    assert calls == ["甲局", "甲局", "甲局", "乙局", "甲局"]
    with clock.at(moment("2011-05-01")):
        forgotten(lambda: beside(lambda: None))
    assert len(calls) == 6


def test_kept_files_are_written_again(forgotten, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "one"

    def build():
        settings.VAR_DIR.mkdir()
        (settings.VAR_DIR / "file").write_bytes(b"content")

    kept = Kept(build, files=True)
    forgotten(kept)
    settings.VAR_DIR = tmp_path / "two"
    forgotten(kept)
    assert (tmp_path / "two" / "file").read_bytes() == b"content"


def test_shared_rows_are_built_once_for_the_same_code(forgotten, monkeypatch, tmp_path):
    calls = []

    def build():
        calls.append(1)
        return Cast.build()

    (first, rows), (again, same) = [forgotten(lambda: shared(tmp_path, "cast", build)) for _time in range(2)]
    assert len(calls) == 1
    assert (again, same) == (first, rows)
    monkeypatch.setattr(template_database, "digest", lambda *parts: "of-other-code")
    forgotten(lambda: shared(tmp_path, "cast", build))
    assert len(calls) == 2
    assert [path.name for path in tmp_path.glob("cast/*.pickle")] == ["of-other-code.pickle"]
