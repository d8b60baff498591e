"""What becomes of files by itself: leftovers go within a day, what is lost is told, and nothing else is held up."""

import io
import os
import time

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from items.clockwork.ticking import tick
from items.files.looking_after import DAILY, known_lost, looks_lost
from items.files.storing import path_of
from tasks_portal import health

from .samples import NOW, PDF, put_in, stored_files


def age(path, seconds=90000):
    os.utime(path, (time.time() - seconds, time.time() - seconds))


@pytest.fixture
def kept(cast, update, store):
    return put_in(update, cast.liaison)


@pytest.fixture
def left(kept, store):
    """Files of uploads that were killed: two a day old, and one of just now, which is returned."""
    old, broken, young = store / "ab" / ("ab" + "0" * 30), store / "ab" / "cd.part", store / "ab" / ("ab" + "1" * 30)
    old.parent.mkdir(exist_ok=True)
    for path in (old, broken, young):
        path.write_bytes(PDF)
    for path in (old, broken, path_of(kept.stored_as)):
        age(path)
    return young


def test_the_clockwork_sweeps_what_killed_uploads_left(left, kept, store):
    done = tick(NOW)
    assert (done.files_swept, done.errors) == (2, [])
    assert set(stored_files(store)) - {store / ".looked-at", store / ".lost"} == {left, path_of(kept.stored_as)}


def test_it_does_so_once_a_day(kept, left, store):
    tick(NOW)
    age(left)
    assert tick(NOW).files_swept == 0
    age(store / ".looked-at", DAILY + 1)
    assert tick(NOW).files_swept == 1


def test_files_of_another_database_stay(kept, left, store, caplog):
    type(kept).objects.all().delete()
    assert tick(NOW).files_swept == 0
    assert "knows none of the files" in caplog.text
    assert len(stored_files(store)) == 6  # and when they were looked at, and which were lost


def test_the_clockwork_tells_of_a_file_that_was_cut_short(kept, caplog):
    path_of(kept.stored_as).write_bytes(PDF[:-1])
    tick(NOW)
    assert f"1 attachments are missing or damaged: {kept.pk};" in caplog.text
    assert known_lost() == {kept.pk}
    assert health._of_everything()["files"] == "1 are missing or damaged, see manage.py verify_files"


def test_the_command_finds_a_single_changed_byte(kept):
    output = io.StringIO()
    call_command("verify_files", stdout=output)
    assert output.getvalue() == "All files are as they were stored. 所有附件与存储时一致。\n"
    path_of(kept.stored_as).write_bytes(PDF[:-1] + b"!")
    output = io.StringIO()
    with pytest.raises(CommandError, match=r"1 files are missing or damaged(?s:.*)有 1 个附件"):
        call_command("verify_files", stdout=output)
    assert output.getvalue() == f"lost  attachment {kept.pk} of item {kept.item_id}: {kept.stored_as}\n"
    path_of(kept.stored_as).write_bytes(PDF)
    call_command("verify_files", stdout=io.StringIO())
    assert known_lost() == set()


def test_of_one_damaged_file_its_page_and_the_download_say_so(client, cast, update, kept, download):
    other = put_in(update, cast.liaison, name="会议纪要.pdf")
    path_of(kept.stored_as).write_bytes(PDF[:-1] + b"!")
    said = "is missing from the store or no longer as it was attached"
    response, _content = download(cast.liaison, kept)
    assert response.status_code == 404 and said in response.text
    assert download(cast.liaison, other)[1] == PDF
    page = client.get(update.get_absolute_url()).text
    assert page.count("This file is missing or damaged") == 1
    assert health._of_everything()["files"].startswith("1 are missing")


def test_on_the_page_of_the_item_a_file_that_is_gone_is_told(client, cast, closing):
    path_of(put_in(closing, cast.liaison).stored_as).unlink()
    client.force_login(cast.liaison)
    page = client.get(reverse("item_requests", args=[cast.led.pk]))
    assert page.status_code == 200 and "This file is missing or damaged" in page.text


def test_what_was_mended_is_told_no_more(kept, download, cast):
    path_of(kept.stored_as).write_bytes(b"x" * len(PDF))
    download(cast.liaison, kept)
    assert looks_lost(kept)
    path_of(kept.stored_as).write_bytes(PDF)
    assert not looks_lost(kept)
    tick(NOW)
    assert known_lost() == set()
