"""The index of words (`departments.models.word_index`): nothing missed, nothing found too much, on each database.

Whatever writes a row, the index says what the row says; on SQLite also after a table was built anew.
"""

import random
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Concat

from departments.folding import folded
from departments.models import Department, DepartmentAlias, FoldedModel, User
from departments.models.folded import folded_fields, keep_index, loosen_index
from departments.models.word_index import out_of_step, pairs
from items.models import (
    Attachment,
    Chapter,
    Closing,
    Extension,
    Instruction,
    Objection,
    ProgressNote,
    ProgressUpdate,
    Target,
    WorkItem,
    append_only,
)

from ..bench.standing import copied
from ..given import factories
from ..given.opened_rounds import State, opened, put, update_of

pytestmark = pytest.mark.each_database

ASKED = (Instruction, Extension, Objection, Closing)
FOLDED = (
    Department,
    DepartmentAlias,
    User,
    Chapter,
    WorkItem,
    ProgressNote,
    Target,
    ProgressUpdate,
    Attachment,
    *ASKED,
)
# Whatever a text may hold: signs of both query languages, characters of any length in bytes, marks between numbers.
SIGNS = "市人社局就业就业12３%+<>=≤≥±×¥$°‰，。、“”'\"*?()（）-:|&!\\^~NEARornotab ＡB㎡𠮷著○\n\t\u3000\u200b"


def text_of(chance):
    return "".join(chance.choice(SIGNS) for _place in range(chance.randrange(1, 24))).strip() or "字"


def stale():
    """{model: keys of rows whose words, or the index of them, are not what the row says}."""
    found = {}
    for model in FOLDED:
        [column] = folded_fields(model)
        stored = dict(model.objects.values_list("pk", Cast(column.name, TextField())))
        wrong = {row.pk for row in model.objects.all() if stored[row.pk] != row.words} | out_of_step(connection, column)
        if wrong:
            found[model.__name__] = wrong
    return found


def written(cast, *texts):
    return [factories.item(cast.report, 100 + number, text) for number, text in enumerate(texts)]


def test_every_table_with_words_is_looked_after():
    models = {model for model in apps.get_models() if folded_fields(model)}
    assert models == set(FOLDED)
    assert all(issubclass(model, FoldedModel) for model in models)
    assert all(hasattr(model._default_manager.all(), "bulk_update") for model in models)


def test_a_text_is_cut_into_pairs_and_its_last_character():
    assert pairs("社会保障\n8-10\n一") == "社会 会保 保障 障 8- -1 10 0 一"
    assert pairs("") == pairs("\n") == ""


@pytest.mark.parametrize("seed", range(4))
def test_what_is_found_is_what_holds_the_words(cast, seed):
    chance = random.Random(seed)
    texts = [text_of(chance) for _row in range(40)]
    rows = written(cast, *texts)
    wanted = [folded(text_of(chance))[:2] for _time in range(20)]
    for text in texts:
        said = folded(text)
        start = chance.randrange(len(said) or 1)
        wanted += [said[start : start + length] for length in (1, 2, 3, 7)]
    for word in filter(None, wanted):
        found = set(WorkItem.objects.filter(pk__in=[row.pk for row in rows], words__holds=word))
        assert found == {row for row in rows if word in row.words}, word


def ways_of_writing(chance, cast):
    """The ways in which Django writes rows, each as a function that writes some by chance."""
    items = list(WorkItem.objects.order_by("pk"))
    one, text = chance.choice(items), text_of(chance)

    def remade():
        one.text = text
        one.save(update_fields=["text"])

    def in_bulk():
        for item in items:
            item.remark = text_of(chance)
        WorkItem.objects.bulk_update(items, ["remark"])

    def taken_back():
        with transaction.atomic():
            WorkItem.objects.update(text=text)
            transaction.set_rollback(True)

    def over_what_is_there():
        twins = [copied(item, text=text) for item in items]
        key = ["report", "number", "clause"]
        WorkItem.objects.bulk_create(twins, update_conflicts=True, unique_fields=key, update_fields=["text"])

    ways = [
        over_what_is_there,
        remade,
        in_bulk,
        taken_back,
        lambda: WorkItem.objects.filter(pk=one.pk).update(text=text),
        lambda: WorkItem.objects.filter(pk=one.pk, version=one.version).update(text=text, version=F("version") + 1),
        lambda: WorkItem.objects.filter(pk=one.pk, version=-1).update(text=text),
        lambda: WorkItem.objects.update(remark=Concat(F("remark"), Value(text), output_field=TextField())),
        lambda: WorkItem.objects.update(published={"text": text}),
        lambda: Target.objects.create(item=one, position=1, label=text, number=1),
        lambda: Target.objects.update_or_create(
            item=one, position=1, label=text, defaults={"number": 2, "label": "甲"}
        ),
        lambda: Target.objects.filter(item=one).update(label=text),
        lambda: Target.objects.filter(item=one).delete(),
        lambda: Target.objects.bulk_create([Target(item=item, position=9, label=text, number=1) for item in items]),
        lambda: ProgressNote.objects.create(
            item=one, by=cast.liaison, text=text, at=factories.moment("2011-03-01 12:00")
        ),
        lambda: cast.report.items.update(leaders=text),
        lambda: DepartmentAlias.objects.update(department=cast.health),
        lambda: Department.objects.filter(pk=cast.health.pk).update(short_name=text),
    ]
    return ways


