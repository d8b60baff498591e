"""The portal's processes are killed twenty times while six people write: what they were told is what is there.

The long run, 200 kills on either database, is `make chaos`.
"""

import subprocess
from pathlib import Path

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from items.models import Attachment, ImportDraft, Instruction, ProgressNote, ProgressUpdate

from ..chaos import killing
from ..given.workers import database_url
from .starting import environment

pytestmark = [pytest.mark.each_database, pytest.mark.django_db(transaction=True)]
KILLS = 20


@pytest.fixture
def settings_of_it(checkout, tmp_path):
    """The settings of a portal that has the test's database to itself, after its first start."""
    settings = killing.settings_of(tmp_path / "var", database_url())
    connection.close()  # SQLite: nobody who is killed is to share files with a connection that never ends
    command = [checkout / ".venv" / "bin" / "python", "manage.py", "first_start"]
    begun = subprocess.run(command, cwd=checkout, env=environment(**settings), capture_output=True, text=True)
    assert begun.returncode == 0, begun.stderr
    return settings


def test_nothing_that_was_acknowledged_is_lost_doubled_or_half(checkout, port, settings_of_it):
    told = killing.play(checkout, port, settings_of_it, kills=KILLS, workers=1, all_read=False)
    assert told.is_well, told.found
    assert told.kills.total() == KILLS and told.kills[killing.ALL]
    assert told.acknowledged.keys() >= {"note", "instruction", "draft", "file", "document"}
    assert told.pressed_again
    # What was spoilt would have been found.
    spoilt = list(spoil(told, settings_of_it))
    found = killing.held_against(told.claims, settings_of_it)
    for name, words in spoilt:
        assert any(words in sentence for sentence in found[name]), (name, words, found[name])


def spoil(told, settings):
    """Spoils a thing of each kind by hand and gives (under which name, with which words) it must be told."""
    taken = {claim["kind"]: claim for claim in told.claims if claim["acknowledged"]}
    ProgressNote.objects.filter(text=taken["note"]["mark"]).delete()
    yield "lost", f"note {taken['note']['mark']}"
    yield "half", "in the history"
    given = Instruction.objects.get(text=taken["instruction"]["mark"])
    given.pk = None
    given.save(force_insert=True)
    yield "twice", f"instruction {given.text}: 2"
    yield "half", f"item {given.item_id}: "
    ProgressUpdate.objects.filter(pk=taken["draft"]["about"]).update(text="别的")
    yield "lost", f"draft of update {taken['draft']['about']}"
    name = Attachment.objects.get(digest=taken["file"]["digest"]).stored_as
    next(Path(settings["PORTAL_VAR"], "attachments").rglob(name)).unlink()
    yield "broken", f"file {taken['file']['mark']}.pdf: lost"
    draft = ImportDraft.objects.get(name=f"{taken['document']['mark']}.txt")
    ImportDraft.objects.filter(pk=draft.pk).update(state="reading")
    DBTaskResult.objects.all().delete()
    yield "half", f"{draft.name}: reading"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE items_historyentry SET action = 'note_written' WHERE action = 'file_attached'")
    yield "broken", "审计"
