"""Deletes files of uploads that broke off after the file was written and before its row was."""

from django.core.management.base import BaseCommand

from ... import attachments


class Command(BaseCommand):
    help = "Delete stored files that no attachment names, a day after they were written."

    def handle(self, *args, **options):
        self.stdout.write(f"{attachments.sweep()} files deleted")
