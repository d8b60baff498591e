"""Export files as they are read: what they hold proves itself, whether the database still has it or not."""

import datetime
import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..auditing import Act
from ..models.digests import ENTRY_FIELDS, link_digest
from .anchoring import folder

ENDING = ".jsonl.gz"
# A line of a file that the portal has written is far shorter.
LONGEST_LINE = 16 * 1024 * 1024


@dataclass
class Exported:
    """What a file holds: links `first` to `last`, the digest `previous` to the first and the last one's own.

    `latest` is the latest time of its entries, `tells` {name: SHA-256} of the exports that its entries tell of;
    `broken` names the first link that does not follow on the one before it, or is not what was sealed.
    """

    name: str
    first: int = 0
    last: int = 0
    previous: str = ""
    digest: str = ""
    latest: datetime.datetime | None = None
    tells: dict[str, str] = field(default_factory=dict)
    broken: int | None = None

    def take(self, number: int, previous: str, digest: str, row: tuple) -> None:
        """The next link of the file, with its entry's row."""
        if not self.first:
            self.first, self.previous = number, previous
        elif self.broken is None and (number != self.last + 1 or previous != self.digest):
            self.broken = number
        if self.broken is None and link_digest(number, previous, row) != digest:
            self.broken = number
        self.last, self.digest = number, digest
        said = dict(zip(ENTRY_FIELDS, row, strict=True))
        self.latest = max(self.latest or said["at"], said["at"])
        if said["act"] == Act.RECORD_EXPORTED:
            self.tells[str(said["after"].get("file"))] = str(said["after"].get("sha256"))


class ExportUnreadable(Exception):
    """A file that is no export, or a damaged one."""


def exports() -> list[Path]:
    """The export files that lie in their folder, by their names, which are days."""
    return sorted(path for path in folder().glob(f"*{ENDING}") if not path.name.startswith("."))


def read(path: Path) -> Exported:
    """Read a file through. Raises ExportUnreadable."""
    found = Exported(path.name)
    try:
        for link in _lines(path):
            found.take(*link)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ExportUnreadable(path.name) from error
    return found


def _lines(path) -> Iterator[tuple[int, str, str, tuple]]:
    with gzip.open(path, "rb") as file:
        while line := file.readline(LONGEST_LINE):
            said = json.loads(line)
            said["at"] = datetime.datetime.fromisoformat(said["at"])
            yield int(said["number"]), said["previous"], said["digest"], tuple(said[name] for name in ENTRY_FIELDS)
