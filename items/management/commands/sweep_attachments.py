"""Deletes files of uploads that broke off after the file was written and before its row was."""

from django.core.management.base import BaseCommand, CommandError

from ...files.storing import NoFileKnown, folder, sweep


class Command(BaseCommand):
    help = "Delete stored files that no attachment names, a day after they were written."

    def handle(self, *args, **options):
        try:
            swept = sweep()
        except NoFileKnown as error:
            raise CommandError(
                f"The database knows none of the files in {folder()}, so nothing was deleted: "
                "check DATABASE_URL and PORTAL_VAR.\n"
                f"{folder()} 中的文件均未登记在数据库中，未予删除：请检查 DATABASE_URL 和 PORTAL_VAR。"
            ) from error
        self.stdout.write(f"{swept} files deleted")
