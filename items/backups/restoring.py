"""Brings a backup back into an empty place, and proves that all of it is there."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyrage
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from ..audit.sealing import seal_rest
from ..files.storing import FileLost, open_stored
from ..models import Attachment
from ..rounds.proving import altered_periods
from . import database
from .making import ENCRYPTED, KEPT_FOLDERS
from .manifest import BackupError, Manifest, sha256_of

# Lies in the portal's folder while a backup is brought back into it; a start refuses to serve beside it.
MARK = ".restoring"
FOLDERS = ("attachments", *KEPT_FOLDERS)
Told = Callable[[str], None]


@dataclass
class Restored:
    """What was brought back: rows, files, and `problems`, sentences about what does not fit (none: all is well)."""

    rows: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)


def mark() -> Path:
    return Path(settings.VAR_DIR) / MARK


def restore_backup(folder: Path, *, identities: list[str], tell: Told) -> Restored:
    """Bring the backup in the folder back; `identities` are secret keys (age) if it was encrypted. Returns `Restored`.

    Everything is compared with its SHA-256 before anything is written. Files come first, the database last and
    altogether: broken off, it can be repeated. Raises BackupError.
    """
    folder = folder.resolve()
    told = Manifest.read(folder)
    keys = _keys(told, identities)
    _refuse_newer(told)
    _refuse_other_vendor(told)
    _compare(folder, told, tell)
    _require_empty()
    mark().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark().write_text(f"{folder}\n", encoding="utf-8")
    done = Restored()
    with _opened(folder, keys) as opened:
        for name in told.files:
            plain = name.removesuffix(ENCRYPTED) if keys else name
            if plain.partition("/")[0] in FOLDERS:
                into = Path(settings.VAR_DIR) / plain
                into.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                shutil.copyfile(opened(name), into)
                into.chmod(0o600)
                done.files += 1
        tell("database 数据库 …")
        kept = database.FILES[connection.vendor]
        database.restore(opened(kept + ENCRYPTED if keys else kept))
    done.problems += _what_differs(told)
    done.rows = sum(told.tables.values())
    call_command("migrate", verbosity=0, interactive=False)
    done.problems += _what_does_not_hold(told, tell)
    mark().unlink()
    return done


def _keys(told, identities):
    if not told.recipients:
        return []
    if not identities:
        raise BackupError(
            "The backup is encrypted: name the file with the secret key by --identity FILE.",
            "备份已加密：请用 --identity 文件 指定私钥文件。",
        )
    try:
        return [pyrage.x25519.Identity.from_str(one) for one in identities]
    except pyrage.IdentityError as error:
        raise BackupError(f"The secret key cannot be read: {error}", f"无法读取私钥：{error}") from error


@contextmanager
def _opened(folder, keys):
    """opened(name) gives a path at which the file of the backup can be read; what was decrypted is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="portal-restore-", dir=Path(settings.VAR_DIR)) as aside:
        plain = Path(aside) / "plain"

        def opened(name):
            if not keys:
                return folder / name
            try:
                pyrage.decrypt_file(str(folder / name), str(plain), keys)
            except pyrage.DecryptError as error:
                raise BackupError(
                    f"{name} cannot be decrypted with this key: {error}", f"无法用该私钥解密 {name}：{error}"
                ) from error
            return plain

        yield opened


def _refuse_newer(told):
    known = set(MigrationLoader(None).disk_migrations)
    newer = sorted((app, name) for app, names in told.migrations.items() for name in names if (app, name) not in known)
    if newer:
        app, name = newer[-1]
        raise BackupError(
            f"The backup was made by a newer version of the portal ({app} {name}): install that version first.",
            f"备份由更新版本的平台生成（{app} {name}）：请先安装该版本。",
        )


def _refuse_other_vendor(told):
    if told.vendor != connection.vendor:
        raise BackupError(
            f"The backup holds a {told.vendor} database, DATABASE_URL names {connection.vendor}: set it accordingly.",
            f"备份中的数据库为 {told.vendor}，而 DATABASE_URL 指定的是 {connection.vendor}：请改为一致。",
        )


def _compare(folder, told, tell):
    tell(f"files 文件 … {len(told.files)}")
    for number, (name, facts) in enumerate(told.files.items(), start=1):
        path = folder / name
        if ".." in Path(name).parts or not path.is_file() or path.stat().st_size != facts["size"]:
            fits = False
        else:
            fits = sha256_of(path) == facts["sha256"]
        if not fits:
            raise BackupError(
                f"{name} is missing or not as it was backed up; nothing was written. Take another backup.",
                f"{name} 缺失或与备份时不一致；未写入任何数据。请改用其他备份。",
            )
        if number % 1000 == 0:
            tell(f"files 文件 {number}/{len(told.files)}")


def _require_empty():
    var = Path(settings.VAR_DIR)
    is_begun = mark().exists()
    taken = [name for name in FOLDERS if (var / name).exists() and any((var / name).iterdir())]
    if not database.is_empty():
        raise BackupError(
            "The database is not empty, so nothing was written: name an empty one by DATABASE_URL, or another folder "
            "by PORTAL_VAR.",
            "数据库不为空，未写入任何数据：请用 DATABASE_URL 指定空数据库，或用 PORTAL_VAR 指定其他文件夹。",
        )
    if taken and not is_begun:
        raise BackupError(
            f"{var / taken[0]} is not empty, so nothing was written: name another folder by PORTAL_VAR.",
            f"{var / taken[0]} 不为空，未写入任何数据：请用 PORTAL_VAR 指定其他文件夹。",
        )


def _what_differs(told):
    now = database.counted()
    return [
        f"{table}: {told.tables.get(table, 0)} → {now.get(table, 0)}"
        for table in sorted(told.tables.keys() | now.keys())
        if told.tables.get(table, 0) != now.get(table, 0)
    ]


def _what_does_not_hold(told, tell):
    """Sentences about attachments, closed periods and the audit record that do not hold."""
    tell("proving 核验 …")
    problems = [f"{name}: damaged before the backup 备份前已损坏" for name in told.damaged]
    for attachment in Attachment.objects.order_by("pk").iterator(chunk_size=2000):
        try:
            open_stored(attachment).close()
        except FileLost:
            if not any(name.endswith(attachment.stored_as) for name in told.damaged):
                problems.append(f"attachment 附件 {attachment.pk}: {attachment.name}")
    problems += [f"{one.period.report} {one.period.name}: {' '.join(one.sentences)}" for one in altered_periods()]
    seal_rest()  # what came between the last seal and the moment of the backup
    try:
        call_command("verify_audit")
    except CommandError as error:
        problems.append(str(error))
    return problems
