"""Makes a backup: the database at one moment, then the files that its rows name, then what says that it is whole.

The anchors of the audit record come before the database, which has all that they tell of.
"""

import datetime
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyrage
from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from departments import clock

from ..audit.sealing import seal_rest
from ..files.storing import path_of
from ..models import Attachment, AuditEntry
from ..models.digests import sha256_of
from . import database
from .manifest import PREFIX, UNFINISHED, BackupError, Manifest, applied_migrations, whole_backups
from .shown import shown

# What is left free on the disk beside the backup, in bytes.
SPARE = 64 * 1024 * 1024
# Folders of the portal that hold nothing that could not be made again are left out; these are kept beside attachments.
KEPT_FOLDERS = ("audit",)
ENCRYPTED = ".age"
Told = Callable[[str], None]


def make_backup(into: Path, *, recipients: list[str], keep: int | None, tell: Told) -> tuple[Path, Manifest]:
    """Make a backup in a new folder within `into`; returns the folder and what it says of itself.

    While it is made the folder has another name, so that one that was broken off is never taken for a backup. Files of
    attachments that the backup before has are linked, where the disk can, for they never change. `recipients` are
    public keys (age); `keep`, how many whole backups stay. Raises BackupError and OSError.
    """
    into = into.resolve()
    refuse_inside(into)
    keys = [_recipient(one) for one in recipients]
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    for broken_off in into.glob(f"{UNFINISHED}*"):
        shutil.rmtree(broken_off)
    before = whole_backups(into)
    size = database.size()
    _require_room(into, size)
    began = timezone.now()
    name = f"{began.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
    folder = into / f"{UNFINISHED}{name}"
    folder.mkdir(mode=0o700)
    told = Manifest(
        vendor=connection.vendor,
        began_at=began.isoformat(),
        settings=sorted(one for one in os.environ if one.startswith("PORTAL_") or one == "DATABASE_URL"),
        recipients=sorted(recipients),
    )
    seal_rest()
    _keep_folders(folder, told, keys)
    tell(f"database 数据库 … {size // 1_000_000} MB")
    file, found = database.save(folder, lambda: _look(told))
    told.tables = {table: count for table, (count, _digest) in found.items()}
    told.digests = {table: digest for table, (_count, digest) in found.items()}
    _keep(file, folder, told, keys)
    _keep_attachments(folder, told, keys, _earlier(before, told), tell)
    told.ended_at = timezone.now().isoformat()
    told.write(folder)
    _sync(folder)
    whole = into / f"{PREFIX}{name}"
    folder.rename(whole)
    for old in whole_backups(into)[:-keep] if keep else ():
        shutil.rmtree(old)
    return whole, told


def _look(told):
    """What the manifest says of the very moment of the database."""
    told.migrations = applied_migrations()
    newest = AuditEntry.objects.order_by("-pk").values_list("at", flat=True).first()
    told.newest = newest.isoformat() if newest else ""
    told.shown = shown(clock.today())


def _recipient(text):
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise BackupError(
            f"“{text}” is no public key (age1…): {error}", f"“{text}”不是公钥（应以 age1 开头）：{error}"
        ) from error


def refuse_inside(into):
    """A backup that lies where the portal writes is lost with it."""
    var = Path(settings.VAR_DIR).resolve()
    if into == var or var in into.parents:
        raise BackupError(
            f"{into} lies within the portal's own folder {var}: choose a place on another disk or machine.",
            f"{into} 位于平台数据文件夹 {var} 内：请选择其他磁盘或其他机器上的位置。",
        )


def _require_room(into, size):
    """Most attachments are linked, so room for the database alone may do: only what is surely too little is said."""
    free = shutil.disk_usage(into).free
    if free < size + SPARE:
        needed = size + SPARE + attachments_size()
        raise BackupError(
            f"{into} has {free // 1_000_000} MB free; a backup takes up to {needed // 1_000_000} MB. Make room first.",
            f"{into} 剩余空间 {free // 1_000_000} MB，备份最多需要 {needed // 1_000_000} MB。请先清理空间。",
        )


def attachments_size() -> int:
    """Bytes of all files of attachments, as their rows tell."""
    return Attachment.objects.aggregate(total=Sum("size"))["total"] or 0


def _keep_folders(folder, told, keys):
    """Before the database: an anchor that is newer than it would tell of links that it does not have."""
    for kept in KEPT_FOLDERS:
        source = Path(settings.VAR_DIR) / kept
        for path in sorted(path for path in source.rglob("[!.]*") if path.is_file()):
            copy = folder / kept / path.relative_to(source)
            copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            _keep(copy, folder, told, keys)


def _earlier(before, told):
    """(folder, manifest) of the latest backup that was made for the same readers, from which files can be linked."""
    for folder in reversed(before):
        try:
            manifest = Manifest.read(folder)
        except BackupError:
            continue
        if manifest.recipients == told.recipients:
            return folder, manifest
    return None


def _keep_attachments(folder, told, keys, earlier, tell):
    """The files of all rows: they are on the disk before their rows are, and never change."""
    rows = Attachment.objects.order_by("pk").values_list("stored_as", "digest")
    count = rows.count()
    tell(f"attachments 附件 … {count}")
    for done, (stored_as, digest) in enumerate(rows.iterator(chunk_size=2000), start=1):
        name = f"attachments/{stored_as[:2]}/{stored_as}"
        try:
            source = path_of(stored_as)
        except FileNotFoundError:  # what no file is called, and may lead anywhere
            told.damaged.append(name)
            continue
        if not _link(folder, name, earlier, told):
            copy = folder / name
            copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _copy(source, copy) != digest:
                told.damaged.append(name)
            if copy.exists():
                _keep(copy, folder, told, keys)
        if done % 1000 == 0:
            tell(f"attachments 附件 {done}/{count}")


def _link(folder, name, earlier, told):
    """Link the file to that of the backup before; returns whether that could be done."""
    if earlier is None:
        return False
    before, manifest = earlier
    kept = name + ENCRYPTED if told.recipients else name
    if kept not in manifest.files or name in manifest.damaged:
        return False
    copy = folder / kept
    copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(before / kept, copy)
    except OSError:
        return False
    told.files[kept] = manifest.files[kept]
    return True


def _copy(source, into):
    """Copy a file; returns its SHA-256, "" where it is not there."""
    try:
        with source.open("rb") as file, into.open("xb") as copy:
            digest = hashlib.sha256()
            while chunk := file.read(1 << 20):
                digest.update(chunk)
                copy.write(chunk)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def _keep(path, folder, told, keys):
    """Tell the manifest of a file that lies in the folder, encrypted first if there are keys."""
    if keys:
        sealed = path.with_name(path.name + ENCRYPTED)
        pyrage.encrypt_file(str(path), str(sealed), keys)
        path.unlink()
        path = sealed
    path.chmod(0o600)
    told.files[path.relative_to(folder).as_posix()] = {"size": path.stat().st_size, "sha256": sha256_of(path)}


def _sync(folder):
    """All that was written is on the disk before the folder gets the name of a whole backup."""
    for path in _written(folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _written(folder) -> Iterator[Path]:
    """Files of this backup alone (what is linked is on the disk since the one before), and the folders."""
    for path in folder.rglob("*"):
        if path.is_dir() or path.stat().st_nlink == 1:
            yield path
    yield folder
    yield folder.parent
