"""Read an uploaded document beside the portal; started by `items.imports.reading`."""

from django.core.management.base import BaseCommand, CommandError

from ...imports.reading import read_draft


class Command(BaseCommand):
    help = "Read the uploaded file of an import draft."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("pk", type=int, help="the draft's key")

    def handle(self, *, pk, **options):
        if not read_draft(pk):
            raise CommandError(f"Draft {pk} does not wait to be read.")
