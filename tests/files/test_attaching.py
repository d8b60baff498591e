"""Attaching files to an update or a request to close, and removing them."""

import pytest

from items.files.attaching import remove
from items.models import Closing, HistoryEntry, ProgressUpdate

from ..given.opened_rounds import State, put
from ..given.refusals import refused
from ..given.together import moment
from .samples import NOW, put_in, stored_files


def test_a_file_begins_the_draft_and_stands_in_the_history(cast, update):
    attached = put_in(update, cast.liaison)
    update = ProgressUpdate.objects.get(pk=update.pk)
    assert (update.state, update.version, update.saved_by) == (State.DRAFT, 2, cast.liaison)
    remove(attached, by=cast.head, at=NOW)
    attached.refresh_from_db()
    assert attached.removed_at == NOW
    entries = list(HistoryEntry.objects.filter(action__startswith="file").order_by("pk"))
    assert [(entry.action, entry.by, entry.after["file"]) for entry in entries] == [
        ("file_attached", cast.liaison, "证明.pdf"),
        ("file_removed", cast.head, "证明.pdf"),
    ]
    remove(attached, by=cast.head, at=moment("2011-03-21"))
    attached.refresh_from_db()
    assert attached.removed_at == NOW


def test_an_update_has_at_most_ten_files(cast, update):
    attached = [put_in(update, cast.liaison) for _number in range(10)]
    with refused("At most 10 files"):
        put_in(update, cast.liaison)
    remove(attached[0], by=cast.liaison, at=NOW)
    put_in(update, cast.liaison)


def test_attaching_and_removing_does_not_fill_the_disk_without_end(cast, update, store, monkeypatch):
    monkeypatch.setattr("items.files.attaching.MOST_FILES_EVER", 3)
    for _number in range(3):
        remove(put_in(update, cast.liaison), by=cast.liaison, at=NOW)
    with refused("3 files have been attached here"):
        put_in(update, cast.liaison)
    assert len(stored_files(store)) == 3


@pytest.mark.parametrize("state", [state for state in State if state not in ProgressUpdate.WRITABLE])
def test_files_of_an_update_that_has_left_the_unit_stay_as_they_are(cast, update, store, state):
    attached = put_in(update, cast.liaison)
    put(update, state, by=cast.liaison, office=cast.supervisor)
    with refused("has sent|has accepted|no longer asked"):
        put_in(update, cast.liaison)
    with refused("has sent|has accepted|no longer asked"):
        remove(attached, by=cast.liaison, at=NOW)
    assert len(stored_files(store)) == 1


def test_nobody_else_attaches_or_removes(cast, update, closing):
    attached = put_in(update, cast.liaison), put_in(closing, cast.liaison)
    for person in (cast.east_liaison, cast.leader, cast.observer, cast.health_liaison):
        for thing, file in zip((update, closing), attached, strict=True):
            with refused("Only the"):
                put_in(thing, person)
            with refused("Only the"):
                remove(file, by=person, at=NOW)


def test_files_of_a_request_that_was_decided_stay_as_they_are(cast, closing):
    attached = put_in(closing, cast.liaison)
    assert (attached.closing, attached.update, attached.item) == (closing, None, cast.led)
    put_in(closing, cast.supervisor)
    Closing.objects.update(state="closed", decided_by=cast.supervisor, decided_at=NOW)
    with refused("has been decided"):
        put_in(closing, cast.liaison)
    with refused("has been decided"):
        remove(attached, by=cast.liaison, at=NOW)
