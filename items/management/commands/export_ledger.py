"""Write the items of a report as an Excel workbook, in one of the layouts."""

import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from departments import clock
from items.layouts.export import WorkbookHead, write_layout
from items.layouts.page import layout_by, layouts
from items.layouts.shipped import LEDGER
from items.models import WorkItem, WorkReport


class Command(BaseCommand):
    help = "Write the items of a report as an Excel workbook. Lights are those of today."

    def add_arguments(self, parser):
        parser.add_argument("--report", required=True, metavar="TITLE", help="the report's title, or a part of it")
        parser.add_argument("--layout", default=LEDGER, metavar="KEY", help="a layout's key or name (default: ledger)")
        parser.add_argument("--into", required=True, type=Path, metavar="FILE", help="the workbook to write")
        parser.add_argument(
            "--on",
            type=datetime.date.fromisoformat,
            metavar="DAY",
            help="the data date; today, else nothing is written",
        )

    def handle(self, *, report, layout, into, on, **options):
        today = clock.today()
        if on and on != today:
            raise CommandError(f"What is known on {today} is exported, not what was known on {on}.")
        reports = WorkReport.objects.standing().filter(title__contains=report)
        if len(reports) != 1:
            named = ", ".join(f"“{one.title}”" for one in reports) or "none"
            raise CommandError(f"“{report}” names not one report, but: {named}.")
        with translation.override("zh-hans"):
            spec = layout_by(layout) or next((one for one in layouts() if str(one.name) == layout), None)
            if spec is None:
                keys = ", ".join(f"{one.key} ({one.name})" for one in layouts())
                raise CommandError(f"There is no layout “{layout}”. There are: {keys}.")
            items = WorkItem.objects.filter(report=reports[0]).in_order()
            with into.open("wb") as file:
                write_layout(spec, items, WorkbookHead(reports[0].title, [], today), file=file)
        self.stdout.write(f"{items.count()} items → {into}")
