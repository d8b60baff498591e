"""`manage.py restore DIR`: a backup brought back into an empty place; with `--check` only looked at."""

from pathlib import Path

from django.core.management.base import CommandError

from ...backups.manifest import BackupError
from ...backups.restoring import check_backup, restore_backup
from ..telling import TellingCommand


class Command(TellingCommand):
    help = "Bring a backup back into an empty database and folder, and prove that all of it is there."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR", help="the backup, a folder portal-…")
        parser.add_argument(
            "--identity", type=Path, metavar="FILE", help="the file with the secret key (age), of an encrypted backup"
        )

        parser.add_argument(
            "--check", action="store_true", help="only compare the backup with its manifest: nothing is written"
        )

    def handle(self, *, folder, identity, check, **options):
        if check:
            self.check_whole(folder)
            return
        try:
            text = identity.read_text(encoding="utf-8") if identity else ""
        except OSError as error:
            raise CommandError(
                f"The key cannot be read ({error.strerror}): {identity}\n无法读取私钥（{error.strerror}）：{identity}"
            ) from error
        keys = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
        try:
            done = restore_backup(folder, identities=keys, tell=self.tell)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"The backup could not be brought back ({error.strerror}). Repeat the command once that is mended.\n"
                f"恢复未完成（{error.strerror}）。排除故障后请重新执行本命令。"
            ) from error
        for problem in done.problems:
            self.stdout.write(f"! {problem}")
        if done.problems:
            raise CommandError(
                f"Brought back, but {len(done.problems)} things do not fit: look at them before anybody works on.\n"
                f"恢复完成，但有 {len(done.problems)} 处不一致：请核对后再启用。"
            )
        self.stdout.write(
            f"{done.rows} rows and {done.files} files are back and proved. Everybody signs in anew.\n"
            f"已恢复并核验：{done.rows} 行、{done.files} 个文件。所有人需重新登录。"
        )

    def check_whole(self, folder):
        try:
            told, damaged = check_backup(folder, tell=self.tell)
        except BackupError as error:
            raise CommandError(str(error)) from error
        for name in damaged:
            self.stdout.write(f"! {name}")
        if damaged:
            raise CommandError(
                f"{len(damaged)} of {len(told.files)} files of the backup are missing or not as they were backed up: "
                f"take another backup.\n"
                f"备份共 {len(told.files)} 个文件，其中 {len(damaged)} 个缺失或与备份时不一致：请改用其他备份。"
            )
        self.stdout.write(
            f"{len(told.files)} files are as they were backed up at {told.began_at}; nothing was written.\n"
            f"{len(told.files)} 个文件与备份时（{told.began_at}）一致；未写入任何数据。"
        )
