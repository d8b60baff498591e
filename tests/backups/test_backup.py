"""A backup made while people write, brought back beside, holds all that it should and says what it does not hold."""

import io
import json
import os
import sqlite3
import threading

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from items.audit.sealing import seal_rest
from items.auditing import Act, note
from items.backups import database
from items.backups.manifest import Manifest
from items.files.storing import path_of
from items.models import Attachment, HistoryEntry, ProgressNote

from ..files.samples import FILES, NOW
from .places import backup, empty_database, manage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.each_database]


def restored_into(folder, place, *arguments):
    """(exit code, what was said, var, address of the database) after bringing the backup back into an empty place."""
    with empty_database(place) as url:
        code, said = manage("restore", folder, *arguments, var=place, url=url)
        query = "import json;from items.models import *;print(json.dumps([ProgressNote.objects.count(),"
        query += "HistoryEntry.objects.count(),sorted(Attachment.objects.values_list('digest',flat=True))]))"
        shown = manage("shell", "-v", "0", "-c", query, var=place, url=url) if code == 0 else (1, "")
        return code, said, json.loads(shown[1].splitlines()[-1]) if shown[0] == 0 else None


def test_what_was_backed_up_comes_back_with_every_row_and_file(lived, var, tmp_path):
    folder = backup(tmp_path / "backups")
    told = Manifest.read(folder)
    assert told.tables["items_attachment"] == len(FILES) and told.tables["items_workitem"] == 3
    code, said, found = restored_into(folder, tmp_path / "place")
    assert code == 0, said
    digests = sorted(Attachment.objects.values_list("digest", flat=True))
    assert found == [ProgressNote.objects.count(), HistoryEntry.objects.count(), digests]
    for attachment in Attachment.objects.all():
        name = path_of(attachment.stored_as).relative_to(var)
        assert (tmp_path / "place" / name).read_bytes() == path_of(attachment.stored_as).read_bytes()
    assert not (tmp_path / "place" / ".restoring").exists()


def test_nobody_stays_signed_in(lived, client, tmp_path):
    client.force_login(lived.liaison)
    told = Manifest.read(backup(tmp_path / "backups"))
    assert "django_session" not in told.tables


