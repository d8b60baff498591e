"""Who cuts off the beginning of the record himself, or forges the entry that tells of a removal, is found."""

import datetime
import gzip
import json
import shutil

import pytest

from departments import clock
from items.audit.exported import exports
from items.audit.removing import remove_old
from items.audit.sealing import seal
from items.audit.verifying import Reading, faults
from items.auditing import Act, note
from items.models import AuditEntry, AuditLink
from items.models.digests import ENTRY_FIELDS, link_digest
from items.steps.errors import WorkflowError

from .lived import DAY, OLD, forge, newest_of_old
from .tampering import as_owner, found, sql

pytestmark = [pytest.mark.each_database, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lived")]


def cut(last):
    """The first links up to that one go, with what they are of, as an owner of the database would do it."""
    entries = list(AuditLink.objects.filter(number__lte=last).values_list("entry", flat=True))
    with as_owner():
        sql("DELETE FROM items_auditlink WHERE number <= %s", last)
        for entry in entries:
            sql("DELETE FROM items_auditentry WHERE id = %s", entry)


def removed():
    """What the portal itself removes; the number of the last link of it."""
    assert remove_old(clock.now(), by="tick")
    assert found() == []
    return AuditLink.objects.order_by("number").first().number - 1


def found_with(words):
    return [one for one in found() if words in one]


def test_a_beginning_that_was_cut_off():
    last = newest_of_old()
    cut(last)
    assert f"it begins with link {last + 1}, and no entry tells of a removal" in found()[0]


def test_a_beginning_cut_further_than_was_told():
    last = removed()
    cut(last + 2)
    assert found_with(f"it begins with link {last + 3}, and entry")[0].endswith(f"up to link {last} alone.")


def test_entries_cut_off_whose_links_were_left():
    last = removed()
    with as_owner():
        sql("DELETE FROM items_auditentry WHERE id = %s", AuditLink.objects.get(number=last + 1).entry_id)
    assert found_with(f"(link {last + 1}) was removed")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("last", "5"),
        ("digest", "a" * 64),
        ("older_than", "2001-01-01"),
        ("file", "x"),
        ("by", "somebody"),
        ("count", "1"),
    ],
)
def test_an_entry_about_a_removal_that_was_changed(name, value):
    removed()
    entry = AuditEntry.objects.get(act=Act.RECORD_REMOVED)
    with as_owner():
        sql("UPDATE items_auditentry SET after = %s WHERE id = %s", json.dumps(entry.after | {name: value}), entry.pk)
    assert found_with(f"Entry {entry.pk} (link {entry.link.number},")


def test_an_entry_about_a_removal_that_was_taken_away():
    last = removed()
    entry = AuditEntry.objects.get(act=Act.RECORD_REMOVED)
    with as_owner():
        sql("DELETE FROM items_auditlink WHERE entry_id = %s", entry.pk)
        sql("DELETE FROM items_auditentry WHERE id = %s", entry.pk)
    sentences = found()
    assert f"it begins with link {last + 1}, and no entry tells of a removal" in sentences[0]
    assert "The end of the chain was cut off" in sentences[-1]


def test_a_forged_removal_of_what_was_young():
    """Cut off up to last week, and an entry that says it was three years old: anchors and exports know better."""
    last = AuditLink.objects.latest("number").number - 6
    entry = forge(last)
    cut(last)
    sentences = found()
    assert [one for one in sentences if f"was sealed later than entry {entry.pk} tells" in one]
    assert [one for one in sentences if f"younger than entry {entry.pk} tells" in one]


def test_a_forged_removal_within_six_months():
    last = AuditLink.objects.latest("number").number - 6
    entry = forge(last, {"older_than": (clock.today() - 30 * DAY).isoformat()})
    cut(last)
    assert found_with(f"Entry {entry.pk} tells of a removal of entries younger than six months")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"digest": "a" * 64}, "does not follow on the last link that entry"),
        ({"file": "2001-01-01.jsonl.gz"}, "of which no entry tells so: it is forged"),
        ({"sha256": "b" * 64}, "of which no entry tells so: it is forged"),
        ({"first": "3"}, "no audit entry tells of it"),
        ({"older_than": "yesterday"}, "no removal of old entries that there could be"),
        ({"older_than": "0001-01-01"}, "no removal of old entries that there could be"),
        ({"last": "999999"}, "no removal of old entries that there could be"),
    ],
)
def test_a_forged_removal_that_says_something_wrong(said, words):
    last = newest_of_old()
    forge(last, said)
    cut(last)
    assert found_with(words)


