"""A rehearsal of the restore finds whatever does not fit, says how long it takes, and leaves nothing behind."""

import io
import re
import subprocess
from contextlib import contextmanager

import environ
import pytest
from django.core.management import CommandError, call_command
from django.db import ConnectionHandler, connection
from django.db.migrations.recorder import MigrationRecorder

from items.backups.beside import PREFIX, place_beside
from items.backups.manifest import BackupError, Manifest
from items.backups.restoring import prove
from items.files.storing import path_of
from items.models import Attachment, AuditEntry, ProgressNote

from ..audit.tampering import as_owner, sql
from ..files.samples import NOW
from .places import backup, command, empty_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.each_database]


def drill(place, *arguments):
    """What the drill says."""
    said = io.StringIO()
    call_command("drill", "--place", place, *arguments, stdout=said, stderr=said)
    return said.getvalue()


def drilled():
    """How the audit record says that the last one ended."""
    entry = AuditEntry.objects.get(act="drilled")
    return entry.result, entry.label, entry.reason


def databases():
    """Those of the server that a drill has made."""
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname = %s", [f"{connection.settings_dict['NAME']}_drill"]
        )
        return cursor.fetchall()


def left_in(place):
    return [*place.glob("*"), *databases()]


def test_what_is_backed_up_comes_back_and_answers(lived, tmp_path):
    place = tmp_path / "place"
    said = drill(place)
    assert re.search(r"backup 备份: \d+\.\d s\nrestore 恢复并核验: \d+\.\d s\nstart 启动并应答: \d+\.\d s\n", said)
    assert re.search(r"Back in service after \d+\.\d s \(RTO\); its newest entry was \d+:\d\d:\d\d old", said)
    assert "The drill went well" in said and "演练成功" in said
    assert left_in(place) == []
    result, label, reason = drilled()
    assert (result, label[:7], reason) == ("done", "portal-", "")


def test_a_backup_that_is_no_good_fails_the_drill(lived, tmp_path):
    folder = backup(tmp_path / "backups")
    victim = next(path for path in (folder / "attachments").rglob("*") if path.is_file())
    victim.write_bytes(victim.read_bytes()[:-1])
    with pytest.raises(CommandError, match=f"{victim.name} is missing or not as it was backed up"):
        drill(tmp_path / "place", "--from", tmp_path / "backups")
    assert left_in(tmp_path / "place") == []
    result, label, reason = drilled()
    assert (result, label) == ("failed", folder.name) and victim.name in reason


@pytest.mark.once
def test_what_does_not_fit_is_told_and_fails_the_drill(lived, tmp_path):
    folder = backup(tmp_path / "backups")
    told = Manifest.read(folder)
    told.digests["items_workitem"] = "0" * 64
    told.write(folder)
    with pytest.raises(CommandError, match="The drill found 1 things that do not fit"):
        drill(tmp_path / "place", "--from", folder)
    assert drilled()[0] == "failed" and "items_workitem: 3 rows, not with the same content" in drilled()[2]


def change_a_row():
    sql("UPDATE items_workitem SET text = text || '。' WHERE id = (SELECT min(id) FROM items_workitem)")
    return r"items_workitem: 3 rows, not with the same content 3 行，内容不一致"


def delete_a_row():
    sql("DELETE FROM items_progressnote")
    return r"items_progressnote: 1 → 0"


def forget_a_migration():
    sql("DELETE FROM django_migrations WHERE app = 'items' AND name LIKE '0001%%'")
    return r"migration 数据库迁移 items 0001_\w+ → –"


def cut_a_file_short():
    attachment = Attachment.objects.first()
    path = path_of(attachment.stored_as)
    path.write_bytes(path.read_bytes()[:-1])
    return rf"attachment 附件 {attachment.pk} \({attachment.stored_as}\)"


def break_the_chain():
    with as_owner():
        sql("UPDATE items_auditentry SET label = 'x' WHERE id = (SELECT min(entry_id) FROM items_auditlink)")
    return r"audit 审计日志: .*"


