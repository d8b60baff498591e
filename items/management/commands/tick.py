"""`manage.py tick`: the clockwork of the rounds, once or again and again. Safe to repeat, overlap and kill."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from departments import clock

from ...clockwork.ticking import tick
from ...clockwork.watch import clock_state, confirm_clock, may_run, spell
from ...errors import WorkflowError
from ..beside import end_with

FAILED = "A step failed; the log says why. 部分步骤未能完成，原因见日志。"
HELD = (
    "The machine's date has jumped: set it right, or confirm it at /clockwork/ or with --date-is-right. "
    "机器日期发生跳变：请校正系统时间，或在 /clockwork/ 页面或以 --date-is-right 确认日期无误。"
)


class Command(BaseCommand):
    help = "Open and close reporting periods, write reminders and send messages that are due."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on for ever, with so many seconds between")
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="end with this process, which started the command"
        )

        parser.add_argument(
            "--date-is-right", action="store_true", help="confirm the machine's date after the portal has asked"
        )

    def handle(self, *, every, beside, date_is_right, **options):
        if beside:
            end_with(beside)
        if date_is_right:
            self.confirm()
        if not every:
            if problem := self.run():
                raise CommandError(problem)
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
        """One run, with a line for each thing done; returns what an operator must know, "" if all was done."""
        now = clock.now()
        if not may_run(now):
            last = spell(clock_state(now).ran_at)
            self.say(f"held     last run {last}, date of the machine {spell(now)}")
            return HELD
        done = tick(now)
        for period in done.ran.opened:
            self.say(f"opened   {period.report}: {period.name}")
        for period in done.ran.closed:
            self.say(f"closed   {period.report}: {period.name}")
        for item in done.ran.followed:
            self.say(f"members  {item.report}: {item.display_number}")
        # To whom and what stands in the administration under these numbers; a log names nobody.
        for message in done.reminded:
            self.say(f"reminded message {message.pk}")
        for message in done.digested:
            self.say(f"digest   message {message.pk}")
        for delivery in done.delivered.sent:
            self.say(f"sent     {delivery.channel} {delivery.pk}")
        for delivery in done.delivered.failed:
            self.say(f"not sent {delivery.channel} {delivery.pk}: {delivery.error.partition(':')[0]}")
        for step, error in done.errors:
            self.say(f"failed   {step}: {error}")
        return FAILED if done.errors else ""

    def confirm(self):
        try:
            confirm_clock(by=None, at=clock.now())
        except WorkflowError as error:
            raise CommandError(str(error)) from error

    def say(self, line):
        self.stdout.write(" ".join(line.splitlines()))
        self.stdout.flush()
