"""The nightly export: what was sealed since the last one, a line of JSON for each link, packed, in a file of the day.

The file's SHA-256 becomes an entry itself, and so a part of the chain; so does that of the anchors up to then.
"""

import datetime
import gzip
import json
import os

from django.db import connection, transaction
from django.utils import timezone

from departments.clock import ONE_DAY

from ..auditing import Act, note
from ..models import AuditEntry, AuditLink
from ..models.digests import ENTRY_FIELDS, sha256_of
from .anchoring import folder, said_so_far
from .sealing import is_alone, seal

AT_ONCE = 1000
FIELDS = ("number", "previous", "digest", *(f"entry__{name}" for name in ENTRY_FIELDS))


def export_by_night(at):
    """Once a day, for the days before the one of `at`, write what has been sealed; returns the file's name, or ""."""
    if connection.in_atomic_block:  # nor is anything sealed there
        return ""
    day = timezone.localdate(at) - ONE_DAY
    name = f"{day.isoformat()}.jsonl.gz"
    before = _last_export()
    if before and before.key >= day.isoformat():
        return ""
    seal(back=None)
    first = int(before.after["last"]) + 1 if before else 1
    aside = folder() / f".{name}.{os.getpid()}"
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        last, count = _write(aside, first)
        digest = sha256_of(aside)
        with transaction.atomic():
            # Another run is at it, or was faster. No lock on a row: the portal's role may have no right to change it.
            if not is_alone() or _last_export() != before:
                return ""
            os.replace(aside, folder() / name)
            size, anchors = said_so_far()
            note(
                Act.RECORD_EXPORTED,
                kind="audit_export",
                key=day.isoformat(),
                label=name,
                after={
                    "file": name,
                    "sha256": digest,
                    "first": str(first),
                    "last": str(last),
                    "count": str(count),
                    "anchors_size": str(size),
                    "anchors_digest": anchors,
                },
                at=at,
            )
    finally:
        aside.unlink(missing_ok=True)
    return name


def _last_export():
    return AuditEntry.objects.filter(act=Act.RECORD_EXPORTED).order_by("-pk").first()


def _write(path, first):
    """(number of the last link, how many) of those from `first` on, written to the file."""
    last, count = first - 1, 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        # No time and no name in the packed file's head: its bytes are decided by what it says.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            links = AuditLink.objects.order_by("number").values_list(*FIELDS)
            while portion := list(links.filter(number__gt=last)[:AT_ONCE]):
                for row in portion:
                    packed.write(_line(row))
                last, count = portion[-1][0], count + len(portion)
        file.flush()
        os.fsync(file.fileno())
    return last, count


def _line(row):
    said = {name.removeprefix("entry__"): value for name, value in zip(FIELDS, row, strict=True)}
    said["at"] = said["at"].astimezone(datetime.UTC).isoformat(timespec="microseconds")
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"