def test_no_value_of_a_setting_is_kept(lived, tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_SECRET_KEY", "geheim-geheim-geheim")
    folder = backup(tmp_path / "backups")
    assert "PORTAL_SECRET_KEY" in Manifest.read(folder).settings
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert kept and not any(b"geheim-geheim" in path.read_bytes() for path in kept)
    assert not any(path.name == "secret-key" for path in kept)


def test_it_is_one_moment_though_others_write(lived, tmp_path):
    """A note and its history are written together: whatever the moment, it has as many of the one as of the other."""
    stop, written = threading.Event(), threading.Semaphore(0)
    before = ProgressNote.objects.count(), HistoryEntry.objects.count()

    def write():
        try:
            while not stop.is_set():
                with transaction.atomic():
                    about = {"at": NOW, "item": lived.led, "by": lived.liaison}
                    ProgressNote.objects.create(text="已开工", department=lived.civil_affairs, **about)
                    HistoryEntry.objects.create(action="note_written", **about)
                written.release()
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert all(written.acquire(timeout=10) for _ in range(5))
        told = Manifest.read(backup(tmp_path / "backups"))
    finally:
        stop.set()
        writer.join()
    new = told.tables["items_progressnote"] - before[0], told.tables["items_historyentry"] - before[1]
    assert new[0] == new[1] >= 5


def test_what_is_anchored_while_the_backup_is_made_is_no_end_that_was_cut_off(lived, tmp_path, monkeypatch):
    def save_and_go_on(folder, look, save=database.save):
        done = save(folder, look)
        note(Act.SIGNED_IN, by=lived.liaison)
        seal_rest()
        return done

    monkeypatch.setattr(database, "save", save_and_go_on)
    code, said, found = restored_into(backup(tmp_path / "backups"), tmp_path / "place")
    assert code == 0 and found is not None, said


def test_files_that_the_backup_before_has_are_linked(lived, tmp_path):
    first = backup(tmp_path / "backups")
    os.rename(first, first.with_name("portal-20110101T000000Z"))
    second = backup(tmp_path / "backups")
    files = [path for path in (second / "attachments").rglob("*") if path.is_file()]
    assert len(files) == len(FILES) and {path.stat().st_nlink for path in files} == {2}


def test_the_oldest_go_and_whole_ones_alone_count(lived, tmp_path):
    into = tmp_path / "backups"
    for day in ("01", "02", "03"):
        folder = backup(into)
        os.rename(folder, folder.with_name(f"portal-201101{day}T000000Z"))
    (into / ".portal-20110104T000000Z").mkdir()
    backup(into, "--keep", "2")
    left = sorted(path.name for path in into.iterdir())
    assert len(left) == 2 and left[0] == "portal-20110103T000000Z"


def test_an_encrypted_one_comes_back_with_its_key_alone(lived, tmp_path):
    key = pyrage.x25519.Identity.generate()
    other = pyrage.x25519.Identity.generate()
    folder = backup(tmp_path / "backups", "--recipient", str(key.to_public()))
    for path in folder.rglob("*"):
        assert path.is_dir() or path.name == "manifest.json" or path.read_bytes().startswith(b"age-encryption")
    for name, kept in (("right", key), ("wrong", other)):
        (tmp_path / name).write_text(f"# created\n{kept}\n")
    code, said, _found = restored_into(folder, tmp_path / "none")
    assert code == 1 and "--identity" in said
    code, said, _found = restored_into(folder, tmp_path / "bad", "--identity", tmp_path / "wrong")
    assert code == 1 and "cannot be decrypted" in said and "Traceback" not in said
    code, said, found = restored_into(folder, tmp_path / "good", "--identity", tmp_path / "right")
    assert code == 0 and found[1] == HistoryEntry.objects.count(), said


def test_a_changed_file_is_found_before_anything_is_written(lived, tmp_path):
    folder = backup(tmp_path / "backups")
    victim = next(path for path in (folder / "attachments").rglob("*") if path.is_file())
    data = bytearray(victim.read_bytes())
    data[-1] ^= 1
    victim.write_bytes(data)
    code, said, _found = restored_into(folder, tmp_path / "place")
    assert code == 1 and "not as it was backed up" in said and victim.name in said
    assert not (tmp_path / "place" / "attachments").exists()


def test_a_backup_is_looked_at_without_writing(lived, tmp_path):
    folder = backup(tmp_path / "backups")
    victim = next(path for path in (folder / "attachments").rglob("*") if path.is_file())
    said, count = io.StringIO(), len(Manifest.read(folder).files)
    call_command("restore", folder, "--check", stdout=said)
    assert f"{count} files are as they were backed up" in said.getvalue()
    victim.write_bytes(victim.read_bytes()[:-1])
    with pytest.raises(CommandError, match=f"1 of {count} files of the backup are missing"):
        call_command("restore", folder, "--check", stdout=said)
    assert f"! {victim.relative_to(folder).as_posix()}" in said.getvalue()


def test_nothing_is_written_over_a_portal_in_use(lived, var, tmp_path):
    folder = backup(tmp_path / "backups")
    code, said = manage("restore", folder, var=tmp_path / "place")
    assert code == 1 and "The database is not empty" in said
    (tmp_path / "taken" / "attachments" / "ab").mkdir(parents=True)
    code, said, _found = restored_into(folder, tmp_path / "taken")
    assert code == 1 and "is not empty" in said


def test_a_backup_of_a_newer_portal_is_refused(lived, tmp_path):
    folder = backup(tmp_path / "backups")
    told = json.loads((folder / "manifest.json").read_text())
    told["migrations"]["items"].append("9999_of_tomorrow")
    (folder / "manifest.json").write_text(json.dumps(told))
    code, said, _found = restored_into(folder, tmp_path / "place")
    assert code == 1 and "9999_of_tomorrow" in said


def test_what_was_broken_off_is_repeated_and_until_then_nothing_starts(lived, tmp_path):
    folder = backup(tmp_path / "backups")
    place = tmp_path / "place"
    (place / "attachments" / "ab").mkdir(parents=True)
    (place / ".restoring").write_text("x")
    with empty_database(place) as url:
        code, said = manage("first_start", "--no-seed", var=place, url=url)
        assert code == 1 and "not brought back altogether" in said
    code, said, found = restored_into(folder, place)
    assert code == 0 and found is not None, said


def test_a_damaged_attachment_is_told_when_backing_up_and_bringing_back(lived, tmp_path):
    attachment = Attachment.objects.first()
    path_of(attachment.stored_as).write_bytes(b"something else")
    with pytest.raises(CommandError, match="1 attachments were not on the disk"):
        backup(tmp_path / "backups")
    [folder] = (tmp_path / "backups").glob("portal-*")
    code, said, _found = restored_into(folder, tmp_path / "place")
    assert code == 1 and "damaged before the backup" in said and "1 things do not fit" in said


def test_a_place_within_the_portals_own_folder_is_refused(lived, var):
    with pytest.raises(CommandError, match="lies within the portal's own folder"):
        backup(var / "backups")


def write_to_full(_source, _into):
    with open("/dev/full", "wb") as full:
        full.write(b"x")


def test_a_full_disk_is_said_and_leaves_no_backup(lived, tmp_path, monkeypatch):
    """/dev/full takes nothing, as a disk without room."""
    monkeypatch.setattr(
        "items.backups.making._copy", lambda source, into: os.write(os.open("/dev/full", os.O_WRONLY), b"x")
    )
    with pytest.raises(CommandError, match="No space left"):
        backup(tmp_path / "backups")
    assert list((tmp_path / "backups").glob("portal-*")) == []


@pytest.mark.skipif(os.environ.get("DATABASE_URL", "sqlite").startswith("postgres"), reason="SQLite alone")
def test_the_copy_is_one_file_that_any_sqlite_opens(lived, tmp_path):
    folder = backup(tmp_path / "backups")
    with sqlite3.connect(f"file:{folder / 'portal.sqlite3'}?mode=ro&immutable=1", uri=True) as copy:
        assert copy.execute("SELECT count(*) FROM items_workitem").fetchone() == (3,)
