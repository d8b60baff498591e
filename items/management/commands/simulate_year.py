"""`manage.py simulate_year`: fill an untouched database with a year of rounds on the 2011 report."""

import datetime
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from departments.models import User
from items.models import Closing, HistoryEntry, Message, ProgressUpdate, ReportingPeriod, WorkItem
from items.simulation import FIRST_DAY, LAST_DAY, simulate

from ...seeding.sowing import write_accounts


def day(text):
    """A day of the story from its ISO text; the error is argparse's."""
    on = datetime.date.fromisoformat(text)
    if not FIRST_DAY <= on <= LAST_DAY:
        raise ValueError
    return on


class Command(BaseCommand):
    help = "Fill an untouched database with a simulated year of reporting rounds on the 2011 Xiangyang report."

    def add_arguments(self, parser):
        parser.add_argument("--seed", default="1", help="another seed makes another year (default: 1)")
        parser.add_argument(
            "--on",
            type=day,
            default=datetime.date(2011, 12, 31),
            metavar="YYYY-MM-DD",
            help=f"simulate what happens before this day, from {FIRST_DAY} to {LAST_DAY} (default: 2011-12-31)",
        )

    def handle(self, *args, **options):
        began = time.perf_counter()
        path = settings.VAR_DIR / "demo-accounts.txt"
        done = simulate(
            seed=options["seed"],
            on=options["on"],
            keep_accounts=lambda accounts: write_accounts(accounts, path),
        )
        if done is None:
            raise CommandError(
                "The database is in use, so nothing was simulated: set PORTAL_VAR to an empty folder, then migrate.\n"
                "数据库已有数据，未生成模拟数据：请用 PORTAL_VAR 指定一个空文件夹并先执行 migrate。"
            )
        self.stdout.write(f"{done.days} days in {time.perf_counter() - began:.1f} seconds. 模拟完成。")
        self.stdout.write(self.summary())
        self.stdout.write(f"Demo accounts 演示账号：{path}")

    def summary(self):
        """Counts of what there is now, one line."""
        counts = {
            "periods": ReportingPeriod.objects.filter(opened_at__isnull=False).count(),
            "updates": ProgressUpdate.objects.count(),
            "accepted": ProgressUpdate.objects.filter(state=ProgressUpdate.State.ACCEPTED).count(),
            "closings": Closing.objects.count(),
            "completed items": WorkItem.objects.filter(status=WorkItem.Status.COMPLETED).count(),
            "messages": Message.objects.count(),
            "history entries": HistoryEntry.objects.count(),
            "people": User.objects.count(),
        }
        return ", ".join(f"{count} {name}" for name, count in counts.items())
