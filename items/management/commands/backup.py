"""`manage.py backup DIR`: the whole portal as a folder within DIR, made while it runs."""

from pathlib import Path

from django.core.management.base import CommandError

from ...backups.making import make_backup
from ...backups.manifest import BackupError
from ..telling import TellingCommand


class Command(TellingCommand):
    help = "Back up database, attachments and audit record into a new folder within DIR, while the portal runs."

    def add_arguments(self, parser):
        parser.add_argument("into", type=Path, metavar="DIR", help="where the backups lie, on another disk or machine")
        parser.add_argument("--keep", type=int, metavar="N", help="delete all but the N latest whole backups")
        parser.add_argument(
            "--recipient",
            action="append",
            default=[],
            metavar="age1…",
            help="encrypt for the holder of this public key (age); may be given more than once",
        )

    def handle(self, *, into, keep, recipient, **options):
        if keep is not None and keep < 1:
            raise CommandError("--keep takes a number from 1 on.\n--keep 应为不小于 1 的整数。")
        try:
            folder, told = make_backup(into, recipients=recipient, keep=keep, tell=self.tell)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"The backup could not be written ({error.strerror}): {into}. Nothing that is half done is kept as a "
                f"backup.\n备份未能写入（{error.strerror}）：{into}。未完成的部分不会被当作备份。"
            ) from error
        size = sum(facts["size"] for facts in told.files.values())
        self.stdout.write(
            f"{folder}: {sum(told.tables.values())} rows, {len(told.files)} files, {size / 1e6:.1f} MB\n"
            f"备份完成：{sum(told.tables.values())} 行，{len(told.files)} 个文件，{size / 1e6:.1f} MB"
        )
        if told.damaged:
            raise CommandError(
                f"The backup is whole, but {len(told.damaged)} attachments were not on the disk as they had been "
                f"stored: {', '.join(told.damaged[:5])}\n"
                f"备份已完成，但有 {len(told.damaged)} 个附件与存储时不一致：{'、'.join(told.damaged[:5])}"
            )
