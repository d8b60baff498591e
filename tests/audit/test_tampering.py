"""Whatever somebody alters by SQL, with all rights to the database, is found, and its place is named."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from items.audit.anchoring import anchors, path
from items.audit.sealing import seal
from items.models import AuditEntry, AuditLink, HistoryEntry, append_only
from items.models.digests import ENTRY_FIELDS, NOTHING, link_digest

from .tampering import as_owner, found, sql, told

pytestmark = pytest.mark.each_database

LATER = datetime.timedelta(hours=2)


def number_of(key):
    return AuditLink.objects.get(entry=key).number


def change(key, column, value):
    with as_owner():
        sql(f"UPDATE items_auditentry SET {column} = %s WHERE id = %s", value, key)


def test_a_record_as_it_was_written_is_in_order(acts, capsys):
    assert found() == []
    call_command("verify_audit")
    assert "are as they were written" in capsys.readouterr().out


def test_the_command_fails_and_says_so_in_both_languages(acts):
    change(acts[0], "label", "something else")
    with pytest.raises(CommandError, match=r"1 faults.*发现1处异常"):
        call_command("verify_audit")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("label", "另一份文件"),
        ("reason", "并无此事"),
        ("at", "2011-01-01 00:00:00+00:00"),
        ("person_id", 1_000_000),
        ("username", "somebody_else"),
        ("post", "市长"),
        ("address", "10.9.9.9"),
        ("request_id", "0"),
        ("act", "looked_at"),
        ("result", "refused"),
        ("before", '{"file": "x"}'),
        ("after", '{"file": "x"}'),
    ],
)
def test_a_value_of_an_entry_that_was_changed(acts, column, value):
    change(acts[3], column, value)
    (sentence, *_more) = found()
    assert f"Entry {acts[3]} (link {number_of(acts[3])}," in sentence and "is not what was sealed" in sentence


@pytest.mark.parametrize(
    ("column", "value"),
    [("after", "[]"), ("after", '"x"'), ("at", "9999-12-31 23:59:59+00:00"), ("at", "0001-01-01 00:00:00+00:00")],
)
@pytest.mark.parametrize("act", ["record_exported", "record_removed", "history_taken_over", "signed_in"])
def test_a_value_that_the_portal_never_writes(acts, act, column, value):
    change(acts[3], "act", act)
    change(acts[3], column, value)
    assert f"Entry {acts[3]} (link {number_of(acts[3])}" in found()[0] or "what the portal never writes" in found()[-1]


@pytest.mark.parametrize(("column", "value"), [("at", "yesterday"), ("id", "-1")])
def test_a_value_that_cannot_be_read(acts, column, value):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no such value")
    change(acts[3], column, value)
    assert found()


def test_an_entry_that_was_removed(acts):
    number = number_of(acts[3])
    with as_owner():
        sql("DELETE FROM items_auditentry WHERE id = %s", acts[3])
    assert found() == [f"Entry {acts[3]} (link {number}) was removed."]


def test_an_entry_that_was_removed_with_its_link(acts):
    number = number_of(acts[3])
    with as_owner():
        sql("DELETE FROM items_auditlink WHERE entry_id = %s", acts[3])
        sql("DELETE FROM items_auditentry WHERE id = %s", acts[3])
    assert found()[0] == f"Links {number} to {number} of the chain are missing."


def forge(key, *, at, **values):
    """Insert a copy of an entry, dated `at`, past the portal; its key."""
    row = AuditEntry.objects.filter(pk=key).values().get()
    row |= {"id": AuditEntry.objects.latest("pk").pk + 1, "at": at, **values}
    AuditEntry.objects.bulk_create([AuditEntry(**row)])
    return row["id"]


def test_an_entry_that_was_inserted_without_a_link(acts):
    at = AuditEntry.objects.get(pk=acts[3]).at
    key = forge(acts[3], at=at - LATER)
    assert [one for one in found() if one.startswith(f"Entry {key} ") and "has no link" in one]


def test_an_entry_that_was_inserted_and_sealed_by_the_portal_itself(acts):
    """Who can only insert cannot date what he inserts."""
    key = forge(acts[3], at=AuditEntry.objects.get(pk=acts[3]).at - LATER)
    seal()
    (sentence,) = found()
    assert f"Entry {key} " in sentence and "was inserted later" in sentence


def test_an_entry_that_was_inserted_with_a_link_of_its_own(acts):
    at = AuditEntry.objects.get(pk=acts[3]).at
    key, last = forge(acts[3], at=at), AuditLink.objects.latest("number")
    AuditLink.objects.bulk_create(
        [AuditLink(number=last.number + 1, entry_id=key, previous=last.digest, digest="a" * 64)]
    )
    assert f"Entry {key} (link {last.number + 1}," in found()[0]


def test_a_copy_that_claims_a_history_entry_again(acts):
    key = forge(acts[1], at=AuditEntry.objects.get(pk=acts[1]).at)
    seal()
    assert found() == [f"Entry {key} tells of history entry {told()[-3]} a second time."]


def test_two_entries_that_changed_places(acts):
    first, second = number_of(acts[2]), number_of(acts[3])
    with as_owner():
        sql("UPDATE items_auditlink SET entry_id = %s WHERE number = %s", -1, first)
        sql("UPDATE items_auditlink SET entry_id = %s WHERE number = %s", acts[2], second)
        sql("UPDATE items_auditlink SET entry_id = %s WHERE number = %s", acts[3], first)
    sentences = found()
    assert f"Entry {acts[3]} (link {first}," in sentences[0] and f"Entry {acts[2]} (link {second}," in sentences[1]


def test_two_links_that_changed_their_numbers(acts):
    first, second = number_of(acts[2]), number_of(acts[3])
    with as_owner():
        sql("UPDATE items_auditlink SET number = -1 WHERE number = %s", first)
        sql("UPDATE items_auditlink SET number = %s WHERE number = %s", first, second)
        sql("UPDATE items_auditlink SET number = %s WHERE number = -1", second)
    assert f"Link {first} (entry {acts[3]}) does not follow on the one before it." in found()


def test_links_that_were_numbered_anew(acts):
    first = number_of(acts[4])
    with as_owner():
        sql("UPDATE items_auditlink SET number = number + 1000 WHERE number >= %s", first)
    assert f"Links {first} to {first + 999} of the chain are missing." in found()


def test_an_end_that_was_cut_off(acts):
    last = number_of(acts[5])
    with as_owner():
        sql("DELETE FROM items_auditlink WHERE entry_id >= %s", acts[3])
        sql("DELETE FROM items_auditentry WHERE id >= %s", acts[3])
        sql("DELETE FROM items_historyentry WHERE id >= %s", told()[-1])
    (sentence,) = found()
    assert "The end of the chain was cut off" in sentence and f"tells of link {last}, the chain ends at" in sentence


def work_out_anew():
    """All links as the portal itself would make them of what stands there now."""
    rows = list(AuditEntry.objects.order_by("pk").values_list(*ENTRY_FIELDS))
    sql("DELETE FROM items_auditlink")
    digest, links = NOTHING, []
    for number, row in enumerate(rows, 1):
        previous, digest = digest, link_digest(number, digest, row)
        links.append(AuditLink(number=number, entry_id=row[0], previous=previous, digest=digest))
    AuditLink.objects.bulk_create(links)


def test_a_chain_that_was_worked_out_anew(acts):
    last = number_of(acts[5])
    with as_owner():
        sql("UPDATE items_auditentry SET label = 'x' WHERE id = %s", acts[3])
        work_out_anew()
    assert found() == [
        f"Line 1 of the file of anchors tells another digest of link {last}: the chain was worked out anew, or the "
        "file was changed."
    ]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE items_historyentry SET reason = 'x' WHERE id = %s", "was changed"),
        ("UPDATE items_historyentry SET after = '{}' WHERE id = %s", "was changed"),
        ("UPDATE items_historyentry SET by_id = NULL WHERE id = %s", "was changed"),
        ("UPDATE items_historyentry SET at = '2011-01-01 00:00:00+00:00' WHERE id = %s", "was changed"),
        ("DELETE FROM items_historyentry WHERE id = %s", "was deleted"),
    ],
)
def test_a_history_entry_that_was_changed_dated_anew_or_deleted(acts, statement, words):
    key = told()[-2]
    with as_owner():
        sql(statement, key)
    (sentence,) = found()
    assert sentence.startswith(f"History entry {key} (") and words in sentence
    assert f"audit entry {acts[2]} tells" in sentence


def test_a_history_entry_that_was_inserted(acts):
    row = HistoryEntry.objects.filter(pk=told()[-1]).values().get() | {"id": told()[-1] + 7}
    HistoryEntry.objects.bulk_create([HistoryEntry(**row)])
    (sentence,) = found()
    assert f"History entry {row['id']} (" in sentence and "was inserted" in sentence


def test_anchors_that_were_changed(acts):
    path().write_text(path().read_text().replace(next(anchors()).digest, "b" * 64))
    assert [one for one in found() if one.startswith("Line 1 of the file of anchors tells another digest")]


def test_anchors_that_cannot_be_read(acts):
    with path().open("a") as file:
        file.write("nonsense\n")
    assert found() == ["Line 2 of the file of anchors cannot be read: it was changed."]


@pytest.mark.parametrize("text", ["", None])
def test_anchors_that_were_cut_off_or_removed(acts, text, monkeypatch):
    path().unlink() if text is None else path().write_text(text)
    # What was sealed a moment ago may still be without; an hour later it is not.
    monkeypatch.setattr("items.audit.verifying.GRACE", -LATER)
    assert [one for one in found() if one.startswith("The file of anchors ends at link 0")]


def test_triggers_that_were_taken_away_are_missed(acts):
    name = f"{append_only.PREFIX}auditentry_update"
    sql(f"DROP TRIGGER {name}" + (" ON items_auditentry" if connection.vendor == "postgresql" else ""))
    assert "triggers are missing" in found()[0]
    append_only.guard()
    assert found() == []


@pytest.mark.parametrize("table", ["items_auditentry", "items_auditlink"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_what_was_written(acts, table, statement):
    if statement.startswith("TRUNCATE") and connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    column = "label" if table == "items_auditentry" else "digest"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        sql(statement.format(table, column, column))
    assert found() == []
