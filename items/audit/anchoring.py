"""Anchors: the newest link, told to a file beside the database and to the log.

Who cuts off the end of the record, or works out the whole chain anew, would have to know and change these, too.
"""

import datetime
import fcntl
import hashlib
import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from departments import clock

from ..models import AuditLink

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Anchor:
    """A line of the file: when which link had been sealed; `digest` and `at` None for one that cannot be read."""

    line: int
    number: int = 0
    digest: str | None = None
    at: datetime.datetime | None = None


def folder() -> Path:
    """Where anchors and exports of the record lie."""
    return Path(settings.VAR_DIR) / "audit"


def path() -> Path:
    return folder() / "anchors.log"


def anchor(number: int, digest: str, *, last: bool = False) -> bool:
    """Append the link to the file; `last`: also have it on the disk for certain, and told to the log.

    That the disk is full or away must not stop whoever acted: the clockwork makes up for it. Returns whether it went.
    """
    said = f"{number} {digest} {clock.now().isoformat(timespec='seconds')}\n"
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        # One write at the end of the file: lines of two processes never mix.
        handle = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, said.encode())
            if last:
                os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        logger.exception("The audit record's link %s was not anchored", number)
        return False
    if last:
        logger.info("The audit record's newest link is %s %s", number, digest)
    return True


def anchor_newest() -> int:
    """Anchor the newest link for certain; returns its number, 0 without any."""
    link = AuditLink.objects.order_by("-number").first()
    if link is None:
        return 0
    anchor(link.number, link.digest, last=True)
    return link.number


def anchors():
    """The `Anchor`s of the file, in order; nothing without a file."""
    try:
        with path().open(encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, 1):
                parts = line.split()
                if len(parts) == 3 and parts[0].isdecimal() and len(parts[0]) < 19 and len(parts[1]) == 64:
                    yield Anchor(number, int(parts[0]), parts[1], _moment(parts[2]))
                else:
                    yield Anchor(number)
    except FileNotFoundError:
        return


@contextmanager
def whole_record(*, changing: bool = False) -> Iterator[bool]:
    """Within the block nothing is removed of the record; or, `changing`, nobody else reads it through or removes.

    Gives whether that could be had: who removes does not wait. The kernel ends what a killed process held.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context((folder() / ".lock").open("a"))
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB if changing else fcntl.LOCK_SH)
        except BlockingIOError:
            yield False
            return
        except OSError:  # a disk that is only read, or no folder yet: whoever removes needs both
            yield not changing
            return
        yield True


def _moment(text):
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def said_so_far(size: int | None = None) -> tuple[int, str]:
    """(bytes, SHA-256) of the file, or of its first `size` bytes; fewer bytes if there are not as many."""
    digest, read = hashlib.sha256(), 0
    try:
        with path().open("rb") as file:
            while size is None or read < size:
                part = file.read(65536 if size is None else min(65536, size - read))
                if not part:
                    break
                digest.update(part)
                read += len(part)
    except FileNotFoundError:
        pass
    return read, digest.hexdigest()
