"""`manage.py tick`: the clockwork of the rounds, once or again and again. Safe to repeat, overlap and kill."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from departments import clock

from ...clockwork.ticking import tick
from ..beside import end_with


class Command(BaseCommand):
    help = "Open and close reporting periods, write reminders and send messages that are due."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on for ever, with so many seconds between")
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="end with this process, which started the command"
        )

    def handle(self, *, every, beside, **options):
        if beside:
            end_with(beside)
        if not every:
            if not self.run():
                raise CommandError("A step failed; the log says why. 部分步骤未能完成，原因见日志。")
            return
        try:
            while True:
                self.run()
                # Until the next time the database may restart or drop idle connections.
                connections.close_all()
                time.sleep(every)
        except KeyboardInterrupt:
            return

    def run(self):
        """One run, with a line for each thing done; whether every step was taken."""
        done = tick(clock.now())
        for period in done.ran.opened:
            self.say(f"opened   {period.report}: {period.name}")
        for period in done.ran.closed:
            self.say(f"closed   {period.report}: {period.name}")
        for item in done.ran.followed:
            self.say(f"members  {item.report}: {item.display_number}")
        for message in done.reminded:
            self.say(f"reminded {message.to}: {message.title}")
        for message in done.digested:
            self.say(f"digest   {message.to}: {message.title}")
        for delivery in done.delivered.sent:
            self.say(f"sent     {delivery.channel} {delivery.address}: {delivery.message.title}")
        for delivery in done.delivered.failed:
            self.say(f"not sent {delivery.channel} {delivery.address}: {delivery.error}")
        for step, error in done.errors:
            self.say(f"failed   {step}: {error}")
        return not done.errors

    def say(self, line):
        self.stdout.write(" ".join(line.splitlines()))
        self.stdout.flush()
