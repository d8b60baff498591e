"""A record from which old entries were removed is backed up, brought back and proved like any other."""

import pytest
from django.utils import translation

from departments import clock
from items.audit import removing
from items.audit.removing import remove_old
from items.models import AuditEntry, AuditLink

from ..audit.lived import live
from ..audit.tampering import as_owner, found, sql
from .places import empty_database, manage
from .test_backup import backup

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.each_database]


@pytest.fixture
def lived(cast, settings, tmp_path):
    settings.VAR_DIR, settings.PORTAL_AUDIT_DAYS = tmp_path / "var", 1095
    settings.VAR_DIR.mkdir()
    with translation.override("en"):
        live(cast)
        yield


class BrokenOff(Exception):
    pass


def break_off(_seconds):
    raise BrokenOff


def brought_back(tmp_path):
    """(what `restore` said, what `verify_audit` says there)."""
    place = tmp_path / "place"
    with empty_database(place) as url:
        return manage("restore", backup(tmp_path / "backups"), var=place, url=url), manage(
            "verify_audit", var=place, url=url
        )


def test_what_stands_is_proved_there_with_the_exports_of_what_went(lived, tmp_path):
    count = remove_old(clock.now(), by="tick")
    (code, said), (verified, told) = brought_back(tmp_path)
    assert (code, verified) == (0, 0), said + told
    assert f"the exports here prove {count} of them, 0 lie elsewhere" in told


def test_a_removal_that_was_broken_off_is_no_fault_there(lived, tmp_path, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(removing, "AT_ONCE", 2)
        broken.setattr(removing.time, "sleep", break_off)
        with pytest.raises(BrokenOff):
            remove_old(clock.now(), by="tick")
    assert AuditLink.objects.order_by("number").first().number == 3 and found() == []
    (code, said), (verified, told) = brought_back(tmp_path)
    assert (code, verified) == (0, 0), said + told
    assert "(0 are still to go)" not in told and "are still to go)" in told


def test_a_beginning_that_was_cut_off_before_the_backup_is_told(lived, tmp_path):
    remove_old(clock.now(), by="tick")
    link = AuditLink.objects.order_by("number").first()
    with as_owner():
        sql("DELETE FROM items_auditlink WHERE number = %s", link.number)
        sql("DELETE FROM items_auditentry WHERE id = %s", link.entry_id)
    assert not AuditEntry.objects.filter(pk=link.entry_id).exists()
    (code, said), _verified = brought_back(tmp_path)
    assert code != 0 and f"第{link.number + 1}环" in said