@pytest.fixture
def migrations():
    """Those that were applied are so again for the next test."""
    applied = MigrationRecorder(connection).applied_migrations()
    yield
    recorder = MigrationRecorder(connection)
    for app, name in applied.keys() - recorder.applied_migrations().keys():
        recorder.record_applied(app, name)


@pytest.mark.parametrize("plant", [change_a_row, delete_a_row, forget_a_migration, cut_a_file_short, break_the_chain])
def test_a_planted_difference_is_found(lived, migrations, tmp_path, plant):
    ProgressNote.objects.create(text="已开工", item=lived.led, department=lived.civil_affairs, by=lived.liaison, at=NOW)
    told = Manifest.read(backup(tmp_path / "backups"))
    sentence = plant()
    problems = prove(told, lambda _text: None)
    assert any(re.fullmatch(sentence, one) for one in problems), problems


def test_lights_that_the_dashboard_counts_otherwise_are_told(lived, tmp_path):
    told = Manifest.read(backup(tmp_path / "backups"))
    [(report, lights)] = told.shown["lights"].items()
    assert lights == {"red": 3}
    told.shown["lights"][report] = {"green": 3}
    assert f"lights 红黄绿灯 {report}: {{'green': 3}} → {{'red': 3}}" in prove(told, lambda _text: None)


def test_what_is_written_after_the_backup_is_no_difference(lived, tmp_path):
    told = Manifest.read(backup(tmp_path / "backups"))
    assert prove(told, lambda _text: None) == []


def test_what_a_killed_drill_has_left_the_next_one_removes(lived, var, tmp_path):
    folder, place = backup(tmp_path / "backups"), tmp_path / "place"
    arguments = command("drill", "--place", place, "--from", folder, var=var)
    with subprocess.Popen(**arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        while "database" not in process.stdout.readline():
            assert process.poll() is None
        process.kill()
    assert any(path.name.startswith(PREFIX) for path in left_in(place))
    with place_beside(place, "") as beside:
        assert [*place.glob("*")] == [beside.folder]
        assert not [*beside.folder.iterdir()]
    assert left_in(place) == []


def test_a_drill_at_work_is_let_alone(lived, tmp_path):
    with place_beside(tmp_path, "") as first:
        if connection.vendor == "sqlite":
            with place_beside(tmp_path, "") as second:
                assert first.folder.exists() and second.folder != first.folder
        else:
            with pytest.raises(BackupError, match="Another drill is under way"), place_beside(tmp_path, ""):
                pass
            assert first.folder.exists() and databases()


def test_a_database_that_is_named_is_empty_before_and_after(lived, tmp_path):
    if connection.vendor == "sqlite":
        with pytest.raises(BackupError, match="leave it out"), place_beside(tmp_path, "postgres:///x"):
            pass
        return
    with empty_database(tmp_path) as url:
        with place_beside(tmp_path, url), there(url) as cursor:
            cursor.execute("CREATE TABLE one (two int)")
        with place_beside(tmp_path, url) as beside:  # it was emptied
            assert beside.url == url and not databases()
        with there(url) as cursor:
            cursor.execute("CREATE TABLE somebodys (two int)")
        with pytest.raises(BackupError, match="is not empty, so nothing was written"), place_beside(tmp_path, url):
            pass


@contextmanager
def there(url):
    """A cursor on another database."""
    other = ConnectionHandler({"default": environ.Env.db_url_config(url)})["default"]
    with other.cursor() as cursor:
        yield cursor
    other.close()


def test_a_database_of_that_name_that_is_somebodys_stays(lived, tmp_path):
    if connection.vendor == "sqlite":
        pytest.skip("a file needs no name")
    name = f"{connection.settings_dict['NAME']}_drill"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS 'somebody''s'")
    try:
        with pytest.raises(BackupError, match="that no drill has made"), place_beside(tmp_path, ""):
            pass
        assert databases()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


def test_what_is_encrypted_needs_its_key(lived, tmp_path):
    with pytest.raises(CommandError, match="name it by --identity"):
        drill(tmp_path / "place", "--recipient", "age1x")
