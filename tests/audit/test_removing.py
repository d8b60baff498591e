"""What is too old goes, and what stays proves itself and all that went."""

import datetime
import signal
import threading
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from openpyxl import load_workbook

from departments import clock
from items.audit import removing
from items.audit.anchoring import path, whole_record
from items.audit.cut import newest_cut
from items.audit.exported import exports
from items.audit.page import kept
from items.audit.removing import overdue, remove_by_day, remove_old
from items.audit.sealing import seal
from items.audit.verifying import Reading, faults
from items.audit.words import spell_kept
from items.auditing import Act, note
from items.clockwork.ticking import tick
from items.models import AuditEntry, AuditLink, HistoryEntry
from items.steps.errors import WorkflowError

from ..given.html import parse
from .lived import DAY, OLD, forge, newest_of_old
from .tampering import found, sql

PAGE = reverse("audit")
pytestmark = [pytest.mark.each_database, pytest.mark.django_db(transaction=True)]


def remove(by="tick"):
    return remove_old(clock.now(), by=by)


def test_what_is_older_than_the_setting_says_goes_and_the_rest_proves_itself(lived):
    kept = AuditEntry.objects.filter(at__gte=clock.now() - 1095 * DAY)
    before = kept.count()
    # The entry about the last old export lies in the export after it, which is still too young.
    gone = AuditLink.objects.filter(entry__at__lt=clock.now() - 1095 * DAY).count() - 1
    assert remove() == gone
    assert AuditLink.objects.order_by("number").first().number == gone + 1
    assert kept.exclude(act__in=[Act.RECORD_REMOVED, Act.HISTORY_TAKEN_OVER]).count() == before
    assert AuditEntry.objects.count() == AuditLink.objects.count()
    assert found() == []
    assert remove() == 0


def test_the_removal_is_an_entry_of_the_record(lived):
    last = AuditLink.objects.get(number=newest_of_old())
    count = remove(by="remove_old_audit (operator)")
    entry = AuditEntry.objects.get(act=Act.RECORD_REMOVED)
    assert entry.link.number > last.number
    file = exports()[len(OLD) - 1].name
    limit = clock.today() - 1095 * DAY
    assert {name: entry.after[name] for name in entry.after if name != "sha256"} == {
        "by": "remove_old_audit (operator)",
        "days": "1095",
        "older_than": limit.isoformat(),
        "first": "1",
        "last": str(count),
        "count": str(count),
        "digest": last.digest,
        "file": file,
    }


def test_the_exports_prove_what_went_and_those_carried_elsewhere_are_counted(lived):
    count = remove()
    reading = Reading()
    assert list(faults(reading)) == [] and (reading.proven, reading.elsewhere, reading.left) == (count, 0, 0)
    exports()[0].unlink()
    reading = Reading()
    assert list(faults(reading)) == [] and reading.proven + reading.elsewhere == count and reading.elsewhere > 0


def test_the_history_of_which_entries_told_that_went_is_still_proved(lived):
    key = HistoryEntry.objects.get(action="holidays_entered", after={"year": str(OLD[0])}).pk
    assert remove()
    sql("UPDATE items_historyentry SET reason = 'x' WHERE id = %s", key)
    assert [one for one in found() if "taken over by audit entry" in one]


def test_a_second_removal_goes_on_where_the_first_ended(lived, settings):
    first = remove()
    settings.PORTAL_AUDIT_DAYS = 1000
    assert remove()
    told = AuditEntry.objects.filter(act=Act.RECORD_REMOVED).order_by("pk").last()
    assert told.after["first"] == str(first + 1)
    assert found() == []


def test_for_ever_is_for_ever(lived, settings):
    settings.PORTAL_AUDIT_DAYS = 0
    assert (remove(), overdue(clock.now())) == (0, 0)
    assert AuditLink.objects.filter(number=1).exists()


def test_more_than_one_removal_takes_is_left_to_the_next(lived, monkeypatch):
    monkeypatch.setattr(removing, "MOST", 1)
    assert [bool(remove()) for _time in range(4)] == [True, True, True, False]
    assert AuditEntry.objects.filter(act=Act.RECORD_REMOVED).count() == 3
    assert found() == []


def test_what_no_export_on_the_disk_holds_is_not_removed(lived):
    exports()[1].unlink()
    count = AuditEntry.objects.count()
    with pytest.raises(WorkflowError, match=f"The export {(clock.today() - OLD[1] * DAY).isoformat()}.* put it back"):
        remove()
    assert AuditEntry.objects.count() == count


@pytest.mark.parametrize("content", [b"", b"nonsense", None])
def test_an_export_that_was_changed_holds_nothing(lived, content):
    first, second = exports()[:2]
    first.write_bytes(second.read_bytes() if content is None else content)
    with pytest.raises(WorkflowError, match=f"The export {first.name} is not what was exported"):
        remove()


def test_what_was_altered_is_not_removed(lived):
    key = HistoryEntry.objects.get(action="holidays_entered", after={"year": str(OLD[0])}).pk
    sql("UPDATE items_historyentry SET reason = 'x' WHERE id = %s", key)
    with pytest.raises(WorkflowError, match=r"it was altered \(1 faults.*was changed"):
        remove()
    assert not AuditEntry.objects.filter(act=Act.RECORD_REMOVED).exists()


def test_a_date_that_has_jumped_removes_nothing(lived):
    with clock.at(clock.now() + 2000 * DAY), pytest.raises(WorkflowError, match="on 0 of the last 14 days"):
        remove()


def test_what_was_sealed_within_the_time_that_is_kept_stays(lived):
    """Who dates an entry back past the portal does not get rid of it."""
    note(Act.SIGNED_OUT, at=clock.now() - 1200 * DAY)
    seal()
    last = AuditLink.objects.latest("number").number
    remove()
    assert AuditLink.objects.filter(number=last).exists()


