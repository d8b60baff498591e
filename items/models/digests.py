"""What the digests of the audit chain are of. It may never change: digests of earlier days are of it."""

import datetime
import hashlib
import json
from pathlib import Path

# Before the first link.
NOTHING = "0" * 64

ENTRY_FIELDS = (
    "id", "at", "person_id", "username", "full_name", "post", "roles", "address", "request_id", "act", "kind", "key",
    "label", "before", "after", "result", "reason", "history_key", "history_digest",
)  # fmt: skip
HISTORY_FIELDS = (
    "id", "at", "by_id", "post", "action", "report_id", "item_id", "department_id", "person_id", "before", "after",
    "reason", "request_id", "address",
)  # fmt: skip


def digest_of(values):
    """SHA-256, in hexadecimal, of the values in one canonical JSON; moments count in UTC to the microsecond."""
    said = json.dumps([_plain(value) for value in values], ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def history_digest(row):
    """The digest of a history entry, given as its row (`HISTORY_FIELDS` in this order)."""
    return digest_of(row)


def link_digest(number, previous, row):
    """The digest of a link: its number, the digest before, the entry's row (`ENTRY_FIELDS` in this order)."""
    return digest_of((number, previous, *row))


def block_digest(previous, digest):
    """The digest of a block of history entries up to the one with `digest`; `previous` is the block's so far."""
    return digest_of((previous, digest))


def row_of(thing, fields):
    """The fields of a model's instance as a row."""
    return tuple(getattr(thing, field) for field in fields)


def _plain(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    return value


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
