"""A dossier with many large proofs: memory does not grow with them, and what is missing on the disk is counted."""

import hashlib
import io
import secrets
import tracemalloc
import zipfile

import openpyxl
import pytest
from django.utils import translation

from items.background.working import work
from items.dossiers.filing import ask_for_archive, ask_for_dossier
from items.exports.keeping import path_of
from items.files.storing import path_of as path_of_proof
from items.ledger.fetching import fetch_item
from items.models import Attachment

from ..given.closed_item import AT, closed_item
from ..given.factories import day

PROOFS, EACH = 30, 20 * 1024 * 1024
# Bytes that Python may hold at once while it makes the dossier: a fraction of one proof.
MOST_HELD = 15 * 1024 * 1024


@pytest.fixture
def large(cast, settings, tmp_path):
    """The closed item of the cast with thirty proofs of 20 MB, holes on the disk that take no room."""
    settings.VAR_DIR = tmp_path
    with translation.override("zh-hans"):
        closed_item(cast)
        digest = hashlib.sha256()
        for _piece in range(20):
            digest.update(bytes(EACH // 20))
        first = cast.proofs[0]
        told = {"item": cast.led, "update": first.update, "by": cast.liaison, "at": AT, "kind": first.kind}
        for number in range(PROOFS):
            stored_as = secrets.token_hex(16)
            path = path_of_proof(stored_as)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.truncate(EACH)
            Attachment.objects.create(
                name=f"照片{number}.pdf", size=EACH, digest=digest.hexdigest(), stored_as=stored_as, **told
            )
        yield cast


def made(export):
    tracemalloc.start()
    work(until_done=True)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    export.refresh_from_db()
    assert export.state == "ready", export.failure
    return zipfile.ZipFile(path_of(export.stored_as)), held


def test_thirty_proofs_of_20_megabytes_pass_through_piece_by_piece(large):
    archive, held = made(ask_for_dossier(fetch_item(large.led.pk), by=large.supervisor, on=day("2011-05-11")))
    with archive:
        sizes = [one.file_size for one in archive.infolist() if "照片" in one.filename]
    assert sizes == [EACH] * PROOFS
    assert held < MOST_HELD


def test_a_proof_that_is_missing_is_counted_in_the_index_of_the_report(cast, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with translation.override("zh-hans"):
        closed_item(cast)
        path_of_proof(cast.proofs[0].stored_as).unlink()
        archive, _held = made(ask_for_archive(cast.report, by=cast.supervisor, on=day("2011-05-11")))
    with archive:
        assert [name.rpartition("/")[2] for name in archive.namelist()] == [
            *("02_验收表.pdf", "第1项办结档案.docx", "目录.xlsx")
        ]
        index = openpyxl.load_workbook(io.BytesIO(archive.read("目录.xlsx"))).worksheets[0]
    (row,) = [row for row in index.iter_rows(values_only=True) if row[0] == 1]
    assert (row[7], row[9]) == (1, 1)