def test_the_clockwork_does_it_once_a_day(lived):
    done = tick(clock.now())
    assert done.audit_removed and not done.errors
    assert found() == []
    assert tick(clock.now()).audit_removed == 0


def test_what_stands_in_its_way_is_said_and_fails_nothing(lived, caplog):
    exports()[0].unlink()
    assert remove_by_day(clock.now()) == 0
    assert "entries of the audit record are overdue for removal: The export" in caplog.text
    caplog.clear()
    assert remove_by_day(clock.now()) == 0 and not caplog.text


def test_what_stays_too_long_is_said(lived, caplog):
    """Somebody writes a line behind the anchors, and nothing is old enough any more."""
    link = AuditLink.objects.get(number=1)
    with path().open("a") as file:
        file.write(f"1 {link.digest} {clock.now().isoformat()}\n")
    assert remove_by_day(clock.now()) == 0 and AuditLink.objects.filter(number=1).exists()
    assert "anchors tell that they were sealed later" in caplog.text
    assert [one for one in found() if "tells of link 1 long after later ones: it was inserted" in one]


def test_nothing_goes_while_the_record_is_read_through(lived):
    """Else links would be missed that went meanwhile."""
    sentences = faults(Reading())
    with whole_record():
        assert remove() == 0
    assert list(sentences) == []
    assert remove()


def test_the_command_removes_all_there_is(lived, monkeypatch, capsys):
    monkeypatch.setattr(removing, "MOST", 1)
    call_command("remove_old_audit")
    assert "entries older than 1095 days were removed" in capsys.readouterr().out
    assert AuditEntry.objects.filter(act=Act.RECORD_REMOVED).count() == 3
    call_command("verify_audit")
    assert "were removed as entry" in capsys.readouterr().out


def test_the_command_says_why_not(lived, settings):
    exports()[0].unlink()
    with pytest.raises(CommandError, match="put it back"):
        call_command("remove_old_audit")
    settings.PORTAL_AUDIT_DAYS = 0
    with pytest.raises(CommandError, match=r"for ever.*永久保存"):
        call_command("remove_old_audit")


def test_the_database_refuses_to_delete_beyond_what_an_entry_tells(lived):
    last = newest_of_old()
    key = AuditLink.objects.get(number=last + 1).entry_id
    remove()
    for table, column, value in (("items_auditentry", "id", key), ("items_auditlink", "number", last + 1)):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            sql(f"DELETE FROM {table} WHERE {column} = %s", value)


def test_the_database_refuses_to_delete_what_is_younger_than_six_months(lived):
    """Whatever an entry tells."""
    forge(AuditLink.objects.latest("number").number - 6)
    entry = AuditEntry.objects.filter(at__gt=clock.now() - 5 * DAY).order_by("pk").first()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        sql("DELETE FROM items_auditentry WHERE id = %s", entry.pk)


KILLED = """
import os, signal, time
import django
django.setup()
from departments import clock
from items.audit import removing
removing.AT_ONCE = 2
pause = time.sleep
def kill(_seconds):
    os.kill(os.getpid(), signal.SIGKILL)
removing.time.sleep = kill
removing.remove_old(clock.now(), by="tick")
"""


def test_one_that_was_killed_half_way_is_gone_on_with(lived, child):
    first = AuditLink.objects.order_by("number").first().number
    process = child(KILLED)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert AuditLink.objects.order_by("number").first().number == first + 2
    reading, last = Reading(), newest_cut().last
    assert list(faults(reading)) == [] and reading.left == last - 2
    assert remove() == last - 2
    assert AuditEntry.objects.filter(act=Act.RECORD_REMOVED).count() == 1
    assert found() == []


def test_two_at_once_remove_each_entry_once(lived, monkeypatch):
    monkeypatch.setattr(removing, "AT_ONCE", 1)
    last, counts, barrier = newest_of_old(), [], threading.Barrier(2)

    def run():
        barrier.wait(30)
        try:
            counts.append(remove())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    counts.append(remove())
    assert sum(counts) == last
    assert AuditEntry.objects.filter(act=Act.RECORD_REMOVED).count() == 1
    assert found() == []


def test_writers_do_not_wait_for_a_removal(lived, monkeypatch):
    """Between two portions there is room for whoever acts."""
    monkeypatch.setattr(removing, "AT_ONCE", 1)
    longest, done = [], threading.Event()

    def write():
        while not done.is_set():
            began = datetime.datetime.now()
            note(Act.SIGNED_OUT, username="busy")
            longest.append((datetime.datetime.now() - began).total_seconds())
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert remove()
    finally:
        done.set()
        writer.join(60)
    assert len(longest) > 5 and max(longest) < 2
    seal()
    assert found() == []


def hint(client):
    return parse(client.get(PAGE)).one("main").all("p", class_="hint")[0].text


def test_the_page_and_its_file_say_where_the_record_begins(lived, client, cast):
    client.force_login(cast.administrator)
    begun = (clock.today() - OLD[0] * DAY).isoformat()
    assert spell_kept(kept()) == f"The record here begins on {begun}. Entries are kept here for 1095 days."
    file = exports()[len(OLD) - 1].name
    assert f"自 {begun} 起" in hint(client)
    remove()
    assert f"截至 {file} 的每日导出文件" in hint(client) and begun not in hint(client)
    sheet = load_workbook(BytesIO(b"".join(client.get(reverse("audit_export")).streaming_content))).active
    assert any(file in str(row[0]) for row in sheet.iter_rows(max_row=5, values_only=True))
