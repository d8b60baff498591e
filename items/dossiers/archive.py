"""Dossiers as zip files: of one item with its proofs, of a report with a folder for each item and an index.

A proof goes from the disk into the archive piece by piece: memory does not grow with the proofs.
"""

import datetime
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from departments import clock

from ..files.storing import FileLost, open_stored
from ..models import Attachment, WorkItem
from ..sheets.names import safe_name
from ..sheets.tables import CENTRED, COUNT, DATE, Column, Table, streamed_workbook
from .document import name_of, write_document
from .dossier import Dossier

log = logging.getLogger(__name__)

# Characters of an item's text in the name of its folder: paths in archives of some systems are short.
FOLDER_WORDS = 20


@dataclass(frozen=True)
class Filed:
    """What the index says of one dossier: where it lies in the archive, how many proofs are with it, how many not."""

    item: WorkItem
    leads: str
    folder: str
    proofs: int
    size: int
    lost: int


def document_name(item: WorkItem) -> str:
    return _("Closing dossier of item %(number)s") % {"number": item.display_number} + ".docx"


def folder_name(item: WorkItem) -> str:
    """The number in front, so that folders stand in the order of the report."""
    number = f"{item.number:03d}-{item.clause}" if item.clause > 1 else f"{item.number:03d}"
    return f"{number}_{safe_name(item.text[:FOLDER_WORDS])}".rstrip("_")


def add_dossier(
    archive: ZipFile, dossier: Dossier, *, folder: str = "", sign: Callable[[int, int], None] | None = None
) -> Filed:
    """Add the document and the proofs of a dossier, below the folder if one is named; `sign` counts the proofs."""
    below = f"{folder}/" if folder else ""
    lost, proofs = set(), dossier.proofs
    for number, proof in enumerate(proofs, start=1):
        try:
            _add_proof(archive, f"{below}{_('Proofs')}/{name_of(number, proof)}", proof)
        except FileLost:
            log.exception("attachment %s is missing or damaged", proof.pk)
            lost.add(proof.pk)
        if sign:
            sign(number, len(proofs) + 1)
    with TemporaryFile() as document:
        write_document(dossier, document, lost=lost)
        document.seek(0)
        with archive.open(_entry(f"{below}{document_name(dossier.item)}", clock.now()), "w") as into:
            shutil.copyfileobj(document, into)
    leads = [line.responsibility for line in dossier.units if line.responsibility.role != "support"]
    return Filed(
        item=dossier.item,
        leads="、".join(str(row.department) for row in leads),
        folder=folder,
        proofs=len(proofs) - len(lost),
        size=sum(proof.size for proof in proofs if proof.pk not in lost),
        lost=len(lost),
    )


def _entry(name: str, at: datetime.datetime) -> ZipInfo:
    """A file of the archive, of that moment by the portal's clock: without one it would be of 1980."""
    return ZipInfo(name, timezone.localtime(at, timezone.get_default_timezone()).timetuple()[:6])


def _add_proof(archive: ZipFile, name: str, proof: Attachment) -> None:
    """Copy the file as it was attached; raises FileLost before anything of it is in the archive."""
    with open_stored(proof) as file, archive.open(_entry(name, proof.at), "w") as into:
        shutil.copyfileobj(file, into)


def opened(file: BinaryIO) -> ZipFile:
    """A new archive; what goes into it is packed already."""
    return ZipFile(file, "w", ZIP_STORED)


def add_index(archive: ZipFile, filed: list[Filed], *, title: str, lines: list[str]) -> None:
    """Add the workbook that says what lies where."""
    columns = [
        Column(_("No."), 5, CENTRED),
        Column(_("Original number"), 8, CENTRED),
        Column(_("Work item"), 44),
        Column(_("Lead department"), 18),
        Column(_("State"), 10, CENTRED),
        Column(_("Closed on"), 11, DATE),
        Column(_("Folder"), 34),
        Column(_("Number of proofs"), 9, COUNT),
        Column(_("Size in bytes"), 12, COUNT),
        Column(_("Proofs not on the disk"), 9, COUNT),
    ]
    with TemporaryFile() as index:
        with streamed_workbook(index, title=title) as workbook:
            table = Table(workbook, name=_("Index"), title=title, lines=lines, columns=columns)
            for number, one in enumerate(filed, start=1):
                item = one.item
                values = [number, item.display_number, item.text, one.leads, item.get_status_display()]
                table.add(
                    [*values, item.completed_on, one.folder, one.proofs, one.size, one.lost],
                    late=(9,) if one.lost else (),
                )
        index.seek(0)
        with archive.open(_entry(f"{_('Index')}.xlsx", clock.now()), "w") as into:
            shutil.copyfileobj(index, into)
