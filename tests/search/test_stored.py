"""What is stored to be looked through says what the rows say, whoever has written them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import TextField
from django.db.models.functions import Cast

from departments.models import Department, DepartmentAlias
from items.closing.moving import write_note
from items.imports import apply_import
from items.ledger.editing import edit_item
from items.models import Chapter, ProgressNote, Target, WorkItem
from items.seeding.sowing import seed
from items.units.merging import merge

from ..given.factories import day
from ..imports.corrected import CHANGED, FIRST_TEXT, correct, plan

FOLDED = (Department, DepartmentAlias, Chapter, WorkItem, ProgressNote, Target)
DEPARTMENTS = import_module("departments.migrations.0003_words_of_names")
ITEMS = import_module("items.migrations.0015_words_to_find_by")


def stored_of(model):
    """{key: what the column holds}; asked for as it is, no query reads it."""
    return dict(model.objects.values_list("pk", Cast("words", TextField())))


def wrong():
    """[row] of all rows whose stored words are not what the row says."""
    rows = [row for model in FOLDED for row in model.objects.all()]
    stored = {model: stored_of(model) for model in FOLDED}
    assert all(stored.values())
    return [row for row in rows if stored[type(row)][row.pk] != row.words or not row.words]


@pytest.fixture
def written(cast):
    """Rows written by an import, notes and targets by hand."""
    report = apply_import(plan(FIRST_TEXT), by=cast.supervisor)
    write_note(cast.led, text="已召开部署会", by=cast.liaison)
    DepartmentAlias.objects.create(department=cast.health, name="市卫健委")
    return report


def test_an_import_and_a_note_store_their_words(written):
    assert wrong() == []


def test_rows_of_a_fixture_store_their_words(db):
    seed(on=day("2011-03-01"), keep_accounts=lambda accounts: None)
    assert all(words for model in FOLDED for words in stored_of(model).values())


def test_a_remark_is_found_once_it_is_saved_and_no_longer_once_it_is_changed(cast, written):
    for remark in ("改为试点", "全面铺开"):
        cast.led.refresh_from_db()
        edit_item(cast.led, by=cast.supervisor, version=cast.led.version, due_on=None, due_text="", remark=remark)
        assert wrong() == []
        assert list(WorkItem.objects.matching(remark)) == [cast.led]
    assert not WorkItem.objects.matching("试点").exists()


def test_a_corrected_file_is_found_by_its_new_words(cast, written):
    correct(written, CHANGED, cast)
    assert wrong() == []
    assert WorkItem.objects.matching("修建道路40公里").count() == 1
    assert not WorkItem.objects.matching("修建道路30公里").exists()


def test_after_a_merger_the_old_name_finds_the_successor(cast, written):
    merge(cast.health, into=cast.civil_affairs, by=cast.administrator, on=day("2014-05-01"))
    assert wrong() == []
    for typed in ("市卫生局", "wsj", "weijianwei"):
        assert list(Department.objects.unmerged().matching(typed)) == [cast.civil_affairs]


def test_a_renamed_unit_is_found_by_its_new_name(office, cast):
    cast.education.name = "市教体局"
    cast.education.save(update_fields=["name", "words"])
    assert list(Department.objects.matching("jtj")) == [cast.education]
    assert not Department.objects.matching("jiaoyu").exists()


def test_the_migrations_store_what_saving_does(written):
    for model in FOLDED:
        model.objects.update(words="")
    DEPARTMENTS.fold_all(apps, None)
    ITEMS.fold_all(apps, None)
    assert wrong() == []
