"""`manage.py work`: does in the background what would take a request too long. May run several times at once."""

from django.core.management.base import BaseCommand

from ...background.working import work
from ..beside import end_with


class Command(BaseCommand):
    help = "Make the files that people asked for and read large uploads, one after the other."

    def add_arguments(self, parser):
        parser.add_argument("--until-done", action="store_true", help="end as soon as nothing waits")
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="end with this process, which started the command"
        )

    def handle(self, *, until_done, beside, **options):
        if beside:
            end_with(beside)
        work(until_done=until_done)
