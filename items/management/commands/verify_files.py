"""`manage.py verify_files`: whether every attachment's file is on the disk as it was stored."""

from django.core.management.base import BaseCommand, CommandError

from ...files.looking_after import lost_files, note_lost
from ...files.storing import folder


class Command(BaseCommand):
    help = "Compare every attachment's file with the SHA-256 of its row; reads all of them."

    def handle(self, **options):
        lost = set()
        for attachment in lost_files():
            lost.add(attachment.pk)
            self.stdout.write(f"lost  attachment {attachment.pk} of item {attachment.item_id}: {attachment.stored_as}")
        if folder().is_dir():
            note_lost(lost)
        if lost:
            raise CommandError(
                f"{len(lost)} files are missing or damaged: fetch them from a backup, where "
                "each lies under this name.\n"
                f"有 {len(lost)} 个附件文件缺失或损坏：请从备份中按上列名称找回。"
            )
        self.stdout.write("All files are as they were stored. 所有附件与存储时一致。")
