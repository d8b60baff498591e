"""What a backup says of itself: from what it was made, how many rows each table has, every file with its SHA-256."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

FORMAT = 1
NAME = "manifest.json"
# A folder of this name is a whole backup; one that is being made bears another.
PREFIX, UNFINISHED = "portal-", ".portal-"
_CHUNK = 1024 * 1024


class BackupError(Exception):
    """Why a backup cannot be made or brought back: a sentence in English, a line break, the same in Chinese."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(f"{english}\n{chinese}")


@dataclass
class Manifest:
    """`files` are {path within the backup: {"size": bytes, "sha256": hexadecimal}}, `tables` {table: rows}.

    `digests` are {table: digest of its rows} (`counting`), `shown` is what the dashboard says (`shown`), `newest` the
    moment of the newest entry of the audit record: backups that were made before these were kept have none.

    `recipients` are the public keys (age) for which the files were encrypted, none if they were not. `settings` are the
    names of the settings that were in force, never their values. `damaged` are files of attachments that were not on
    the disk as they had been stored.
    """

    vendor: str
    began_at: str
    ended_at: str = ""
    migrations: dict[str, list[str]] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    newest: str = ""
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    settings: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        (folder / NAME).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Raises BackupError where there is none, or none that this version understands."""
        try:
            told = json.loads((folder / NAME).read_text(encoding="utf-8"))
            if told["format"] != FORMAT:
                raise ValueError(told["format"])
            return cls(**told)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BackupError(
                f"{folder} is no whole backup of this portal ({NAME}: {error}). Name a folder {PREFIX}… .",
                f"{folder} 不是本平台的完整备份（{NAME}：{error}）。请指定名为 {PREFIX}… 的文件夹。",
            ) from error


def applied_migrations() -> dict[str, list[str]]:
    """{app: names of its migrations that the database has}."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def whole_backups(folder: Path) -> list[Path]:
    """The whole backups in the folder, the oldest first."""
    return sorted(path.parent for path in folder.glob(f"{PREFIX}*/{NAME}"))