@pytest.mark.parametrize("seed", range(6))
def test_however_rows_are_written_the_index_says_what_they_say(cast, seed):
    chance = random.Random(seed)
    DepartmentAlias.objects.create(department=cast.civil_affairs, name="民政")
    count = len(ways_of_writing(chance, cast))
    for index in chance.sample(range(count), count):
        ways_of_writing(chance, cast)[index]()
        if index % 3 == 0:
            assert stale() == {}
    assert stale() == {}


def test_a_row_written_by_sql_alone_is_found(cast):
    [item] = written(cast, "旧文")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE items_workitem SET words = %s WHERE id = %s", ["新文", item.pk])
    assert WorkItem.objects.filter(words__holds="新文").get() == item
    assert not WorkItem.objects.filter(words__holds="旧文").exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_says_what_is_out_of_step_and_mends_it(cast, capsys):
    written(cast, "城镇新增就业")
    call_command("search_index")
    assert "items_workitem: 0\n" in capsys.readouterr().out
    with connection.cursor() as cursor:  # as if somebody had switched the keeping off
        if connection.vendor == "sqlite":
            for when in ("added", "changed", "gone"):
                cursor.execute(f"DROP TRIGGER items_workitem_words_pairs_{when}")
        else:
            cursor.execute("DROP INDEX items_workitem_words_pairs")
        cursor.execute("UPDATE items_workitem SET words = '并无此事'")
    with pytest.raises(CommandError, match="--mend"):
        call_command("search_index")
    call_command("search_index", mend=True)
    assert stale() == {}
    assert WorkItem.objects.filter(words__holds="新增就业").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_finds_nothing(cast):
    written(cast, "城镇新增就业")
    with append_only.unguarded():  # the database refuses to empty the audit record
        call_command("flush", verbosity=0, interactive=False)
    assert stale() == {}
    assert not WorkItem.objects.filter(words__holds="就业").exists()


def test_an_index_that_says_too_much_is_noticed(cast):
    [item] = written(cast, "城镇新增就业")
    if connection.vendor == "sqlite":  # PostgreSQL keeps an index upon a column by itself
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO items_workitem_words_pairs(rowid, words) VALUES (%s, '农业')", [item.pk])
        assert out_of_step(connection, folded_fields(WorkItem)[0]) == {item.pk}


def test_a_migration_that_builds_a_table_anew_loses_nothing(cast):
    written(cast, "城镇新增就业")
    app = apps.get_app_config("items")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER items_workitem_words_pairs_added")
    item = factories.item(cast.report, 300, "残疾儿童康复")
    keep_index(sender=app, using="default")
    assert WorkItem.objects.filter(words__holds="残疾儿童").get() == item
    assert stale() == {}


def test_the_migration_folds_what_was_there_before(cast):
    update = update_of(opened(cast.report), cast.led, cast.civil_affairs)
    put(update, State.DRAFT, by=cast.liaison, office=cast.supervisor, problems="资金缺口较大")
    ProgressUpdate.objects.update(words="")
    import_module("items.migrations.0033_fold_words_of_reports_and_files").fold_all(apps, None)
    assert stale() == {}
    assert ProgressUpdate.objects.filter(words__holds="资金缺口").get() == update


def test_the_migrations_fold_people_and_what_was_asked(cast):
    asked = {"item": cast.led, "by": cast.liaison, "at": factories.moment("2011-03-01 12:00")}
    Instruction.objects.create(text="请加快（１０天内）", **asked)
    Objection.objects.create(reason="不屬職責", kind="duty", department=cast.civil_affairs, **asked)
    for model in (User, *ASKED):
        model.objects.update(words="")
    assert stale() != {}
    import_module("departments.migrations.0006_words_of_people").fold_people(apps, None)
    import_module("items.migrations.0043_words_of_requests").fold_all(apps, None)
    assert stale() == {}


def test_a_migration_taken_back_finds_no_trigger_in_its_way(cast):
    app = apps.get_app_config("items")
    loosen_index(sender=app, using="default", plan=[(None, True)])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'items%pairs%'")
            assert cursor.fetchone() == (0,)
    keep_index(sender=app, using="default")
    assert stale() == {}
