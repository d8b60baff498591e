"""Compares every light that is kept beside an item with what the item's facts give."""

from django.core.management.base import BaseCommand, CommandError

from departments import clock

from ...lights.checking import check_all


class Command(BaseCommand):
    help = "Compare the light kept beside each item with what its facts give; one that is wrong is lit anew."

    def handle(self, *args, **options):
        wrong = check_all(clock.today())
        if wrong:
            raise CommandError(
                f"{wrong} kept lights were wrong; the log names them, and they will be lit anew. Please report this.\n"
                f"{wrong} 个事项的灯与其情况不符，已记入日志并将重新亮灯，请向维护人员反映。"
            )
        self.stdout.write("All lights agree")
