"""Writers at once and killed processes leave a chain that holds; the night's export tells what is in it."""

import gzip
import hashlib
import json
import signal
import threading

import pytest
from django.db import connection, transaction

from departments import clock
from items import auditing
from items.audit.anchoring import anchors, path
from items.audit.exporting import export_by_night
from items.audit.sealing import seal, seal_rest, seal_soon
from items.auditing import Act, note
from items.models import AuditEntry, AuditLink, HistoryEntry
from items.models.taking_over import ROWS_A_BLOCK, blocks_of

from .tampering import as_owner, found, sql

pytestmark = [pytest.mark.each_database, pytest.mark.django_db(transaction=True)]

WRITE = """
import sys
import django
django.setup()
from departments.models import User
from items import history
from items.audit.sealing import seal_soon
from items.models import HistoryEntry
by = User.objects.get(username="liaison")
print("ready", flush=True)
sys.stdin.readline()
for number in range(40):
    history.record(HistoryEntry.Action.HOLIDAYS_ENTERED, by=by, after={"year": str(number)})
    seal_soon()
"""
KILLED = """
import os, signal
import django
django.setup()
from items.auditing import Act, note
note(Act.SIGNED_OUT, username="killed")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_each_entry_is_sealed_once_in_its_order(acts):
    links = list(AuditLink.objects.order_by("number").values_list("number", "entry"))
    assert [number for number, _entry in links] == list(range(1, len(links) + 1))
    assert [entry for _number, entry in links] == list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))
    assert seal() == 0


def test_what_is_sealed_is_anchored(acts):
    last = AuditLink.objects.latest("number")
    assert [(one.number, one.digest) for one in anchors()] == [(last.number, last.digest)]


def test_nothing_is_sealed_that_may_still_be_taken_back(acts):
    with transaction.atomic():
        note(Act.SIGNED_OUT)
        assert seal() == 0
    assert seal() == 1


def test_a_process_seals_no_more_often_than_it_should(acts, monkeypatch):
    monkeypatch.setattr("items.audit.sealing.SECONDS_BETWEEN", 3600)
    monkeypatch.setattr("items.audit.sealing._last_sealed", -3600.0)
    before = AuditLink.objects.count()
    for _time in range(3):
        note(Act.SIGNED_OUT)
        seal_soon()
    assert AuditLink.objects.count() in (before, before + 1)
    assert auditing.unsealed.is_set()
    assert seal_rest() >= 2


def test_writers_at_once_leave_a_chain_that_holds(cast, child):
    writers = [child(WRITE) for _number in range(3)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=120)
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    seal_rest()
    assert AuditEntry.objects.filter(act="holidays_entered").count() == 120
    assert AuditLink.objects.count() == AuditEntry.objects.count()
    assert found() == []


def test_what_a_killed_process_left_is_sealed_by_the_next(acts, child):
    process = child(KILLED)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    entry = AuditEntry.objects.get(username="killed")
    assert not AuditLink.objects.filter(entry=entry).exists()
    assert found() == []
    assert seal_rest() == 1
    assert AuditLink.objects.filter(entry=entry).exists() and found() == []


def test_an_anchor_that_a_killed_process_left_out_is_made_up_for(acts):
    path().unlink()
    seal_rest()
    assert [one.number for one in anchors()] == [AuditLink.objects.latest("number").number]


def test_an_act_that_ends_after_later_ones_were_sealed_is_found(acts):
    """On PostgreSQL a long step's entry has a lower key than entries that were sealed before it ended."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    written, go = threading.Event(), threading.Event()

    def long_step():
        with transaction.atomic():
            note(Act.SIGNED_OUT, username="slow")
            written.set()
            go.wait(30)
        connection.close()

    step = threading.Thread(target=long_step)
    step.start()
    written.wait(30)
    note(Act.SIGNED_OUT, username="quick")
    seal()
    go.set()
    step.join()
    assert seal() == 1
    last = AuditLink.objects.latest("number")
    assert last.entry.username == "slow" and found() == []


def test_the_nightly_export_tells_what_was_sealed(acts, settings):
    name = export_by_night(clock.now())
    file = settings.VAR_DIR / "audit" / name
    lines = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
    told = AuditEntry.objects.latest("pk")
    assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
    assert [line["id"] for line in lines][-6:] == acts
    assert told.after["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (told.act, told.after["last"]) == (Act.RECORD_EXPORTED, str(len(lines)))
    seal()
    assert found() == []


def test_it_is_written_once_a_day_and_goes_on_where_the_last_ended(acts):
    assert export_by_night(clock.now()) and not export_by_night(clock.now())
    count = AuditLink.objects.count()
    assert export_by_night(clock.now() + clock.ONE_DAY)
    assert AuditEntry.objects.latest("pk").after["first"] == str(count + 1)


def test_an_export_that_was_changed_is_found(acts, settings):
    name = export_by_night(clock.now())
    seal()
    (settings.VAR_DIR / "audit" / name).write_bytes(b"")
    assert found()[0].startswith(f"The export {name} is not what entry")


def test_anchors_that_were_cut_before_the_last_export_are_found(acts):
    export_by_night(clock.now())
    seal()
    path().write_text("".join(path().read_text().splitlines(keepends=True)[1:]))
    assert [one for one in found() if "are not what the last export has told" in one]


@pytest.fixture
def taken_over(cast):
    """As after an upgrade: what the history told before is taken over in a block."""
    with as_owner():
        sql("DELETE FROM items_auditlink")
        sql("DELETE FROM items_auditentry")
    for block in blocks_of(HistoryEntry.objects.all()):
        AuditEntry.objects.create(at=clock.now(), act="history_taken_over", kind="history", after=block)
    seal()


@pytest.mark.usefixtures("taken_over")
def test_history_from_before_the_upgrade_is_taken_over():
    block = AuditEntry.objects.get().after
    assert block["count"] == str(HistoryEntry.objects.count()) != "0" and ROWS_A_BLOCK == 10_000
    assert found() == []


@pytest.mark.usefixtures("taken_over")
def test_a_change_of_such_history_is_found():
    key = HistoryEntry.objects.latest("pk").pk
    with as_owner():
        sql("UPDATE items_historyentry SET reason = 'x' WHERE id = %s", key)
    assert [one for one in found() if f"to {key}, taken over by audit entry" in one]
