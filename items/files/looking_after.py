"""Once a day, by itself: what broken-off uploads have left is deleted, and it is looked whether every file is there."""

import datetime
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path

from ..models import Attachment
from .storing import FileLost, NoFileKnown, folder, open_stored, path_of, sweep

DAILY = 24 * 3600
# So many are named in the log; the command names all.
MOST_NAMED = 20
AT_ONCE = 2000

logger = logging.getLogger(__name__)


def look_after_files(_at: datetime.datetime) -> int:
    """Sweep and look at all files, if that was a day ago, as the clockwork does it; returns how many were deleted.

    Files age by the machine's clock, not by the portal's. What is missing or of another size stands in the log and,
    until the next time, at /readyz; contents are compared at every download and by `manage.py verify_files`.
    """
    if not folder().is_dir() or _is_fresh():
        return 0
    swept = 0
    try:
        swept = sweep()
    except NoFileKnown:
        logger.warning("The database knows none of the files in %s: nothing was swept there.", folder())
    if swept:
        logger.info("Swept %s files of uploads that were broken off.", swept)
    lost = {attachment.pk for attachment in _in_order() if not _has_its_size(attachment)}
    lost |= {
        attachment.pk
        for attachment in Attachment.objects.filter(pk__in=known_lost() - lost)
        if not is_whole(attachment)
    }
    if lost:
        logger.error(
            "%s attachments are missing or damaged: %s; fetch them from a backup (manage.py verify_files names all)",
            len(lost),
            ", ".join(map(str, sorted(lost)[:MOST_NAMED])),
        )
    note_lost(lost)
    _mark().touch()
    return swept


def lost_files() -> Iterator[Attachment]:
    """Every attachment whose file is missing or not as it was stored; reads all of them."""
    for attachment in _in_order():
        if not is_whole(attachment):
            yield attachment


def is_whole(attachment: Attachment) -> bool:
    """Whether the file is as it was stored; reads all of it."""
    try:
        open_stored(attachment).close()
    except FileLost:
        return False
    return True


def looks_lost(attachment: Attachment) -> bool:
    """Whether the file is missing, of another size, or known to be damaged and not mended since; reads no other."""
    if attachment.pk in known_lost():
        return not is_whole(attachment)
    return not _has_its_size(attachment)


def note_lost(keys: set[int]) -> None:
    """Keep which are lost, for `known_lost`; without a word where nothing can be written."""
    aside = _lost().with_suffix(".part")
    try:
        aside.write_text(json.dumps(sorted(keys)))
        aside.replace(_lost())
    except OSError:
        logger.exception("Which attachments are lost was not kept")


def known_lost() -> set[int]:
    """Keys of those that were missing or damaged when they were last looked at; reads no row."""
    try:
        return set(json.loads(_lost().read_text()))
    except (OSError, ValueError, TypeError):
        return set()


def _in_order() -> Iterator[Attachment]:
    rows = Attachment.objects.order_by("pk").only("pk", "stored_as", "size", "digest", "item_id")
    return rows.iterator(AT_ONCE)


def _has_its_size(attachment: Attachment) -> bool:
    try:
        return path_of(attachment.stored_as).stat().st_size == attachment.size
    except OSError:
        return False


def _mark() -> Path:
    """Its moment is that of the last look."""
    return folder() / ".looked-at"


def _lost() -> Path:
    return folder() / ".lost"


def _is_fresh() -> bool:
    try:
        return abs(time.time() - _mark().stat().st_mtime) < DAILY
    except OSError:
        return False
