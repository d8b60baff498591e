"""Commands that take long say on the terminal how far they are."""

import datetime

from django.core.management.base import BaseCommand


class TellingCommand(BaseCommand):
    def tell(self, text):
        """Write a line with the time of day at once."""
        now = datetime.datetime.now().strftime("%H:%M:%S")
        self.stdout.write(f"{now} {text}")
        self.stdout.flush()