def test_a_second_removal_that_does_not_go_on_where_the_first_ended():
    last = removed()
    entry = forge(last + 2, {"first": str(last)})
    assert found_with(f"Entry {entry.pk} tells of a removal from link {last} on, the one before it ended at {last}")


@pytest.mark.parametrize("younger", [True, False])
def test_the_portal_removes_nothing_because_of_a_forged_entry(younger):
    last = AuditLink.objects.latest("number").number - 6 if younger else newest_of_old()
    forge(last, {} if younger else {"digest": "a" * 64})
    count = AuditLink.objects.count()
    with pytest.raises(WorkflowError):
        remove_old(clock.now(), by="tick")
    assert AuditLink.objects.count() == count


def test_links_that_were_put_back_otherwise_than_they_were():
    last = AuditLink.objects.get(number=newest_of_old())
    rows = AuditEntry.objects.filter(pk=last.entry_id).values().get()
    assert removed() == last.number
    AuditEntry.objects.bulk_create([AuditEntry(**rows | {"label": "x"})])
    row = AuditEntry.objects.filter(pk=rows["id"]).values_list(*ENTRY_FIELDS).get()
    digest = link_digest(last.number, last.previous, row)
    AuditLink.objects.bulk_create(
        [AuditLink(number=last.number, entry_id=last.entry_id, previous=last.previous, digest=digest)]
    )
    assert found_with(f"tells another digest of link {last.number}, up to which entries were removed")


def test_an_old_export_in_the_place_of_another():
    removed()
    first, second = exports()[:2]
    shutil.copy(first, second)
    assert found_with(f"The export {second.name} is not what a later export has told of it")
    assert found_with(f"The export {first.name} holds links 1 to")


def lines(path):
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def write(path, said):
    path.write_bytes(gzip.compress("".join(json.dumps(one) + "\n" for one in said).encode()))


def test_an_old_export_that_was_edited():
    removed()
    path = exports()[0]
    said = lines(path)
    said[1]["label"] = "x"
    write(path, said)
    assert found_with(f"Link 2 in the export {path.name} is not what was sealed")
    assert found_with(f"The export {path.name} is not what a later export has told of it")


def test_an_old_export_that_was_worked_out_anew():
    """Even where the export after it, which tells of it, was worked out anew or is away."""
    removed()
    path = exports()[len(OLD) - 1]
    said, digest = lines(path), lines(path)[0]["previous"]
    for one in said:
        one["username"], one["previous"] = "x", digest
        row = [one[name] for name in ENTRY_FIELDS]
        row[1] = datetime.datetime.fromisoformat(row[1])
        one["digest"] = digest = link_digest(one["number"], one["previous"], row)
    write(path, said)
    assert found_with(f"The export {path.name} does not end with the link on which what comes next was sealed")


# Without the second in which it is packed: every process of the tests names them alike.
PACKED = [gzip.compress(text, mtime=0) for text in (b"[]\n", b"{}", b"\xff")]


@pytest.mark.parametrize("content", [b"nonsense", *PACKED], ids=["nonsense", "a list", "an object", "no text"])
def test_an_old_export_that_is_none(content):
    removed()
    path = exports()[0]
    path.write_bytes(content)
    assert found_with(f"The export {path.name} cannot be read")


def test_exports_behind_a_gap_prove_themselves_alone():
    last = removed()
    first, second, third = exports()[:3]
    second.unlink()
    reading = Reading()
    assert list(faults(reading)) == []
    assert (reading.proven, reading.unproven) == (len(lines(third)), len(lines(first)))
    assert reading.proven + reading.elsewhere + reading.unproven == last


def test_what_is_sealed_after_a_removal_follows_on_it():
    removed()
    note(Act.SIGNED_OUT)
    seal()
    assert found() == []
