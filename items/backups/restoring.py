"""Brings a backup back into an empty place, and proves that all of it is there."""

import datetime
import shutil
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyrage
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader

from ..audit.sealing import seal_rest
from ..audit.verifying import Reading, faults
from ..files.looking_after import lost_files
from ..models.digests import sha256_of
from ..rounds.proving import altered_periods
from . import database
from .making import ENCRYPTED, KEPT_FOLDERS
from .manifest import BackupError, Manifest, applied_migrations
from .shown import shown

# Lies in the portal's folder while a backup is brought back into it; a start refuses to serve beside it.
MARK = ".restoring"
FOLDERS = ("attachments", *KEPT_FOLDERS)
# So many faults of the audit record are told; where the chain was changed, each of its links would be one.
MOST_FAULTS = 5
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
    done.rows = sum(told.tables.values())
    done.problems += prove(told, tell)
    mark().unlink()
    return done


def prove(told: Manifest, tell: Told) -> list[str]:
    """Sentences about what the database and the files of the settings are not as the manifest tells; none: all is well.

    Between the comparison of the rows and all else the database gets the migrations of this version.
    """
    tell("proving 核验 …")
    problems = _what_differs(told)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except (DatabaseError, InconsistentMigrationHistory) as error:
        return [*problems, f"migrations 数据库迁移: {str(error).strip().partition(chr(10))[0]}"]
    return problems + _what_is_not_shown(told) + _what_does_not_hold(told)


def check_backup(folder: Path, *, tell: Told) -> tuple[Manifest, list[str]]:
    """What the backup in the folder says of itself, and names of its files that are missing or not as it says.

    All of it is read, nothing is written, and no database is asked. Raises BackupError where it is no whole backup.
    """
    told = Manifest.read(folder)
    return told, list(_damaged(folder, told, tell))


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


def _damaged(folder, told, tell):
    tell(f"files 文件 … {len(told.files)}")
    for number, (name, facts) in enumerate(told.files.items(), start=1):
        if ".." in Path(name).parts or not _is_as_told(folder / name, facts):
            yield name
        if number % 1000 == 0:
            tell(f"files 文件 {number}/{len(told.files)}")


def _is_as_told(path, facts):
    return path.is_file() and path.stat().st_size == facts["size"] and sha256_of(path) == facts["sha256"]


def _compare(folder, told, tell):
    for name in _damaged(folder, told, tell):
        raise BackupError(
            f"{name} is missing or not as it was backed up; nothing was written. Take another backup.",
            f"{name} 缺失或与备份时不一致；未写入任何数据。请改用其他备份。",
        )


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
    """Of rows and migrations, as they came out of the backup."""
    now, problems = database.rows(), []
    for table in sorted(told.tables.keys() | now.keys()):
        count, digest = now.get(table, (0, ""))
        if told.tables.get(table, 0) != count:
            problems.append(f"{table}: {told.tables.get(table, 0)} → {count}")
        elif told.digests.get(table, digest) != digest:
            problems.append(f"{table}: {count} rows, not with the same content {count} 行，内容不一致")
    migrations = applied_migrations()
    problems += [
        f"migration 数据库迁移 {app} {name} → –"
        for app, names in told.migrations.items()
        for name in names
        if name not in migrations.get(app, ())
    ]
    return problems


def _what_is_not_shown(told):
    """The lights that the dashboard counts, where the backup is of this version: another may judge otherwise."""
    if not told.shown or told.migrations != applied_migrations():
        return []
    now = shown(datetime.date.fromisoformat(told.shown["on"]))["lights"]
    return [
        f"lights 红黄绿灯 {key}: {told.shown['lights'].get(key)} → {now.get(key)}"
        for key in sorted(told.shown["lights"].keys() | now.keys(), key=int)
        if told.shown["lights"].get(key) != now.get(key)
    ]


def _what_does_not_hold(told):
    """Sentences about attachments, closed periods and the audit record that do not hold."""
    problems = [f"{name}: damaged before the backup 备份前已损坏" for name in told.damaged]
    for attachment in lost_files():
        if not any(name.endswith(attachment.stored_as) for name in told.damaged):
            problems.append(f"attachment 附件 {attachment.pk} ({attachment.stored_as})")
    problems += [f"{one.period.report} {one.period.name}: {' '.join(one.sentences)}" for one in altered_periods()]
    seal_rest()  # what came between the last seal and the moment of the backup
    reading = Reading()
    faulty = list(islice(faults(reading), MOST_FAULTS + 1))
    problems += [f"audit 审计日志: {sentence}" for sentence in faulty[:MOST_FAULTS]]
    if len(faulty) > MOST_FAULTS:
        problems.append("audit 审计日志: … manage.py verify_audit")
    return problems
